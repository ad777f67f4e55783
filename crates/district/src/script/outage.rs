//! A feed that dies and comes back: for some minutes a network's platforms tell nothing, and then they tell it all, late.

use domain::{Millis, Network, Timestamp};

use crate::chance::Chance;

use super::storm::Storm;

/// A stretch in which nothing comes from a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outage {
    /// The network whose platforms are not heard.
    pub network: Network,
    /// From when on nothing is told.
    pub from: Timestamp,
    /// When everything that happened meanwhile is told.
    pub until: Timestamp,
}

/// The first and the last hour in which one may begin.
const HOURS: (usize, usize) = (10, 21);
/// How long one lasts in minutes: from, to.
const MINUTES: (f64, f64) = (10.0, 18.0);

/// The day's outages. They keep out of the storm's way: one trouble at a time is enough to learn from.
pub(crate) fn outages(
    midnight: Timestamp,
    storm: Option<Storm>,
    chance: &mut Chance,
) -> Vec<Outage> {
    const TRIES: usize = 8;
    let network = *chance.one_of(&Network::ALL).unwrap_or(&Network::Government);
    let draw = |chance: &mut Chance| {
        let minute = HOURS.0 * 60 + chance.below((HOURS.1 - HOURS.0 + 1) * 60);
        let from = midnight + Millis::from_mins(minute as i64);
        let lasts = libm::round(chance.between(MINUTES.0, MINUTES.1) * 60_000.0) as i64;
        Outage {
            network,
            from,
            until: from + Millis(lasts),
        }
    };
    let apart = |outage: &Outage| {
        storm.is_none_or(|storm| outage.until < storm.from || storm.until < outage.from)
    };
    (0..TRIES)
        .map(|_| draw(chance))
        .find(apart)
        .into_iter()
        .collect()
}

/// When something that happens on a network is told.
pub(crate) fn told_at(outages: &[Outage], network: Option<Network>, at: Timestamp) -> Timestamp {
    outages
        .iter()
        .find(|outage| Some(outage.network) == network && outage.from <= at && at < outage.until)
        .map_or(at, |outage| outage.until)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_happens_while_a_network_is_silent_is_told_when_it_is_back() {
        let outage = Outage {
            network: Network::Police,
            from: Timestamp(100),
            until: Timestamp(200),
        };
        let told = |network, at| told_at(&[outage], Some(network), Timestamp(at)).0;
        assert_eq!(told(Network::Police, 99), 99);
        assert_eq!(told(Network::Police, 100), 200);
        assert_eq!(told(Network::Police, 200), 200);
        assert_eq!(told(Network::Internet, 150), 150);
    }
}
