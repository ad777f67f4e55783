//! What holds for any list of requests.

use std::collections::{BTreeMap, BTreeSet};

use domain::{Stage, Wgs84};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use world::{
    Act, Body, DayReport, Decision, Event, Manner, Order, Rates, Register, Snapshot, Tally, World,
};

use crate::centre::{Centre, Told, accept};
use crate::invariants;
use crate::shared::{ACTS, Choice, MIDNIGHT, play, unit};

fn choice(manner: impl Strategy<Value = Manner>) -> impl Strategy<Value = Choice> {
    // Few incidents and few crews, and the acts of the middle of a life more often than its ends: so that most requests
    // find something that they can change, and stages beyond the first are reached.
    let middle = 6..18_u8;
    let act = prop_oneof![2 => Just(0_u8), 8 => 0..ACTS, 8 => middle];
    let who = || prop_oneof![5 => 0_u8..2, 1 => any::<u8>()];
    let later_secs = prop_oneof![6 => 0_i16..400, 1 => -300_i16..0, 2 => Just(0_i16)];
    let decided_before = prop_oneof![4 => Just(None), 1 => (0_u8..8).prop_map(Some)];
    let which = (act, 1_u8..4, who(), who());
    let flags = (prop::bool::weighted(0.8), prop::bool::weighted(0.4));
    (manner, which, later_secs, flags, decided_before).prop_map(
        |(manner, which, later_secs, flags, decided_before)| {
            let (act, incident, who, other) = which;
            let (with_note, follows) = flags;
            Choice {
                manner,
                act,
                incident,
                who,
                other,
                later_secs,
                with_note,
                follows,
                decided_before,
            }
        },
    )
}

fn any_choices() -> impl Strategy<Value = Vec<Choice>> {
    vec(
        choice(prop_oneof![Just(Manner::Command), Just(Manner::Statement)]),
        0..160,
    )
}

fn commands() -> impl Strategy<Value = Vec<Choice>> {
    vec(choice(Just(Manner::Command)), 0..200)
}

fn statements() -> impl Strategy<Value = Vec<Choice>> {
    vec(choice(Just(Manner::Statement)), 0..120)
}

/// What platforms that lend their crews say: who was sent, how far they are, and that it is done.
fn crew_steps() -> impl Strategy<Value = Vec<(i64, Act)>> {
    let crew = || prop_oneof![Just(unit("E41")), Just(unit("T03"))];
    let act = prop_oneof![
        1 => Just(accept()),
        4 => crew().prop_map(Act::Assign),
        2 => crew().prop_map(Act::Receive),
        3 => crew().prop_map(Act::StartOut),
        3 => crew().prop_map(Act::Arrive),
        4 => crew().prop_map(Act::Clear),
        1 => Just(Act::Resolve),
    ];
    vec((1_i64..400, act), 0..40)
}

const fn goes_back_by_right(body: &Body) -> bool {
    matches!(
        body,
        Body::Reworked { .. }
            | Body::Reopened { .. }
            | Body::Unmerged
            | Body::Declined { .. }
            | Body::Withdrawn { .. }
            | Body::Cleared { .. }
    )
}

fn folded(events: &[Event]) -> Register {
    let mut register = Register::new();
    for event in events {
        register.apply(event);
    }
    register
}

/// What the properties are worth: that their commands come from every stage to every fact.
#[test]
fn the_commands_of_the_properties_leave_no_stage_and_no_fact_out() {
    let mut runner = TestRunner::deterministic();
    let mut seen: BTreeMap<(Stage, String), u32> = BTreeMap::new();
    for _ in 0..96 {
        let choices = commands()
            .new_tree(&mut runner)
            .expect("choices can be made")
            .current();
        let recording = play(choices, |_, _, _, _| {});
        let mut world = World::new();
        for event in &recording.log {
            let from = world
                .incident(event.fact.incident)
                .map_or(Stage::Reported, |incident| incident.stage);
            world.apply(event);
            let name = format!("{:?}", event.fact.body);
            let name = name.split([' ', '(']).next().unwrap_or_default().to_owned();
            *seen.entry((from, name)).or_default() += 1;
        }
    }
    let facts: BTreeSet<&String> = seen.keys().map(|(_, fact)| fact).collect();
    assert_eq!(facts.len(), 32, "{facts:?}");
    for stage in Stage::ALL {
        let often: u32 = seen
            .iter()
            .filter(|((from, _), _)| *from == stage)
            .map(|(_, times)| times)
            .sum();
        assert!(often > 10, "only {often} facts from {stage:?}");
    }
    let of_ends_on_scene = |((stage, fact), _): &(&(Stage, String), &u32)| {
        *stage == Stage::OnScene && ["Declined", "Withdrawn", "Cleared"].contains(&fact.as_str())
    };
    let often: u32 = seen
        .iter()
        .filter(of_ends_on_scene)
        .map(|(_, times)| times)
        .sum();
    assert!(often > 10, "only {often} assignments ended on scene");
}

