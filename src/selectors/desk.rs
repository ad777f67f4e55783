//! What whoever works at the screen needs to know: what can be done, whom to send, what is near, which orders are one's own.

use domain::{Assignee, IncidentRef, Network, Stage, Wgs84};
use leptos::prelude::*;

use super::{
    Action, Near, Offer, Orders, Proposals, Selectors, Undo, may_undo, near, offers, orders,
    proposals, with_all,
};
use crate::config::Reach;
use crate::store::Feed;

impl Selectors {
    /// What the signed-in person can do with an incident, as long as the calling component lives.
    #[must_use]
    pub fn offers(self, incident: IncidentRef) -> Signal<Vec<Offer>> {
        let known = self.store.incident(incident);
        Memo::new(move |_| {
            known.track();
            self.offers_now(incident)
        })
        .into()
    }

    /// What the signed-in person can do with an incident as it is now; tracks who that is, and not the incident.
    #[must_use]
    pub fn offers_now(self, incident: IncidentRef) -> Vec<Offer> {
        let store = self.store;
        let network = incident.network;
        let session = store.session.read();
        let directory = store.directory();
        let read = |feed: &Feed| {
            let known = feed.incident(incident.id)?;
            Some(offers(
                session.me()?,
                network,
                known,
                feed.world(),
                &directory,
            ))
        };
        store.with_feed(network, read).flatten().unwrap_or_default()
    }

    /// What the signed-in person can still take back of an incident, as long as the calling component lives: `last` is what
    /// was done last.
    #[must_use]
    pub fn undo(self, incident: IncidentRef, last: RwSignal<Option<Undo>>) -> Memo<Option<Undo>> {
        let store = self.store;
        let known = store.incident(incident);
        Memo::new(move |_| {
            known.track();
            let undo = last.get().filter(|undo| undo.incident == incident)?;
            undo.seconds_left(store.second())?;
            let session = store.session.read();
            let allowed = store.with_feed(incident.network, |feed| {
                let known = feed.incident(incident.id)?;
                let me = session.me()?;
                Some(may_undo(&undo, me, known, feed.world()))
            });
            let allowed = allowed.flatten().unwrap_or_default();
            allowed.then_some(undo)
        })
    }

    /// The orders of the signed-in person's station, crew or department; changes at most four times a second.
    #[must_use]
    pub fn orders(self) -> Memo<Orders> {
        let store = self.store;
        Memo::new(move |_| {
            let directory = store.directory();
            let session = store.session.read();
            let Some(me) = session.me() else {
                return Orders::default();
            };
            with_all(store, |all| {
                orders(
                    me,
                    &directory,
                    all.map(|(incident, known, _)| (incident, known)),
                )
            })
        })
    }

    /// Whom an incident could be given to: of its network; or, to be sent, the person's own crews where those are all it may
    /// send. Tracks changes at most four times a second.
    #[must_use]
    pub fn proposals(self, incident: IncidentRef, action: Action) -> Proposals {
        let store = self.store;
        store.track_paced();
        let directory = store.directory();
        let session = store.session.read();
        let own_only = session
            .me()
            .filter(|me| me.reach(incident.network, action.verb()) == Some(Reach::OwnCrews));
        store
            .with_feeds(|feeds| {
                let feed = feeds.get(&incident.network)?;
                let open = feeds.values().flat_map(|feed| feed.world().incidents());
                let only = |assignee: &Assignee| {
                    own_only.is_none_or(|me| {
                        matches!(assignee, Assignee::Unit(_)) && me.is(assignee, &directory)
                    })
                };
                Some(proposals(
                    feed.incident(incident.id)?,
                    &directory,
                    feed.units(),
                    // Whoever has done the work is free, be it that nobody has verified it yet.
                    open.filter(|other| other.stage < Stage::Resolved),
                    only,
                ))
            })
            .unwrap_or_default()
    }

    /// What is open near an incident in place and time, the nearest first, on `network`; tracks nothing.
    #[must_use]
    pub fn near(self, incident: IncidentRef, network: Network, count: usize) -> Vec<Near> {
        let about = self.store.with_incident(incident, |known| {
            Some((known.place.position?, known.reported_at()))
        });
        let but = (network == incident.network).then_some(incident.id);
        about
            .flatten()
            .and_then(|(at, reported_at)| {
                self.store.with_feed(network, |feed| {
                    near(feed.world(), at, reported_at, but, count)
                })
            })
            .unwrap_or_default()
    }

    /// What is open near a place and was reported not long before now, the nearest first; tracks nothing.
    #[must_use]
    pub fn near_place(self, network: Network, at: Wgs84, count: usize) -> Vec<Near> {
        let now = untrack(|| self.store.now_of(network));
        let read = |feed: &Feed| Some(near(feed.world(), at, now?, None, count));
        self.store
            .with_feed(network, read)
            .flatten()
            .unwrap_or_default()
    }
}
