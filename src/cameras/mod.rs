//! Which cameras there are and how they are: read in one place, found, ordered, and kept as somebody's own.
//!
//! What is drawn of them, and what plays, is for others. All but the book and the favourites needs no browser.

mod book;
mod catalogue;
mod favourite_list;
mod favourites;
mod finding;
mod nearest;
mod recorded;
#[cfg(test)]
mod sample;
mod source;
mod tree;
mod words;

pub use book::CameraBook;
pub use catalogue::{Catalogue, Entry};
pub use favourites::{Favourites, Unkept};
pub use finding::find;
pub use nearest::{NearCamera, nearest_cameras};
pub use recorded::{Running, recorded_at, shown_at};
pub use source::{Source, full_name, source};
pub use tree::{About, Counts, Grouping, MOST_FOUND, Row, Wish, rows};
use words::kind_names;
pub use words::{kind_word, state_name, state_word};
