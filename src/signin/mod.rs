//! Who sits at a screen: the page on which one signs in, that of the first administrator, one's own account, and the seat in a
//! page's header.

mod demo_people;
mod door_field;
mod faults;
mod first;
mod other_hubs;
mod own_account;
mod page;
mod seat;

pub use door_field::DoorField;
pub use faults::{FormFault, check_password, door_words, field_fault, wrong};
pub use first::{FirstPage, keep_first_secret};
pub use other_hubs::knows_nobody;
pub use own_account::OwnAccountPage;
pub use page::{SignInPage, back_from};
pub use seat::{Seat, keep_session};
