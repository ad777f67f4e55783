//! What platforms say: in any order, more than once, and never refused for it.

use domain::{AssignmentEnd, AssignmentStep, Priority, Stage};
use world::{Act, Body, Refusal};

use crate::centre::{Centre, Told, accept, live, secs};
use crate::shared::{category, place, unit};

fn e41() -> domain::Assignee {
    unit("E41")
}

#[test]
fn a_fire_call_runs_from_received_to_available_without_anything_out_of_order() {
    let mut centre = Centre::with_a_report();
    let told = [
        (97, accept(), Told::InOrder),
        (97, accept(), Told::Known),
        (120, Act::Assign(e41()), Told::InOrder),
        (120, Act::Assign(unit("T03")), Told::InOrder),
        (180, Act::StartOut(e41()), Told::InOrder),
        (240, Act::StartOut(unit("T03")), Told::InOrder),
        (420, Act::Arrive(e41()), Told::InOrder),
        (500, Act::Clear(unit("T03")), Told::InOrder),
        (1_800, Act::Resolve, Told::InOrder),
        (1_800, Act::Clear(e41()), Told::InOrder),
    ];
    for (at, act, expected) in told {
        let said = format!("{act:?} at {at}");
        assert_eq!(centre.is_told(at, act), expected, "{said}");
    }
    let incident = centre.incident();
    assert_eq!(
        (
            incident.stage,
            incident.flags.returned,
            live(incident).len()
        ),
        (Stage::Resolved, 0, 0)
    );
    let reached = [
        Stage::Reported,
        Stage::Accepted,
        Stage::Dispatched,
        Stage::OnScene,
        Stage::Handling,
        Stage::Resolved,
    ];
    let times = reached.map(|stage| incident.reached.first(stage));
    assert_eq!(
        times,
        [
            Some(secs(0)),
            Some(secs(97)),
            Some(secs(120)),
            Some(secs(420)),
            None,
            Some(secs(1_800))
        ]
    );
    assert_eq!(centre.recording.world().out_of_order(), 0);
}

#[test]
fn a_crew_that_arrives_without_having_been_sent_was_sent() {
    let mut centre = Centre::with_a_report();
    assert_eq!(centre.is_told(300, Act::Arrive(e41())), Told::InOrder);
    let incident = centre.incident();
    assert_eq!(
        (incident.stage, live(incident)),
        (Stage::OnScene, vec![e41()])
    );
    assert_eq!(incident.reached.first(Stage::Accepted), Some(secs(300)));
    assert_eq!(incident.reached.first(Stage::Dispatched), None);
    assert!(!incident.dispatch_clock.is_pending());
}

#[test]
fn a_dispatch_told_after_the_arrival_is_out_of_order_fills_in_its_time_and_moves_nothing_back() {
    let mut centre = Centre::with_a_report();
    centre.is_told(300, Act::Arrive(e41()));
    assert_eq!(centre.is_told(45, Act::Assign(e41())), Told::OutOfOrder);
    let incident = centre.incident();
    assert_eq!(
        (incident.stage, incident.assignments.len()),
        (Stage::OnScene, 1)
    );
    let assignment = &incident.assignments[0];
    assert_eq!(
        (
            assignment.step,
            assignment.offered_at(),
            assignment.on_scene_at()
        ),
        (AssignmentStep::OnScene, Some(secs(45)), Some(secs(300)))
    );
    assert_eq!(incident.reached.first(Stage::Dispatched), Some(secs(45)));
    assert_eq!(incident.dispatch_clock.stopped_at(), Some(secs(45)));
    assert_eq!(centre.recording.world().out_of_order(), 1);
}

