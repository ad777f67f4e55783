//! Both halves of a linked pair.
//!
//! A pair is two incidents on two networks, each carrying the other's reference. No hub speaks to another: whoever is entitled
//! to both asks one after the other, and the second half stands among what is pending like any command.

use domain::{IncidentRef, Network, Seq};
use leptos::prelude::{ReadUntracked, untrack};
use protocol::Command;
use world::Verb;

use super::Commands;
use crate::store::Asked;

impl Commands {
    /// Gives an incident the reference of its counterpart, whatever else has become of it: no version of it forbids that.
    pub fn link(self, incident: IncidentRef, counterpart: IncidentRef) {
        let version = self.store.with_incident(incident, |known| known.version);
        let wish = Command::Link(counterpart).into();
        self.send(incident, version.unwrap_or(Seq::START), wish, None);
    }

    /// After one half is done: asks for the other, unless it carries the reference already or is being asked. Where the person
    /// may not link, whoever sits there does it.
    pub(super) fn link_back(self, done: &Asked) {
        if let (Some(incident), Command::Link(counterpart)) =
            (done.incident(), &done.request.command)
            && self.may_link(counterpart.network)
            && !self.is_linked(*counterpart, incident)
        {
            self.link(*counterpart, incident);
        }
    }

    fn may_link(self, network: Network) -> bool {
        let session = self.store.session.read_untracked();
        let me = session.me();
        me.is_some_and(|me| me.reach(network, Verb::Link).is_some())
    }

    fn is_linked(self, incident: IncidentRef, counterpart: IncidentRef) -> bool {
        let carried = self
            .store
            .with_incident(incident, |known| known.linked.get());
        let is_asked = |asked: &Asked| {
            asked.is_waiting()
                && asked.incident() == Some(incident)
                && asked.request.command == Command::Link(counterpart)
        };
        carried.flatten() == Some(counterpart)
            || untrack(|| self.store.pending.with(|all| all.iter().any(is_asked)))
    }
}
