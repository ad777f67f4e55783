//! Furun as one engine among its peers (`benches/peers`): the app's own rooms behind the few calls that a bench page makes.
//!
//! [`Engine`] is handed decoded changes, as every peer is. [`Product`] is handed nothing: it opens a line to a feed and takes
//! what comes over it, from the bytes to the pixel, as the app does. [`FakeHub`] tells that feed, in the process that serves the
//! page. Nothing here measures.

mod drawn_frames;
mod engine;
mod fake_hub;
mod marked_map;
mod product;
mod reader;
mod sum;

pub use engine::Engine;
pub use fake_hub::FakeHub;
pub use product::Product;
pub use reader::Reader;

use wasm_bindgen::prelude::wasm_bindgen;

/// Has a panic say in the console what it was.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
}
