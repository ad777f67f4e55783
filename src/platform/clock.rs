//! The page's clock.

use super::PageTime;

/// What the page's clock shows.
#[must_use]
#[expect(
    clippy::disallowed_methods,
    reason = "the one place of the screen that reads the browser's clock"
)]
pub fn page_now() -> PageTime {
    PageTime(
        web_sys::window()
            .and_then(|window| window.performance())
            .map_or(0.0, |performance| performance.now()),
    )
}
