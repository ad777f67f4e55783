//! Walls: let in by a code that somebody confirms, and sent away again. They have a role and a ground, and no password.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use domain::{AreaId, Network, PersonId, Role, Timestamp};

use super::enrolment::{AskRefusal, Found, Waiting};
use super::store::Ends;
use super::{Begun, ChangeRefusal, Inner, People, SessionKey};
use crate::auth::{Enrolled, Person};

/// What a wall is to be.
#[derive(Clone, Debug)]
pub struct NewWall {
    /// What it is called.
    pub name: Arc<str>,
    /// Which networks it shows.
    pub networks: BTreeSet<Network>,
    /// Which patrol areas; all when absent.
    pub areas: Option<BTreeSet<AreaId>>,
}

/// A wall, and whether it is signed in.
#[derive(Clone, Debug)]
pub struct Wall {
    /// What it is.
    pub person: Arc<Person>,
    /// Since when it has its session; `None` until it came for it.
    pub since: Option<Timestamp>,
}

/// What a wall that asks for its session is answered.
#[derive(Debug)]
pub enum Claimed {
    /// Nobody has confirmed its code yet: how long it may still wait.
    Waiting(Duration),
    /// It is signed in.
    Begun(Begun),
}

/// An account whose hash no password has.
const NO_PASSWORD: &str = "";

impl People {
    /// A wall asks to be let in.
    ///
    /// # Errors
    /// When too many wait already.
    pub fn ask_in(&self, address: IpAddr, uptime: Duration) -> Result<Waiting, AskRefusal> {
        self.inner().enrolments.ask(address, uptime)
    }

    /// Lets the wall with that code in: it, and from where it asked.
    ///
    /// # Errors
    /// When no wall shows that code, there are as many accounts as there may be, or the store failed.
    pub fn confirm_wall(
        &self,
        code: &str,
        wall: NewWall,
        by: PersonId,
        now: Timestamp,
        uptime: Duration,
    ) -> Result<(Arc<Person>, IpAddr), ChangeRefusal> {
        let mut store = self.store();
        let waiting = self.inner().enrolments.waiting(code, uptime);
        let (code, address) = waiting.ok_or(ChangeRefusal::Unknown)?;
        let name = format!("wall-{}", code.to_lowercase());
        let person = Person {
            id: PersonId::try_from(name.as_str()).map_err(|_| ChangeRefusal::Unknown)?,
            name: wall.name,
            role: Role::Wall,
            networks: wall.networks,
            areas: wall.areas,
            station: None,
            unit: None,
            department: None,
            disabled: false,
            disabled_because: None,
            demo: false,
            enrolled: Some(Enrolled { by, at: now }),
        };
        let added = self.insert(&mut store, person, NO_PASSWORD.to_owned())?;
        let mut inner = self.inner();
        inner.enrolments.confirmed(&code, added.id.clone(), uptime);
        Ok((added, address))
    }

    /// A wall comes with its secret for its session. A session it had from an earlier answer ends: one screen, one session.
    ///
    /// # Errors
    /// When nobody with that secret waits any more, or the store failed.
    pub fn claim_wall(
        &self,
        secret: &str,
        now: Timestamp,
        uptime: Duration,
    ) -> Result<Claimed, ChangeRefusal> {
        let found = |inner: &mut Inner| {
            let found = inner.enrolments.find(&SessionKey::of(secret).0, uptime);
            found.ok_or(ChangeRefusal::Unknown)
        };
        // Whoever waits asks every few seconds: not for the disk.
        if let Found::Waiting(left) = found(&mut self.inner())? {
            return Ok(Claimed::Waiting(left));
        }
        let mut store = self.store();
        let (person, earlier) = {
            let mut inner = self.inner();
            let id = match found(&mut inner)? {
                Found::Waiting(left) => return Ok(Claimed::Waiting(left)),
                Found::Confirmed(id) => id,
            };
            let account = inner.accounts.get(&id).ok_or(ChangeRefusal::Unknown)?;
            let person = Arc::clone(&account.person);
            if !self.may_sign_in(&person) {
                return Err(ChangeRefusal::Unknown);
            }
            let sessions = inner.sessions.values().map(|live| &live.kept);
            let own = sessions.filter(|kept| kept.person == id);
            (person, own.map(|kept| kept.digest).collect())
        };
        let begun = self.begin(&mut store, person, earlier, now)?;
        drop(store);
        self.tell_of_endings();
        Ok(Claimed::Begun(begun))
    }

    /// The walls that were let in.
    #[must_use]
    pub fn walls(&self) -> Vec<Wall> {
        let inner = self.inner();
        let people = inner.accounts.values().map(|account| &account.person);
        let walls = people.filter(|person| person.enrolled.is_some());
        let since = |person: &Person| {
            let mut sessions = inner.sessions.values().map(|live| &live.kept);
            let own = sessions.find(|kept| kept.person == person.id);
            own.map(|kept| kept.began_at)
        };
        walls
            .map(|person| Wall {
                since: since(person),
                person: Arc::clone(person),
            })
            .collect()
    }

    /// Sends a wall away: its session ends, and it is one no more.
    ///
    /// # Errors
    /// When there is no such wall, or the store failed.
    pub fn revoke_wall(&self, id: &PersonId) -> Result<Arc<Person>, ChangeRefusal> {
        let mut store = self.store();
        let wall = {
            let inner = self.inner();
            let account = inner.accounts.get(id).map(|account| &account.person);
            account
                .filter(|person| person.enrolled.is_some())
                .map(Arc::clone)
                .ok_or(ChangeRefusal::Unknown)?
        };
        store.forget_person(id)?;
        let mut inner = self.inner();
        inner.accounts.remove(id);
        inner.end_sessions(id, Ends::All);
        drop(inner);
        drop(store);
        self.tell_of_endings();
        Ok(wall)
    }
}
