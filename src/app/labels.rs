//! The names on the map: chosen once, kept for this tab. A demo has them in its address.

use leptos::prelude::*;

use crate::config::LabelSet;
use crate::platform::{Storage, keep, kept};
use crate::store::Store;

/// The name under which the choice is kept.
const KEPT_AS: &str = "furun.labels";

/// Shows the names that were chosen last in this tab, and keeps what is chosen from now on.
pub fn keep_labels(store: Store) {
    let chosen = kept(Storage::Session, KEPT_AS);
    if let Some(labels) = chosen.and_then(|code| LabelSet::of_code(&code)) {
        store.view.labels.set(labels);
    }
    Effect::new(move |before: Option<()>| {
        let labels = store.view.labels.get();
        if before.is_some() {
            // A browser that keeps nothing shows all names next time.
            keep(Storage::Session, KEPT_AS, Some(&labels.code()));
        }
    });
}
