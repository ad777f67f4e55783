//! Sessions: begun by a password or a wall's code, used, and ended.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use domain::{Millis, PersonId, Timestamp};
use sha2::{Digest as _, Sha256};

use super::password::{self, LONGEST_PASSWORD};
use super::store::{Digest, Ends, Kept, Store};
use super::{Inner, People, PeopleError, SignInRefusal, chance};
use crate::audit::{Entry, What};
use crate::auth::Person;
use crate::pace::{Bucket, Pace};

/// The most sessions of one person: the oldest ends when another begins.
const MOST_SESSIONS: usize = 16;

/// How fast one session may ask for changes.
const COMMAND_PACE: Pace = Pace {
    per_second: 20.0,
    at_once: 100.0,
};

/// What a session is known by: the digest of its secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SessionKey(pub(super) Digest);

impl SessionKey {
    pub(super) fn of(secret: &str) -> Self {
        Self(Sha256::digest(secret.as_bytes()).into())
    }
}

/// A session that has begun.
#[derive(Debug)]
pub struct Begun {
    /// The secret, for the cookie and nobody else.
    pub secret: String,
    /// Whose it is.
    pub person: Arc<Person>,
    /// How long it lasts at most.
    pub lasts: Millis,
    /// When it ends at the latest.
    pub ends_at: Timestamp,
}

/// A session that is alive.
#[derive(Clone, Debug)]
pub struct Alive {
    /// What it is known by.
    pub key: SessionKey,
    /// Whose it is.
    pub person: Arc<Person>,
    /// When it ends at the latest.
    pub ends_at: Timestamp,
}

/// A session in memory.
#[derive(Debug)]
pub(super) struct Live {
    pub kept: Kept,
    /// The use that the file knows of. After a crash a session may end as much earlier as the house is kept seldom.
    saved_at: Timestamp,
    bucket: Bucket,
}

impl Live {
    /// One that the file knows as it is.
    pub fn of(kept: Kept) -> Self {
        Self {
            saved_at: kept.used_at,
            kept,
            bucket: Bucket::full(COMMAND_PACE),
        }
    }
}

impl People {
    /// Begins a session. Takes as long as a password is hashed: not for a thread that others wait for.
    ///
    /// # Errors
    /// When it is not the person, or the person has to wait.
    pub fn sign_in(
        &self,
        id: &PersonId,
        password: &str,
        address: IpAddr,
        now: Timestamp,
        uptime: Duration,
    ) -> Result<Begun, SignInRefusal> {
        let known = {
            let mut inner = self.inner();
            inner
                .lockout
                .attempt(id, address, uptime)
                .map_err(SignInRefusal::Wait)?;
            inner
                .accounts
                .get(id)
                .map(|account| Arc::clone(&account.hash))
        };
        let hash: &str = known.as_deref().unwrap_or_else(|| password::nobodys());
        let right = password.len() <= LONGEST_PASSWORD && password::matches(password, hash);
        // Looked at again: the account may have been disabled, or its password reset, while the other was hashed.
        let admitted = |inner: &Inner| {
            let account = inner.accounts.get(id);
            account
                .filter(|account| right && Some(&account.hash) == known.as_ref())
                .map(|account| Arc::clone(&account.person))
                .filter(|person| self.may_sign_in(person))
                .ok_or(SignInRefusal::Wrong)
        };
        // Whoever is wrong does not wait for the disk.
        admitted(&self.inner())?;
        let mut store = self.store();
        let person = {
            let mut inner = self.inner();
            let person = admitted(&inner)?;
            inner.lockout.succeeded(id, address, uptime);
            person
        };
        let in_place_of = self.inner().beyond_most(id);
        Ok(self.begin(&mut store, person, in_place_of, now)?)
    }

    /// Begins a session of somebody who may have one, in the place of others.
    pub(super) fn begin(
        &self,
        store: &mut Store,
        person: Arc<Person>,
        in_place_of: Vec<Digest>,
        now: Timestamp,
    ) -> Result<Begun, PeopleError> {
        let secret = chance::secret()?;
        let kept = Kept {
            digest: SessionKey::of(&secret).0,
            person: person.id.clone(),
            began_at: now,
            used_at: now,
        };
        store.begin_session(&kept, &in_place_of)?;
        let mut inner = self.inner();
        for digest in in_place_of {
            inner.sessions.remove(&digest);
        }
        inner.sessions.insert(kept.digest, Live::of(kept));
        let lasts = self.limits.at_most(person.enrolled.is_some());
        Ok(Begun {
            secret,
            person,
            lasts,
            ends_at: now + lasts,
        })
    }

    /// The session of a cookie's secret, when it is alive. Looking at it is using it.
    #[must_use]
    pub fn session(&self, secret: &str, now: Timestamp) -> Option<Alive> {
        self.use_session(SessionKey::of(secret), now)
    }

