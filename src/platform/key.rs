//! Names that nobody else gives.

use js_sys::{Function, Reflect};
use wasm_bindgen::JsCast;

/// A name that nobody else gives: a version 4 UUID (RFC 9562). `crypto.randomUUID` exists in secure contexts only; elsewhere
/// the same number of random bits is written in hexadecimal.
#[must_use]
pub fn unique_key() -> String {
    let crypto = web_sys::window().and_then(|window| window.crypto().ok());
    let Some(crypto) = crypto else {
        return unlikely_key();
    };
    let by_browser = Reflect::get(&crypto, &"randomUUID".into())
        .ok()
        .and_then(|function| function.dyn_into::<Function>().ok())
        .and_then(|function| function.call0(&crypto).ok()?.as_string());
    by_browser.unwrap_or_else(|| {
        let mut bytes = [0_u8; 16];
        match crypto.get_random_values_with_u8_array(&mut bytes) {
            Ok(_) => bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
            Err(_) => unlikely_key(),
        }
    })
}

/// What a browser without `crypto` still can give.
fn unlikely_key() -> String {
    format!("{:.17}-{:.17}", super::chance(), super::chance())
}
