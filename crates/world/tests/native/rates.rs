//! The figures of the day, each by its own definition.

use domain::{Millis, Priority, Stage, Timestamp};
use world::{Act, DayReport, Rates, Ratio};

use crate::centre::{Centre, secs};
use crate::shared::{MIDNIGHT, report, request, unit};

fn rates(centre: &Centre, at: i64) -> Rates {
    Rates::of(centre.recording.world().incidents(), MIDNIGHT, secs(at))
}

const fn ratio(part: u64, whole: u64) -> Ratio {
    Ratio { part, whole }
}

#[test]
fn nothing_has_no_rate() {
    let rates = Rates::of([].into_iter(), MIDNIGHT, MIDNIGHT);
    assert_eq!(rates, Rates::default());
    assert_eq!(rates.handled.share(), None);
    assert_eq!(ratio(3, 4).share(), Some(0.75));
}

#[test]
fn handled_is_what_is_resolved_or_closed_of_what_is_not_void() {
    for (stage, expected) in [
        (Stage::Reported, ratio(0, 1)),
        (Stage::Handling, ratio(0, 1)),
        (Stage::Resolved, ratio(1, 1)),
        (Stage::Closed, ratio(1, 1)),
        (Stage::Void, ratio(0, 0)),
    ] {
        assert_eq!(
            rates(&Centre::at(stage), 2_000).handled,
            expected,
            "{stage:?}"
        );
    }
}

#[test]
fn handled_on_time_is_within_the_handling_clock_and_closed_on_time_within_the_verification_clock_too()
 {
    let mut centre = Centre::closed();
    assert_eq!(
        (
            rates(&centre, 2_000).handled_on_time,
            rates(&centre, 2_000).closed_on_time
        ),
        (ratio(1, 1), ratio(1, 1))
    );

    centre = Centre::handling();
    let day = 24 * 3_600;
    centre
        .does(30 + day + 1, Act::Resolve)
        .does(31 + day, Act::Verify { passed: true });
    assert_eq!(
        (
            rates(&centre, 2 * day).handled_on_time,
            rates(&centre, 2 * day).closed_on_time
        ),
        (ratio(0, 1), ratio(0, 1))
    );

    centre = Centre::resolved();
    centre.does(901 + day, Act::Verify { passed: true });
    assert_eq!(
        (
            rates(&centre, 2 * day).handled_on_time,
            rates(&centre, 2 * day).closed_on_time
        ),
        (ratio(1, 1), ratio(0, 1))
    );
}

#[test]
fn a_dispatch_is_right_at_first_when_the_incident_never_came_back() {
    let mut centre = Centre::with_a_report();
    assert_eq!(rates(&centre, 10).right_first_dispatch, ratio(0, 0));
    centre.does(30, Act::Assign(unit("E41")));
    assert_eq!(rates(&centre, 40).right_first_dispatch, ratio(1, 1));
    centre
        .does(50, Act::Decline(unit("E41")))
        .does(60, Act::Assign(unit("T03")));
    assert_eq!(rates(&centre, 70).right_first_dispatch, ratio(0, 1));
}

#[test]
fn dispatch_and_arrival_count_once_they_happened_or_are_overdue() {
    let mut centre = Centre::with_a_report();
    assert_eq!(rates(&centre, 60).dispatched_on_time, ratio(0, 0));
    assert_eq!(rates(&centre, 61).dispatched_on_time, ratio(0, 1));
    centre
        .does(40, Act::Assign(unit("E41")))
        .does(50, Act::Receive(unit("E41")));
    assert_eq!(rates(&centre, 61).dispatched_on_time, ratio(1, 1));
    assert_eq!(
        (
            rates(&centre, 350).arrived_on_time,
            rates(&centre, 351).arrived_on_time
        ),
        (ratio(0, 0), ratio(0, 1))
    );
    centre.does(300, Act::Arrive(unit("E41")));
    assert_eq!(rates(&centre, 351).arrived_on_time, ratio(1, 1));
}

#[test]
fn the_day_counts_what_was_reported_in_it_and_no_exercise() {
    let mut centre = Centre::with_a_report();
    centre.reports(-1, 2);
    let exercise = world::Report {
        exercise: true,
        priority: Some(Priority::Emergency),
        ..report(3)
    };
    centre
        .asks(request(None, Act::Report(Box::new(exercise)), secs(5)))
        .expect("a report is never refused");
    let today = rates(&centre, 10);
    assert_eq!((today.reported, today.open, today.unattended), (1, 1, 0));
    let always = Rates::of(
        centre.recording.world().incidents(),
        Timestamp(0),
        MIDNIGHT + Millis::from_hours(1),
    );
    assert_eq!(
        (always.reported, always.at(Stage::Reported), always.overdue),
        (2, 2, 2)
    );
}

#[test]
fn what_says_it_was_reported_after_midnight_is_in_the_report_of_the_day_that_begins_then() {
    let mut centre = Centre::with_a_report();
    let day = 24 * 3_600;
    centre.reports(day + 300, 2);
    let today = (secs(0), secs(day), secs(day - 300));
    let tomorrow = (secs(day), secs(2 * day), secs(day + 600));
    for ((begins, ends, now), reported, open) in [(today, 1, 1), (tomorrow, 1, 2)] {
        let incidents = centre.recording.world().incidents();
        let report = DayReport::of(incidents, &[begins], ends, now);
        assert_eq!(report.rates.reported, reported, "{begins:?}");
        assert_eq!(report.by_hour[0].reported, reported, "{begins:?}");
        assert_eq!(report.open.len(), open, "{begins:?}");
    }
}
