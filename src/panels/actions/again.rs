use domain::IncidentRef;
use leptos::prelude::*;

use super::super::desk::Desk;
use crate::i18n::{t, use_i18n};
use crate::selectors::Action;

/// Why the same press again is wanted before something is done that nothing takes back.
#[component]
pub fn AgainLine(
    /// About which incident.
    incident: IncidentRef,
) -> impl IntoView {
    let i18n = use_i18n();
    use_context::<Desk>().map(|desk| {
        let words = move || {
            let (_, action) = desk.warned.get().filter(|(about, _)| *about == incident)?;
            match action {
                Action::NobodyFree => {
                    let count = desk.free_crews(incident) as u64;
                    Some(t!(i18n, again.free, count = count))
                }
                Action::Escalate => Some(t!(i18n, again.escalate).to_owned()),
                _ => None,
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
