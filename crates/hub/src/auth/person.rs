//! Somebody with an account: a role, and where it holds.

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::{
    AreaId, Assignee, DepartmentId, Network, PersonId, Role, StationId, Timestamp, UnitId,
};
use serde::{Deserialize, Serialize};

use super::View;
use super::rights::{Ability, Crews};

/// Somebody with an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The account, which events name; a role's seat rather than a name.
    pub id: PersonId,
    /// What the person is called.
    pub name: Arc<str>,
    /// In which role.
    pub role: Role,
    /// On which networks.
    pub networks: BTreeSet<Network>,
    /// In which patrol areas; everywhere when absent.
    pub areas: Option<BTreeSet<AreaId>>,
    /// Whose station, for those who work at one.
    pub station: Option<StationId>,
    /// Which crew of it, for those who work in one: only its own orders are theirs then.
    pub unit: Option<UnitId>,
    /// Whose department, for those who work in one.
    pub department: Option<DepartmentId>,
    /// May not sign in any more.
    pub disabled: bool,
    /// Why not, as whoever disabled it wrote it. It stands here and not in the audit trail: a text about a person can be taken
    /// away again only here.
    #[serde(default)]
    pub disabled_because: Option<Arc<str>>,
    /// Came with the demo, with a password that everybody knows.
    pub demo: bool,
    /// A wall that was let in by its code: it has no password.
    #[serde(default)]
    pub enrolled: Option<Enrolled>,
}

/// How a wall was let in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolled {
    /// Who confirmed its code.
    pub by: PersonId,
    /// When, by the system's clock.
    pub at: Timestamp,
}

impl Person {
    /// Whether the role may do that at all.
    #[must_use]
    pub fn has(&self, ability: Ability) -> bool {
        ability.roles().contains(&self.role)
    }

    /// What the person may see of its networks.
    #[must_use]
    pub fn view(&self) -> View {
        let view = self.areas.as_ref().map_or(View::EVERYTHING, |areas| {
            View::of_areas(areas.iter().cloned())
        });
        view.with(self.has(Ability::Accounts), &self.networks)
    }

    /// Whether an order to that assignee is the person's own.
    #[must_use]
    pub fn is(&self, assignee: &Assignee, crews: &Crews) -> bool {
        match (assignee, &self.unit) {
            (Assignee::Unit(unit), Some(own)) => unit == own,
            (Assignee::Station(_), Some(_)) => false,
            (Assignee::Unit(unit), None) => {
                self.station.is_some() && crews.get(unit) == self.station.as_ref()
            }
            (Assignee::Station(station), None) => self.station.as_ref() == Some(station),
            (Assignee::Department(department), _) => self.department.as_ref() == Some(department),
        }
    }
}
