//! The way from a place in a picture to the call that is taken about it.

use domain::Wgs84;
use leptos::prelude::*;

/// Leads from a place that was pointed at to the form for a call; handed down by context on pages that take calls.
#[derive(Clone, Copy)]
pub struct CallDoor {
    is_open: Signal<bool>,
    take: Callback<Wgs84>,
}

impl CallDoor {
    /// Leads there with the place, while `is_open`: for who may take calls.
    #[must_use]
    pub fn new(is_open: Signal<bool>, take: impl Fn(Wgs84) + Send + Sync + 'static) -> Self {
        Self {
            is_open,
            take: Callback::new(take),
        }
    }

    /// Whether whoever sits here takes calls; tracks it.
    pub(super) fn is_open(self) -> bool {
        self.is_open.get()
    }

    pub(super) fn take_call(self, at: Wgs84) {
        self.take.run(at);
    }
}
