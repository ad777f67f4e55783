//! The desk by keyboard: space plays and pauses, arrows step a minute (ten with Shift), `n` and `p` go to what is of interest.

use domain::Millis;
use leptos::ev;
use leptos::prelude::*;
use web_sys::{Element, KeyboardEvent};

use super::Player;
use crate::platform::is_typing;

/// Listens as long as the calling component lives.
pub(super) fn listen(player: Player, step: Callback<bool>) {
    let listener = window_event_listener(ev::keydown, move |key| {
        let elsewhere = key.ctrl_key() || key.meta_key() || key.alt_key();
        if !elsewhere && press(player, step, &key) {
            key.prevent_default();
        }
    });
    on_cleanup(move || listener.remove());
}

/// Does what a key says; whether it says anything here.
fn press(player: Player, step: Callback<bool>, key: &KeyboardEvent) -> bool {
    let focus = document().active_element();
    let focus = focus.as_ref();
    if is_typing() {
        return false;
    }
    let minutes = if key.shift_key() { 10 } else { 1 };
    match key.key().as_str() {
        // A button with the focus is pressed by the space bar.
        " " if focus.is_none_or(|element| element.tag_name() != "BUTTON") => player.toggle(),
        // Arrows over the map move the map.
        "ArrowLeft" | "ArrowRight" if focus.is_some_and(is_in_map) => return false,
        "ArrowLeft" => player.step(Millis::from_mins(-minutes)),
        "ArrowRight" => player.step(Millis::from_mins(minutes)),
        "n" | "N" => step.run(true),
        "p" | "P" => step.run(false),
        _ => return false,
    }
    true
}

fn is_in_map(element: &Element) -> bool {
    element.closest(".map").ok().flatten().is_some()
}
