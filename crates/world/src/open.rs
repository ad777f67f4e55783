//! What is open, as an officer hands it on with the watch (交接班).

use std::collections::BTreeMap;

use domain::{Incident, IncidentId, Priority, Stage, Timestamp};

/// How many are named of each sort; the stages count all of them.
const MOST_NAMED: usize = 20;

/// How many incidents are open at each stage, and which of them the next officer has to know at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OpenIncidents {
    /// How many at which stage.
    pub stages: BTreeMap<Stage, u64>,
    /// Those that are urgent or higher and not put aside; the first 20.
    pub urgent: Vec<IncidentId>,
    /// Those with a clock beyond its limit; the first 20.
    pub overdue: Vec<IncidentId>,
    /// Those that are put aside (挂账); the first 20.
    pub suspended: Vec<IncidentId>,
}

impl OpenIncidents {
    /// Of what somebody sees, as it is at `now`. Exercises count nowhere.
    #[must_use]
    pub fn of<'a>(incidents: impl Iterator<Item = &'a Incident>, now: Timestamp) -> Self {
        let mut open = Self::default();
        let real = incidents.filter(|incident| !incident.flags.exercise);
        for incident in real.filter(|incident| incident.stage.is_open()) {
            *open.stages.entry(incident.stage).or_default() += 1;
            let is_suspended = incident.flags.suspended;
            let is_urgent = incident.priority >= Priority::Urgent && !is_suspended;
            for (named, belongs) in [
                (&mut open.urgent, is_urgent),
                (&mut open.overdue, incident.is_overdue(now)),
                (&mut open.suspended, is_suspended),
            ] {
                if belongs && named.len() < MOST_NAMED {
                    named.push(incident.id);
                }
            }
        }
        open
    }
}
