//! The badge at a mark's upper right: one at a time, the one that matters most.

use domain::{Incident, Priority};

use crate::engine::Badge;
use crate::i18n::{Language, t};

/// What badges stand for, the most important first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Flag {
    NobodyFree,
    Emergency,
    Escalated,
    Supervised,
    Urgent,
    Suspended,
    Reworked,
    Returned,
    Linked,
}

impl Flag {
    const ALL: [Self; 9] = [
        Self::NobodyFree,
        Self::Emergency,
        Self::Escalated,
        Self::Supervised,
        Self::Urgent,
        Self::Suspended,
        Self::Reworked,
        Self::Returned,
        Self::Linked,
    ];

    fn stands_for(self, incident: &Incident) -> bool {
        let flags = &incident.flags;
        match self {
            Self::NobodyFree => flags.nobody_free,
            // What is done presses nobody any more, whatever it was.
            Self::Emergency => {
                matches!(incident.priority, Priority::Emergency) && !incident.stage.is_handled()
            }
            Self::Escalated => flags.escalated,
            Self::Supervised => flags.supervised,
            Self::Urgent => {
                matches!(incident.priority, Priority::Urgent) && !incident.stage.is_handled()
            }
            Self::Suspended => flags.suspended,
            Self::Reworked => flags.reworked > 0,
            Self::Returned => flags.returned > 0,
            Self::Linked => incident.linked.get().is_some(),
        }
    }

    fn text(self, language: Language) -> &'static str {
        match self {
            Self::NobodyFree => t!(language, sign.nobody_free),
            Self::Emergency => t!(language, sign.emergency),
            Self::Escalated => t!(language, sign.escalated),
            Self::Supervised => t!(language, sign.supervised),
            Self::Urgent => t!(language, sign.urgent),
            Self::Suspended => t!(language, sign.suspended),
            Self::Reworked => t!(language, sign.reworked),
            Self::Returned => t!(language, sign.returned),
            Self::Linked => t!(language, sign.linked),
        }
    }
}

/// The badge of an open incident, if anything stands beside its stage.
#[must_use]
pub fn badge_of(incident: &Incident) -> Option<Badge> {
    if !incident.stage.is_open() {
        return None;
    }
    let flag = Flag::ALL
        .into_iter()
        .find(|flag| flag.stands_for(incident))?;
    Some(Badge(flag as u8))
}

/// What stands for each [`badge_of`] in a language, in order.
pub fn badges(language: Language) -> impl Iterator<Item = &'static str> {
    Flag::ALL.into_iter().map(move |flag| flag.text(language))
}
