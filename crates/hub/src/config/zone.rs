//! The district's time zone.

use chrono_tz::Tz;
use serde::Deserialize;

/// A time zone by its IANA name ("Asia/Chongqing").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Zone(pub Tz);

/// A name that no time zone has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is no time zone: write an IANA name, for example \"Asia/Chongqing\"")]
pub struct UnknownZone(String);

impl TryFrom<String> for Zone {
    type Error = UnknownZone;

    fn try_from(name: String) -> Result<Self, UnknownZone> {
        name.parse().map(Self).map_err(|_| UnknownZone(name))
    }
}
