//! Cameras' live pictures: in which way they come, what is wrong when they do not, and how many at once.
//!
//! The machine of a player ([`Machine`]), the turns of the tiles ([`Turns`]) and the [`Grid`] need no browser. The links
//! (`whep`, `fmp4`, `hls`) are thin: they bring pictures into a `<video>` and count.

mod catalogue;
mod deck;
mod fmp4;
mod grid;
mod hls;
mod link;
mod machine;
mod page;
mod pictures;
mod player;
mod still;
mod tile;
mod tiles;
mod turns;
mod whep;
mod words;

pub use catalogue::{Source, sources};
pub use deck::{Deck, LIMITS, Place, Shown};
pub use grid::Grid;
pub use machine::{Counts, Loss, Machine, Order, Refusal, State, Told};
pub use page::VideoPage;
pub use pictures::{PictureShown, Pictures};
pub use tile::VideoTile;
pub use tiles::VideoTiles;
pub use turns::Turns;
pub use words::{age_words, state_words};
