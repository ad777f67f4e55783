//! The page's own address.

use wasm_bindgen::JsValue;

/// The address that relative addresses of the page are resolved against (`document.baseURI`).
#[must_use]
pub fn base_uri() -> String {
    web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.base_uri().ok().flatten())
        .unwrap_or_default()
}

/// Takes the fragment out of the page's address, so that it stands neither in the address bar nor in the history.
///
/// Gives it without its `#`; `None` when there is none.
#[must_use]
pub fn take_fragment() -> Option<String> {
    let window = web_sys::window()?;
    let location = window.location();
    let fragment = location.hash().ok()?;
    let fragment = fragment.strip_prefix('#').filter(|text| !text.is_empty())?;
    let rest = format!(
        "{}{}",
        location.pathname().unwrap_or_default(),
        location.search().unwrap_or_default()
    );
    // A browser that refuses to rewrite its address keeps the fragment there: less tidy, and nothing else.
    let _ = window
        .history()
        .and_then(|history| history.replace_state_with_url(&JsValue::NULL, "", Some(&rest)));
    Some(fragment.to_owned())
}
