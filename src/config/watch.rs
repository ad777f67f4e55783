//! Who is on watch and who is just taking which call, as the hub tells it.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::{IncidentRef, PersonId, Stage, Timestamp};
use serde::Deserialize;
use serde::de::{Deserializer, Error as _};

/// Somebody who may have the watch.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Officer {
    /// The account.
    pub id: PersonId,
    /// What the person is called.
    pub name: Arc<str>,
}

/// Who is on watch.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct OnWatch {
    /// Who.
    pub officer: Officer,
    /// Since when.
    #[serde(deserialize_with = "moment")]
    pub since: Timestamp,
}

/// What is open, as a watch is given with it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct OpenIncidents {
    /// How many at which stage.
    pub stages: BTreeMap<Stage, u64>,
    /// Those that are urgent or higher and not put aside.
    #[serde(deserialize_with = "incidents")]
    pub urgent: Vec<IncidentRef>,
    /// Those with a clock beyond its limit.
    #[serde(deserialize_with = "incidents")]
    pub overdue: Vec<IncidentRef>,
    /// Those that are put aside.
    #[serde(deserialize_with = "incidents")]
    pub suspended: Vec<IncidentRef>,
}

/// A watch that was given, or taken over.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Handover {
    /// By whom; `None` when nobody was on watch.
    pub from: Option<Officer>,
    /// To whom.
    pub to: Officer,
    /// When; `None` when it was taken over without being given.
    #[serde(deserialize_with = "perhaps_moment")]
    pub given_at: Option<Timestamp>,
    /// What was open then.
    pub open: OpenIncidents,
    /// What the next officer is to know besides.
    pub remark: Option<String>,
    /// When it was signed for or taken over.
    #[serde(deserialize_with = "perhaps_moment")]
    pub taken_at: Option<Timestamp>,
    /// Waits for its signature.
    pub waits: bool,
}

/// The watch of a network, with the handovers of the last week.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Watch {
    /// Who has it.
    pub on_watch: Option<OnWatch>,
    /// In order.
    pub handovers: Vec<Handover>,
    /// To whom one could give it.
    pub officers: Vec<Officer>,
}

impl Watch {
    /// The handover that waits for its signature.
    #[must_use]
    pub fn waiting(&self) -> Option<&Handover> {
        self.handovers.last().filter(|handover| handover.waits)
    }

    /// Whether somebody has it.
    #[must_use]
    pub fn is_had_by(&self, person: &PersonId) -> bool {
        (self.on_watch.as_ref()).is_some_and(|on_watch| on_watch.officer.id == *person)
    }
}

/// A call that somebody is taking.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ToldClaim {
    /// Which.
    #[serde(deserialize_with = "incident")]
    pub incident: IncidentRef,
    /// By which account.
    pub person: PersonId,
    /// What that officer is called.
    pub name: Arc<str>,
    /// How long it is still held.
    pub expires_in_secs: u32,
}

/// The calls of a network that somebody is taking.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ToldClaims {
    /// By incident.
    pub claims: Vec<ToldClaim>,
}

/// Reads a moment as the hub writes it (RFC 3339).
///
/// # Errors
/// When it is none.
pub fn moment<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Timestamp, D::Error> {
    let at = chrono::DateTime::<chrono::FixedOffset>::deserialize(deserializer)?;
    Ok(Timestamp(at.timestamp_millis()))
}

/// Reads a moment that may be missing.
///
/// # Errors
/// When there is something else.
pub fn perhaps_moment<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Timestamp>, D::Error> {
    let at = Option::<chrono::DateTime<chrono::FixedOffset>>::deserialize(deserializer)?;
    Ok(at.map(|at| Timestamp(at.timestamp_millis())))
}

/// Reads an incident as the hub names it ("police/12").
///
/// # Errors
/// When it is none.
pub fn incident<'de, D: Deserializer<'de>>(deserializer: D) -> Result<IncidentRef, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.parse()
        .map_err(|_| D::Error::custom("no incident of a network"))
}

/// Reads an incident that may be missing.
///
/// # Errors
/// When there is something else.
pub fn perhaps_incident<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<IncidentRef>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    let read = text.map(|text| text.parse());
    read.transpose()
        .map_err(|_| D::Error::custom("no incident of a network"))
}

fn incidents<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<IncidentRef>, D::Error> {
    let texts = Vec::<String>::deserialize(deserializer)?;
    let all = texts.iter().map(|text| text.parse());
    all.collect::<Result<_, _>>()
        .map_err(|_| D::Error::custom("no incident of a network"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANSWER: &str = r#"{"on_watch": {"officer": {"id": "desk-2", "name": "王建国"}, "since": "2026-11-23T00:02:00.000Z"},
        "handovers": [{"from": {"id": "desk-2", "name": "王建国"}, "to": {"id": "desk-3", "name": "李梅"},
            "given_at": "2026-11-23T08:00:00.000Z", "open": {"stages": {"reported": 2, "on_scene": 1},
            "urgent": ["police/12"], "overdue": [], "suspended": ["police/7"]}, "remark": null, "taken_at": null, "waits": true}],
        "officers": [{"id": "desk-3", "name": "李梅"}]}"#;

    #[test]
    fn a_watch_is_read_with_what_waits_for_its_signature() {
        let watch: Watch = serde_json::from_str(ANSWER).expect("a hub's answer");
        let desk_2 = PersonId::try_from("desk-2").expect("an id");
        assert!(watch.is_had_by(&desk_2));
        let waiting = watch.waiting().expect("it waits");
        assert_eq!(&*waiting.to.name, "李梅");
        assert_eq!(waiting.open.stages.get(&Stage::OnScene), Some(&1));
        assert_eq!(waiting.open.urgent[0].to_string(), "police/12");
        let none: Watch =
            serde_json::from_str(r#"{"on_watch": null, "handovers": [], "officers": []}"#)
                .expect("a hub's answer");
        assert_eq!((none.waiting(), none.is_had_by(&desk_2)), (None, false));
        let odd = ANSWER.replace("police/7", "moon/7");
        assert!(serde_json::from_str::<Watch>(&odd).is_err());
    }
}
