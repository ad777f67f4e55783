//! Who may do what: people who sign in, tokens that read, platforms that report.
//!
//! What a role may do stands in one table ([`rights`]); a person adds where: networks, patrol areas, what is its own.
//!
//! Secrets are compared by their digests, all of them and each in full, so that an answer's time tells nothing.

mod person;
pub mod rights;
mod view;

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::{Network, PersonId, PlatformId};
use geodesy::CoordinateSystem;
use subtle::{Choice, ConditionallySelectable};

use crate::config::{Config, Right, SecretDigest};

pub use person::{Enrolled, Person};
use rights::Ability;
pub use view::View;

/// Somebody who may read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Whose token it is, or who has signed in; `None` for nobody in particular.
    pub name: Option<Arc<str>>,
    /// Who has signed in; `None` for machines and for nobody in particular.
    pub person: Option<PersonId>,
    rights: BTreeSet<Right>,
    networks: BTreeSet<Network>,
    view: View,
}

impl Session {
    /// What somebody who has signed in may read.
    #[must_use]
    pub fn of(person: &Person) -> Self {
        let readable = [
            (Ability::Read, Right::Read),
            (Ability::Texts, Right::Texts),
            (Ability::Cameras, Right::Cameras),
        ];
        let rights = readable
            .into_iter()
            .filter(|(ability, _)| person.has(*ability))
            .map(|(_, right)| right)
            .collect();
        Self {
            name: Some(person.id.as_str().into()),
            person: Some(person.id.clone()),
            rights,
            networks: person.networks.clone(),
            view: person.view(),
        }
    }

    /// What a machine, or nobody in particular, may read. Accounts are about people as texts are: one right for both.
    fn machine(
        name: Option<&str>,
        rights: BTreeSet<Right>,
        networks: BTreeSet<Network>,
        view: View,
    ) -> Self {
        let view = view.with(rights.contains(&Right::Texts), &networks);
        Self {
            name: name.map(Into::into),
            person: None,
            rights,
            networks,
            view,
        }
    }

    /// Whether the session has a right.
    #[must_use]
    pub fn may(&self, right: Right) -> bool {
        self.rights.contains(&right)
    }

    /// Whether the session sees by which account something is done.
    #[must_use]
    pub fn shows_accounts(&self) -> bool {
        self.view.shows_accounts()
    }

    /// What the session sees of a network; `None` when it may not read there.
    #[must_use]
    pub fn view(&self, network: Network) -> Option<&View> {
        (self.may(Right::Read) && self.networks.contains(&network)).then_some(&self.view)
    }
}

/// A platform that reports.
#[derive(Clone, Debug)]
pub struct Reporter {
    /// Its id.
    pub platform: PlatformId,
    /// Where it reports.
    pub network: Network,
    /// The coordinate system of positions that name none.
    pub coordinates: CoordinateSystem,
    /// Whether it may set the deployment's clock.
    pub may_set_clock: bool,
    key: SecretDigest,
}

/// Why a door stays closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    /// No token or key, and one is needed.
    #[error("a token is needed: Authorization: Bearer …")]
    Missing,
    /// Nobody has this token or key.
    #[error("the token is not known")]
    Unknown,
    /// The token or key is known and does not open this.
    #[error("the token does not open this")]
    NotEntitled,
}

/// Everybody who may do something.
#[derive(Debug)]
pub struct Access {
    sessions: Vec<(SecretDigest, Session)>,
    anonymous: Option<Session>,
    reporters: Vec<Reporter>,
}

impl Access {
    /// Those whom the configuration names.
    #[must_use]
    pub fn of(config: &Config) -> Self {
        let served: BTreeSet<Network> = config.networks().collect();
        let sessions = config.tokens.iter().filter_map(|token| {
            let digest = token.secret.as_ref().map(|secret| secret.digest());
            let networks = token.networks.as_ref();
            let rights = token.rights.iter().copied().collect();
            let networks =
                networks.map_or_else(|| served.clone(), |named| named.iter().copied().collect());
            let view = token.areas.as_ref().map_or(View::EVERYTHING, |areas| {
                View::of_areas(areas.iter().cloned())
            });
            let session = Session::machine(Some(&token.name), rights, networks, view);
            Some((digest.or(token.sha256)?, session))
        });
        let anonymous = config.anonymous_reading().then(|| {
            let besides = [
                (config.access.anonymous_texts, Right::Texts),
                (config.access.anonymous_cameras, Right::Cameras),
            ];
            let besides = besides
                .into_iter()
                .filter_map(|(open, right)| open.then_some(right));
            let rights = besides.chain([Right::Read]).collect();
            Session::machine(None, rights, served.clone(), View::EVERYTHING)
        });
        let reporters = config.platforms.iter().filter_map(|platform| {
            let digest = platform.key.as_ref().map(|key| key.digest());
            Some(Reporter {
                platform: platform.id.clone(),
                network: platform.network,
                coordinates: platform.coordinates,
                may_set_clock: platform.may_set_clock,
                key: digest.or(platform.sha256)?,
            })
        });
        Self {
            sessions: sessions.collect(),
            anonymous,
            reporters: reporters.collect(),
        }
    }

    /// The session of a token, or of nobody in particular.
    ///
    /// # Errors
    /// When the token is not known, or one is needed and none was given.
    pub fn session(&self, token: Option<&str>) -> Result<&Session, Denied> {
        let Some(token) = token else {
            return self.anonymous.as_ref().ok_or(Denied::Missing);
        };
        let digests = self.sessions.iter().map(|(digest, _)| digest);
        let found = position_of(digests, token).ok_or(Denied::Unknown)?;
        self.sessions
            .get(found)
            .map(|(_, session)| session)
            .ok_or(Denied::Unknown)
    }

    /// The platform of a key.
    ///
    /// # Errors
    /// When there is no key, or nobody has it.
    pub fn reporter(&self, key: Option<&str>) -> Result<&Reporter, Denied> {
        let key = key.ok_or(Denied::Missing)?;
        let digests = self.reporters.iter().map(|reporter| &reporter.key);
        let found = position_of(digests, key).ok_or(Denied::Unknown)?;
        self.reporters.get(found).ok_or(Denied::Unknown)
    }

    /// Whether a token or a platform's key may set the clock.
    ///
    /// # Errors
    /// When it is missing, not known, or may not.
    pub fn may_set_clock(&self, secret: Option<&str>) -> Result<(), Denied> {
        let secret = secret.ok_or(Denied::Missing)?;
        let as_token = self
            .session(Some(secret))
            .map(|session| session.may(Right::Clock));
        let as_platform = self
            .reporter(Some(secret))
            .map(|reporter| reporter.may_set_clock);
        match (as_token, as_platform) {
            (Ok(true), _) | (_, Ok(true)) => Ok(()),
            (Err(Denied::Unknown), Err(Denied::Unknown)) => Err(Denied::Unknown),
            _ => Err(Denied::NotEntitled),
        }
    }
}

/// The index of the digest that a secret has. Looks at all of them whatever it finds.
fn position_of<'a>(digests: impl Iterator<Item = &'a SecretDigest>, secret: &str) -> Option<usize> {
    let digest = SecretDigest::of(secret);
    let mut found = Choice::from(0);
    let mut at = 0_u64;
    for (index, known) in digests.enumerate() {
        let same = known.matches(&digest);
        at = u64::conditional_select(&at, &(index as u64), same);
        found |= same;
    }
    bool::from(found).then_some(at as usize)
}
