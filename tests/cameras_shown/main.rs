//! What pages say of cameras: the list of all of them as a tree, and the points by which one is calibrated.
#![cfg(target_arch = "wasm32")]

mod calibration;
#[path = "../hub/mod.rs"]
mod hub;
#[path = "../page/mod.rs"]
mod page;
mod tree;

use wasm_bindgen_test::wasm_bindgen_test_configure;

wasm_bindgen_test_configure!(run_in_browser);
