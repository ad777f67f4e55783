//! Libraries that are fetched when they are needed, and not before.

use js_sys::Promise;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(inline_js = "export function import_module(address) { return import(address); }")]
extern "C" {
    /// The browser's own `import()`: the macro has no word for a module that is chosen at run time. Gives its namespace.
    pub fn import_module(address: &str) -> Promise;
}
