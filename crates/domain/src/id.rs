//! Names of things, each its own type, so that swapped arguments do not compile.

use std::fmt;
use std::num::NonZeroU64;

use arcstr::ArcStr;
use serde::{Deserialize, Serialize};

use crate::Network;

/// A text that cannot be an id.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidId {
    /// The text has no character.
    #[error("an id must not be empty")]
    Empty,
    /// The text is longer than an id may be.
    #[error("an id has at most {limit} bytes, this one has {bytes}")]
    TooLong {
        /// How long the text is, in bytes of UTF-8.
        bytes: usize,
        /// How long an id may be.
        limit: usize,
    },
    /// The text holds a character that does not print.
    #[error("an id must not hold control characters")]
    ControlCharacter,
}

/// The longest id, in bytes of UTF-8.
const LONGEST_ID_BYTES: usize = 96;

fn checked(text: &str) -> Result<(), InvalidId> {
    if text.is_empty() {
        return Err(InvalidId::Empty);
    }
    if text.len() > LONGEST_ID_BYTES {
        return Err(InvalidId::TooLong {
            bytes: text.len(),
            limit: LONGEST_ID_BYTES,
        });
    }
    if text.chars().any(char::is_control) {
        return Err(InvalidId::ControlCharacter);
    }
    Ok(())
}

macro_rules! text_ids {
    ($($(#[$doc:meta])* $id:ident;)*) => {$(
        $(#[$doc])*
        ///
        /// 1 to 96 bytes of UTF-8 without control characters; cheap to clone, and the room of one pointer.
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "ArcStr", into = "ArcStr")]
        pub struct $id(ArcStr);

        impl $id {
            /// The id as it was given.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<ArcStr> for $id {
            type Error = InvalidId;

            fn try_from(text: ArcStr) -> Result<Self, InvalidId> {
                checked(&text).map(|()| Self(text))
            }
        }

        impl TryFrom<&str> for $id {
            type Error = InvalidId;

            fn try_from(text: &str) -> Result<Self, InvalidId> {
                checked(text).map(|()| Self(text.into()))
            }
        }

        impl std::str::FromStr for $id {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                text.try_into()
            }
        }

        impl From<$id> for ArcStr {
            fn from(id: $id) -> Self {
                id.0
            }
        }

        impl fmt::Display for $id {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $id {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($id), "({})"), &self.0)
            }
        }
    )*};
}

text_ids! {
    /// An outside system that reports to us (110, grid cloud, 12345 …).
    PlatformId;
    /// The number a platform gave to what it reports; unique within the platform.
    ExternalId;
    /// A category of incident (GB/T 30428: major and minor class).
    CategoryId;
    /// A grid (网格).
    GridId;
    /// A micro-grid (微网格).
    MicroGridId;
    /// A patrol area (巡区).
    AreaId;
    /// A patrol station (巡区服务工作站).
    StationId;
    /// A crew that can be sent.
    UnitId;
    /// A department (责任部门).
    DepartmentId;
    /// A seat in the centre or at a platform ("指挥席 2"): a role's place, never a person's name.
    DeskId;
    /// A person's account.
    PersonId;
    /// A mast or roof with cameras on it (点位).
    PointId;
    /// A device on a point.
    CameraId;
    /// One encoding of a camera's picture.
    StreamId;
    /// A photo in the photo store.
    PhotoKey;
}

/// An incident, numbered from 1 within its network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct IncidentId(pub u64);

impl IncidentId {
    /// Stands where there is an incident that the reader may not know: incidents are numbered from 1.
    pub const WITHHELD: Self = Self(0);

    /// Whether it says only that there is one.
    #[must_use]
    pub const fn is_withheld(self) -> bool {
        self.0 == Self::WITHHELD.0
    }
}

impl fmt::Display for IncidentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// An incident of a named network: what one screen over several networks, a link or an address refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct IncidentRef {
    /// The network whose hub handles the incident.
    pub network: Network,
    /// Its number there.
    pub id: IncidentId,
}

impl IncidentRef {
    /// Stands where there is an incident on another network that the reader may not know: incidents are numbered from 1.
    pub const WITHHELD: Self = Self {
        network: Network::Internet,
        id: IncidentId::WITHHELD,
    };

    /// Whether it says only that there is one; its network means nothing then.
    #[must_use]
    pub const fn is_withheld(self) -> bool {
        self.id.is_withheld()
    }
}

impl fmt::Display for IncidentRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.network, self.id)
    }
}

/// A text that does not name an incident of a network.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' does not name an incident: write network/number, for example police/17")]
pub struct InvalidIncidentRef(String);

impl std::str::FromStr for IncidentRef {
    type Err = InvalidIncidentRef;

    fn from_str(text: &str) -> Result<Self, InvalidIncidentRef> {
        let invalid = || InvalidIncidentRef(text.to_owned());
        let (network, id) = text.split_once('/').ok_or_else(invalid)?;
        Ok(Self {
            network: network.parse().map_err(|_| invalid())?,
            id: IncidentId(id.parse().map_err(|_| invalid())?),
        })
    }
}

/// A place in one network's log: the first event has 1, and 0 stands before the first.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Seq(pub u64);

impl Seq {
    /// Before the first event.
    pub const START: Self = Self(0);

    /// The place after this one.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

impl fmt::Display for Seq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// A text about people (a name, a number, a note) in the erasable store, which the log only refers to.
///
/// An `Option` of it has eight bytes: it is kept as the number after its own, which is never 0.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "u64", into = "u64")]
pub struct TextKey(NonZeroU64);

impl TextKey {
    /// The key of that number. The store counts from 1, and no store lives to see the very last number: it stands for the one
    /// before it.
    #[must_use]
    pub const fn new(number: u64) -> Self {
        Self(NonZeroU64::MIN.saturating_add(number))
    }

    /// Its number.
    #[must_use]
    pub const fn number(self) -> u64 {
        self.0.get() - 1
    }
}

impl From<u64> for TextKey {
    fn from(number: u64) -> Self {
        Self::new(number)
    }
}

impl From<TextKey> for u64 {
    fn from(key: TextKey) -> Self {
        key.number()
    }
}

impl fmt::Debug for TextKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TextKey({})", self.number())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_an_endless_and_an_unprintable_text_are_no_ids() {
        assert_eq!(UnitId::try_from(""), Err(InvalidId::Empty));
        assert_eq!(
            UnitId::try_from("一".repeat(33).as_str()),
            Err(InvalidId::TooLong {
                bytes: 99,
                limit: 96
            })
        );
        assert_eq!(UnitId::try_from("a\nb"), Err(InvalidId::ControlCharacter));
        assert_eq!(
            UnitId::try_from("巡逻 3 组").map(|id| id.to_string()),
            Ok("巡逻 3 组".to_owned())
        );
    }

    #[test]
    fn an_id_that_arrives_on_the_wire_is_checked_too() {
        assert!(serde_json::from_str::<UnitId>("\"\"").is_err());
        assert_eq!(
            serde_json::from_str::<UnitId>("\"E41\"").ok(),
            UnitId::try_from("E41").ok()
        );
    }

    #[test]
    fn a_reference_to_an_incident_reads_as_it_is_written() {
        let reference = IncidentRef {
            network: Network::Police,
            id: IncidentId(17),
        };
        assert_eq!(reference.to_string(), "police/17");
        assert_eq!("police/17".parse(), Ok(reference));
        assert!("17".parse::<IncidentRef>().is_err());
        assert!("lan/17".parse::<IncidentRef>().is_err());
    }
}
