//! What a session sees of a network: which incidents, and what of them.
//!
//! Everything a screen or a reader is given passes through here. Texts about people do not: they are never part of an
//! incident or an event, which hold their keys only.

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::{Actor, AreaId, Incident, IncidentId, IncidentRef, Network};
use world::{Body, Event};

/// What a session may see of a network. Screens with the same view are sent the same bytes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct View {
    areas: Option<Arc<BTreeSet<AreaId>>>,
    accounts: bool,
    networks: Option<Arc<BTreeSet<Network>>>,
}

impl View {
    /// The whole network, whoever acted, and what it is linked with.
    pub const EVERYTHING: Self = Self {
        areas: None,
        accounts: true,
        networks: None,
    };

    /// Only what lies in these patrol areas.
    #[must_use]
    pub fn of_areas(areas: impl IntoIterator<Item = AreaId>) -> Self {
        Self {
            areas: Some(Arc::new(areas.into_iter().collect())),
            ..Self::EVERYTHING
        }
    }

    /// With or without who acted by account, and with references to incidents of these networks only.
    #[must_use]
    pub fn with(self, accounts: bool, networks: &BTreeSet<Network>) -> Self {
        let all = Network::ALL
            .iter()
            .all(|network| networks.contains(network));
        Self {
            accounts,
            networks: (!all).then(|| Arc::new(networks.clone())),
            ..self
        }
    }

    /// Whether it shows who acted by account.
    #[must_use]
    pub const fn shows_accounts(&self) -> bool {
        self.accounts
    }

    /// The patrol areas it is limited to; `None` when it is not.
    #[must_use]
    pub fn areas(&self) -> Option<&BTreeSet<AreaId>> {
        self.areas.as_deref()
    }

    /// Whether something in that area is seen. What lies in no area is seen only by those who see everything.
    #[must_use]
    pub fn sees(&self, area: Option<&AreaId>) -> bool {
        match &self.areas {
            None => true,
            Some(areas) => area.is_some_and(|area| areas.contains(area)),
        }
    }

    /// What tells this view from others, in bytes; `None` when it leaves nothing out.
    #[must_use]
    pub fn mark(&self) -> Option<Vec<u8>> {
        if *self == Self::EVERYTHING {
            return None;
        }
        let mut mark = vec![u8::from(self.areas.is_some()), u8::from(self.accounts)];
        let networks = Network::ALL.iter().map(|network| self.reads(*network));
        mark.extend(networks.map(u8::from));
        for area in self.areas.iter().flat_map(|areas| areas.iter()) {
            mark.extend(area.as_str().bytes());
            mark.push(0);
        }
        Some(mark)
    }

    /// The incident as the session may see it; `sees` says whether it sees another of the same network.
    #[must_use]
    pub fn shown(&self, incident: &Incident, sees: impl Fn(IncidentId) -> bool) -> Incident {
        let mut shown = incident.clone();
        let merged_into = shown.merged_into.get();
        shown
            .merged_into
            .set(merged_into.map(|into| withheld_unless(into, sees)));
        let linked = shown.linked.get();
        shown
            .linked
            .set(linked.map(|linked| self.reference(linked)));
        if let Some(actor) = &mut shown.accepted_by {
            self.hide_account(Arc::make_mut(actor));
        }
        shown
    }

    /// The event as the session may see it; `sees` says whether it sees another incident of the same network.
    #[must_use]
    pub fn told(&self, event: &Event, sees: impl Fn(IncidentId) -> bool) -> Event {
        let mut told = event.clone();
        let fact = &mut told.fact;
        self.hide_account(&mut fact.by);
        if !self.accounts {
            // Where somebody stood with a telephone is about that person, too.
            fact.from = None;
        }
        match &mut fact.body {
            Body::Linked(linked) => *linked = self.reference(*linked),
            Body::Merged { into } => *into = withheld_unless(*into, sees),
            _ => {}
        }
        told
    }

    fn hide_account(&self, actor: &mut Actor) {
        if !self.accounts {
            *actor = actor.without_account();
        }
    }

    /// Whoever may not read a network must not learn its numbers, only that there is something.
    fn reference(&self, to: IncidentRef) -> IncidentRef {
        if self.reads(to.network) {
            to
        } else {
            IncidentRef::WITHHELD
        }
    }

    fn reads(&self, network: Network) -> bool {
        let networks = self.networks.as_ref();
        networks.is_none_or(|networks| networks.contains(&network))
    }
}

/// Of an incident outside one's patrol areas one learns only that there is one.
fn withheld_unless(id: IncidentId, sees: impl Fn(IncidentId) -> bool) -> IncidentId {
    if sees(id) { id } else { IncidentId::WITHHELD }
}
