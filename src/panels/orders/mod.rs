//! The orders of whoever is sent: what is offered, and what is under way.

mod alert;
mod card;
mod header;
mod list;
mod not_yours;

pub use alert::OrderAlert;
pub use card::OrderCard;
pub use header::OrdersHeader;
pub use list::OrderList;
pub use not_yours::{OwnOrdersOnly, role_elsewhere};
