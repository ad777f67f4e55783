//! Frames on the wire: what is written is read again, and what is no frame is refused and harms nothing.

#![cfg(not(target_arch = "wasm32"))]

mod codec;
mod deltas;
mod told;
