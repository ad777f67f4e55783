//! Taking a call: the form, its place, and what may be the same matter.

mod button;
mod category;
mod draft;
mod form;
mod in_hand;
mod place;
mod same;

pub use button::CallButton;
pub use category::{CategoryField, CategoryLimits};
pub use draft::{Draft, Field, FieldFault};
pub use form::CallForm;
pub use in_hand::{CallInHand, forget_call};
pub use place::PlaceField;
