//! The orders of whoever is sent: what is offered, and what is under way.

mod alert;
mod card;
mod header;
mod list;

pub use alert::OrderAlert;
pub use card::OrderCard;
pub use header::OrdersHeader;
pub use list::OrderList;