    /// The session, when it is alive. An open feed asks from time to time: a person who watches is not idle. Nobody waits
    /// for the disk here: [`keep_house`](Self::keep_house) writes down what was used and what is over.
    #[must_use]
    pub fn use_session(&self, key: SessionKey, now: Timestamp) -> Option<Alive> {
        let mut inner = self.inner();
        let inner = &mut *inner;
        let live = inner.sessions.get_mut(&key.0)?;
        let person = inner
            .accounts
            .get(&live.kept.person)
            .map(|account| &account.person)
            .filter(|person| self.may_sign_in(person));
        let alive = |person: &&Arc<Person>| now < self.over_at(&live.kept, Some(person));
        let Some(person) = person.filter(alive).cloned() else {
            inner.sessions.remove(&key.0);
            inner.over.push(key.0);
            return None;
        };
        live.kept.used_at = live.kept.used_at.max(now);
        let lasts = self.limits.at_most(person.enrolled.is_some());
        Some(Alive {
            key,
            ends_at: live.kept.began_at + lasts,
            person,
        })
    }

    /// Whether a session is alive, without using it.
    #[must_use]
    pub fn is_alive(&self, key: SessionKey, now: Timestamp) -> bool {
        let inner = self.inner();
        let live = inner.sessions.get(&key.0);
        live.is_some_and(|live| {
            let account = inner.accounts.get(&live.kept.person);
            let person = account.map(|account| &*account.person);
            person.is_some_and(|person| self.may_sign_in(person))
                && now < self.over_at(&live.kept, person)
        })
    }

    /// When a session ends unless it is used again.
    fn over_at(&self, kept: &Kept, person: Option<&Person>) -> Timestamp {
        let is_wall = person.is_some_and(|person| person.enrolled.is_some());
        self.limits.over_at(kept.began_at, kept.used_at, is_wall)
    }

    /// Counts a request for a change.
    ///
    /// # Errors
    /// When the session asks more often than it may: how long to wait.
    pub fn keep_pace(&self, key: SessionKey, uptime: Duration) -> Result<(), Duration> {
        self.inner()
            .sessions
            .get_mut(&key.0)
            .map_or(Ok(()), |live| live.bucket.take(uptime))
    }

    /// Ends a session.
    ///
    /// # Errors
    /// When the store failed.
    pub fn sign_out(&self, key: SessionKey) -> Result<(), PeopleError> {
        let store = self.store();
        store.forget_session(&key.0)?;
        self.inner().sessions.remove(&key.0);
        drop(store);
        self.tell_of_endings();
        Ok(())
    }

    /// Ends every session of a person.
    ///
    /// # Errors
    /// When the store failed.
    pub fn sign_out_everywhere(&self, id: &PersonId) -> Result<(), PeopleError> {
        let store = self.store();
        store.forget_sessions_of(id)?;
        self.inner().end_sessions(id, Ends::All);
        drop(store);
        self.tell_of_endings();
        Ok(())
    }

    /// Forgets sessions that are over, writes down which were used, and notes who was turned away.
    pub fn keep_house(&self, now: Timestamp, uptime: Duration) {
        let mut store = self.store();
        let (over, used, turned_away) = {
            let mut inner = self.inner();
            let (over, used) = inner.changed(|kept, person| now >= self.over_at(kept, person));
            (over, used, inner.lockout.take_turned_away(uptime))
        };
        let entries: Vec<Entry> = turned_away
            .into_iter()
            .map(|summed| Entry {
                person: summed.person,
                address: summed.address,
                outcome: Some(summed.count.to_string()),
                ..Entry::of_hub(What::SignInTurnedAway, now)
            })
            .collect();
        if let Err(error) = store.keep_house(&over, &used, &entries) {
            // Those that are over have ended all the same: a start looks at their times, too.
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                turned_away = entries.len(),
                "Which sessions were used or have ended, and who was turned away, could not be written down"
            );
        }
    }
}

impl Inner {
    /// Sessions that have to end before somebody begins another.
    fn beyond_most(&self, id: &PersonId) -> Vec<Digest> {
        let own = self.sessions.values().map(|live| &live.kept);
        let mut own: Vec<&Kept> = own.filter(|kept| kept.person == *id).collect();
        own.sort_by_key(|kept| kept.used_at);
        let beyond = (own.len() + 1).saturating_sub(MOST_SESSIONS);
        own.iter().take(beyond).map(|kept| kept.digest).collect()
    }

    /// Takes out the sessions that are over; they, and those whose use the file does not know of.
    fn changed(
        &mut self,
        is_over: impl Fn(&Kept, Option<&Person>) -> bool,
    ) -> (Vec<Digest>, Vec<Kept>) {
        let mut over = std::mem::take(&mut self.over);
        let mut used = Vec::new();
        let accounts = &self.accounts;
        self.sessions.retain(|digest, live| {
            let account = accounts.get(&live.kept.person);
            if is_over(&live.kept, account.map(|account| &*account.person)) {
                over.push(*digest);
                return false;
            }
            if live.kept.used_at > live.saved_at {
                live.saved_at = live.kept.used_at;
                used.push(live.kept.clone());
            }
            true
        });
        (over, used)
    }
}
