//! What is open when a watch is given: in the trail as a line of numbers, and for screens as lists.

use std::collections::BTreeMap;

use domain::{IncidentId, IncidentRef, Network, Stage};
use serde::Serialize;
use utoipa::ToSchema;
use world::OpenIncidents;

/// As the trail has it: "reported 2, handling 5; urgent 3 12; suspended 7".
pub(super) fn written(open: &OpenIncidents) -> String {
    let stages = open.stages.iter();
    let stages = stages.map(|(stage, count)| format!("{} {count}", stage.as_str()));
    let mut written = stages.collect::<Vec<_>>().join(", ");
    let sorts = [
        ("urgent", &open.urgent),
        ("overdue", &open.overdue),
        ("suspended", &open.suspended),
    ];
    for (word, ids) in sorts.into_iter().filter(|(_, ids)| !ids.is_empty()) {
        let ids: String = ids.iter().map(|id| format!(" {}", id.0)).collect();
        written += &format!("; {word}{ids}");
    }
    written
}

/// What the trail has; what cannot be read is left out: an earlier release wrote stages only.
pub(super) fn read(text: &str) -> OpenIncidents {
    let mut open = OpenIncidents::default();
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

impl OpenJson {
    pub(super) fn of(open: &OpenIncidents, network: Network) -> Self {
        let named = |ids: &[IncidentId]| {
            let named = ids.iter().map(|id| IncidentRef { network, id: *id });
            named.map(|incident| incident.to_string()).collect()
        };
        let stages = open.stages.iter();
        Self {
            stages: stages
                .map(|(stage, count)| (stage.as_str(), *count))
                .collect(),
            urgent: named(&open.urgent),
            overdue: named(&open.overdue),
            suspended: named(&open.suspended),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_the_trail_is_read_again_and_what_an_earlier_release_wrote_too() {
        let open = OpenIncidents {
            stages: BTreeMap::from([(Stage::Reported, 2), (Stage::Handling, 5)]),
            urgent: vec![IncidentId(3), IncidentId(12)],
            overdue: Vec::new(),
            suspended: vec![IncidentId(7)],
        };
        let stands = "reported 2, handling 5; urgent 3 12; suspended 7";
        assert_eq!(written(&open), stands);
        assert_eq!(read(stands), open);
        assert_eq!(written(&read("reported 2")), "reported 2");
        assert_eq!(read(""), OpenIncidents::default());
        assert_eq!(read("moon 3; x; urgent y"), OpenIncidents::default());
    }
}
