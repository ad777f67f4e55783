//! Whether anybody can see the page.

/// Whether the page is hidden: another tab is in front, or the window is away. Browsers draw no frames then.
#[must_use]
pub fn is_hidden() -> bool {
    web_sys::window()
        .and_then(|window| window.document())
        .is_some_and(|document| document.hidden())
}
