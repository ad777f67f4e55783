//! The page of whoever walks the grid with a phone: photograph a fault, send it with three taps, see what became of it.
//!
//! What is written goes into the [`Outbox`] and from there to the hub, whenever there is a way: nothing is lost without one.

mod author;
mod category_field;
mod compose;
mod exif;
mod favourites;
mod form;
mod mine;
mod outbox;
mod page;
mod photo_field;
mod place_field;
mod spot_sheet;
mod standing;
mod whence;
mod words;

pub use author::{Author, Reporter, reporter_of};
pub use exif::{Origin, TakenAt, origin_of};
pub use favourites::{Uses, by_major, favourites};
pub use outbox::{
    Content, Draft, Entry, EntryState, Fault, KeptPhoto, Keys, NewPhoto, Outbox, PhotoCourse, Seen,
};
pub use page::FieldPage;
pub use spot_sheet::MapParts;
pub use whence::{Spotted, Whence, spotted};
