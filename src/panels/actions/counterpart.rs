//! A counterpart by its number: it may have come by telephone, from a network that is not this person's.

use domain::{IncidentId, IncidentRef, Network};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::super::words::network_word;
use crate::i18n::{Language, t, use_i18n};
use crate::store::Store;

/// What is wrong with a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberFault {
    /// It is no number of an incident.
    NoNumber,
    /// The screen holds the whole network, and there is none.
    NotThere(IncidentRef),
}

/// A counterpart that is being written. A handle: cheap to copy.
#[derive(Clone, Copy)]
pub struct ByNumber {
    /// The first of the other networks until somebody chooses.
    network: RwSignal<Option<Network>>,
    number: RwSignal<String>,
    fault: RwSignal<Option<NumberFault>>,
}

impl ByNumber {
    /// Nothing is written yet.
    #[must_use]
    pub fn new() -> Self {
        Self {
            network: RwSignal::new(None),
            number: RwSignal::default(),
            fault: RwSignal::new(None),
        }
    }

    /// Nothing is written any more.
    pub fn clear(self) {
        self.network.set(None);
        self.number.update(String::clear);
        self.fault.set(None);
    }

    /// Whether anything is written.
    #[must_use]
    pub fn is_written(self) -> bool {
        self.number.with(|number| !number.trim().is_empty())
    }

    /// The counterpart of an incident of `own`, when it can be one; else the field says why not.
    pub fn read(self, own: Network, store: Store) -> Option<IncidentRef> {
        let network = self
            .network
            .get_untracked()
            .or_else(|| others(own).next())?;
        let number = self.number.get_untracked();
        let holds = |other: IncidentRef| {
            let session = store.session.read_untracked();
            // Whoever is limited to patrol areas is told of no other incident.
            let sees_all = session.me().is_some_and(|me| me.person.areas.is_none());
            let holds_all = sees_all && store.networks().contains(&other.network);
            !holds_all || store.with_incident(other, |_| ()).is_some()
        };
        let read = counterpart(network, &number, holds);
        self.fault.set(read.err());
        read.ok()
    }
}

/// The other networks, in the order in which they are listed.
fn others(own: Network) -> impl Iterator<Item = Network> {
    let all = Network::ALL.into_iter();
    all.filter(move |network| *network != own)
}

/// What a number stands for. Whether there is such an incident says `may_be`: of a network that is not this screen's nobody here
/// can know.
fn counterpart(
    network: Network,
    number: &str,
    may_be: impl Fn(IncidentRef) -> bool,
) -> Result<IncidentRef, NumberFault> {
    let id = number.trim().parse().ok().filter(|id| *id != 0);
    let id = IncidentId(id.ok_or(NumberFault::NoNumber)?);
    let other = IncidentRef { network, id };
    if may_be(other) {
        Ok(other)
    } else {
        Err(NumberFault::NotThere(other))
    }
}

/// Network and number.
#[component]
pub fn NumberField(
    /// What is written.
    by: ByNumber,
    /// On which network the incident itself is.
    own: Network,
    /// Called with Enter.
    #[prop(into)]
    on_enter: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let on_key = move |key: KeyboardEvent| {
        if key.key() == "Enter" && !key.is_composing() {
            key.prevent_default();
            on_enter.run(());
        }
    };
    let option = move |network: Network| {
        view! {
            <option value=network.as_str()>
                {move || network_word(i18n.language(), network)}
            </option>
        }
    };
    let fault = move || {
        by.fault
            .get()
            .map(|fault| fault_words(i18n.language(), fault))
    };
    view! {
        <fieldset class="counterpart">
            <legend class="field__label">{move || t!(i18n, form.by_number)}</legend>
            <select
                class="field__text"
                name="counterpart_network"
                aria-label=move || t!(i18n, form.counterpart_network)
                prop:value=move || by.network.get().or_else(|| others(own).next()).map(Network::as_str)
                on:change:target=move |select| {
                    by.fault.set(None);
                    if let Ok(network) = select.target().value().parse() {
                        by.network.set(Some(network));
                    }
                }
            >
                {others(own).map(option).collect_view()}
            </select>
            <input
                class="field__text"
                name="counterpart_number"
                inputmode="numeric"
                autocomplete="off"
                maxlength="20"
                aria-label=move || t!(i18n, form.counterpart_number)
                aria-invalid=move || by.fault.get().is_some().then_some("true")
                prop:value=by.number
                on:input:target=move |input| {
                    by.fault.set(None);
                    by.number.set(input.target().value());
                }
                on:keydown=on_key
            />
            <p class="field__fault" role="alert">{fault}</p>
        </fieldset>
    }
}

fn fault_words(language: Language, fault: NumberFault) -> String {
    match fault {
        NumberFault::NoNumber => t!(language, form.no_number).to_owned(),
        NumberFault::NotThere(other) => {
            let network = network_word(language, other.network);
            t!(
                language,
                form.not_there,
                network = network,
                number = other.id
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_stands_for_an_incident_of_the_other_network_and_what_is_none_is_said_to_be_none() {
        let of = |text: &str| counterpart(Network::Government, text, |other| other.id.0 < 100);
        let other = |id| IncidentRef {
            network: Network::Government,
            id: IncidentId(id),
        };
        assert_eq!(of(" 12 "), Ok(other(12)));
        for wrong in ["", "0", "-1", "A-12", "12.5", "99999999999999999999"] {
            assert_eq!(of(wrong), Err(NumberFault::NoNumber), "{wrong}");
        }
        assert_eq!(of("120"), Err(NumberFault::NotThere(other(120))));
    }
}
