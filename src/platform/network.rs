//! Whether the device has a network at all. One that has may still not reach the hub.

/// Whether the device says that it has no network.
#[must_use]
pub fn is_offline() -> bool {
    web_sys::window().is_some_and(|window| !window.navigator().on_line())
}
