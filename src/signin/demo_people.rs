use domain::{Network, Role};
use leptos::prelude::*;

use crate::i18n::{Language, t, use_i18n};
use crate::panels::{network_word, role_word};

/// The password of a demo's people: everybody knows it.
const DEMO_PASSWORD: &str = "this-is-only-a-demo";

/// Who can sign in to a demo: the account, its role, and its network where the role alone does not tell two apart.
const DEMO_PEOPLE: [(&str, Role, Option<Network>); 9] = [
    ("demo-police", Role::DutyOfficer, Some(Network::Police)),
    ("demo-police-2", Role::DutyOfficer, Some(Network::Police)),
    (
        "demo-government",
        Role::DutyOfficer,
        Some(Network::Government),
    ),
    ("demo-station", Role::Station, None),
    ("demo-department", Role::Department, None),
    ("demo-law-enforcement", Role::Department, None),
    ("demo-grid-worker", Role::GridWorker, None),
    ("demo-supervisor", Role::Supervisor, None),
    ("demo-administrator", Role::Administrator, None),
];

fn who_words(language: Language, role: Role, network: Option<Network>) -> String {
    let role = role_word(language, role);
    network.map_or_else(
        || role.to_owned(),
        |network| {
            let network = network_word(language, network);
            t!(language, signin.demo_who, role = role, network = network)
        },
    )
}

/// A demo's people, each a button that signs in: it is said loudly that it is a demo.
#[component]
pub(super) fn DemoPeople(
    /// Called with the account and password that was chosen.
    on_choose: Callback<(&'static str, &'static str)>,
) -> impl IntoView {
    let i18n = use_i18n();
    let person = move |(id, role, network): (&'static str, Role, Option<Network>)| {
        view! {
            <li>
                <button
                    type="button"
                    class="signin__person"
                    on:click=move |_| on_choose.run((id, DEMO_PASSWORD))
                >
                    <span>{move || who_words(i18n.language(), role, network)}</span>
                    <span class="signin__id" lang="en">
                        {id}
                    </span>
                </button>
            </li>
        }
    };
    view! {
        <section class="signin__demo" aria-label=move || t!(i18n, signin.demo)>
            <p>{move || t!(i18n, signin.demo)}</p>
            <ul class="signin__people">{DEMO_PEOPLE.map(person).collect_view()}</ul>
            <p>{move || t!(i18n, signin.demo_password, password = DEMO_PASSWORD)}</p>
        </section>
    }
}