#[test]
fn what_is_known_already_is_a_duplicate() {
    let mut centre = Centre::with_a_report();
    let said = [
        (20, accept()),
        (30, Act::Assign(e41())),
        (40, Act::Receive(e41())),
        (50, Act::StartOut(e41())),
        (200, Act::Arrive(e41())),
        (220, Act::BeginHandling(Some(e41()))),
        (300, Act::Feedback),
        (310, Act::SetPriority(Priority::Urgent)),
        (320, Act::Suspend),
        (400, Act::Resume),
        (900, Act::Resolve),
        (910, Act::Clear(e41())),
        (1_000, Act::Verify { passed: true }),
        (2_000, Act::Rate(4)),
    ];
    for (at, act) in &said {
        assert_eq!(centre.is_told(*at, act.clone()), Told::InOrder, "{act:?}");
        assert_eq!(centre.is_told(*at, act.clone()), Told::Known, "{act:?}");
    }
    let (digest, log) = (
        centre.recording.register.digest(),
        centre.recording.log.len(),
    );
    for (at, act) in said {
        assert_eq!(centre.is_told(at, act.clone()), Told::Known, "{act:?}");
    }
    assert_eq!(
        (
            centre.recording.register.digest(),
            centre.recording.log.len()
        ),
        (digest, log)
    );
}

#[test]
fn a_crew_sent_again_after_it_was_free_has_a_new_assignment() {
    let mut centre = Centre::with_a_report();
    centre.is_told(30, Act::Assign(e41()));
    centre.is_told(60, Act::Assign(unit("T03")));
    centre.is_told(90, Act::Clear(e41()));
    assert_eq!(centre.is_told(30, Act::Assign(e41())), Told::Known);
    assert_eq!(centre.is_told(90, Act::Assign(e41())), Told::InOrder);
    assert_eq!(centre.is_told(200, Act::Arrive(e41())), Told::InOrder);
    let of_e41: Vec<_> = centre
        .incident()
        .assignments
        .iter()
        .filter(|assignment| assignment.assignee == e41())
        .collect();
    assert_eq!(of_e41.len(), 2);
    assert_eq!(
        (of_e41[0].ended(), of_e41[0].on_scene_at()),
        (Some((AssignmentEnd::Cleared, secs(90))), None)
    );
    assert_eq!(
        (of_e41[1].offered_at(), of_e41[1].on_scene_at()),
        (Some(secs(90)), Some(secs(200)))
    );
}

#[test]
fn a_step_told_after_the_end_of_an_assignment_fills_in_its_time() {
    let mut centre = Centre::with_a_report();
    centre.is_told(30, Act::Assign(e41()));
    centre.is_told(40, Act::Assign(unit("T03")));
    centre.is_told(900, Act::Clear(e41()));
    assert_eq!(centre.is_told(200, Act::Arrive(e41())), Told::OutOfOrder);
    let incident = centre.incident();
    assert_eq!(
        (
            incident.assignments.len(),
            incident.assignments[0].on_scene_at()
        ),
        (2, Some(secs(200)))
    );
    assert_eq!(incident.stage, Stage::Dispatched, "nobody is on scene now");
}

#[test]
fn a_step_told_with_the_second_of_the_end_belongs_to_what_ended() {
    let mut centre = Centre::with_a_report();
    centre.is_told(30, Act::Assign(e41()));
    centre.is_told(40, Act::Assign(unit("T03")));
    centre.is_told(900, Act::Clear(e41()));
    assert_eq!(centre.is_told(900, Act::Arrive(e41())), Told::OutOfOrder);
    assert_eq!(centre.is_told(901, Act::StartOut(e41())), Told::InOrder);
    let of_e41: Vec<_> = centre
        .incident()
        .assignments
        .iter()
        .filter(|assignment| assignment.assignee == e41())
        .map(|assignment| (assignment.on_scene_at(), assignment.under_way_at()))
        .collect();
    assert_eq!(of_e41, [(Some(secs(900)), None), (None, Some(secs(901)))]);
}

/// A crew that was on scene from 100 to 200 and is sent again at 300, its first way there not told.
fn sent_again() -> Centre {
    let mut centre = Centre::with_a_report();
    for (at, act) in [
        (30, Act::Assign(e41())),
        (100, Act::Arrive(e41())),
        (200, Act::Clear(e41())),
        (300, Act::Assign(e41())),
    ] {
        assert_eq!(centre.is_told(at, act), Told::InOrder);
    }
    centre
}

