//! The other half of the app's own wasm, where it was cut in two (`xtask/halves`).

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    /// The page's own (`web/start.js`): takes what this wasm exports, so that a second half can be put beside it.
    #[wasm_bindgen(js_name = furunSecond)]
    fn furun_second(exports: &JsValue);
}

/// Tells the page what this wasm exports. To be called before all else: what is not in the first half cannot be called until then.
pub fn announce_exports() {
    furun_second(&wasm_bindgen::exports());
}
