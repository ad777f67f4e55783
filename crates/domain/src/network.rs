//! The separate networks that meet on one screen.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A network with its own platforms, hub, doors and log. They meet only on the screen that may open several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Network {
    /// The police network (公安网).
    Police,
    /// The government private network (政务专网).
    Government,
    /// The internet command-and-dispatch platform's network (互联网).
    Internet,
}

/// A word that names no network.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not a network: police, government or internet")]
pub struct UnknownNetwork(String);

impl Network {
    /// Every network, in the order in which they are listed.
    pub const ALL: [Self; 3] = [Self::Police, Self::Government, Self::Internet];

    /// The network's word in addresses, files and configuration.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Police => "police",
            Self::Government => "government",
            Self::Internet => "internet",
        }
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::str::FromStr for Network {
    type Err = UnknownNetwork;

    fn from_str(word: &str) -> Result<Self, UnknownNetwork> {
        Self::ALL
            .into_iter()
            .find(|network| network.as_str() == word)
            .ok_or_else(|| UnknownNetwork(word.to_owned()))
    }
}