#[test]
fn an_arrival_told_again_after_the_crew_was_sent_again_is_known_and_nobody_is_on_scene() {
    let mut centre = sent_again();
    assert_eq!(centre.is_told(100, Act::Arrive(e41())), Told::Known);
    centre.is_told(350, Act::Clear(e41()));
    assert_eq!(centre.is_told(100, Act::Arrive(e41())), Told::Known);
    assert_eq!(centre.incident().assignments[1].on_scene_at(), None);
}

#[test]
fn an_end_told_again_after_the_crew_was_sent_again_is_known_and_leaves_it_sent() {
    let mut centre = sent_again();
    assert_eq!(centre.is_told(200, Act::Clear(e41())), Told::Known);
    assert_eq!(centre.is_told(250, Act::Clear(e41())), Told::Known);
    let handed_over = Act::HandOver {
        from: e41(),
        to: unit("T03"),
    };
    assert_eq!(centre.is_told(200, handed_over), Told::Known);
    assert_eq!(
        (centre.stage(), live(centre.incident())),
        (Stage::Dispatched, vec![e41()])
    );
}

#[test]
fn an_offer_told_again_is_known_be_it_that_its_end_was_said_to_be_earlier() {
    let mut centre = Centre::with_a_report();
    centre.is_told(30, Act::Assign(e41()));
    assert_eq!(centre.is_told(10, Act::Clear(e41())), Told::OutOfOrder);
    assert_eq!(centre.is_told(30, Act::Assign(e41())), Told::Known);
    assert_eq!(centre.incident().assignments.len(), 1);
}

#[test]
fn a_step_told_late_belongs_to_the_assignment_that_ended_after_it_and_not_to_the_next() {
    let mut centre = sent_again();
    assert_eq!(centre.is_told(60, Act::StartOut(e41())), Told::OutOfOrder);
    let times: Vec<_> = centre
        .incident()
        .assignments
        .iter()
        .map(|assignment| assignment.under_way_at())
        .collect();
    assert_eq!(times, [Some(secs(60)), None]);
    assert_eq!(centre.is_told(60, Act::StartOut(e41())), Told::Known);
}

#[test]
fn what_the_incident_does_not_show_is_stored_once_too() {
    let mut centre = Centre::closed();
    for act in [Act::Reject, Act::Suspend, Act::Verify { passed: false }] {
        assert_eq!(centre.is_told(500, act.clone()), Told::OutOfOrder);
        assert_eq!(centre.is_told(500, act.clone()), Told::Known, "{act:?}");
        assert_eq!(centre.is_told(501, act), Told::OutOfOrder, "another moment");
    }
    assert_eq!(centre.is_told(2_000, Act::Reply), Told::InOrder);
    assert_eq!(centre.is_told(2_000, Act::Reply), Told::Known);
    assert_eq!(centre.is_told(3_000, Act::Reply), Told::InOrder);

    let mut void = Centre::at(Stage::Void);
    assert_eq!(void.is_told(900, Act::Resolve), Told::OutOfOrder);
    assert_eq!(void.is_told(900, Act::Resolve), Told::Known);
}

#[test]
fn every_feedback_is_known_when_it_is_told_again_and_not_the_last_alone() {
    let mut centre = Centre::handling();
    for at in [300, 400, 500] {
        assert_eq!(centre.is_told(at, Act::Feedback), Told::InOrder);
    }
    for at in [300, 400, 500] {
        assert_eq!(centre.is_told(at, Act::Feedback), Told::Known);
    }
    assert_eq!(centre.is_told(350, Act::Feedback), Told::OutOfOrder);
    assert_eq!(centre.is_told(350, Act::Feedback), Told::Known);
}

#[test]
fn a_cancellation_told_again_after_the_incident_was_reopened_does_not_void_it_again() {
    let mut centre = Centre::with_a_unit_on_the_way();
    assert_eq!(centre.is_told(90, Act::Reject), Told::OutOfOrder);
    centre.does(500, Act::Reopen);
    assert_eq!(centre.is_told(90, Act::Reject), Told::Known);
    assert_eq!(centre.stage(), Stage::Accepted);
}

