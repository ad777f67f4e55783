//! People who sign in, and their sessions.
//!
//! Everybody and every session stands in memory, bounded, and in a file beside the logs ([`store`]). The two have a lock
//! each: whoever only asks whose session it is never waits for the disk. Whoever changes something holds the file's from
//! beginning to end and the memory's shortly in between, first to look and last to tell; never the other way round.
//!
//! A session's secret is in its cookie only; kept is its digest. Time comes in as an argument: moments of the system's clock for sessions (a
//! replay must not throw anybody out), spans since the start for attempts.

mod chance;
mod enrolment;
mod favourites;
mod lockout;
mod password;
mod sessions;
mod standing;
mod store;
mod walls;

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::{Network, PersonId, Role, Timestamp};
use subtle::ConstantTimeEq;
use tokio::sync::watch;

use crate::audit::{Entry, Noted, Query};
use crate::auth::Person;
use crate::config::SessionsConfig;
use crate::problem::Problem;

pub(crate) use chance::secret;
pub use enrolment::{AskRefusal, CODE_LASTS, Waiting};
pub use favourites::{Favourites, FavouritesRefusal, MOST_FAVOURITES};
pub use password::{LONGEST_PASSWORD, SHORTEST_PASSWORD, WeakPassword};

pub use sessions::{Alive, Begun, SessionKey};
pub use standing::{Changed, Standing, Use};
pub use walls::{Claimed, NewWall, Wall};

use enrolment::Enrolments;
use lockout::Lockout;
use sessions::Live;
use store::{Digest, Ends, Store, Trail};

/// The most accounts.
const MOST_PEOPLE: usize = 10_000;

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
    /// A wall is what it was confirmed as.
    #[error("a wall is what it was confirmed as: send it away, and let it in anew")]
    Wall,
    /// A wall is let in by its code and never has a password; a demo's is everybody's.
    #[error("this account has no password of its own")]
    NoPassword,
    /// The store failed.
    #[error(transparent)]
    Failed(#[from] PeopleError),
}

#[derive(Debug)]
struct Account {
    person: Arc<Person>,
    hash: Arc<str>,
}

/// What stands in memory.
#[derive(Debug)]
struct Inner {
    accounts: BTreeMap<PersonId, Account>,
    sessions: BTreeMap<Digest, Live>,
    lockout: Lockout,
    enrolments: Enrolments,
    first: Option<Digest>,
    /// Sessions that have ended by their time, and still stand in the file.
    over: Vec<Digest>,
}

