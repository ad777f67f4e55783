//! How much memory the app holds.

use wasm_bindgen::JsCast;

/// Bytes of the app's own memory. It grows and never shrinks: what is free again inside of it is used again.
#[must_use]
pub fn memory_bytes() -> f64 {
    wasm_bindgen::memory()
        .dyn_into::<js_sys::WebAssembly::Memory>()
        .ok()
        .and_then(|memory| memory.buffer().dyn_into::<js_sys::ArrayBuffer>().ok())
        .map_or(0.0, |buffer| f64::from(buffer.byte_length()))
}
