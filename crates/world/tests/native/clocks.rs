//! The six clocks: what starts them, what stops them, and that they stand while the incident is suspended.

use domain::{Clock, ClockKind, ClockState, Millis, Stage};
use world::Act;

use crate::centre::{Centre, accept, secs};
use crate::shared::{category, department, station, unit};

fn state(clock: Option<&Clock>, at: i64) -> ClockState {
    clock
        .expect("the clock has started")
        .reading(secs(at))
        .state
}

fn pending(centre: &Centre) -> Vec<ClockKind> {
    centre
        .incident()
        .pending_clocks()
        .map(|(kind, _)| kind)
        .collect()
}

#[test]
fn an_incident_not_dispatched_within_a_minute_of_its_report_is_overdue() {
    let centre = Centre::with_a_report();
    let clock = Some(&centre.incident().dispatch_clock);
    assert_eq!(
        (state(clock, 60), state(clock, 61)),
        (ClockState::Running, ClockState::Overdue)
    );
}

#[test]
fn the_dispatch_clock_stops_with_the_first_assignment() {
    let mut centre = Centre::with_a_report();
    centre.does(20, accept());
    assert!(centre.incident().dispatch_clock.is_pending());
    centre
        .does(41, Act::Assign(unit("E41")))
        .does(90, Act::Assign(unit("T03")));
    assert_eq!(
        centre.incident().dispatch_clock.stopped_at(),
        Some(secs(41))
    );
}

#[test]
fn a_station_has_a_minute_to_receive_and_a_department_half_an_hour_to_claim() {
    let mut centre = Centre::with_a_report();
    centre
        .does(30, Act::Assign(station("milan")))
        .does(30, Act::Assign(department("enforcement")));
    let limits: Vec<_> = centre
        .incident()
        .assignments
        .iter()
        .map(|a| {
            a.receipt_clock
                .as_ref()
                .map(|clock| (clock.started_at(), clock.limit()))
        })
        .collect();
    assert_eq!(
        limits,
        [
            Some((secs(30), Millis::from_secs(60))),
            Some((secs(30), Millis::from_mins(30)))
        ]
    );
    centre.does(80, Act::Receive(station("milan")));
    assert_eq!(
        state(centre.incident().assignments[0].receipt_clock.as_ref(), 500),
        ClockState::Kept
    );
}

#[test]
fn a_crew_has_five_minutes_from_the_receipt_of_the_order_to_the_scene() {
    let mut centre = Centre::with_a_report();
    centre.does(30, Act::Assign(station("milan")));
    assert_eq!(
        centre.incident().assignments[0].arrival_clock.as_ref(),
        None
    );
    centre.does(80, Act::Receive(station("milan")));
    let clock = centre.incident().assignments[0].arrival_clock.as_ref();
    assert_eq!(
        (state(clock, 380), state(clock, 381)),
        (ClockState::Running, ClockState::Overdue)
    );
    centre.does(370, Act::Arrive(station("milan")));
    assert_eq!(
        state(
            centre.incident().assignments[0].arrival_clock.as_ref(),
            9_999
        ),
        ClockState::Kept
    );
}

#[test]
fn a_department_that_claims_has_no_arrival_clock() {
    let mut centre = Centre::with_a_report();
    centre
        .does(30, Act::Assign(department("enforcement")))
        .does(80, Act::Receive(department("enforcement")));
    assert_eq!(
        centre.incident().assignments[0].arrival_clock.as_ref(),
        None
    );
}

#[test]
fn handling_and_feedback_have_the_limits_of_the_category() {
    let mut centre = Centre::with_a_report();
    centre.does(
        10,
        Act::Accept {
            category: Some(category("noise")),
            priority: None,
            place: None,
        },
    );
    let handling = centre
        .incident()
        .handling_clock
        .as_ref()
        .map(|clock| (clock.started_at(), clock.limit()));
    assert_eq!(handling, Some((secs(10), Millis::from_hours(4))));
    centre
        .does(30, Act::Assign(unit("E41")))
        .does(40, Act::Receive(unit("E41")))
        .does(90, Act::Arrive(unit("E41")));
    assert_eq!(centre.incident().feedback_clock.as_ref(), None);
    centre.does(100, Act::BeginHandling(Some(unit("E41"))));
    let feedback = centre
        .incident()
        .feedback_clock
        .as_ref()
        .map(|clock| (clock.started_at(), clock.limit()));
    assert_eq!(feedback, Some((secs(100), Millis::from_mins(20))));
}

#[test]
fn feedback_restarts_its_clock_and_the_resolution_stops_it() {
    let mut centre = Centre::handling();
    centre.does(800, Act::Feedback);
    assert_eq!(
        centre
            .incident()
            .feedback_clock
            .as_ref()
            .map(|clock| clock.started_at()),
        Some(secs(800))
    );
    centre.does(900, Act::Resolve);
    assert_eq!(
        centre
            .incident()
            .feedback_clock
            .as_ref()
            .and_then(|clock| clock.stopped_at()),
        Some(secs(900))
    );
}

