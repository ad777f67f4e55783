//! What was asked of the hub, and has come or not.

use std::future::Future;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::commands::DoorFault;
use crate::i18n::{t, use_i18n};
use crate::signin::door_words;
use crate::ui::{Notice, NoticeKind};

/// What was asked of the hub.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Loaded<T> {
    /// It has not come yet.
    Awaited,
    /// It does not come.
    Failed(DoorFault),
    /// Here it is.
    Here(T),
}

impl<T> Loaded<T> {
    /// What has come.
    pub(super) const fn here(&self) -> Option<&T> {
        match self {
            Self::Here(value) => Some(value),
            _ => None,
        }
    }
}

/// Who asks last is answered: an answer to an earlier question that comes later is not looked at.
#[derive(Clone, Copy)]
pub(super) struct Asking(StoredValue<u64>);

impl Asking {
    /// Nobody has asked yet.
    pub(super) fn new() -> Self {
        Self(StoredValue::new(0))
    }

    /// Asks, and leaves what there was until the answer has come.
    pub(super) fn load<T: Send + Sync + 'static>(
        self,
        into: RwSignal<Loaded<T>>,
        answer: impl Future<Output = Result<T, DoorFault>> + 'static,
    ) {
        self.0.update_value(|turn| *turn += 1);
        let turn = self.0.get_value();
        spawn_local(async move {
            let loaded = answer.await.map_or_else(Loaded::Failed, Loaded::Here);
            if self.0.try_get_value() == Some(turn) {
                into.try_set(loaded);
            }
        });
    }
}

/// Says why there is nothing to see; nothing when there is.
#[component]
pub(super) fn Absence<T: Send + Sync + 'static>(
    /// What was asked.
    of: RwSignal<Loaded<T>>,
    /// Asks again.
    on_again: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    move || {
        of.with(|loaded| match loaded {
            Loaded::Awaited => Some(
                view! {
                    <Notice
                        kind=NoticeKind::Awaited
                        words=Signal::derive(move || t!(i18n, admin.awaited).to_owned())
                    />
                }
                .into_any(),
            ),
            Loaded::Failed(fault) => {
                let fault = fault.clone();
                Some(
                    view! {
                        <Notice
                            kind=NoticeKind::Failed
                            words=Signal::derive(move || door_words(i18n.language(), &fault))
                        />
                        <button type="button" class="button" on:click=move |_| on_again.run(())>
                            {move || t!(i18n, admin.again)}
                        </button>
                    }
                    .into_any(),
                )
            }
            Loaded::Here(_) => None,
        })
    }
}
