//! What an account is, where it holds, and where it is signed in: all of it can change while somebody sits there.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use domain::{AreaId, DepartmentId, Network, PersonId, Role, StationId, Timestamp, UnitId};

use super::store::Ends;
use super::{ChangeRefusal, People};
use crate::auth::Person;

/// What an account is called, in which role, and where it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// What the person is called.
    pub name: Arc<str>,
    /// In which role.
    pub role: Role,
    /// On which networks.
    pub networks: BTreeSet<Network>,
    /// In which patrol areas; everywhere when absent.
    pub areas: Option<BTreeSet<AreaId>>,
    /// Whose station.
    pub station: Option<StationId>,
    /// Which crew of it.
    pub unit: Option<UnitId>,
    /// Whose department.
    pub department: Option<DepartmentId>,
}

impl Standing {
    fn of(person: &Person) -> Self {
        Self {
            name: Arc::clone(&person.name),
            role: person.role,
            networks: person.networks.clone(),
            areas: person.areas.clone(),
            station: person.station.clone(),
            unit: person.unit.clone(),
            department: person.department.clone(),
        }
    }

    /// A new account with this standing, that somebody makes.
    #[must_use]
    pub fn of_new(self, id: PersonId) -> Person {
        Person {
            id,
            name: self.name,
            role: self.role,
            networks: self.networks,
            areas: self.areas,
            station: self.station,
            unit: self.unit,
            department: self.department,
            disabled: false,
            disabled_because: None,
            demo: false,
            enrolled: None,
        }
    }
}

/// An account that was changed.
#[derive(Clone, Debug)]
pub struct Changed {
    /// As it is now.
    pub person: Arc<Person>,
    /// As it was.
    pub before: Standing,
}

impl Changed {
    /// Which of its fields are others now.
    #[must_use]
    pub fn fields(&self) -> Vec<&'static str> {
        let (now, before) = (&*self.person, &self.before);
        let fields = [
            ("name", now.name != before.name),
            ("role", now.role != before.role),
            ("networks", now.networks != before.networks),
            ("areas", now.areas != before.areas),
            ("station", now.station != before.station),
            ("unit", now.unit != before.unit),
            ("department", now.department != before.department),
        ];
        let changed = fields.into_iter().filter(|(_, changed)| *changed);
        changed.map(|(field, _)| field).collect()
    }
}

/// Where an account is signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Use {
    /// At how many screens.
    pub sessions: usize,
    /// When one of them was used last.
    pub last: Timestamp,
}

impl People {
    /// Gives an account another name, role or ground. With another role or ground it is signed out everywhere: an open feed
    /// shows what its session might see when it was opened.
    ///
    /// # Errors
    /// When there is no such account, it is a wall's, nobody could administer people any more, or the store failed.
    pub fn change(&self, id: &PersonId, to: Standing) -> Result<Changed, ChangeRefusal> {
        let mut store = self.store();
        let (person, hash) = {
            let inner = self.inner();
            let account = inner.accounts.get(id).ok_or(ChangeRefusal::Unknown)?;
            if account.person.enrolled.is_some() {
                return Err(ChangeRefusal::Wall);
            }
            if to.role != Role::Administrator {
                inner.spare_last_administrator(&account.person, self.demo)?;
            }
            (Person::clone(&account.person), Arc::clone(&account.hash))
        };
        let before = Standing::of(&person);
        let is_elsewhere = Standing {
            name: Arc::clone(&before.name),
            ..to.clone()
        } != before;
        let ends = if is_elsewhere {
            Ends::All
        } else {
            Ends::Nothing
        };
        let person = Person {
            disabled: person.disabled,
            disabled_because: person.disabled_because,
            demo: person.demo,
            ..to.of_new(person.id)
        };
        let person = self.replace(&mut store, person, hash, ends)?;
        Ok(Changed { person, before })
    }

    /// Ends every session of an account that there is.
    ///
    /// # Errors
    /// When there is no such account, or the store failed.
    pub fn end_sessions(&self, id: &PersonId) -> Result<(), ChangeRefusal> {
        if !self.inner().accounts.contains_key(id) {
            return Err(ChangeRefusal::Unknown);
        }
        Ok(self.sign_out_everywhere(id)?)
    }

    /// Where everybody is signed in; whoever is nowhere is not in it.
    #[must_use]
    pub fn uses(&self) -> BTreeMap<PersonId, Use> {
        let inner = self.inner();
        let mut uses: BTreeMap<PersonId, Use> = BTreeMap::new();
        for kept in inner.sessions.values().map(|live| &live.kept) {
            let seen = uses.entry(kept.person.clone()).or_insert(Use {
                sessions: 0,
                last: kept.used_at,
            });
            seen.sessions += 1;
            seen.last = seen.last.max(kept.used_at);
        }
        uses
    }
}
