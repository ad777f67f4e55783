//! Who sits at a screen: the page on which one signs in, and the seat in a page's header.

mod other_hubs;
mod page;
mod seat;

pub use page::{SignInPage, back_from};
pub use seat::{Seat, keep_session};
