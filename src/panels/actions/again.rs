use domain::IncidentRef;
use leptos::prelude::*;

use super::super::desk::{Caution, Desk};
use crate::i18n::{t, use_i18n};

/// Why the same press again is wanted before something is done that nothing takes back.
#[component]
pub fn AgainLine(
    /// About which incident.
    incident: IncidentRef,
) -> impl IntoView {
    let i18n = use_i18n();
    use_context::<Desk>().map(|desk| {
        let words = move || {
            let told = desk.warned.get().filter(|told| told.incident == incident)?;
            match told.caution {
                Caution::CrewsFree(count) => Some(t!(i18n, again.free, count = count as u64)),
                Caution::NothingTakesItBack => Some(t!(i18n, again.escalate).to_owned()),
                // The line of whoever is taking it says so.
                Caution::Taken => None,
            }
        };
        move || {
            words().map(|words| {
                view! {
                    <p class="claim" role="status">
                        <strong class="claim__again">{words}</strong>
                    </p>
                }
            })
        }
    })
}
