//! New calls that nobody has acknowledged: what a console says in words where their rows are not in sight.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use domain::{IncidentRef, Network};
use leptos::prelude::*;

use crate::store::Store;

/// What waits for somebody on the networks of the person, and what of it is new.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calls {
    /// What waited on each network when its picture came first: whoever sits down sees it in the list.
    before: BTreeMap<Network, BTreeSet<IncidentRef>>,
    /// How many wait.
    pub waiting: usize,
    /// Those among them that came since, in the order in which they are told.
    pub new: Vec<IncidentRef>,
}

impl Calls {
    /// What waits now: of each network what it told, in the order in which it is to be said. `before` is what was known.
    #[must_use]
    pub fn follow(
        before: Option<&Self>,
        told: impl Iterator<Item = (Network, Vec<IncidentRef>)>,
    ) -> Self {
        let mut calls = Self {
            before: before.map(|known| known.before.clone()).unwrap_or_default(),
            ..Self::default()
        };
        for (network, waiting) in told {
            let known = calls.before.entry(network);
            let known = known.or_insert_with(|| waiting.iter().copied().collect());
            calls.waiting += waiting.len();
            let new = waiting.into_iter().filter(|call| !known.contains(call));
            calls.new.extend(new);
        }
        calls
    }
}

/// Urgent incidents that nobody has acknowledged, on the networks of the signed-in person: emergencies first, then what waits
/// longest. `before` is what was known. Tracks changes, at most four times a second.
pub(super) fn calls(store: Store, before: Option<&Calls>) -> Calls {
    store.track_paced();
    let session = store.session.read();
    let own = session.me().map(|me| me.person.networks.clone());
    let own = own.unwrap_or_default();
    store.with_feeds(|feeds| {
        let told = feeds
            .iter()
            .filter(|(network, feed)| own.contains(network) && feed.is_told());
        let told = told.map(|(network, feed)| {
            let all = feed.world().incidents();
            let mut waiting: Vec<_> = all.filter(|one| one.is_unattended()).collect();
            waiting.sort_by_key(|one| (Reverse(one.priority), one.reported_at(), one.id));
            let reference = |id| IncidentRef {
                network: *network,
                id,
            };
            let waiting = waiting.into_iter().map(|one| reference(one.id));
            (*network, waiting.collect())
        });
        Calls::follow(before, told)
    })
}

#[cfg(test)]
mod tests {
    use domain::IncidentId;

    use super::*;

    fn told(network: Network, ids: &[u64]) -> (Network, Vec<IncidentRef>) {
        let reference = |id: &u64| IncidentRef {
            network,
            id: IncidentId(*id),
        };
        (network, ids.iter().map(reference).collect())
    }

    #[test]
    fn what_waited_when_somebody_sat_down_is_not_new_and_what_came_since_is_until_somebody_takes_it()
     {
        let police = |ids: &[u64]| told(Network::Police, ids);
        let first = Calls::follow(None, [police(&[1, 2])].into_iter());
        assert_eq!((first.waiting, first.new.len()), (2, 0));
        let second = Calls::follow(Some(&first), [police(&[1, 2, 3])].into_iter());
        assert_eq!(second.waiting, 3);
        assert_eq!(second.new, police(&[3]).1);
        let taken = Calls::follow(Some(&second), [police(&[2])].into_iter());
        assert_eq!((taken.waiting, taken.new.len()), (1, 0));
    }

    #[test]
    fn a_network_that_tells_later_brings_nothing_new_with_its_first_picture() {
        let police = told(Network::Police, &[1]);
        let first = Calls::follow(None, [police.clone()].into_iter());
        let government = told(Network::Government, &[7]);
        let both = Calls::follow(Some(&first), [police, government].into_iter());
        assert_eq!((both.waiting, both.new.len()), (2, 0));
    }
}
