//! What is open when a watch is given: in the trail as a line of numbers, and for screens as lists.

use std::collections::BTreeMap;
use std::fmt;

use domain::{Incident, IncidentId, IncidentRef, Network, Priority, Stage, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;

/// How many are named of each sort; the stages count all of them.
const MOST_NAMED: usize = 20;

/// What was open: how many at each stage, and which of them the next officer has to know at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Open {
    stages: BTreeMap<Stage, u64>,
    urgent: Vec<IncidentId>,
    overdue: Vec<IncidentId>,
    suspended: Vec<IncidentId>,
}

impl Open {
    /// Of what somebody sees, at the deployment's now. Exercises count nowhere.
    pub fn of<'a>(incidents: impl Iterator<Item = &'a Incident>, now: Timestamp) -> Self {
        let mut open = Self::default();
        let real = incidents.filter(|incident| !incident.flags.exercise);
        for incident in real.filter(|incident| incident.stage.is_open()) {
            *open.stages.entry(incident.stage).or_default() += 1;
            let sorts = [
                (
                    &mut open.urgent,
                    incident.priority >= Priority::Urgent && !incident.flags.suspended,
                ),
                (&mut open.overdue, incident.is_overdue(now)),
                (&mut open.suspended, incident.flags.suspended),
            ];
            for (named, belongs) in sorts {
                if belongs && named.len() < MOST_NAMED {
                    named.push(incident.id);
                }
            }
        }
        open
    }

    /// As the trail has it; what cannot be read is left out: an earlier release wrote stages only.
    pub fn read(text: &str) -> Self {
        let mut open = Self::default();
        let mut parts = text.split("; ");
        for stage in parts.next().unwrap_or_default().split(", ") {
            let Some((word, count)) = stage.split_once(' ') else {
                continue;
            };
            let known = Stage::ALL.into_iter().find(|stage| stage.as_str() == word);
            if let (Some(stage), Ok(count)) = (known, count.parse()) {
                open.stages.insert(stage, count);
            }
        }
        for part in parts {
            let mut words = part.split(' ');
            let named = match words.next() {
                Some("urgent") => &mut open.urgent,
                Some("overdue") => &mut open.overdue,
                Some("suspended") => &mut open.suspended,
                _ => continue,
            };
            named.extend(words.filter_map(|number| number.parse().ok().map(IncidentId)));
        }
        open
    }

    /// For screens.
    pub fn json(&self, network: Network) -> OpenJson {
        let named = |ids: &[IncidentId]| {
            let named = ids.iter().map(|id| IncidentRef { network, id: *id });
            named.map(|incident| incident.to_string()).collect()
        };
        let stages = self.stages.iter();
        OpenJson {
            stages: stages
                .map(|(stage, count)| (stage.as_str(), *count))
                .collect(),
            urgent: named(&self.urgent),
            overdue: named(&self.overdue),
            suspended: named(&self.suspended),
        }
    }
}

impl fmt::Display for Open {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, (stage, count)) in self.stages.iter().enumerate() {
            let before = if place == 0 { "" } else { ", " };
            write!(f, "{before}{} {count}", stage.as_str())?;
        }
        let sorts = [
            ("urgent", &self.urgent),
            ("overdue", &self.overdue),
            ("suspended", &self.suspended),
        ];
        for (word, ids) in sorts.into_iter().filter(|(_, ids)| !ids.is_empty()) {
            write!(f, "; {word}")?;
            for id in ids {
                write!(f, " {}", id.0)?;
            }
        }
        Ok(())
    }
}

/// What was open when a watch was given.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct OpenJson {
    /// How many at which stage.
    #[schema(value_type = BTreeMap<String, u64>)]
    stages: BTreeMap<&'static str, u64>,
    /// Those that are urgent or higher and not put aside; the first 20.
    urgent: Vec<String>,
    /// Those with a clock beyond its limit; the first 20.
    overdue: Vec<String>,
    /// Those that are put aside (挂账); the first 20.
    suspended: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_the_trail_is_read_again_and_what_an_earlier_release_wrote_too() {
        let open = Open {
            stages: BTreeMap::from([(Stage::Reported, 2), (Stage::Handling, 5)]),
            urgent: vec![IncidentId(3), IncidentId(12)],
            overdue: Vec::new(),
            suspended: vec![IncidentId(7)],
        };
        let written = open.to_string();
        assert_eq!(written, "reported 2, handling 5; urgent 3 12; suspended 7");
        assert_eq!(Open::read(&written), open);
        let earlier = Open::read("reported 2");
        assert_eq!(earlier.to_string(), "reported 2");
        assert_eq!(Open::read(""), Open::default());
        assert_eq!(Open::read("moon 3; x; urgent y"), Open::default());
    }
}
