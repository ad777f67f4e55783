//! Cameras' live pictures: in which way they come, what is wrong when they do not, and how many at once.
//!
//! The machine of a player ([`Machine`]), the turns of the tiles ([`Turns`]) and the [`Grid`] need no browser. The links
//! (`whep`, `fmp4`, `hls`) are thin: they bring pictures into a `<video>` and count.

mod choice;
mod deck;
mod fmp4;
mod grid;
mod hls;
mod link;
mod machine;
mod page;
mod pictures;
mod player;
mod recorded;
mod still;
mod tile;
mod tiles;
mod tree;
mod turns;
mod whep;
mod words;

pub use choice::CameraChoice;
pub use deck::{Deck, LIMITS, Place, Shown};
pub use grid::Grid;
pub use machine::{Counts, Loss, Machine, Order, Refusal, State, Told};
pub use page::VideoPage;
pub use pictures::{PictureShown, Pictures};
pub use recorded::{Moment, RecordedPicture};
pub use tile::VideoTile;
pub use tiles::VideoTiles;
pub use tree::CameraTree;
pub use turns::Turns;
pub use words::{age_words, state_words};
