//! What is open when a watch is handed on.

use domain::{IncidentId, Priority, Stage};
use world::{Act, Manner, OpenIncidents, Report};

use crate::centre::{Centre, secs};
use crate::shared::{report, request};

fn reports(centre: &mut Centre, report: Report) {
    let report = request(None, Act::Report(Box::new(report)), secs(0));
    let taken = (centre.recording).take(&centre.rules, &report, Manner::Statement);
    taken.expect("a report is never refused");
}

fn open(centre: &Centre, at: i64) -> OpenIncidents {
    OpenIncidents::of(centre.recording.world().incidents(), secs(at))
}

#[test]
fn an_officer_hands_on_what_is_open_and_by_name_what_is_urgent_overdue_or_put_aside() {
    let mut centre = Centre::handling();
    for (number, priority) in [(2, Priority::Urgent), (3, Priority::Routine)] {
        let priority = Some(priority);
        reports(
            &mut centre,
            Report {
                priority,
                ..report(number)
            },
        );
    }
    let early = open(&centre, 60);
    assert_eq!(
        early.stages,
        [(Stage::Reported, 2), (Stage::Handling, 1)].into()
    );
    assert_eq!(early.urgent, [IncidentId(2)]);
    assert_eq!((early.overdue, early.suspended), (vec![], vec![]));
    let late = open(&centre, 61);
    assert_eq!(late.overdue, [IncidentId(2), IncidentId(3)]);
    centre.does(300, Act::SetPriority(Priority::Urgent));
    assert_eq!(open(&centre, 300).urgent, [IncidentId(1), IncidentId(2)]);
    centre.does(310, Act::Suspend);
    let aside = open(&centre, 320);
    assert_eq!(aside.suspended, [IncidentId(1)]);
    assert_eq!(aside.urgent, [IncidentId(2)], "it is put aside: {aside:?}");
}

#[test]
fn an_officer_hands_on_no_exercise_and_nothing_that_is_closed() {
    let mut centre = Centre::closed();
    let priority = Some(Priority::Emergency);
    let exercise = true;
    reports(
        &mut centre,
        Report {
            priority,
            exercise,
            ..report(2)
        },
    );
    assert_eq!(open(&centre, 10_000), OpenIncidents::default());
}

#[test]
fn of_each_sort_twenty_are_named_and_all_are_counted() {
    let mut centre = Centre::closed();
    for number in 2..=26 {
        reports(&mut centre, report(number));
    }
    let open = open(&centre, 61);
    assert_eq!(open.stages, [(Stage::Reported, 25)].into());
    assert_eq!(open.overdue.len(), 20);
    assert_eq!(open.overdue.first(), Some(&IncidentId(2)));
}
