//! The one way out: what people ask of the hub.
//!
//! A command is a value. It goes out with an idempotency key and goes out again with the same one until there is an answer;
//! meanwhile it stands in the store among what is pending. The world changes when its event comes back, and never before.

mod accounts;
mod answer;
mod door;
mod exchange;
mod favourites;
mod heads;
mod link;
mod once;
mod papers;
mod plays;
mod post;
mod retry;
mod seat;
mod survey;
mod trail;
mod unsettled;
mod walls;
mod watch;

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::{IncidentRef, Network, PersonId, PhotoKey, Seq};
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::{Command, CommandRequest, NewReport};

pub use self::accounts::{Account, FirstAccount, NewAccount, Standing};
pub use self::answer::{Answer, understood};
pub use self::door::{DoorFault, DoorReason};
pub use self::favourites::ToldFavourites;
pub use self::once::{PhotoAnswer, PhotoFault, PhotoUnsent};
pub use self::plays::Recorded;
pub use self::retry::{Next, Retry};
pub use self::seat::{Seating, SignInFault};
pub use self::survey::Naming;
pub use self::trail::{TrailEntry, TrailPage, TrailSearch};
use self::unsettled::{Question, Unsettled};
pub use self::walls::{Claimed, Enrolment, LetInWall, NewWall};
use crate::config::{Addresses, Hubs, Token};
use crate::platform::{chance, device_now, unique_key};
use crate::store::{Asked, AskedState, Rejection, Session, Store};

/// The way out. A handle: cheap to copy, handed down by context; absent in a demo, which has no hub.
#[derive(Clone, Copy)]
pub struct Commands {
    store: Store,
    hubs: StoredValue<Hubs>,
    /// The token of a screen before which nobody signs in.
    token: StoredValue<Option<Token>>,
    unsettled: StoredValue<Unsettled>,
}

/// What is asked of an incident, with what is said and shown of it.
#[derive(Clone, Debug)]
pub struct Wish {
    /// What.
    pub command: Command,
    /// The reason or note; a blank one is none.
    pub note: Option<String>,
    /// Photos that the hub has already.
    pub photos: Vec<PhotoKey>,
}

impl From<Command> for Wish {
    fn from(command: Command) -> Self {
        Self {
            command,
            note: None,
            photos: Vec::new(),
        }
    }
}

/// Called with the incident and its version once a command is done.
pub type Then = Callback<(IncidentRef, Seq)>;

impl Commands {
    /// To the hubs of `hubs`, and for other networks to the hub that serves the page.
    #[must_use]
    pub fn new(store: Store, addresses: Addresses, hubs: BTreeMap<Network, String>) -> Self {
        Self {
            store,
            hubs: StoredValue::new(Hubs::new(addresses, hubs)),
            token: StoredValue::new(None),
            unsettled: StoredValue::new(Unsettled::read()),
        }
    }

    /// The same for a screen that has a token: it reads with that what its token opens.
    #[must_use]
    pub fn with_token(self, token: Option<Token>) -> Self {
        self.token.set_value(token);
        self
    }

    /// The token of a screen that has one: what is opened beside the doors here says it too.
    #[must_use]
    pub fn screen_token(self) -> Option<Token> {
        self.token.get_value()
    }

    /// Asks something of an incident as it was at `version`. Gives the key under which it is pending.
    pub fn send(
        self,
        incident: IncidentRef,
        version: Seq,
        Wish {
            command,
            note,
            photos,
        }: Wish,
        then: Option<Then>,
    ) -> Arc<str> {
        let request = CommandRequest {
            incident: Some(incident.id),
            version: Some(version),
            command,
            note: note.filter(|note| !note.trim().is_empty()),
            photos,
            from: None,
        };
        self.ask(incident.network, Arc::new(request), then)
    }

    /// Reports something on a network.
    pub fn report(self, network: Network, report: NewReport, then: Option<Then>) -> Arc<str> {
        let request = CommandRequest {
            incident: None,
            version: None,
            command: Command::Report(Box::new(report)),
            note: None,
            photos: Vec::new(),
            from: None,
        };
        self.ask(network, Arc::new(request), then)
    }

