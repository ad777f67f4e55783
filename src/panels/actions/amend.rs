use domain::{ArcStr, CategoryId, Incident, IncidentRef, Seq, Wgs84};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use protocol::{Command, Spot};

use super::super::call::{CategoryField, CategoryLimits, PlaceField};
use super::super::desk::{Desk, OpenForm};
use super::super::selectors;
use crate::i18n::{t, use_i18n};
use crate::selectors::Action;
use crate::ui::TextField;

/// What can be put right of an incident, as it was when the form opened.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Described {
    subject: String,
    category: Option<CategoryId>,
    address: String,
    at: Option<Wgs84>,
    version: Seq,
}

impl Described {
    fn of(incident: &Incident) -> Self {
        Self {
            subject: incident.subject.to_string(),
            category: incident.category.clone(),
            address: incident
                .place
                .address
                .as_deref()
                .unwrap_or_default()
                .to_owned(),
            at: incident.place.position,
            version: incident.version,
        }
    }

    /// What was changed; `None` when nothing was, or when nothing would be left of the subject.
    fn amended(&self, now: &Self) -> Option<Command> {
        let written = |text: &str| -> Option<ArcStr> {
            let text = text.trim();
            (!text.is_empty()).then(|| text.into())
        };
        let differs = |before: &str, now: &str| before.trim() != now.trim();
        let spot = Spot {
            position: now.at.filter(|at| Some(*at) != self.at),
            address: written(&now.address).filter(|_| differs(&self.address, &now.address)),
        };
        let place = (spot != Spot::default()).then_some(spot);
        let category = now
            .category
            .clone()
            .filter(|_| now.category != self.category);
        let subject = written(&now.subject).filter(|_| differs(&self.subject, &now.subject));
        let something = place.is_some() || category.is_some() || subject.is_some();
        something.then_some(Command::Amend {
            place,
            category,
            subject,
        })
    }
}

/// Puts an incident's description right: subject, category, address, and its place by moving a pin.
#[component]
pub fn AmendForm(
    /// About which incident.
    incident: IncidentRef,
) -> impl IntoView {
    let i18n = use_i18n();
    let store = selectors().store();
    let desk: Desk = expect_context();
    let form = OpenForm {
        incident,
        action: Action::Amend,
        own: None,
    };
    let written = desk.written;
    let (before, now) = (written.described, written.to_be);
    if written.take_up(&form, None) {
        let stands = store.with_incident(incident, Described::of);
        before.set_value(stands.unwrap_or_default());
        now.set(before.get_value());
    }
    let form = StoredValue::new(form);
    let command = move || now.with(|now| before.with_value(|before| before.amended(now)));
    let can_send = Memo::new(move |_| command().is_some() && !store.pending.is_waiting(incident));
    let submit = move |submitted: SubmitEvent| {
        submitted.prevent_default();
        let Some(command) = untrack(command) else {
            return;
        };
        // The answer may come when the form is gone, and with it what it keeps.
        let sent_from = form.get_value();
        let done = Callback::new(move |_| desk.close(&sent_from));
        let version = before.with_value(|before| before.version);
        desk.send(incident, version, command.into(), Some(done));
        // Once refused, it is decided on what stands there then.
        let seen = store.with_incident(incident, |known| known.version);
        before.update_value(|before| before.version = seen.unwrap_or(before.version));
    };
    let text = move |read: fn(&Described) -> &String| {
        Signal::derive(move || now.with(|now| read(now).clone()))
    };
    let typed = move |write: fn(&mut Described) -> &mut String| {
        Callback::new(move |text: String| now.update(|now| *write(now) = text))
    };
    view! {
        <form class="action-form" aria-label=move || t!(i18n, action.amend) on:submit=submit>
            <h3 class="action-form__title">{move || t!(i18n, action.amend)}</h3>
            <TextField
                name="amended_subject"
                label=Signal::derive(move || t!(i18n, amend.subject).to_owned())
                text=text(|now| &now.subject)
                on_type=typed(|now| &mut now.subject)
            />
            <CategoryField
                chosen=Signal::derive(move || now.with(|now| now.category.clone()))
                on_choose=Callback::new(move |category| now.update(|now| now.category = category))
            />
            <CategoryLimits chosen=Signal::derive(move || now.with(|now| now.category.clone())) />
            <TextField
                name="amended_address"
                label=Signal::derive(move || t!(i18n, call.address).to_owned())
                text=text(|now| &now.address)
                on_type=typed(|now| &mut now.address)
            />
            <PlaceField
                at=Signal::derive(move || now.with(|now| now.at))
                on_put=Callback::new(move |at| now.update(|now| now.at = Some(at)))
                address=text(|now| &now.address)
            />
            <div class="action-form__foot">
                <button
                    type="submit"
                    class="button"
                    data-weight="strong"
                    disabled=move || !can_send.get()
                >
                    <span>{move || t!(i18n, form.send)}</span>
                    <kbd class="key">"↵"</kbd>
                </button>
                <button
                    type="button"
                    class="button"
                    data-weight="plain"
                    on:click=move |_| desk.give_up()
                >
                    <span>{move || t!(i18n, form.cancel)}</span>
                    <kbd class="key">"Esc"</kbd>
                </button>
            </div>
        </form>
    }
}
