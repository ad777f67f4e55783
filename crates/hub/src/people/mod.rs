//! People who sign in, and their sessions.
//!
//! Everybody and every session stands in memory, bounded, and in a file beside the logs ([`store`]). A session's secret is
//! in its cookie only; kept is its digest. Time comes in as an argument: moments of the system's clock for sessions (a
//! replay must not throw anybody out), spans since the start for attempts.

mod chance;
mod enrolment;
mod lockout;
mod password;
mod store;
mod walls;

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::{Millis, Network, PersonId, Role, Timestamp};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq;
use tokio::sync::watch;

use crate::audit::{Entry, Noted, Query};
use crate::auth::Person;
use crate::config::SessionsConfig;
use crate::pace::{Bucket, Pace};
use crate::problem::Problem;

pub use enrolment::{AskRefusal, CODE_LASTS, Waiting};
pub use password::{LONGEST_PASSWORD, SHORTEST_PASSWORD, WeakPassword};

pub use walls::{Claimed, NewWall, Wall};

use enrolment::Enrolments;
use lockout::Lockout;
use store::{Digest, Kept, Store};

/// The most accounts.
const MOST_PEOPLE: usize = 10_000;

/// The most sessions of one person: the oldest ends when another begins.
const MOST_SESSIONS: usize = 16;

/// How often it is written down that a session was used: after a crash it may end so much earlier.
const SAVE_USE_EVERY_MS: i64 = 60_000;

/// How fast one session may ask for changes.
const COMMAND_PACE: Pace = Pace {
    per_second: 20.0,
    at_once: 100.0,
};

