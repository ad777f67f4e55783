//! Keeps what people measured and named as the hub has it, while somebody looks through a camera.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::config::SurveySource;
use crate::store::Store;

/// How often it is read anew, in milliseconds: a label that somebody else has just made may wait so long.
const EVERY_MS: f64 = 20_000.0;

/// Reads when a camera is opened, and every so often while one is.
pub fn keep_survey(store: Store, source: SurveySource) {
    let source = StoredValue::new(source);
    let is_open = Memo::new(move |_| store.view.camera.with(Option::is_some));
    Effect::new(move |read_at: Option<Option<_>>| {
        if !is_open.get() {
            return None;
        }
        let now = store.second();
        let read_at = read_at.flatten();
        if read_at.is_some_and(|at| now.millis_since(at) < EVERY_MS) {
            return read_at;
        }
        spawn_local(store.read_survey(source.get_value()));
        Some(now)
    });
}