#[test]
fn crews_told_of_after_the_resolution_are_recorded_out_of_order_and_it_stays_resolved() {
    let mut centre = Centre::resolved();
    for (at, act) in [
        (300, Act::Assign(unit("T03"))),
        (400, Act::Arrive(unit("T03"))),
        (1_200, Act::StartOut(unit("B04"))),
    ] {
        assert_eq!(centre.is_told(at, act), Told::OutOfOrder);
        assert_eq!(centre.stage(), Stage::Resolved);
    }
    assert_eq!(
        centre.is_told(1_300, Act::Clear(unit("T03"))),
        Told::InOrder
    );
    assert_eq!(centre.recording.world().out_of_order(), 3);
}

#[test]
fn a_closed_incident_stays_closed_whatever_is_told_late() {
    let mut centre = Centre::closed();
    let late = [
        Act::Assign(unit("T03")),
        Act::Receive(unit("T03")),
        Act::Arrive(unit("B04")),
        Act::HandOver {
            from: unit("T03"),
            to: unit("B07"),
        },
        Act::Reject,
        Act::Verify { passed: false },
        Act::Suspend,
        Act::NobodyFree,
        Act::Escalate,
    ];
    for act in late {
        assert_eq!(
            centre.is_told(500, act.clone()),
            Told::OutOfOrder,
            "{act:?}"
        );
        assert_eq!(centre.stage(), Stage::Closed, "{act:?}");
    }
    let flags = centre.incident().flags;
    assert!(!flags.suspended && !flags.nobody_free && flags.reworked == 0);
}

#[test]
fn closed_before_it_was_reported_is_recorded_out_of_order_and_is_closed() {
    let mut centre = Centre::with_a_report();
    assert_eq!(centre.is_told(-600, Act::Close), Told::OutOfOrder);
    let incident = centre.incident();
    assert_eq!(
        (incident.stage, incident.reached.first(Stage::Closed)),
        (Stage::Closed, Some(secs(-600)))
    );
    assert_eq!(
        incident.dispatch_clock.reading(secs(900)).elapsed,
        domain::Millis::ZERO
    );
}

#[test]
fn stages_left_out_are_not_missed_and_their_times_stay_unknown() {
    let mut centre = Centre::with_a_report();
    assert_eq!(centre.is_told(7_200, Act::Resolve), Told::InOrder);
    let incident = centre.incident();
    assert_eq!(incident.stage, Stage::Resolved);
    assert_eq!(incident.reached.first(Stage::Accepted), None);
    assert_eq!(centre.is_told(100, accept()), Told::OutOfOrder);
    let incident = centre.incident();
    assert_eq!(
        (incident.stage, incident.reached.first(Stage::Accepted)),
        (Stage::Resolved, Some(secs(100)))
    );
    assert_eq!(
        incident
            .handling_clock
            .as_ref()
            .and_then(|clock| clock.stopped_at()),
        Some(secs(7_200))
    );
}

#[test]
fn an_acceptance_told_late_fills_in_what_is_missing_and_changes_nothing_else() {
    let mut centre = Centre::with_a_report();
    centre.is_told(30, Act::Assign(e41()));
    let late = |lon| Act::Accept {
        category: Some(category("noise")),
        priority: Some(Priority::Emergency),
        place: Some(place(lon, 29.5)),
    };
    assert_eq!(centre.is_told(20, late(106.9)), Told::OutOfOrder);
    let incident = centre.incident();
    assert_eq!(incident.category, Some(category("noise")));
    assert_eq!(
        (incident.priority, incident.place.clone()),
        (Priority::Routine, place(106.27, 29.39))
    );
    assert_eq!(centre.is_told(20, late(106.8)), Told::Known);
}

#[test]
fn a_call_cancelled_after_the_dispatch_contradicts_the_order_and_is_void() {
    let mut centre = Centre::with_a_unit_on_the_way();
    assert_eq!(centre.is_told(90, Act::Reject), Told::OutOfOrder);
    assert_eq!(
        (centre.stage(), live(centre.incident()).len()),
        (Stage::Void, 0)
    );
}

