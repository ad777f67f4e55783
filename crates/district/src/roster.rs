//! Who is on watch: two shifts a day, four teams in turn, and a quarter of an hour in which one hands over to the next.

use domain::{DeskId, Millis, Name, StationId, Timestamp, UnitId};

use crate::District;
use crate::UTC_OFFSET;
use crate::code::code;
use crate::organisation::Crew;

/// What somebody is there for. A role's name, never a person's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DutyRole {
    /// 值班员, in the centre.
    DutyOfficer,
    /// 治安巡逻队
    PublicOrderPatrol,
    /// 城管执法队员
    UrbanManagement,
    /// 社区民警
    CommunityPolice,
    /// 人民调解员
    Mediator,
    /// 网格员
    GridWorker,
}

impl DutyRole {
    /// What the role is called.
    #[must_use]
    pub fn name(self) -> Name {
        let (zh, en) = match self {
            Self::DutyOfficer => ("值班员", "Duty officer"),
            Self::PublicOrderPatrol => ("治安巡逻队员", "Public-order patrol"),
            Self::UrbanManagement => ("城管执法队员", "Urban-management officer"),
            Self::CommunityPolice => ("社区民警", "Community police"),
            Self::Mediator => ("人民调解员", "Mediator"),
            Self::GridWorker => ("网格员", "Grid worker"),
        };
        Name::new(zh, en)
    }

    const fn of(crew: Crew) -> Self {
        match crew {
            Crew::Patrol => Self::PublicOrderPatrol,
            Crew::UrbanManagement => Self::UrbanManagement,
            Crew::Police => Self::CommunityPolice,
            Crew::Mediators => Self::Mediator,
            Crew::GridWorkers => Self::GridWorker,
        }
    }

    /// How many of them make a crew.
    const fn strength(self) -> u8 {
        match self {
            Self::PublicOrderPatrol => 3,
            Self::UrbanManagement | Self::CommunityPolice | Self::GridWorker => 2,
            Self::DutyOfficer | Self::Mediator => 1,
        }
    }
}

/// Half a day on watch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Shift {
    /// 白班: from 08:00 to 20:00.
    Day,
    /// 夜班: from 20:00 to 08:00.
    Night,
}

/// One of the four teams that take turns: a day, a night, and two days off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Team {
    /// 甲班
    A,
    /// 乙班
    B,
    /// 丙班
    C,
    /// 丁班
    D,
}

impl Team {
    const ALL: [Self; 4] = [Self::A, Self::B, Self::C, Self::D];

    /// What the team is called.
    #[must_use]
    pub fn name(self) -> Name {
        let (zh, en) = match self {
            Self::A => ("甲班", "Team A"),
            Self::B => ("乙班", "Team B"),
            Self::C => ("丙班", "Team C"),
            Self::D => ("丁班", "Team D"),
        };
        Name::new(zh, en)
    }
}

/// A role that somebody fills during a shift.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duty {
    /// What for.
    pub role: DutyRole,
    /// The seat or crew whose name stands behind what is done.
    pub desk: DeskId,
    /// The crew; `None` in the centre.
    pub unit: Option<UnitId>,
    /// The station; `None` in the centre.
    pub station: Option<StationId>,
    /// Which half of the day.
    pub shift: Shift,
    /// Which team.
    pub team: Team,
    /// How many people, at least 1.
    pub people: u8,
    /// When they come; the team before them is still there.
    pub from: Timestamp,
    /// When they alone are on watch.
    pub takes_over_at: Timestamp,
    /// When they go; the team after them has taken over.
    pub until: Timestamp,
}

/// The centre's seats.
pub(crate) const SEATS: [&str; 4] = ["指挥席 1", "指挥席 2", "指挥席 3", "指挥席 4"];

/// When the day's shift takes over, and the night's, after midnight.
const DAY_BEGINS: Millis = Millis::from_hours(8);
const NIGHT_BEGINS: Millis = Millis::from_hours(20);
const SHIFT: Millis = Millis::from_hours(12);
/// How long before they take over a team is there: the handover.
const HANDOVER: Millis = Millis::from_mins(15);
const DAY: Millis = Millis::from_hours(24);

impl District {
    /// Everybody who is on watch at a moment, the centre first, then station by station. While a shift hands over, both
    /// are there.
    ///
    /// Depends on the district and the moment alone.
    #[must_use]
    pub fn on_watch(&self, at: Timestamp) -> Vec<Duty> {
        let midnight = Timestamp(at.0 - (at + UTC_OFFSET).0.rem_euclid(DAY.0));
        let shifts = [
            (midnight - DAY, Shift::Night),
            (midnight, Shift::Day),
            (midnight, Shift::Night),
        ];
        shifts
            .into_iter()
            .flat_map(|(midnight, shift)| self.duties(midnight, shift))
            .filter(|duty| duty.from <= at && at < duty.until)
            .collect()
    }

    /// The duties of the shift that takes over on the day that begins at a midnight.
    #[must_use]
    pub fn duties(&self, midnight: Timestamp, shift: Shift) -> Vec<Duty> {
        let number = (midnight + UTC_OFFSET).0.div_euclid(DAY.0);
        let turn = number.wrapping_add_unsigned(self.seed).rem_euclid(4) as usize;
        // Who has the day has the night of the next day.
        let (takes_over_at, team) = match shift {
            Shift::Day => (midnight + DAY_BEGINS, Team::ALL[turn]),
            Shift::Night => (midnight + NIGHT_BEGINS, Team::ALL[(turn + 3) % 4]),
        };
        let duty = |role: DutyRole, desk: &str, unit: Option<&domain::Unit>| Duty {
            role,
            desk: code(desk),
            unit: unit.map(|unit| unit.id.clone()),
            station: unit.and_then(|unit| unit.station.clone()),
            shift,
            team,
            people: role.strength(),
            from: takes_over_at - HANDOVER,
            takes_over_at,
            until: takes_over_at + SHIFT,
        };
        let seats = SEATS.map(|seat| duty(DutyRole::DutyOfficer, seat, None));
        let crews = self.units.iter().zip(&self.ground.crews);
        seats
            .into_iter()
            .chain(crews.map(|(unit, &crew)| duty(DutyRole::of(crew), &unit.name.zh, Some(unit))))
            .collect()
    }
}
