//! The composition root: the one place that knows every room and joins them.

mod demo;
mod feeds;
mod labels;
mod language;
mod screen;
mod seconds;
mod start;
mod survey;
mod tidying;

use leptos::prelude::*;

pub use self::start::App;
use crate::platform::announce_exports;

/// Starts the screen on the page.
pub fn start() {
    announce_exports();
    console_error_panic_hook::set_once();
    mount_to_body(App);
}