#[test]
fn what_is_done_is_not_voided_by_a_late_word() {
    let mut centre = Centre::resolved();
    assert_eq!(centre.is_told(1_000, Act::Reject), Told::OutOfOrder);
    assert_eq!(centre.stage(), Stage::Resolved);
}

#[test]
fn an_end_that_is_out_of_order_does_not_return_the_incident() {
    let mut centre = Centre::at(Stage::OnScene);
    assert_eq!(centre.is_told(100, Act::Clear(e41())), Told::OutOfOrder);
    let incident = centre.incident();
    assert_eq!(
        (
            incident.stage,
            incident.flags.returned,
            live(incident).len()
        ),
        (Stage::OnScene, 0, 0)
    );
}

#[test]
fn a_crew_that_nobody_spoke_of_and_is_free_again_is_noted_and_moves_nothing() {
    let mut centre = Centre::with_a_report();
    assert_eq!(centre.is_told(90, Act::Clear(e41())), Told::OutOfOrder);
    assert_eq!(
        (
            centre.stage(),
            centre.incident().assignments.len(),
            live(centre.incident()).len()
        ),
        (Stage::Reported, 1, 0)
    );
    assert_eq!(centre.is_told(90, Act::Clear(e41())), Told::Known);
}

#[test]
fn rework_and_reopening_told_by_a_platform_lead_back() {
    let mut centre = Centre::resolved();
    assert_eq!(
        centre.is_told(1_000, Act::Verify { passed: false }),
        Told::InOrder
    );
    assert_eq!(
        (centre.stage(), centre.incident().flags.reworked),
        (Stage::Handling, 1)
    );
    assert_eq!(
        centre.is_told(1_000, Act::Verify { passed: false }),
        Told::Known
    );
    assert_eq!(centre.is_told(1_100, Act::Resolve), Told::InOrder);
    assert_eq!(centre.is_told(1_200, Act::Reopen), Told::InOrder);
    assert_eq!(centre.stage(), Stage::Accepted);
    assert_eq!(centre.is_told(1_200, Act::Reopen), Told::Known);
    // The resolution of before is not news.
    assert_eq!(centre.is_told(900, Act::Resolve), Told::Known);
}

#[test]
fn a_platform_needs_no_reason_and_no_version_but_makes_sense() {
    let mut centre = Centre::with_a_report();
    assert_eq!(centre.is_told(10, Act::Reject), Told::InOrder);
    let request = |act| crate::shared::request(Some(domain::IncidentId(1)), act, secs(20));
    let rules = crate::shared::rules();
    for (act, refusal) in [
        (Act::Rate(9), Refusal::RatingOutOfRange),
        (
            Act::MergeInto(domain::IncidentId(1)),
            Refusal::CannotMergeInto {
                into: domain::IncidentId(1),
            },
        ),
        (Act::Archive, Refusal::OnlyTheHub),
    ] {
        assert_eq!(
            world::decide(
                &centre.recording.register,
                &rules,
                &request(act),
                world::Manner::Statement
            ),
            Err(refusal)
        );
    }
}

#[test]
fn a_dispatch_of_a_reported_incident_records_the_acceptance_and_the_dispatch() {
    let mut centre = Centre::with_a_report();
    centre.is_told(30, Act::Assign(e41()));
    let bodies: Vec<_> = centre
        .recording
        .log
        .iter()
        .map(|event| &event.fact.body)
        .collect();
    assert!(matches!(
        bodies[..],
        [
            Body::Reported(_),
            Body::Accepted { .. },
            Body::Assigned { .. }
        ]
    ));
}

#[test]
fn a_priority_told_late_for_the_first_time_does_not_undo_a_newer_one() {
    let mut centre = Centre::with_a_report();
    let emergency = Act::SetPriority(Priority::Emergency);
    let routine = Act::SetPriority(Priority::Routine);
    assert_eq!(centre.is_told(300, emergency), Told::InOrder);
    assert_eq!(centre.is_told(200, routine.clone()), Told::OutOfOrder);
    assert_eq!(centre.incident().priority, Priority::Emergency);
    assert_eq!(centre.recording.world().out_of_order(), 1);
    assert_eq!(centre.is_told(200, routine.clone()), Told::Known);
    assert_eq!(centre.is_told(300, routine), Told::InOrder, "not older");
    assert_eq!(centre.incident().priority, Priority::Routine);
}

