//! Which hub speaks for which network.

use std::collections::BTreeMap;

use domain::Network;

use super::Addresses;

/// The hub that serves the page, and the others that some networks have.
#[derive(Clone, Debug)]
pub struct Hubs {
    own: Addresses,
    others: BTreeMap<Network, String>,
}

impl Hubs {
    /// `others` by their base addresses; every other network is served by the hub that serves the page.
    #[must_use]
    pub const fn new(own: Addresses, others: BTreeMap<Network, String>) -> Self {
        Self { own, others }
    }

    /// The hub that serves the page.
    #[must_use]
    pub const fn own(&self) -> &Addresses {
        &self.own
    }

    /// Whether the hub that serves the page serves a network too.
    #[must_use]
    pub fn is_own(&self, network: Network) -> bool {
        !self.others.contains_key(&network)
    }

    /// An address at the hub of a network, relative to where that hub stands.
    #[must_use]
    pub fn at(&self, network: Network, relative: &str) -> String {
        match self.others.get(&network) {
            Some(hub) => format!("{}/{relative}", hub.trim_end_matches('/')),
            None => self.own.of(relative),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_network_is_asked_at_its_own_hub() {
        let hubs = Hubs::new(
            Addresses::below("https://hub.example/street/console"),
            [(Network::Police, "https://police.example/".to_owned())].into(),
        );
        assert_eq!(
            hubs.at(Network::Police, "api/v1/police/commands"),
            "https://police.example/api/v1/police/commands"
        );
        assert_eq!(
            hubs.at(Network::Government, "api/v1/government/commands"),
            "https://hub.example/street/api/v1/government/commands"
        );
        assert!(hubs.is_own(Network::Government) && !hubs.is_own(Network::Police));
    }
}