/// Where the incident of an event stands.
fn position_of(world: &World, event: &Event) -> Option<Wgs84> {
    world.incident(event.fact.incident)?.place.position
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn a_log_folded_in_pieces_with_a_snapshot_between_gives_the_same_world(
        choices in any_choices(),
        cuts in vec(any::<prop::sample::Index>(), 1..5),
    ) {
        let recording = play(choices, |_, _, _, _| {});
        let whole = folded(&recording.log);
        let mut ends: Vec<usize> = cuts.iter().map(|cut| cut.index(recording.log.len() + 1)).collect();
        ends.push(recording.log.len());
        ends.sort_unstable();
        let (mut pieced, mut begin) = (Register::new(), 0);
        for end in ends {
            for event in &recording.log[begin..end] {
                pieced.apply(event);
            }
            let bytes = pieced.snapshot().to_bytes();
            pieced = Register::from_snapshot(Snapshot::from_bytes(&bytes).expect("the register's own bytes"));
            begin = end;
        }
        prop_assert_eq!(pieced.snapshot(), whole.snapshot());
        prop_assert_eq!(pieced.digest(), recording.register.digest());
        prop_assert_eq!(pieced.through(), whole.through());
    }

    #[test]
    fn no_sequence_of_commands_reaches_an_illegal_state(choices in commands()) {
        let mut illegal = None;
        let recording = play(choices, |recording, request, _, _| {
            for incident in recording.world().incidents() {
                if let Err(broken) = invariants::after_commands(incident) {
                    illegal.get_or_insert_with(|| format!("after {request:?}: {broken}: {incident:#?}"));
                }
            }
        });
        prop_assert_eq!(illegal, None);
        prop_assert_eq!(recording.world().out_of_order(), 0);
    }

    #[test]
    fn no_sequence_of_commands_and_statements_breaks_what_always_holds(choices in any_choices()) {
        let mut illegal = None;
        play(choices, |recording, request, _, _| {
            for incident in recording.world().incidents() {
                if let Err(broken) = invariants::always(incident) {
                    illegal.get_or_insert_with(|| format!("after {request:?}: {broken}: {incident:#?}"));
                }
            }
        });
        prop_assert_eq!(illegal, None);
    }

    #[test]
    fn a_statement_moves_no_stage_backwards_but_by_return_rework_reopening_or_unmerging(choices in statements()) {
        let recording = play(choices, |_, _, _, _| {});
        let mut world = World::new();
        for event in &recording.log {
            let before = world.incident(event.fact.incident).map(|incident| incident.stage);
            world.apply(event);
            let after = world.incident(event.fact.incident).map(|incident| incident.stage);
            let went_back = before.zip(after).is_some_and(|(before, after)| after < before);
            let by_right = event.fact.order == Order::InOrder && goes_back_by_right(&event.fact.body);
            prop_assert!(!went_back || by_right, "{:?} to {:?} by {:?}", before, after, event);
        }
    }

    #[test]
    fn every_event_that_was_decided_folds_to_a_change_and_none_does_twice(choices in any_choices()) {
        let recording = play(choices, |_, _, _, _| {});
        let mut world = World::new();
        for event in &recording.log {
            let known = world.incident(event.fact.incident).map(|incident| incident.stage);
            let stood = position_of(&world, event);
            let change = world.apply(event).expect("an event of the log changes its incident");
            let now = world.incident(event.fact.incident).map(|incident| incident.stage);
            prop_assert_eq!(change.incident, event.fact.incident);
            prop_assert_eq!(change.appeared, known.is_none());
            prop_assert_eq!(change.disappeared, now.is_none());
            prop_assert_eq!(change.stage_changed, now.is_some() && known != now);
            prop_assert_eq!(change.place_changed, now.is_some() && stood != position_of(&world, event));
            prop_assert_eq!(world.apply(event), None);
        }
        let counted = recording.log.iter().filter(|event| event.fact.order == Order::OutOfOrder).count();
        prop_assert_eq!(world.out_of_order(), counted as u64);
    }

    #[test]
    fn what_is_known_or_refused_changes_nothing_and_what_was_just_stated_is_known(choices in any_choices()) {
        let mut last = Register::new().digest();
        let mut failed = None;
        play(choices, |recording, request, manner, outcome| {
            let digest = recording.register.digest();
            if !matches!(outcome, Ok(Decision::Record(_))) && digest != last {
                failed.get_or_insert_with(|| format!("{request:?} came to {outcome:?} and changed the world"));
            }
            last = digest;
            let archived = matches!(request.act, Act::Archive);
            if manner == Manner::Statement && matches!(outcome, Ok(Decision::Record(_))) && !archived {
                let again = world::decide(&recording.register, &crate::shared::rules(), request, manner);
                if again != Ok(Decision::Known) {
                    failed.get_or_insert_with(|| format!("{request:?} told twice came to {again:?}"));
                }
            }
        });
        prop_assert_eq!(failed, None);
    }

    #[test]
    fn a_call_whose_crews_are_told_of_again_from_the_beginning_is_known_throughout(told in crew_steps()) {
        let mut centre = Centre::with_a_report();
        let mut at = 0;
        let told: Vec<(i64, Act)> = told.into_iter().map(|(later, act)| {
            at += later;
            (at, act)
        }).collect();
        for (at, act) in &told {
            centre.is_told(*at, act.clone());
        }
        let digest = centre.recording.register.digest();
        for (at, act) in &told {
            prop_assert_eq!(centre.is_told(*at, act.clone()), Told::Known, "{:?} at {}", act, at);
        }
        prop_assert_eq!(centre.recording.register.digest(), digest);
    }

    #[test]
    fn the_rates_add_up(choices in any_choices(), hour in 0_i64..48) {
        let recording = play(choices, |_, _, _, _| {});
        let world = recording.world();
        let now = MIDNIGHT + domain::Millis::from_hours(hour);
        let real = || world.incidents().filter(|incident| !incident.flags.exercise);
        let rates = Rates::of(world.incidents(), MIDNIGHT, now);
        let stated: u64 = Stage::ALL.iter().map(|stage| rates.at(*stage)).sum();
        prop_assert_eq!(stated, rates.reported);
        prop_assert_eq!(rates.reported, real().filter(|incident| incident.reported_at() >= MIDNIGHT).count() as u64);
        prop_assert_eq!(rates.open, rates.reported - rates.at(Stage::Closed) - rates.at(Stage::Void));
        prop_assert_eq!(rates.handled.whole, rates.reported - rates.at(Stage::Void));
        prop_assert_eq!(rates.handled.part, rates.at(Stage::Resolved) + rates.at(Stage::Closed));
        prop_assert!(rates.handled_on_time.part <= rates.handled.part);
        prop_assert!(rates.closed_on_time.part <= rates.at(Stage::Closed).min(rates.handled_on_time.part));
        prop_assert!(rates.overdue <= rates.open && rates.unattended <= rates.at(Stage::Reported));
        for ratio in [
            rates.handled, rates.handled_on_time, rates.closed_on_time, rates.right_first_dispatch, rates.dispatched_on_time, rates.arrived_on_time,
        ] {
            prop_assert!(ratio.part <= ratio.whole);
            prop_assert_eq!(ratio.share().is_none(), ratio.whole == 0);
        }
    }

    #[test]
    fn the_report_of_a_day_has_the_days_figures_and_its_parts_add_up_to_them(choices in any_choices(), hour in 0_i64..48) {
        let recording = play(choices, |_, _, _, _| {});
        let world = recording.world();
        let now = MIDNIGHT + domain::Millis::from_hours(hour);
        let hours: Vec<_> = (0..24).map(|hour| MIDNIGHT + domain::Millis::from_hours(hour)).collect();
        let end = MIDNIGHT + domain::Millis::from_hours(24);
        let report = DayReport::of(world.incidents(), &hours, end, now);
        let by_then = world.incidents().filter(|incident| incident.reported_at() < end);
        prop_assert_eq!(report.rates, Rates::of(by_then, MIDNIGHT, now));
        let sorts: [Vec<&Tally>; 3] = [
            report.by_category.values().collect(),
            report.by_area.values().collect(),
            report.by_hour.iter().collect(),
        ];
        for sort in sorts {
            let sum = |read: fn(&Tally) -> u64| sort.iter().map(|tally| read(tally)).sum::<u64>();
            prop_assert_eq!(sum(|tally| tally.reported), report.rates.reported);
            prop_assert_eq!(sum(|tally| tally.handled.part), report.rates.handled.part);
            prop_assert_eq!(sum(|tally| tally.handled.whole), report.rates.handled.whole);
            prop_assert_eq!(sum(|tally| tally.open), report.rates.open);
            prop_assert_eq!(sum(|tally| tally.overdue), report.rates.overdue);
        }
        let is_of_today = |incident: &domain::Incident| incident.reported_at() >= MIDNIGHT;
        let open = report.open.iter().filter(|(incident, _)| is_of_today(incident)).count() as u64;
        prop_assert_eq!(open, report.rates.open);
        let left: Vec<_> = report.open.iter()
            .filter_map(|(_, deadline)| Some(deadline.as_ref()?.1.reading(now).left()))
            .collect();
        prop_assert!(left.is_sorted(), "the next deadline first");
    }
}
