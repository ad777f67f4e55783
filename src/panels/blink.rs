//! The blink of the signs beside words: the same phase as the marks' on the map, and on every other screen.

use domain::Network;
use leptos::prelude::*;

use super::selectors;
use crate::platform::{Timeout, page_now};

/// Half a period, in milliseconds: on for so long, then off for so long (1 Hz, square).
const HALF_MS: f64 = 500.0;

/// Whether signs are on at a moment of the blink's clock.
fn is_on(blink_ms: f64) -> bool {
    blink_ms.rem_euclid(2.0 * HALF_MS) < HALF_MS
}

/// Writes the phase into `data-blink` of the root element while anything blinks, as long as the calling component lives.
pub fn provide_blink(networks: &[Network]) {
    let selectors = selectors();
    let counts: Vec<_> = networks
        .iter()
        .map(|network| selectors.counts(*network))
        .collect();
    let flood = selectors.flood();
    let blinks =
        Memo::new(move |_| !flood.get() && counts.iter().any(|counts| counts.get().unattended > 0));
    let next = StoredValue::new_local(None::<Timeout>);
    Effect::new(move |_| {
        next.set_value(None);
        if blinks.get() {
            beat(selectors, next);
        } else {
            show(true);
        }
    });
    on_cleanup(|| show(true));
}

/// Shows the phase of now, and comes again when it changes.
fn beat(selectors: crate::selectors::Selectors, next: StoredValue<Option<Timeout>, LocalStorage>) {
    let Some(clock) = selectors.store().clock() else {
        return;
    };
    let blink_ms = clock.blink_ms(page_now());
    show(is_on(blink_ms));
    let wait = HALF_MS - blink_ms.rem_euclid(HALF_MS);
    let again = Timeout::new(wait.ceil() as u32 + 1, move || beat(selectors, next));
    next.try_set_value(Some(again));
}

fn show(on: bool) {
    if let Some(root) = document().document_element() {
        // The root takes any `data-` attribute.
        let _ = root.set_attribute("data-blink", if on { "on" } else { "off" });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_are_on_for_the_first_half_of_every_second() {
        assert!(is_on(0.0));
        assert!(is_on(499.0));
        assert!(!is_on(500.0));
        assert!(!is_on(999.0));
        assert!(is_on(1_000.0));
    }
}
