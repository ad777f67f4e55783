//! Who did it.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{DeskId, PersonId, PlatformId};

/// Who says so or wants so.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// An outside platform, and the seat there when it names one.
    Platform {
        /// Which platform.
        platform: PlatformId,
        /// Which seat ("指挥席 2").
        desk: Option<DeskId>,
    },
    /// A signed-in person.
    Person {
        /// The account.
        person: PersonId,
        /// In which role the person acted.
        role: Role,
    },
    /// The hub itself (retention, expiry).
    Hub,
}

impl Actor {
    /// The same without the account: a person is called by the role ("duty_officer").
    #[must_use]
    pub fn without_account(&self) -> Self {
        match self {
            // A role's word is a name that an account may have, too; failing that, nobody is named.
            Self::Person { role, .. } => {
                PersonId::try_from(role.as_str()).map_or(Self::Hub, |person| Self::Person {
                    person,
                    role: *role,
                })
            }
            Self::Platform { .. } | Self::Hub => self.clone(),
        }
    }
}

/// What a session may be used for. The rights of each are a table in the hub.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The wall (指挥大屏): shows, never types.
    Wall,
    /// Dispatcher or duty officer (值班员).
    DutyOfficer,
    /// Patrol station (巡区服务工作站).
    Station,
    /// Department (责任部门).
    Department,
    /// Grid worker (网格员).
    GridWorker,
    /// Supervisor (中心负责人).
    Supervisor,
    /// Trainer (教员).
    Trainer,
    /// Administrator.
    Administrator,
}

impl Role {
    /// Every role, in the order in which they are listed.
    pub const ALL: [Self; 8] = [
        Self::Wall,
        Self::DutyOfficer,
        Self::Station,
        Self::Department,
        Self::GridWorker,
        Self::Supervisor,
        Self::Trainer,
        Self::Administrator,
    ];

    /// The role's word on the wire and in tables.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Wall => "wall",
            Self::DutyOfficer => "duty_officer",
            Self::Station => "station",
            Self::Department => "department",
            Self::GridWorker => "grid_worker",
            Self::Supervisor => "supervisor",
            Self::Trainer => "trainer",
            Self::Administrator => "administrator",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How a report came in.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// Another platform passed it on.
    #[default]
    Platform,
    /// A call to 110 or to the centre.
    Call,
    /// A grid worker's report.
    GridWorker,
    /// A citizen's own report.
    Citizen,
    /// A camera's alarm.
    Camera,
}
