//! What the person asked the browser for.

use web_sys::MediaQueryList;

use super::Listener;

const REDUCED_MOTION: &str = "(prefers-reduced-motion: reduce)";

/// Watches a wish; dropping it ends the watch.
#[must_use = "dropping the watch ends it"]
pub struct MediaWatch {
    _listener: Option<Listener>,
}

fn reduced_motion() -> Option<MediaQueryList> {
    web_sys::window()?.match_media(REDUCED_MOTION).ok()?
}

/// Whether the person asked for less motion.
#[must_use]
pub fn prefers_reduced_motion() -> bool {
    reduced_motion().is_some_and(|query| query.matches())
}

/// Calls `changed` whenever the person asks for less motion, or no longer does.
pub fn watch_reduced_motion(changed: impl Fn(bool) + 'static) -> MediaWatch {
    let listener = reduced_motion().map(|query| {
        let asked = query.clone();
        Listener::new(&query, "change", move |_| changed(asked.matches()))
    });
    MediaWatch {
        _listener: listener,
    }
}
