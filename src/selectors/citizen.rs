//! What whoever reported an incident is told of where it stands.

use domain::{IncidentId, IncidentRef, Stage};

use crate::store::Store;

/// How many mergers are followed: more than that nobody makes of one matter.
const MOST_FOLLOWED: usize = 8;

/// The stage of the matter that an incident is about: where it was merged into another one, of that. `None` while the screen
/// does not hold the incident itself. Tracks changes, at most four times a second.
#[must_use]
pub fn stage_of_matter(store: Store, incident: IncidentRef) -> Option<Stage> {
    store.track_paced();
    let read = |id: IncidentId| {
        let one = IncidentRef { id, ..incident };
        store.with_incident(one, |known| (known.stage, known.merged_into.get()))
    };
    let (mut stage, mut next) = read(incident.id)?;
    for _ in 0..MOST_FOLLOWED {
        // One that is not for this screen, or was archived, is not told: what was told last stands.
        let Some((other, beyond)) = next.and_then(read) else {
            break;
        };
        (stage, next) = (other, beyond);
    }
    Some(stage)
}
