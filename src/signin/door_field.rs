//! Fields of a form that a door of the hub judges.

use leptos::prelude::*;

use super::faults::field_fault;
use crate::commands::DoorFault;
use crate::i18n::{t, use_i18n};
use crate::ui::TextField;

/// A line of text, with what the hub refused of it. Typing takes back what was refused.
#[component]
pub fn DoorField(
    /// What is to be written.
    #[prop(into)]
    label: Signal<String>,
    /// What is written.
    text: RwSignal<String>,
    /// What was refused.
    fault: RwSignal<Option<DoorFault>>,
    /// Which field of the request it is, as a JSON pointer.
    pointer: &'static str,
    /// Its name in the form.
    name: &'static str,
    /// "text", or "password".
    #[prop(default = "text")]
    kind: &'static str,
    /// What the browser may fill in.
    #[prop(default = "off")]
    autocomplete: &'static str,
) -> impl IntoView {
    let on_type = Callback::new(move |typed: String| {
        text.set(typed);
        fault.set(None);
    });
    view! {
        <TextField
            label=label
            text=text
            on_type=on_type
            fault=field_fault(fault, pointer)
            name=name
            kind=kind
            autocomplete=autocomplete
        />
    }
}

/// A new password, written twice.
#[component]
pub(super) fn NewPasswordFields(
    /// What is to be written.
    #[prop(into)]
    label: Signal<String>,
    /// What is written.
    text: RwSignal<String>,
    /// What is written the second time.
    again: RwSignal<String>,
    /// What was refused.
    fault: RwSignal<Option<DoorFault>>,
    /// Which field of the request it is, as a JSON pointer.
    pointer: &'static str,
    /// Its name in the form.
    name: &'static str,
) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <DoorField
            label=label
            text=text
            fault=fault
            pointer=pointer
            name=name
            kind="password"
            autocomplete="new-password"
        />
        <DoorField
            label=Signal::derive(move || t!(i18n, own.again).to_owned())
            text=again
            fault=fault
            pointer="/again"
            name="again"
            kind="password"
            autocomplete="new-password"
        />
    }
}