/// Everybody with an account, and every session.
#[derive(Debug)]
pub struct People {
    /// The audit trail for those who read it: they hold up nobody. It stands before the store, so that it is dropped first:
    /// SQLite folds the write-ahead file in when the last connection closes, and one that only reads cannot.
    trail: Mutex<Trail>,
    /// The file: whoever changes something takes it first.
    store: Mutex<Store>,
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
        let mut store = Store::open(file)?;
        let id = store.id()?.cast_unsigned();
        let mut accounts: BTreeMap<PersonId, Account> = BTreeMap::new();
        for (person, hash) in store.people()? {
            accounts.insert(person.id.clone(), Account::of(person, hash));
        }
        if demo && accounts.is_empty() {
            let hash = password::hashed(DEMO_PASSWORD)?;
            for person in demo_people() {
                store.keep_person(&person, &hash, Ends::Nothing)?;
                accounts.insert(person.id.clone(), Account::of(person, hash.clone()));
            }
        }
        let sessions = store.sessions()?.into_iter();
        let sessions = sessions.map(|kept| (kept.digest, Live::of(kept))).collect();
        let mut inner = Inner {
            accounts,
            sessions,
            lockout: Lockout::default(),
            enrolments: Enrolments::default(),
            first: None,
            over: Vec::new(),
        };
        let secret = if inner.administrators(demo).next().is_none() {
            let secret = secret()?;
            inner.first = Some(SessionKey::of(&secret).0);
            Some(secret)
        } else {
            None
        };
        let people = Self {
            trail: Mutex::new(store.trail()?),
            store: Mutex::new(store),
            inner: Mutex::new(inner),
            limits,
            demo,
            // Cookies know no ports: two hubs on one machine must not take one another's.
            cookie: format!("furun-{:08x}", id as u32),
            ended: watch::Sender::new(0),
        };
        Ok((people, secret))
    }

    fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
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

    /// Notes what somebody did, durably. An act is answered only when it is noted.
    ///
    /// # Errors
    /// When the store failed.
    pub fn note(&self, entry: &Entry) -> Result<(), PeopleError> {
        self.store().note(entry)
    }

    /// Notes it together with what its person wrote to another: a text about people, which does not stand in the trail.
    ///
    /// # Errors
    /// When the store failed.
    pub fn note_with_remark(&self, entry: &Entry, remark: Option<&str>) -> Result<(), PeopleError> {
        self.store().note_with_remark(entry, remark)
    }

    /// The remarks that were written with these entries; those that were erased are missing.
    ///
    /// # Errors
    /// When the store failed.
    pub fn remarks(&self, entries: &[i64]) -> Result<BTreeMap<i64, String>, PeopleError> {
        self.trail().remarks(entries)
    }

    /// Erases the remarks that were written before a moment; says how many.
    ///
    /// # Errors
    /// When the store failed.
    pub fn erase_remarks(&self, before: Timestamp) -> Result<usize, PeopleError> {
        self.store().erase_remarks(before)
    }

    /// What somebody is called; the account where it is gone.
    #[must_use]
    pub fn name(&self, id: &PersonId) -> Arc<str> {
        let inner = self.inner();
        let account = inner.accounts.get(id);
        account.map_or_else(
            || id.as_str().into(),
            |account| Arc::clone(&account.person.name),
        )
    }

    /// What the audit trail knows beside the networks' own.
    ///
    /// # Errors
    /// When the store failed.
    pub fn audit(&self, query: &Query) -> Result<Vec<Noted>, PeopleError> {
        self.trail().read(query)
    }

    fn trail(&self) -> MutexGuard<'_, Trail> {
        self.trail.lock().unwrap_or_else(PoisonError::into_inner)
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
        self.insert(&mut self.store(), person, hash)
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
            disabled_because: None,
            demo: false,
            enrolled: None,
        };
        let mut store = self.store();
        // Of two that come at once, one.
        if !is_right(&self.inner()) {
            return Err(ChangeRefusal::Secret);
        }
        let added = self.insert(&mut store, person, hash)?;
        self.inner().first = None;
        Ok(added)
    }

    /// Disables an account, with a reason or without, or enables it again; a disabled one is signed out everywhere.
    ///
    /// # Errors
    /// When there is no such account, it is the last administrator's, or the store failed.
    pub fn set_disabled(
        &self,
        id: &PersonId,
        disabled: bool,
        because: Option<Arc<str>>,
    ) -> Result<Arc<Person>, ChangeRefusal> {
        let mut store = self.store();
        let (mut person, hash) = {
            let inner = self.inner();
            let account = inner.accounts.get(id).ok_or(ChangeRefusal::Unknown)?;
            if disabled {
                inner.spare_last_administrator(&account.person, self.demo)?;
            }
            (Person::clone(&account.person), Arc::clone(&account.hash))
        };
        person.disabled = disabled;
        person.disabled_because = because.filter(|_| disabled);
        let ends = if disabled { Ends::All } else { Ends::Nothing };
        Ok(self.replace(&mut store, person, hash, ends)?)
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
        let mut store = self.store();
        let mut person = {
            let inner = self.inner();
            let account = inner.accounts.get(id).ok_or(ChangeRefusal::Unknown)?;
            if account.person.enrolled.is_some() {
                return Err(ChangeRefusal::NoPassword);
            }
            Person::clone(&account.person)
        };
        // Whoever has a password of its own is the demo's no longer.
        person.demo = false;
        Ok(self.replace(&mut store, person, hash.into(), Ends::All)?)
    }

    /// Puts an account in another's place and ends sessions of it, all of it or nothing.
    fn replace(
        &self,
        store: &mut Store,
        person: Person,
        hash: Arc<str>,
        ends: Ends,
    ) -> Result<Arc<Person>, PeopleError> {
        store.keep_person(&person, &hash, ends)?;
        let person = Arc::new(person);
        let account = Account {
            person: Arc::clone(&person),
            hash,
        };
        let mut inner = self.inner();
        inner.end_sessions(&person.id, ends);
        inner.accounts.insert(person.id.clone(), account);
        drop(inner);
        self.tell_of_endings();
        Ok(person)
    }

    /// Puts in an account that there was not.
    fn insert(
        &self,
        store: &mut Store,
        person: Person,
        hash: String,
    ) -> Result<Arc<Person>, ChangeRefusal> {
        {
            let inner = self.inner();
            if inner.accounts.contains_key(&person.id) {
                return Err(ChangeRefusal::Taken);
            }
            if inner.accounts.len() >= MOST_PEOPLE {
                return Err(ChangeRefusal::Full);
            }
        }
        store.keep_person(&person, &hash, Ends::Nothing)?;
        let account = Account::of(person, hash);
        let person = Arc::clone(&account.person);
        self.inner().accounts.insert(person.id.clone(), account);
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
        let mut store = self.store();
        let person = {
            let mut inner = self.inner();
            // Looked at again: it may have been reset while this one was hashed.
            let account = inner.accounts.get(own.id);
            let account = account.filter(|account| account.hash == known);
            let person = Person::clone(&account.ok_or(ChangeRefusal::Password)?.person);
            inner.lockout.succeeded(own.id, own.address, uptime);
            person
        };
        let ends = Ends::AllBut(own.session.0);
        self.replace(&mut store, person, hash.into(), ends)?;
        Ok(())
    }
}

/// The password of every account of a demo.
pub const DEMO_PASSWORD: &str = "this-is-only-a-demo";

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

    /// Refuses when nobody else could administer people.
    fn spare_last_administrator(&self, person: &Person, demo: bool) -> Result<(), ChangeRefusal> {
        let mut others = self
            .administrators(demo)
            .filter(|other| other.id != person.id);
        if person.role == Role::Administrator && others.next().is_none() {
            return Err(ChangeRefusal::LastAdministrator);
        }
        Ok(())
    }

    fn end_sessions(&mut self, of: &PersonId, ends: Ends) {
        self.sessions
            .retain(|digest, live| live.kept.person != *of || !ends.ends(digest));
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

#[cfg(test)]
mod tests;