    /// Asks again what was not done. What nobody knows the end of keeps its key, so that it is done once however often it is
    /// asked; what was refused because the incident has moved is asked of the incident as it is now, and that is another
    /// question.
    pub fn again(self, key: &str, then: Option<Then>) -> Option<Arc<str>> {
        let asked = self.store.pending.take(key)?;
        if asked.is_unsettled() {
            let key = Arc::clone(&asked.key);
            self.post(asked, then);
            return Some(key);
        }
        let held = asked.incident().and_then(|incident| {
            self.store
                .with_incident(incident, |incident| incident.version)
        });
        let request = CommandRequest {
            version: held.or(asked.request.version),
            ..(*asked.request).clone()
        };
        Some(self.ask(asked.network, Arc::new(request), then))
    }

    /// Asks something; what was asked before and is not settled, under its own key and as it was.
    fn ask(self, network: Network, request: Arc<CommandRequest>, then: Option<Then>) -> Arc<str> {
        let by = self.person();
        let before = by.as_ref().and_then(|by| {
            self.unsettled.with_value(|unsettled| {
                let same = unsettled.same(by, network, &request, device_now());
                same.map(|before| (Arc::clone(&before.key), Arc::clone(&before.request)))
            })
        });
        let (key, request) = before.unwrap_or_else(|| (unique_key().into(), request));
        let asked = Asked {
            key: Arc::clone(&key),
            network,
            request,
            state: AskedState::Sent,
        };
        self.post(asked, then);
        key
    }

    fn person(self) -> Option<PersonId> {
        let session = self.store.session.read_untracked();
        session.me().map(|me| me.person.id.clone())
    }

    fn post(self, asked: Asked, then: Option<Then>) {
        let asked = Asked {
            state: AskedState::Sent,
            ..asked
        };
        if let Some(by) = self.person() {
            let question = Question {
                key: Arc::clone(&asked.key),
                by,
                network: asked.network,
                request: Arc::clone(&asked.request),
                asked_at: device_now(),
            };
            self.unsettled
                .update_value(|unsettled| unsettled.ask(question));
        }
        self.store.pending.ask(asked.clone());
        let address = self.commands_of(asked.network);
        spawn_local(self.follow(asked, address, then));
    }

    async fn follow(self, asked: Asked, address: String, then: Option<Then>) {
        let pending = self.store.pending;
        let mut retry = Retry::default();
        loop {
            let answer = post::post(&address, &asked.key, &asked.request).await;
            match retry.next(&answer, chance()) {
                Next::Wait { millis } => {
                    pending.tell(&asked.key, AskedState::Retried);
                    TimeoutFuture::new(millis).await;
                    continue;
                }
                Next::GiveUp => {
                    pending.tell(&asked.key, AskedState::Rejected(Rejection::NoAnswer));
                }
                Next::Take => match answer {
                    Answer::Done { incident, version } => {
                        self.settle(&asked.key);
                        pending.tell(&asked.key, AskedState::Done(version));
                        self.link_back(&asked);
                        self.store.settle();
                        if let Some(then) = then {
                            // Whoever waited may have left the page.
                            then.try_run((incident, version));
                        }
                    }
                    Answer::Rejected(rejection) => {
                        // An earlier post may have arrived: only another answer tells.
                        if !rejection.is_unsettled() {
                            self.settle(&asked.key);
                        }
                        // Another network's hub ends only its own session.
                        if rejection == Rejection::SignInNeeded && self.is_own_hub(asked.network) {
                            self.end_session();
                        }
                        pending.tell(&asked.key, AskedState::Rejected(rejection));
                    }
                    Answer::ComeBack { .. } => {}
                },
            }
            return;
        }
    }

    /// Whether the hub that serves the page serves a network too: who is signed in there, is signed in here.
    #[must_use]
    pub fn is_own_hub(self, network: Network) -> bool {
        self.hubs.with_value(|hubs| hubs.is_own(network))
    }

    /// Where a network's commands are posted.
    fn commands_of(self, network: Network) -> String {
        let relative = format!("api/v1/{network}/commands");
        self.hubs.with_value(|hubs| hubs.at(network, &relative))
    }

    fn settle(self, key: &str) {
        self.unsettled
            .try_update_value(|unsettled| unsettled.settle(key));
    }

    /// The hub has ended the session: whoever sat here has to sign in again.
    pub fn end_session(self) {
        if self
            .store
            .session
            .with_untracked(|session| session.me().is_some())
        {
            seat::forget();
            self.store.session.set(Session::Ended);
        }
    }
}
