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

/// What the page's address asks for under a name: `en` for "lang" in `…?lang=en`.
#[must_use]
pub fn asked(name: &str) -> Option<String> {
    let search = web_sys::window()?.location().search().ok()?;
    web_sys::UrlSearchParams::new_with_str(&search)
        .ok()?
        .get(name)
}

/// The path of the page's own address.
#[must_use]
pub fn path_of_page() -> String {
    web_sys::window()
        .and_then(|window| window.location().pathname().ok())
        .unwrap_or_default()
}

/// Puts another path of our origin into the address bar, in the place of the one that is there; what it asks for stays.
pub fn replace_path(path: &str) {
    let Some(window) = web_sys::window() else {
        return;
    };
    let asked = window.location().search().unwrap_or_default();
    // A browser that refuses to rewrite its address keeps it: less tidy, and nothing else.
    let _ = window.history().and_then(|history| {
        history.replace_state_with_url(&JsValue::NULL, "", Some(&format!("{path}{asked}")))
    });
}

/// The page's own address, whole.
#[must_use]
pub fn address_of_page() -> String {
    web_sys::window()
        .and_then(|window| window.location().href().ok())
        .unwrap_or_default()
}

/// What the page's address asks for, with its question mark; empty where it asks for nothing.
#[must_use]
pub fn query_of_page() -> String {
    web_sys::window()
        .and_then(|window| window.location().search().ok())
        .unwrap_or_default()
}

/// Puts another query, with its `?`, into the address bar, in the place of the one that is there.
pub fn replace_query(query: &str) {
    let path = path_of_page();
    let Some(window) = web_sys::window() else {
        return;
    };
    // A browser that refuses to rewrite its address keeps it: less tidy, and nothing else.
    let _ = window.history().and_then(|history| {
        history.replace_state_with_url(&JsValue::NULL, "", Some(&format!("{path}{query}")))
    });
}

/// Opens the page anew with another query, with its `?`.
pub fn ask_anew(query: &str) {
    if let Some(window) = web_sys::window() {
        // A browser that refuses stays where it is.
        let _ = window.location().set_search(query);
    }
}

/// Opens another address in a window of its own: who works at this page does not leave it.
pub fn open_beside(address: &str) {
    if let Some(window) = web_sys::window() {
        // A browser that refuses opens none.
        let _ = window.open_with_url_and_target(address, "_blank");
    }
}

/// Opens another address in a small window of its own, `width` by `height` CSS pixels.
pub fn open_popup(address: &str, width: u32, height: u32) {
    if let Some(window) = web_sys::window() {
        let features = format!("popup,width={width},height={height}");
        // A browser that refuses opens none.
        let _ = window.open_with_url_and_target_and_features(address, "_blank", &features);
    }
}

/// Prints the page, or offers to.
pub fn print_page() {
    if let Some(window) = web_sys::window() {
        // A browser that refuses prints nothing.
        let _ = window.print();
    }
}

/// An address that is a short text itself, to be kept as a file.
#[must_use]
pub fn text_address(media_type: &str, text: &str) -> String {
    let encoded = js_sys::encode_uri_component(text);
    format!("data:{media_type};charset=utf-8,{encoded}")
}

/// Leaves the page for another address.
pub fn go_to(address: &str) {
    if let Some(window) = web_sys::window() {
        // A browser that refuses stays where it is.
        let _ = window.location().assign(address);
    }
}