/// Why the store of people did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum PeopleError {
    /// Its file failed: a full disk, say. Nothing was changed.
    #[error("the store of people failed")]
    Store(#[from] rusqlite::Error),
    /// A row is damaged, or a later release wrote it.
    #[error("an account cannot be read or written")]
    Row(#[from] serde_json::Error),
    /// A later release wrote the file.
    #[error("the store of people has layout {found}, and this release knows layouts up to {known}")]
    Layout {
        /// The layout of the file.
        found: i64,
        /// The newest layout this release knows.
        known: i64,
    },
    /// The system gives no random numbers.
    #[error("the system gives no random numbers: {0}")]
    Chance(getrandom::Error),
    /// A password cannot be hashed.
    #[error("a password cannot be hashed: {0}")]
    Hash(argon2::password_hash::Error),
}

/// Why nobody was signed in.
#[derive(Debug, thiserror::Error)]
pub enum SignInRefusal {
    /// No such account, another password, or a disabled account: which of them is not told.
    #[error("account or password is wrong, or the account is disabled")]
    Wrong,
    /// Too many attempts.
    #[error("too many attempts")]
    Wait(Duration),
    /// The store failed.
    #[error(transparent)]
    Failed(#[from] PeopleError),
}

/// Why an account was not changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangeRefusal {
    /// Nobody has that name.
    #[error("there is no such account")]
    Unknown,
    /// Somebody has that name.
    #[error("there is an account of this name already")]
    Taken,
    /// No more accounts.
    #[error("there are as many accounts as there may be ({MOST_PEOPLE})")]
    Full,
    /// Nobody could administer people any more.
    #[error("this is the last administrator who may sign in")]
    LastAdministrator,
    /// The password is no good.
    #[error(transparent)]
    Weak(#[from] WeakPassword),
    /// The password that is to take another's place is no good.
    #[error(transparent)]
    NewWeak(WeakPassword),
    /// The one-time secret is not the right one, or was used.
    #[error("the secret for the first administrator is wrong, or was used")]
    Secret,
    /// The password that is to be another is not the one.
    #[error("the password is not the right one")]
    Password,
    /// Too many attempts.
    #[error("too many attempts")]
    Wait(Duration),
    /// A wall is let in by its code and never has a password; a demo's is everybody's.
    #[error("this account has no password of its own")]
    NoPassword,
    /// The store failed.
    #[error(transparent)]
    Failed(#[from] PeopleError),
}

/// What a session is known by: the digest of its secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SessionKey(Digest);

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

#[derive(Debug)]
struct Account {
    person: Arc<Person>,
    hash: Arc<str>,
}

#[derive(Debug)]
struct Live {
    kept: Kept,
    saved_at: Timestamp,
    bucket: Bucket,
}

#[derive(Debug)]
struct Inner {
    store: Store,
    accounts: BTreeMap<PersonId, Account>,
    sessions: BTreeMap<Digest, Live>,
    lockout: Lockout,
    enrolments: Enrolments,
    first: Option<Digest>,
}

/// Everybody with an account, and every session.
#[derive(Debug)]
pub struct People {
    inner: Mutex<Inner>,
    limits: SessionsConfig,
    demo: bool,
    cookie: String,
    /// Counts on whenever a session ends before its time.
    ended: watch::Sender<u64>,
}

impl People {
    /// Opens the store, and makes it when there is none. In a demo, `demo_people` get accounts when nobody has one.
    /// Returns the one-time secret for the first administrator while there is none.
    ///
    /// # Errors
    /// When the file cannot be opened or read.
    pub fn open(
        file: &Path,
        limits: SessionsConfig,
        demo: bool,
        demo_people: impl FnOnce() -> Vec<Person>,
    ) -> Result<(Self, Option<String>), PeopleError> {
        let store = Store::open(file)?;
        let id = store.id()?.cast_unsigned();
        let mut accounts: BTreeMap<PersonId, Account> = BTreeMap::new();
        for (person, hash) in store.people()? {
            accounts.insert(person.id.clone(), Account::of(person, hash));
        }
        if demo && accounts.is_empty() {
            let hash = password::hashed(DEMO_PASSWORD)?;
            for person in demo_people() {
                store.keep_person(&person, &hash)?;
                accounts.insert(person.id.clone(), Account::of(person, hash.clone()));
            }
        }
        let sessions = store.sessions()?.into_iter();
        let sessions = sessions
            .map(|kept| (kept.digest, Live::of(kept.clone(), kept.used_at)))
            .collect();
        let mut inner = Inner {
            store,
            accounts,
            sessions,
            lockout: Lockout::default(),
            enrolments: Enrolments::default(),
            first: None,
        };
        let secret = if inner.administrators(demo).next().is_none() {
            let secret = chance::secret()?;
            inner.first = Some(SessionKey::of(&secret).0);
            Some(secret)
        } else {
            None
        };
        let people = Self {
            inner: Mutex::new(inner),
            limits,
            demo,
            // Cookies know no ports: two hubs on one machine must not take one another's.
            cookie: format!("furun-{:08x}", id as u32),
            ended: watch::Sender::new(0),
        };
        Ok((people, secret))
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The name of the sessions' cookie.
    #[must_use]
    pub fn cookie(&self) -> &str {
        &self.cookie
    }

    /// Says when a session ended before its time: look whether it was yours.
    #[must_use]
    pub fn endings(&self) -> watch::Receiver<u64> {
        self.ended.subscribe()
    }

    /// Whether an account may be used: a demo's people are for a demo only, wherever its data has come to.
    fn may_sign_in(&self, person: &Person) -> bool {
        !person.disabled && (self.demo || !person.demo)
    }

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
        let mut inner = self.inner();
        let account = inner.accounts.get(id);
        // Looked at again: the account may have been disabled, or its password reset, while the other was hashed.
        let person = account
            .filter(|account| right && Some(&account.hash) == known.as_ref())
            .map(|account| Arc::clone(&account.person))
            .filter(|person| self.may_sign_in(person))
            .ok_or(SignInRefusal::Wrong)?;
        inner.lockout.succeeded(id, address);
        Ok(self.begin(&mut inner, person, now)?)
    }

    /// The session of a cookie's secret, when it is alive. Looking at it is using it.
    #[must_use]
    pub fn session(&self, secret: &str, now: Timestamp) -> Option<Alive> {
        self.use_session(SessionKey::of(secret), now)
    }

    /// The session, when it is alive. An open feed asks from time to time: a person who watches is not idle.
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
            if let Err(error) = inner.store.forget_session(&key.0) {
                // It has expired all the same: a start looks at its times, too.
                warn(&error, "An ended session could not be deleted");
            }
            return None;
        };
        live.kept.used_at = live.kept.used_at.max(now);
        if (now - live.saved_at).0 >= SAVE_USE_EVERY_MS {
            live.saved_at = now;
            if let Err(error) = inner.store.keep_session(&live.kept) {
                warn(&error, "That a session was used could not be written down");
            }
        }
        let lasts = self.limits.at_most(person.enrolled.is_some());
        Some(Alive {
            key,
            ends_at: live.kept.began_at + lasts,
            person,
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
        let mut inner = self.inner();
        inner.store.forget_session(&key.0)?;
        inner.sessions.remove(&key.0);
        drop(inner);
        self.tell_of_endings();
        Ok(())
    }

    /// Ends every session of a person.
    ///
    /// # Errors
    /// When the store failed.
    pub fn sign_out_everywhere(&self, id: &PersonId) -> Result<(), PeopleError> {
        self.inner().end_sessions_of(id)?;
        self.tell_of_endings();
        Ok(())
    }

    /// Notes what somebody did, durably. An act is answered only when it is noted.
    ///
    /// # Errors
    /// When the store failed.
    pub fn note(&self, entry: &Entry) -> Result<(), PeopleError> {
        self.inner().store.note(entry)
    }

    /// Notes it together with what its person wrote to another: a text about people, which does not stand in the trail.
    ///
    /// # Errors
    /// When the store failed.
    pub fn note_with_remark(&self, entry: &Entry, remark: Option<&str>) -> Result<(), PeopleError> {
        self.inner().store.note_with_remark(entry, remark)
    }

    /// The remarks that were written with these entries; those that were erased are missing.
    ///
    /// # Errors
    /// When the store failed.
    pub fn remarks(&self, entries: &[i64]) -> Result<BTreeMap<i64, String>, PeopleError> {
        self.inner().store.remarks(entries)
    }

    /// Erases the remarks that were written before a moment; says how many.
    ///
    /// # Errors
    /// When the store failed.
    pub fn erase_remarks(&self, before: Timestamp) -> Result<usize, PeopleError> {
        self.inner().store.erase_remarks(before)
    }

    /// What somebody is called, when there is such an account.
    #[must_use]
    pub fn name(&self, id: &PersonId) -> Option<Arc<str>> {
        let inner = self.inner();
        let account = inner.accounts.get(id)?;
        Some(Arc::clone(&account.person.name))
    }

    /// What the audit trail knows beside the networks' own.
    ///
    /// # Errors
    /// When the store failed.
    pub fn audit(&self, query: &Query) -> Result<Vec<Noted>, PeopleError> {
        self.inner().store.audit(query)
    }

    /// Whether an account is for one of these networks; one that there is not belongs to nobody.
    #[must_use]
    pub fn is_of(&self, id: &str, networks: &BTreeSet<Network>) -> bool {
        let inner = self.inner();
        let id = PersonId::try_from(id).ok();
        let account = id.and_then(|id| inner.accounts.get(&id));
        account.is_none_or(|account| !account.person.networks.is_disjoint(networks))
    }

    fn tell_of_endings(&self) {
        self.ended
            .send_modify(|count| *count = count.wrapping_add(1));
    }

    /// Forgets sessions that are over.
    pub fn keep_house(&self, now: Timestamp) {
        let mut inner = self.inner();
        let over: Vec<Digest> = inner
            .sessions
            .values()
            .map(|live| &live.kept)
            .filter(|kept| {
                let account = inner.accounts.get(&kept.person);
                now >= self.over_at(kept, account.map(|account| &*account.person))
            })
            .map(|kept| kept.digest)
            .collect();
        for digest in over {
            inner.sessions.remove(&digest);
            if let Err(error) = inner.store.forget_session(&digest) {
                warn(&error, "An ended session could not be deleted");
            }
        }
    }

    /// Everybody, by account.
    #[must_use]
    pub fn list(&self) -> Vec<Arc<Person>> {
        let inner = self.inner();
        let accounts = inner.accounts.values();
        accounts
            .map(|account| Arc::clone(&account.person))
            .collect()
    }

    /// Makes an account.
    ///
    /// # Errors
    /// When the name is taken, the password weak, or the store failed.
    pub fn add(&self, person: Person, password: &str) -> Result<Arc<Person>, ChangeRefusal> {
        password::check(password, person.id.as_str())?;
        let hash = password::hashed(password)?;
        self.inner().add(person, hash)
    }

    /// Makes the first administrator, with the secret that was printed at the start; it works once.
    ///
    /// # Errors
    /// When the secret is wrong or was used, the name taken, the password weak, or the store failed.
    pub fn add_first(
        &self,
        secret: &str,
        id: PersonId,
        name: Arc<str>,
        networks: BTreeSet<Network>,
        password: &str,
    ) -> Result<Arc<Person>, ChangeRefusal> {
        let is_right = |inner: &Inner| {
            let digest = SessionKey::of(secret).0;
            let first = inner.first.as_ref();
            first.is_some_and(|first| bool::from(first.ct_eq(&digest)))
        };
        if !is_right(&self.inner()) {
            return Err(ChangeRefusal::Secret);
        }
        password::check(password, id.as_str())?;
        let hash = password::hashed(password)?;
        let person = Person {
            id,
            name,
            role: Role::Administrator,
            networks,
            areas: None,
            station: None,
            unit: None,
            department: None,
            disabled: false,
            demo: false,
            enrolled: None,
        };
        let mut inner = self.inner();
        // Of two that come at once, one.
        if !is_right(&inner) {
            return Err(ChangeRefusal::Secret);
        }
        let added = inner.add(person, hash)?;
        inner.first = None;
        Ok(added)
    }

    /// Disables an account or enables it again; a disabled one is signed out everywhere.
    ///
    /// # Errors
    /// When there is no such account, it is the last administrator's, or the store failed.
    pub fn set_disabled(
        &self,
        id: &PersonId,
        disabled: bool,
    ) -> Result<Arc<Person>, ChangeRefusal> {
        let mut inner = self.inner();
        let account = inner.accounts.get(id).ok_or(ChangeRefusal::Unknown)?;
        let mut person = Person::clone(&account.person);
        let hash = Arc::clone(&account.hash);
        let mut others = inner
            .administrators(self.demo)
            .filter(|other| other.id != *id);
        if disabled && person.role == Role::Administrator && others.next().is_none() {
            return Err(ChangeRefusal::LastAdministrator);
        }
        drop(others);
        person.disabled = disabled;
        inner.store.keep_person(&person, &hash)?;
        let person = Arc::new(person);
        if let Some(account) = inner.accounts.get_mut(id) {
            account.person = Arc::clone(&person);
        }
        if disabled {
            inner.end_sessions_of(id)?;
        }
        drop(inner);
        self.tell_of_endings();
        Ok(person)
    }

    /// Gives an account another password, and signs it out everywhere.
    ///
    /// # Errors
    /// When there is no such account, the password is weak, or the store failed.
    pub fn reset_password(
        &self,
        id: &PersonId,
        password: &str,
    ) -> Result<Arc<Person>, ChangeRefusal> {
        password::check(password, id.as_str())?;
        let hash = password::hashed(password)?;
        let mut inner = self.inner();
        let account = inner.accounts.get(id).ok_or(ChangeRefusal::Unknown)?;
        if account.person.enrolled.is_some() {
            return Err(ChangeRefusal::NoPassword);
        }
        let mut person = Person::clone(&account.person);
        // Whoever has a password of its own is the demo's no longer.
        person.demo = false;
        inner.store.keep_person(&person, &hash)?;
        let account = Account::of(person, hash);
        let person = Arc::clone(&account.person);
        inner.accounts.insert(id.clone(), account);
        inner.end_sessions_of(id)?;
        drop(inner);
        self.tell_of_endings();
        Ok(person)
    }
}

/// Whose password is to be another, and which session goes on.
#[derive(Clone, Copy, Debug)]
pub struct Own<'a> {
    /// The account.
    pub id: &'a PersonId,
    /// The session it is asked in.
    pub session: SessionKey,
    /// From where.
    pub address: IpAddr,
}

impl People {
    /// Gives somebody another password who knows the one there is. Its other sessions end.
    ///
    /// # Errors
    /// When the password is not the right one, too many were tried, the new one is weak, it is a demo's or a wall's account,
    /// or the store failed.
    pub fn change_password(
        &self,
        own: Own<'_>,
        current: &str,
        new: &str,
        uptime: Duration,
    ) -> Result<(), ChangeRefusal> {
        let known = {
            let mut inner = self.inner();
            let account = inner.accounts.get(own.id).ok_or(ChangeRefusal::Unknown)?;
            if account.person.enrolled.is_some() || account.person.demo {
                return Err(ChangeRefusal::NoPassword);
            }
            let known = Arc::clone(&account.hash);
            password::check(new, own.id.as_str()).map_err(ChangeRefusal::NewWeak)?;
            let attempt = inner.lockout.attempt(own.id, own.address, uptime);
            attempt.map_err(ChangeRefusal::Wait)?;
            known
        };
        if current.len() > LONGEST_PASSWORD || !password::matches(current, &known) {
            return Err(ChangeRefusal::Password);
        }
        let hash = password::hashed(new)?;
        let mut inner = self.inner();
        // Looked at again: it may have been reset while this one was hashed.
        let account = inner.accounts.get(own.id);
        let account = account.filter(|account| account.hash == known);
        let person = Arc::clone(&account.ok_or(ChangeRefusal::Password)?.person);
        inner.lockout.succeeded(own.id, own.address);
        inner.store.keep_person(&person, &hash)?;
        let account = Account::of(Person::clone(&person), hash);
        inner.accounts.insert(own.id.clone(), account);
        inner.end_sessions_but(own.id, Some(own.session.0))?;
        drop(inner);
        self.tell_of_endings();
        Ok(())
    }
}

/// The password of every account of a demo.
pub const DEMO_PASSWORD: &str = "this-is-only-a-demo";

impl Live {
    fn of(kept: Kept, saved_at: Timestamp) -> Self {
        Self {
            kept,
            saved_at,
            bucket: Bucket::full(COMMAND_PACE),
        }
    }
}

impl Account {
    fn of(person: Person, hash: String) -> Self {
        Self {
            person: Arc::new(person),
            hash: hash.into(),
        }
    }
}

impl Inner {
    /// Administrators who may sign in.
    fn administrators(&self, demo: bool) -> impl Iterator<Item = &Person> {
        let people = self.accounts.values().map(|account| &*account.person);
        people.filter(move |person| {
            person.role == Role::Administrator && !person.disabled && (demo || !person.demo)
        })
    }

    fn add(&mut self, person: Person, hash: String) -> Result<Arc<Person>, ChangeRefusal> {
        if self.accounts.contains_key(&person.id) {
            return Err(ChangeRefusal::Taken);
        }
        if self.accounts.len() >= MOST_PEOPLE {
            return Err(ChangeRefusal::Full);
        }
        self.store.keep_person(&person, &hash)?;
        let account = Account::of(person, hash);
        let person = Arc::clone(&account.person);
        self.accounts.insert(person.id.clone(), account);
        Ok(person)
    }

    fn end_sessions_of(&mut self, id: &PersonId) -> Result<(), PeopleError> {
        self.end_sessions_but(id, None)
    }

    fn end_sessions_but(
        &mut self,
        id: &PersonId,
        stays: Option<Digest>,
    ) -> Result<(), PeopleError> {
        self.store.forget_sessions_but(id, stays)?;
        self.sessions
            .retain(|digest, live| live.kept.person != *id || Some(*digest) == stays);
        Ok(())
    }

    fn make_room_for_session(&mut self, id: &PersonId) -> Result<(), PeopleError> {
        let own = |live: &&Live| live.kept.person == *id;
        if self.sessions.values().filter(own).count() < MOST_SESSIONS {
            return Ok(());
        }
        let oldest = self.sessions.values().filter(own);
        let oldest = oldest.min_by_key(|live| live.kept.used_at);
        if let Some(digest) = oldest.map(|live| live.kept.digest) {
            self.store.forget_session(&digest)?;
            self.sessions.remove(&digest);
        }
        Ok(())
    }
}

impl From<PeopleError> for Problem {
    fn from(error: PeopleError) -> Self {
        tracing::error!(
            error = &error as &dyn std::error::Error,
            "The store of people does not do what it is asked"
        );
        Self::unavailable("the store of people cannot be used at the moment")
    }
}

fn warn(error: &PeopleError, what: &str) {
    tracing::warn!(error = error as &dyn std::error::Error, "{what}");
}

#[cfg(test)]
mod tests;
