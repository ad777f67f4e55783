//! Plays: who may fetch which stream for now, by a token that is good for one stream and one session and not for long.
//!
//! A play that nobody uses is over after a minute; one that is used goes on as long as its session does.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::http::Uri;
use domain::StreamId;
use sha2::{Digest as _, Sha256};

use crate::config::CamerasConfig;
use crate::gateway::Playable;
use crate::people::SessionKey;

/// How long a play lasts that nobody uses.
pub const UNUSED_FOR: Duration = Duration::from_secs(60);

/// How long a play lasts at most: a shift.
const LONGEST: Duration = Duration::from_secs(12 * 3_600);

/// The most WebRTC sessions of one play: one that broke, and one that comes after it, and some more.
const MOST_SESSIONS: usize = 4;

/// Whose play it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Owner {
    /// Somebody's who has signed in, with this session of his.
    Session(SessionKey),
    /// A machine's, by its token's name.
    Machine(Arc<str>),
    /// Nobody's in particular: reading needs no token.
    Nobody,
}

/// Why there is no play.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlayRefusal {
    /// The session watches as many streams as it may, all of them by connections that are open.
    #[error("this session plays {0} streams already (cameras.plays_per_session)")]
    TooMany(usize),
    /// So do all sessions together.
    #[error("{0} streams are being played already (cameras.plays)")]
    TooManyOfAll(usize),
}

type Key = [u8; 32];

#[derive(Debug)]
struct Play {
    owner: Owner,
    stream: StreamId,
    playable: Playable,
    begun: Duration,
    used: Duration,
    /// Connections that pass it on.
    connections: usize,
    /// WebRTC sessions at the gateway, by their number here.
    sessions: BTreeMap<u32, Uri>,
    next_session: u32,
}

impl Play {
    fn is_over(&self, now: Duration) -> bool {
        let in_use = self.connections > 0 || !self.sessions.is_empty();
        now >= self.begun + LONGEST || (!in_use && now >= self.used + UNUSED_FOR)
    }

    fn ended(self) -> impl Iterator<Item = Ended> {
        let playable = self.playable;
        self.sessions.into_values().map(move |resource| Ended {
            playable: playable.clone(),
            resource,
        })
    }
}

/// A WebRTC session that its gateway has to be told has ended.
#[derive(Debug)]
pub struct Ended {
    /// At which gateway.
    pub playable: Playable,
    /// Which one there.
    pub resource: Uri,
}

impl Ended {
    /// Tells it. The gateway may be away; then there is nothing to end.
    pub async fn told(self) {
        if let Err(error) = self.playable.leave(&self.resource).await {
            tracing::debug!(
                error = &error as &dyn std::error::Error,
                "A play was not ended at its gateway"
            );
        }
    }
}

/// A play that has begun.
#[derive(Debug)]
pub struct Begun {
    /// The token, for its owner and nobody else.
    pub token: String,
    /// What had to end to make room for it.
    pub ended: Vec<Ended>,
}

/// All plays.
#[derive(Debug)]
pub struct Plays {
    limits: CamerasConfig,
    held: Mutex<BTreeMap<Key, Play>>,
}

/// A connection that passes a play on; while there is one, the play goes on.
#[derive(Debug)]
pub struct Connected {
    plays: Arc<Plays>,
    key: Key,
}

fn key_of(token: &str) -> Key {
    Sha256::digest(token.as_bytes()).into()
}

impl Plays {
    /// No plays yet.
    #[must_use]
    pub fn new(limits: CamerasConfig) -> Self {
        Self {
            limits,
            held: Mutex::default(),
        }
    }

    fn held(&self) -> MutexGuard<'_, BTreeMap<Key, Play>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins a play. Where its owner has as many as it may, the one that was not used for the longest ends: of those that
    /// nobody watches, or else of those that are watched by WebRTC; never one that a connection passes on.
    ///
    /// # Errors
    /// When there are as many as may be.
    pub fn begin(
        &self,
        owner: Owner,
        stream: StreamId,
        playable: Playable,
        token: String,
        now: Duration,
    ) -> Result<Begun, PlayRefusal> {
        let mut held = self.held();
        let mut ended: Vec<Ended> = held
            .extract_if(.., |_, play| play.is_over(now))
            .flat_map(|(_, play)| play.ended())
            .collect();
        let most = self.most_of(&owner);
        let own = held.iter().filter(|(_, play)| play.owner == owner);
        if own.clone().count() >= most {
            // A session by WebRTC says nothing more once it stands, so its play looks as if it were unused.
            let oldest = own
                .filter(|(_, play)| play.connections == 0)
                .min_by_key(|(_, play)| (!play.sessions.is_empty(), play.used))
                .map(|(key, _)| *key);
            let oldest = oldest.and_then(|oldest| held.remove(&oldest));
            let oldest = oldest.ok_or(PlayRefusal::TooMany(most))?;
            ended.extend(oldest.ended());
        }
        if held.len() >= self.limits.plays {
            return Err(PlayRefusal::TooManyOfAll(self.limits.plays));
        }
        let play = Play {
            owner,
            stream,
            playable,
            begun: now,
            used: now,
            connections: 0,
            sessions: BTreeMap::new(),
            next_session: 1,
        };
        held.insert(key_of(&token), play);
        Ok(Begun { token, ended })
    }