#[test]
fn the_verification_clock_runs_from_the_resolution_to_the_verification() {
    let mut centre = Centre::resolved();
    assert_eq!(pending(&centre), [ClockKind::Verification]);
    let day = 24 * 3_600;
    let clock = centre.incident().verification_clock.as_ref();
    assert_eq!(
        (state(clock, 900 + day), state(clock, 901 + day)),
        (ClockState::Running, ClockState::Overdue)
    );
    centre.does(1_000, Act::Verify { passed: true });
    assert_eq!(
        state(centre.incident().verification_clock.as_ref(), 999_999),
        ClockState::Kept
    );
    assert_eq!(pending(&centre), []);
}

#[test]
fn the_time_a_resolution_waited_for_its_verification_does_not_count_as_handling() {
    let mut centre = Centre::resolved();
    centre.does(10_900, Act::Verify { passed: false });
    let clock = centre.incident().handling_clock.as_ref().expect("accepted");
    assert_eq!(
        clock.reading(secs(10_900)).elapsed,
        Millis::from_secs(900 - 30)
    );
    assert_eq!(pending(&centre), [ClockKind::Feedback, ClockKind::Handling]);
}

#[test]
fn all_clocks_stand_while_the_incident_is_suspended_the_new_ones_too() {
    let mut centre = Centre::with_a_report();
    centre
        .does(10, accept())
        .does(20, Act::Assign(unit("E41")))
        .does(40, Act::Suspend);
    centre
        .does(100, Act::Receive(unit("E41")))
        .does(110, Act::Assign(unit("T03")));
    let standing = |centre: &Centre| {
        centre
            .incident()
            .pending_clocks()
            .all(|(_, clock)| clock.reading(secs(9_000)).state == ClockState::Standing)
    };
    assert!(standing(&centre) && pending(&centre).len() == 3);
    centre.does(5_000, Act::Resume);
    let incident = centre.incident();
    let elapsed = |clock: Option<&Clock>| clock.expect("started").reading(secs(5_030)).elapsed;
    assert_eq!(
        elapsed(incident.handling_clock.as_ref()),
        Millis::from_secs(30 + 30)
    );
    assert_eq!(
        elapsed(incident.assignments[0].receipt_clock.as_ref()),
        Millis::from_secs(20)
    );
    assert_eq!(
        elapsed(incident.assignments[0].arrival_clock.as_ref()),
        Millis::from_secs(30)
    );
    assert_eq!(
        elapsed(incident.assignments[1].receipt_clock.as_ref()),
        Millis::from_secs(30)
    );
}

#[test]
fn reopening_starts_the_handling_clock_anew() {
    let mut centre = Centre::closed();
    centre.does(50_000, Act::Reopen);
    assert_eq!(
        centre
            .incident()
            .handling_clock
            .as_ref()
            .map(|clock| (clock.started_at(), clock.is_pending())),
        Some((secs(50_000), true))
    );
    assert_eq!(pending(&centre), [ClockKind::Handling]);
}

#[test]
fn an_incident_reopened_before_anybody_was_sent_waits_for_its_dispatch_again_and_the_time_between_does_not_count()
 {
    for (ends, act) in [(Stage::Void, Act::Reject), (Stage::Closed, Act::Close)] {
        let mut centre = Centre::with_a_report();
        centre.does(20, accept()).does(50, act);
        assert_eq!((centre.stage(), pending(&centre)), (ends, vec![]));
        centre.does(50_000, Act::Reopen);
        assert_eq!(pending(&centre), [ClockKind::Dispatch, ClockKind::Handling]);
        let clock = Some(&centre.incident().dispatch_clock);
        assert_eq!(
            (state(clock, 50_010), state(clock, 50_011)),
            (ClockState::Running, ClockState::Overdue)
        );
    }
}

#[test]
fn handling_said_to_have_begun_before_the_last_feedback_waits_for_the_next_from_that_feedback() {
    let mut centre = Centre::at(Stage::OnScene);
    centre.does(300, Act::Feedback);
    centre.is_told(250, Act::BeginHandling(Some(unit("E41"))));
    assert_eq!(
        centre
            .incident()
            .feedback_clock
            .as_ref()
            .map(|clock| clock.started_at()),
        Some(secs(300))
    );
}

#[test]
fn the_limits_of_the_day_are_kept_when_the_rules_change() {
    let mut centre = Centre::with_a_report();
    centre.rules.dispatch_within = Millis::from_secs(10);
    centre.reports(0, 2);
    let limits: Vec<_> = centre
        .recording
        .world()
        .incidents()
        .map(|incident| incident.dispatch_clock.limit().whole_secs())
        .collect();
    assert_eq!(limits, [60, 10]);
    assert_eq!(centre.stage(), Stage::Reported);
}
