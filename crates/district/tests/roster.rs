//! Who is on watch when.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use district::figures::ON_WATCH_ABOVE;
use district::{District, DutyRole, Script, Shift, Team};
use domain::{Millis, Timestamp};

static DISTRICT: LazyLock<District> = LazyLock::new(|| District::from_seed(District::DEMO_SEED));

fn at(hour: i64, minute: i64) -> Timestamp {
    Script::DEMO_DAY + Millis::from_mins(hour * 60 + minute)
}

#[test]
fn more_than_forty_are_on_watch_at_any_hour_of_any_day() {
    assert_eq!(ON_WATCH_ABOVE, 40);
    for quarter in 0..7 * 24 * 4 {
        let now = Script::DEMO_DAY + Millis::from_mins(15 * quarter);
        let watch = DISTRICT.on_watch(now);
        let crews = watch.iter().filter(|duty| duty.unit.is_some()).count();
        assert!(crews > 40, "{crews}");
        let people: usize = watch.iter().map(|duty| usize::from(duty.people)).sum();
        assert!(people > 80, "{people}");
    }
}

#[test]
fn every_station_has_every_trade_on_watch_and_the_centre_its_seats() {
    for now in [at(3, 0), at(12, 0)] {
        let watch = DISTRICT.on_watch(now);
        for station in &DISTRICT.stations {
            let roles: BTreeSet<DutyRole> = watch
                .iter()
                .filter(|duty| duty.station.as_ref() == Some(&station.id))
                .map(|duty| duty.role)
                .collect();
            assert!(roles.len() >= 4, "{}: {roles:?}", station.id);
            assert!(roles.contains(&DutyRole::CommunityPolice));
            assert!(roles.contains(&DutyRole::PublicOrderPatrol));
        }
        let roles: BTreeSet<DutyRole> = watch.iter().map(|duty| duty.role).collect();
        assert_eq!(roles.len(), 6, "{roles:?}");
        let seats = watch
            .iter()
            .filter(|duty| duty.role == DutyRole::DutyOfficer);
        assert_eq!(seats.filter(|duty| duty.station.is_none()).count(), 4);
    }
}

#[test]
fn day_and_night_change_at_eight_and_for_a_quarter_of_an_hour_both_are_there() {
    let shifts = |now: Timestamp| -> BTreeMap<Shift, usize> {
        let mut counted = BTreeMap::new();
        for duty in DISTRICT.on_watch(now) {
            *counted.entry(duty.shift).or_default() += 1;
        }
        counted
    };
    let all = DISTRICT.units.len() + 4;
    assert_eq!(shifts(at(7, 44)), BTreeMap::from([(Shift::Night, all)]));
    let both = BTreeMap::from([(Shift::Day, all), (Shift::Night, all)]);
    assert_eq!(shifts(at(7, 45)), both);
    assert_eq!(shifts(at(8, 0)), BTreeMap::from([(Shift::Day, all)]));
    assert_eq!(shifts(at(19, 50)), both);
    assert_eq!(shifts(at(20, 0)), BTreeMap::from([(Shift::Night, all)]));
    for duty in DISTRICT.on_watch(at(7, 50)) {
        let taken_over = duty.takes_over_at <= at(7, 50);
        assert_eq!(taken_over, duty.shift == Shift::Night);
    }
}

#[test]
fn four_teams_take_turns_and_nobody_works_two_shifts_in_a_row() {
    let team = |midnight: Timestamp, shift: Shift| DISTRICT.duties(midnight, shift)[0].team;
    let mut seen: BTreeMap<Team, Vec<(i64, Shift)>> = BTreeMap::new();
    for day in 0..8 {
        let midnight = Script::DEMO_DAY + Millis::from_hours(24 * day);
        for shift in [Shift::Day, Shift::Night] {
            seen.entry(team(midnight, shift))
                .or_default()
                .push((day, shift));
        }
    }
    assert_eq!(seen.len(), 4);
    for (team, shifts) in seen {
        assert_eq!(shifts.len(), 4, "{team:?}: {shifts:?}");
        for pair in shifts.windows(2) {
            let half_days = |(day, shift): (i64, Shift)| 2 * day + i64::from(shift == Shift::Night);
            assert!(half_days(pair[1]) - half_days(pair[0]) >= 3, "{shifts:?}");
        }
    }
}

#[test]
fn the_watch_is_a_function_of_district_and_moment_alone() {
    let now = at(7, 52);
    assert_eq!(
        District::from_seed(District::DEMO_SEED).on_watch(now),
        DISTRICT.on_watch(now)
    );
}
