//! The pages from which an administrator and a supervisor run the house: people, walls, the audit trail. A composition of the
//! rooms above; the hub decides who may what, and each part is there for those to whom the hub gave its right.

mod account_card;
mod loaded;
mod new_account;
mod page;
mod password;
mod people;
mod standing;
mod trail;
mod trail_words;
mod walls;

pub use page::AdministrationPage;
