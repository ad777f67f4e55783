//! What is written on the map and into pictures: chosen once, kept for this tab. A demo has it in its address.

use leptos::prelude::*;

use crate::config::{LabelSet, PictureLayers};
use crate::platform::{Storage, keep, kept};
use crate::store::Store;

/// The names under which the choices are kept.
const LABELS: &str = "furun.labels";
const LAYERS: &str = "furun.layers";

/// Shows what was chosen last in this tab, and keeps what is chosen from now on.
pub fn keep_labels(store: Store) {
    let chosen = |name| kept(Storage::Session, name);
    if let Some(labels) = chosen(LABELS).and_then(|code| LabelSet::of_code(&code)) {
        store.view.labels.set(labels);
    }
    if let Some(layers) = chosen(LAYERS).and_then(|code| PictureLayers::of_code(&code)) {
        store.view.layers.set(layers);
    }
    // A browser that keeps nothing shows everything next time.
    let keep_on = |name, code: Signal<String>| {
        Effect::new(move |before: Option<()>| {
            let code = code.get();
            if before.is_some() {
                keep(Storage::Session, name, Some(&code));
            }
        });
    };
    let view = store.view;
    keep_on(LABELS, Signal::derive(move || view.labels.get().code()));
    keep_on(LAYERS, Signal::derive(move || view.layers.get().code()));
}
