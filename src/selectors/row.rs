//! The lists of the columns, and one line of them.

use domain::{
    ArcStr, Flags, Incident, IncidentRef, Millis, Name, Network, PlatformId, Priority, Stage,
    Timestamp,
};
use world::World;

use super::deadline::{Deadline, pressing};
use crate::config::Directory;
use crate::connection::Freshness;
use crate::store::Filter;

/// One line of a feed's list.
#[derive(Clone, Debug, PartialEq)]
pub struct IncidentRow {
    /// Which incident.
    pub incident: IncidentRef,
    /// Where it stands.
    pub stage: Stage,
    /// How pressing it is.
    pub priority: Priority,
    /// Urgent or higher, and nobody has taken or acknowledged it.
    pub unattended: bool,
    /// What it is about.
    pub subject: Name,
    /// Where it is, in words, when the report had any.
    pub address: Option<ArcStr>,
    /// Its grid's name.
    pub grid: Option<Name>,
    /// Its patrol area's name.
    pub area: Option<Name>,
    /// The platform that reported it.
    pub platform: Name,
    /// The platform's word in addresses.
    pub platform_id: PlatformId,
    /// When it was reported.
    pub reported_at: Timestamp,
    /// The network's now, for durations.
    pub now: Timestamp,
    /// The clock that presses most.
    pub deadline: Option<Deadline>,
    /// Who is on it: everybody with a live assignment.
    pub assignees: Vec<Name>,
    /// What stands beside the stage.
    pub flags: Flags,
    /// Whether it has a counterpart on another network (政警联动).
    pub linked: bool,
    /// How fresh its feed is: what is not live is drawn hollow.
    pub freshness: Freshness,
}

impl IncidentRow {
    /// The line of an incident as it is at `now`.
    #[must_use]
    pub fn of(
        network: Network,
        incident: &Incident,
        directory: &Directory,
        now: Timestamp,
        freshness: Freshness,
    ) -> Self {
        Self {
            incident: IncidentRef {
                network,
                id: incident.id,
            },
            stage: incident.stage,
            priority: incident.priority,
            unattended: incident.is_unattended(),
            subject: directory.subject(incident),
            address: incident.place.address.clone(),
            grid: incident.place.grid.as_ref().map(|id| directory.grid(id)),
            area: incident.place.area.as_ref().map(|id| directory.area(id)),
            platform: directory.platform(&incident.platform),
            platform_id: incident.platform.clone(),
            reported_at: incident.reported_at(),
            now,
            deadline: pressing(incident, now),
            assignees: incident
                .live_assignments()
                .map(|assignment| directory.assignee(&assignment.assignee))
                .collect(),
            flags: incident.flags,
            linked: incident.linked.get().is_some(),
            freshness,
        }
    }

    /// How long ago it was reported; nothing for what is a moment ahead of the screen's clock, as a replay's reports may be.
    #[must_use]
    pub fn age(&self) -> Millis {
        (self.now - self.reported_at).max(Millis::ZERO)
    }
}

/// How many incidents of a feed are in the picture, by what waits for whom.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FeedCounts {
    /// Open ones.
    pub open: usize,
    /// Open ones that nobody has taken.
    pub waiting: usize,
    /// Those among the waiting that are urgent or higher and unacknowledged.
    pub unattended: usize,
    /// All that the screen holds, closed ones too.
    pub held: usize,
}

/// How many incidents of a feed the filter lets through.
#[must_use]
pub fn counts(network: Network, world: &World, filter: &Filter) -> FeedCounts {
    let mut counts = FeedCounts {
        held: world.len(),
        ..FeedCounts::default()
    };
    for incident in world
        .incidents()
        .filter(|incident| filter.lets_through(network, incident))
    {
        counts.open += usize::from(incident.stage.is_open());
        counts.waiting += usize::from(incident.stage == Stage::Reported);
        counts.unattended += usize::from(incident.is_unattended());
    }
    counts
}
