//! The whole screen.

/// Whether the page fills the screen.
#[must_use]
pub fn is_fullscreen() -> bool {
    web_sys::window()
        .and_then(|window| window.document())
        .is_some_and(|document| document.fullscreen_element().is_some())
}

/// Fills the screen with the page, or gives it back. Browsers allow it only while they handle a click or key.
pub fn toggle_fullscreen() {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else {
        return;
    };
    if document.fullscreen_element().is_some() {
        document.exit_fullscreen();
    } else if let Some(page) = document.document_element() {
        // Refused outside of a click: the page stays as it is, and the person sees that.
        let _ = page.request_fullscreen();
    }
}
