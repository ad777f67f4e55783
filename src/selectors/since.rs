//! Since when an incident stands where it stands.

use domain::{Incident, Stage, Timestamp};

/// When an incident last entered the stage it stands at. Where it was there before (returned, reworked, reopened) that is not
/// when it first did, which is all that the incident keeps by stage: assignments and clocks tell the rest.
#[must_use]
pub fn entered_at(incident: &Incident) -> Option<Timestamp> {
    let first = incident.reached.first(incident.stage);
    let crews = Crews::of(incident);
    let again = match incident.stage {
        // The last one who was on it left, or it was opened again, with a handling clock of its own.
        Stage::Accepted => crews.left_at.max(
            incident
                .handling_clock
                .as_ref()
                .map(|clock| clock.started_at()),
        ),
        Stage::Dispatched => crews.came_at,
        Stage::OnScene => {
            let arrivals = incident.assignments.iter().map(|one| one.on_scene_at());
            arrivals
                .flatten()
                .filter(|at| Some(*at) >= crews.came_at)
                .min()
        }
        // Verification sent it back.
        Stage::Handling if incident.flags.reworked > 0 => incident
            .verification_clock
            .as_ref()
            .and_then(|clock| clock.stopped_at()),
        Stage::Resolved => incident
            .verification_clock
            .as_ref()
            .map(|clock| clock.started_at()),
        Stage::Reported | Stage::Handling | Stage::Closed | Stage::Void => None,
    };
    again.max(first)
}

/// The last stretch of time without a gap in which somebody was on it.
#[derive(Clone, Copy, Debug, Default)]
struct Crews {
    came_at: Option<Timestamp>,
    left_at: Option<Timestamp>,
}

impl Crews {
    fn of(incident: &Incident) -> Self {
        let mut stretches: Vec<_> = incident
            .assignments
            .iter()
            .filter_map(|one| Some((one.offered_at()?, one.ended().map(|(_, at)| at))))
            .collect();
        stretches.sort_by_key(|(from, _)| *from);
        let mut crews = Self::default();
        let mut is_empty = true;
        for (from, until) in stretches {
            if is_empty || crews.left_at.is_some_and(|left_at| from > left_at) {
                crews.came_at = Some(from);
                crews.left_at = until;
            } else {
                // Of those who are still there nobody has left: no end is later than any.
                crews.left_at = crews.left_at.zip(until).map(|(one, other)| one.max(other));
            }
            is_empty = false;
        }
        crews
    }
}
