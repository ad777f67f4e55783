//! Putting a text where it can be pasted from.

use wasm_bindgen_futures::JsFuture;

/// Puts a text into the clipboard; says whether the browser let us.
pub async fn copy_text(text: &str) -> bool {
    let Some(window) = web_sys::window() else {
        return false;
    };
    // Only a page that came by https, or from this machine, has a clipboard.
    let navigator = window.navigator();
    let has = js_sys::Reflect::get(&navigator, &"clipboard".into())
        .is_ok_and(|clipboard| clipboard.is_object());
    has && JsFuture::from(navigator.clipboard().write_text(text))
        .await
        .is_ok()
}
