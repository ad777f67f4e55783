//! Who is signed in, and what that person may do, as the hub tells it (`GET /api/v1/me`).
//!
//! The hub decides; this only keeps the screen from offering what would be refused.

use std::sync::Arc;

use domain::{
    AreaId, Assignee, Assignment, DepartmentId, Incident, Network, PersonId, Role, StationId,
    UnitId,
};
use serde::Deserialize;
use world::Verb;

use super::Directory;

/// Somebody with an account.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Person {
    /// The account.
    pub id: PersonId,
    /// What the person is called.
    pub name: Arc<str>,
    /// In which role.
    pub role: Role,
    /// On which networks.
    pub networks: Vec<Network>,
    /// In which patrol areas; everywhere when absent.
    #[serde(default)]
    pub areas: Option<Vec<AreaId>>,
    /// Whose station.
    #[serde(default)]
    pub station: Option<StationId>,
    /// Which crew of it: only its own orders are the person's then.
    #[serde(default)]
    pub unit: Option<UnitId>,
    /// Whose department.
    #[serde(default)]
    pub department: Option<DepartmentId>,
}

/// On what a command may be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// Every incident the person sees.
    All,
    /// What is given to the person's own station, its crews, its own crew, or its department.
    Own,
    /// Orders of the person's own station, given on to its own crews.
    OwnCrews,
}

/// A command that may be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct CommandRight {
    /// Which.
    pub command: Verb,
    /// On what.
    pub reach: Reach,
}

/// What a person may do besides commands, as far as a page asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ability {
    /// See by which account something was done, as the daily report says it.
    Accounts,
    /// Search and export what people did.
    Audit,
    /// Let walls in and send them away.
    Walls,
    /// Add, change and disable people.
    People,
    /// Turn and zoom those that can be steered.
    Steer,
    /// Say how a camera stands and sees.
    Calibrate,
    /// Name things in pictures.
    Label,
    /// Another, of which no page asks.
    #[serde(other)]
    Other,
}

/// Who is signed in, and which commands that person may give.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Me {
    /// Who.
    pub person: Person,
    /// The commands.
    pub commands: Vec<CommandRight>,
    /// What else.
    #[serde(default)]
    pub abilities: Vec<Ability>,
}

impl Me {
    /// Whether a page of administration is the person's.
    #[must_use]
    pub fn administers(&self) -> bool {
        let rights = [Ability::People, Ability::Walls, Ability::Audit];
        rights.into_iter().any(|ability| self.has(ability))
    }

    /// Whether the person may do that.
    #[must_use]
    pub fn has(&self, ability: Ability) -> bool {
        self.abilities.contains(&ability)
    }

    /// How far the right to a command goes on a network; `None` when there is none.
    #[must_use]
    pub fn reach(&self, network: Network, verb: Verb) -> Option<Reach> {
        let entitled = self.person.networks.contains(&network);
        let mut rights = self.commands.iter().filter(|_| entitled);
        rights
            .find(|right| right.command == verb)
            .map(|right| right.reach)
    }

    /// Whether an order to that assignee is the person's own.
    #[must_use]
    pub fn is(&self, assignee: &Assignee, directory: &Directory) -> bool {
        let Person {
            station,
            unit,
            department,
            ..
        } = &self.person;
        match (assignee, unit) {
            (Assignee::Unit(crew), Some(own)) => crew == own,
            (Assignee::Station(_), Some(_)) => false,
            (Assignee::Unit(crew), None) => {
                let crew = directory.crews.get(crew);
                station.is_some() && crew.and_then(|crew| crew.station.as_ref()) == station.as_ref()
            }
            (Assignee::Station(other), None) => station.as_ref() == Some(other),
            (Assignee::Department(other), _) => department.as_ref() == Some(other),
        }
    }

    /// The person's own orders of an incident that nobody has ended.
    pub fn own_orders<'a>(
        &'a self,
        incident: &'a Incident,
        directory: &'a Directory,
    ) -> impl Iterator<Item = &'a Assignment> {
        incident
            .live_assignments()
            .filter(|order| self.is(&order.assignee, directory))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANSWER: &str = r#"{"person": {"id": "demo-station", "name": "工作站（演示）", "role": "station",
        "networks": ["police", "government"], "areas": null, "station": "milan-town", "unit": null, "department": null,
        "disabled": false, "demo": true},
        "commands": [{"command": "assign", "reach": "own_crews"}, {"command": "receive", "reach": "own"}],
        "abilities": ["read", "texts", "audit"], "ends_at": "2026-11-25T22:00:00Z"}"#;

    #[test]
    fn a_person_is_read_with_the_rights_that_hold_on_its_networks_only() {
        let me: Me = serde_json::from_str(ANSWER).expect("a hub's answer");
        assert_eq!(me.person.role, Role::Station);
        assert_eq!(me.reach(Network::Police, Verb::Receive), Some(Reach::Own));
        assert_eq!(
            me.reach(Network::Government, Verb::Assign),
            Some(Reach::OwnCrews)
        );
        assert_eq!(me.reach(Network::Internet, Verb::Receive), None);
        assert_eq!(me.reach(Network::Police, Verb::Verify), None);
        assert!(me.has(Ability::Audit) && !me.has(Ability::People));
    }

    #[test]
    fn an_order_to_the_own_station_is_own_and_another_stations_is_not() {
        let me: Me = serde_json::from_str(ANSWER).expect("a hub's answer");
        let station = |text: &str| Assignee::Station(StationId::try_from(text).expect("an id"));
        let directory = Directory::default();
        assert!(me.is(&station("milan-town"), &directory));
        assert!(!me.is(&station("trade-city"), &directory));
    }
}