    /// The most plays of an owner. Screens that need no token are many, and cannot be told apart.
    const fn most_of(&self, owner: &Owner) -> usize {
        match owner {
            Owner::Session(_) | Owner::Machine(_) => self.limits.plays_per_session,
            Owner::Nobody => self.limits.plays,
        }
    }

    /// Uses a play that is its owner's and not over.
    fn with<T>(
        &self,
        token: &str,
        owner: &Owner,
        now: Duration,
        use_it: impl FnOnce(&mut Play) -> T,
    ) -> Option<T> {
        let mut held = self.held();
        let play = held.get_mut(&key_of(token))?;
        if play.owner != *owner || play.is_over(now) {
            return None;
        }
        play.used = now;
        Some(use_it(play))
    }

    /// What a token of that owner plays, for another minute.
    #[must_use]
    pub fn playing(
        &self,
        token: &str,
        owner: &Owner,
        now: Duration,
    ) -> Option<(StreamId, Playable)> {
        self.with(token, owner, now, |play| {
            (play.stream.clone(), play.playable.clone())
        })
    }

    /// A connection that passes it on.
    #[must_use]
    pub fn connect(
        self: &Arc<Self>,
        token: &str,
        owner: &Owner,
        now: Duration,
    ) -> Option<Connected> {
        self.with(token, owner, now, |play| play.connections += 1)?;
        Some(Connected {
            plays: Arc::clone(self),
            key: key_of(token),
        })
    }

    /// Keeps a WebRTC session of a play. Its number, and those that end because there are too many; the session itself ends
    /// when the play is over meanwhile.
    pub fn keep(
        &self,
        token: &str,
        owner: &Owner,
        now: Duration,
        resource: Option<Uri>,
    ) -> (Option<u32>, Vec<Uri>) {
        let kept = self.with(token, owner, now, |play| {
            let number = play.next_session;
            play.next_session += 1;
            if let Some(resource) = resource.clone() {
                play.sessions.insert(number, resource);
            }
            let mut ended = Vec::new();
            while play.sessions.len() > MOST_SESSIONS {
                ended.extend(play.sessions.pop_first().map(|(_, resource)| resource));
            }
            (Some(number), ended)
        });
        kept.unwrap_or_else(|| (None, resource.into_iter().collect()))
    }

    /// A WebRTC session of a play, by its number.
    #[must_use]
    pub fn session(&self, token: &str, owner: &Owner, now: Duration, number: u32) -> Option<Uri> {
        self.with(token, owner, now, |play| {
            play.sessions.get(&number).cloned()
        })?
    }

    /// Forgets a WebRTC session of a play.
    pub fn forget(&self, token: &str, owner: &Owner, now: Duration, number: u32) {
        self.with(token, owner, now, |play| play.sessions.remove(&number));
    }

    /// Ends what is over, and whatever belongs to sessions that have ended.
    pub fn sweep(&self, now: Duration, is_alive: impl Fn(&Owner) -> bool) -> Vec<Ended> {
        let over = |_: &Key, play: &mut Play| play.is_over(now) || !is_alive(&play.owner);
        let mut held = self.held();
        let over = held.extract_if(.., over);
        over.flat_map(|(_, play)| play.ended()).collect()
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.held().len()
    }
}

impl Drop for Connected {
    fn drop(&mut self) {
        if let Some(play) = self.plays.held().get_mut(&self.key) {
            play.connections = play.connections.saturating_sub(1);
        }
    }
}

impl Connected {
    /// Whether the play still is: its session may have ended.
    #[must_use]
    pub fn goes_on(&self) -> bool {
        self.plays.held().contains_key(&self.key)
    }

    /// Counts the play as used until now.
    pub fn used(&self, now: Duration) {
        if let Some(play) = self.plays.held().get_mut(&self.key) {
            play.used = now;
        }
    }
}