fn amend(category_id: Option<&str>, subject: Option<&str>) -> Act {
    Act::Amend {
        place: None,
        category: category_id.map(category),
        subject: subject.map(Into::into),
    }
}

#[test]
fn an_amendment_told_late_undoes_no_newer_one_and_fills_in_what_is_missing() {
    let mut centre = Centre::with_a_report();
    let newer = amend(None, Some("建筑垃圾"));
    assert_eq!(centre.is_told(300, newer), Told::InOrder);
    let older = amend(Some("rubble"), Some("渣土"));
    assert_eq!(centre.is_told(200, older.clone()), Told::OutOfOrder);
    let incident = centre.incident();
    assert_eq!(
        (&*incident.subject, incident.category.clone()),
        ("建筑垃圾", Some(category("rubble")))
    );
    assert_eq!(
        centre.is_told(310, amend(None, Some("渣土"))),
        Told::InOrder
    );
    assert_eq!(
        centre.is_told(300, amend(None, Some("建筑垃圾"))),
        Told::Known,
        "whatever it was amended from when it was told first"
    );
}

#[test]
fn an_amendment_told_late_of_what_nothing_newer_is_known_of_is_in_order() {
    let mut centre = Centre::with_a_report();
    centre.is_told(300, amend(None, Some("建筑垃圾")));
    assert_eq!(
        centre.is_told(200, amend(Some("rubble"), None)),
        Told::InOrder
    );
    centre.does(400, Act::SetPriority(Priority::Urgent));
    assert_eq!(
        centre.is_told(350, Act::SetPriority(Priority::Emergency)),
        Told::OutOfOrder,
        "an officer's word is newer, too"
    );
}

#[test]
fn a_rating_or_a_supervision_told_late_does_not_undo_a_newer_one() {
    let mut centre = Centre::closed();
    assert_eq!(centre.is_told(3_000, Act::Rate(2)), Told::InOrder);
    assert_eq!(centre.is_told(2_500, Act::Rate(5)), Told::OutOfOrder);
    assert_eq!(centre.incident().rating, Some(2));
    let mut centre = Centre::with_a_report();
    assert_eq!(centre.is_told(100, Act::Supervise(true)), Told::InOrder);
    assert_eq!(centre.is_told(300, Act::Supervise(false)), Told::InOrder);
    assert_eq!(centre.is_told(200, Act::Supervise(true)), Told::OutOfOrder);
    assert!(!centre.incident().flags.supervised);
}

#[test]
fn a_suspension_told_late_does_not_suspend_what_was_resumed_since() {
    let mut centre = Centre::handling();
    for (at, act) in [(300, Act::Suspend), (500, Act::Resume)] {
        assert_eq!(centre.is_told(at, act), Told::InOrder);
    }
    assert_eq!(centre.is_told(400, Act::Suspend), Told::OutOfOrder);
    assert!(!centre.incident().flags.suspended);
    assert_eq!(centre.is_told(600, Act::Suspend), Told::InOrder);
    assert_eq!(centre.is_told(550, Act::Resume), Told::OutOfOrder);
    assert!(centre.incident().flags.suspended);
}

#[test]
fn what_is_newest_outlives_a_snapshot() {
    let mut centre = Centre::with_a_report();
    centre.is_told(300, Act::SetPriority(Priority::Emergency));
    let bytes = centre.recording.register.snapshot().to_bytes();
    let snapshot = world::Snapshot::from_bytes(&bytes).expect("it was just written");
    centre.recording.register = world::Register::from_snapshot(snapshot);
    assert_eq!(
        centre.is_told(200, Act::SetPriority(Priority::Routine)),
        Told::OutOfOrder
    );
}
