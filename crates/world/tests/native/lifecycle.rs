//! The lifecycle's table of commands, a sentence a line.

use domain::{
    Actor, AssignmentEnd, AssignmentStep, IncidentId, IncidentRef, Network, PhotoKey, Priority,
    Seq, Stage, TextKey,
};
use world::{Act, Body, Decision, Refusal, Request, Topic};

use crate::centre::{Centre, accept, live, secs};
use crate::shared::{category, department, officer, place, report, request, station, unit};

const fn not_in(stage: Stage) -> Refusal {
    Refusal::NotInThisStage { stage }
}

/// The act is possible at the stages named, each leading to the stage beside it, and refused for its stage at all others.
fn check_stages(act: &Act, leads: &[(Stage, Stage)]) {
    for stage in Stage::ALL {
        let mut centre = Centre::at(stage);
        let outcome = centre.commands(2_000, act.clone());
        match leads.iter().find(|(from, _)| *from == stage) {
            Some((_, to)) => {
                assert!(
                    matches!(outcome, Ok(Decision::Record(_))),
                    "{act:?} at {stage:?} came to {outcome:?}"
                );
                assert_eq!(centre.stage(), *to, "{act:?} at {stage:?}");
                assert!(centre.incident().reached.first(*to).is_some());
            }
            None => assert_eq!(outcome, Err(not_in(stage)), "{act:?} at {stage:?}"),
        }
    }
}

fn same(stages: impl IntoIterator<Item = Stage>) -> Vec<(Stage, Stage)> {
    stages.into_iter().map(|stage| (stage, stage)).collect()
}

const OPEN: [Stage; 6] = [
    Stage::Reported,
    Stage::Accepted,
    Stage::Dispatched,
    Stage::OnScene,
    Stage::Handling,
    Stage::Resolved,
];

#[test]
fn a_report_makes_an_incident_that_nobody_has_taken() {
    let centre = Centre::with_a_report();
    let incident = centre.incident();
    assert_eq!(
        (incident.stage, incident.version),
        (Stage::Reported, Seq(1))
    );
    assert_eq!(incident.reported_at(), secs(0));
    assert!(
        !incident.flags.acknowledged
            && incident.accepted_by.is_none()
            && incident.assignments.is_empty()
    );
}

#[test]
fn a_report_that_names_no_priority_has_its_categorys() {
    let mut centre = Centre::with_a_report();
    let noise = world::Report {
        category: Some(category("noise")),
        ..report(2)
    };
    let named = world::Report {
        priority: Some(Priority::Emergency),
        external_id: crate::shared::number(3),
        ..noise.clone()
    };
    for (report, expected) in [(noise, Priority::Urgent), (named, Priority::Emergency)] {
        let id = centre.recording.register.next_incident();
        centre
            .asks(request(None, Act::Report(Box::new(report)), secs(1)))
            .expect("a report is never refused");
        assert_eq!(
            centre
                .recording
                .world()
                .incident(id)
                .map(|incident| incident.priority),
            Some(expected)
        );
    }
}

#[test]
fn a_report_sent_twice_is_one_incident() {
    let mut centre = Centre::with_a_report();
    assert_eq!(centre.reports(40, 1), Decision::Known);
    assert_eq!(centre.recording.world().len(), 1);
}

#[test]
fn a_report_sent_again_after_archiving_is_still_known() {
    let mut centre = Centre::closed();
    let archive = Request {
        by: Actor::Hub,
        ..request(Some(IncidentId(1)), Act::Archive, secs(9_000))
    };
    assert!(centre.asks(archive.clone()).is_ok());
    assert_eq!(centre.reports(9_100, 1), Decision::Known);
    assert_eq!(centre.recording.register.next_incident(), IncidentId(2));
    assert_eq!(
        centre.asks(archive),
        Err(Refusal::Archived {
            incident: IncidentId(1)
        })
    );
}

#[test]
fn acknowledging_sets_a_flag_at_reported_and_only_there_and_only_once() {
    check_stages(&Act::Acknowledge, &same([Stage::Reported]));
    let mut centre = Centre::with_a_report();
    centre.does(5, Act::Acknowledge);
    assert!(centre.incident().flags.acknowledged);
    assert_eq!(
        centre.commands(6, Act::Acknowledge),
        Err(Refusal::NothingToChange)
    );
}

#[test]
fn accepting_takes_a_reported_incident_with_place_category_and_priority() {
    check_stages(&accept(), &[(Stage::Reported, Stage::Accepted)]);
    let mut centre = Centre::with_a_report();
    let there = place(106.3, 29.4);
    centre.does(
        20,
        Act::Accept {
            category: Some(category("noise")),
            priority: Some(Priority::Urgent),
            place: Some(there.clone()),
        },
    );
    let incident = centre.incident();
    assert_eq!(
        (
            incident.category.clone(),
            incident.priority,
            incident.place.clone()
        ),
        (Some(category("noise")), Priority::Urgent, there)
    );
    assert_eq!(incident.accepted_by.as_deref(), Some(&officer()));
    assert!(incident.flags.acknowledged);
}

#[test]
fn rejecting_voids_what_is_reported_or_accepted() {
    check_stages(
        &Act::Reject,
        &[
            (Stage::Reported, Stage::Void),
            (Stage::Accepted, Stage::Void),
        ],
    );
}

#[test]
fn an_incident_is_merged_from_reported_to_handling_and_comes_back_as_before() {
    for stage in Stage::ALL {
        let mut centre = Centre::at(stage);
        centre.reports(0, 2);
        let outcome = centre.commands(2_000, Act::MergeInto(IncidentId(2)));
        if stage > Stage::Handling {
            assert_eq!(outcome, Err(not_in(stage)));
            continue;
        }
        assert_eq!(
            (centre.stage(), centre.incident().merged_into.get()),
            (Stage::Void, Some(IncidentId(2)))
        );
        centre.does(2_100, Act::Unmerge);
        assert_eq!(
            (centre.stage(), centre.incident().merged_into.get()),
            (stage, None)
        );
    }
}

#[test]
fn what_is_unmerged_after_its_crew_has_gone_is_accepted_again() {
    let mut centre = Centre::at(Stage::OnScene);
    centre.reports(0, 2);
    centre
        .does(290, Act::Feedback)
        .does(300, Act::MergeInto(IncidentId(2)))
        .does(310, Act::Clear(unit("E41")))
        .does(320, Act::Unmerge);
    let incident = centre.incident();
    assert_eq!(
        (incident.stage, incident.flags.returned),
        (Stage::Accepted, 1)
    );
    assert!(
        incident
            .feedback_clock
            .as_ref()
            .is_some_and(|clock| !clock.is_pending()),
        "nobody is left who owes feedback"
    );
}

#[test]
fn an_incident_is_not_merged_into_itself_into_nothing_or_into_what_is_void() {
    let mut centre = Centre::with_a_report();
    centre.reports(0, 2);
    let two = Some(IncidentId(2));
    centre
        .asks(Request {
            note: Some(TextKey::new(1)),
            ..request(two, Act::Reject, secs(5))
        })
        .expect("a reported incident can be rejected");
    for into in [1, 2, 17] {
        let into = IncidentId(into);
        assert_eq!(
            centre.commands(10, Act::MergeInto(into)),
            Err(Refusal::CannotMergeInto { into })
        );
    }
}

#[test]
fn only_what_was_merged_is_unmerged() {
    check_stages(&Act::Unmerge, &[]);
}

#[test]
fn the_first_assignment_dispatches_from_reported_to_handling() {
    check_stages(
        &Act::Assign(station("milan")),
        &[
            (Stage::Reported, Stage::Dispatched),
            (Stage::Accepted, Stage::Dispatched),
            (Stage::Dispatched, Stage::Dispatched),
            (Stage::OnScene, Stage::OnScene),
            (Stage::Handling, Stage::Handling),
        ],
    );
}

#[test]
fn assigning_a_reported_incident_accepts_it_at_once() {
    let mut centre = Centre::with_a_report();
    let decision = centre
        .commands(30, Act::Assign(unit("E41")))
        .expect("assigned");
    let Decision::Record(facts) = decision else {
        panic!("an assignment is news")
    };
    assert!(matches!(
        [&facts[0].body, &facts[1].body],
        [Body::Accepted { .. }, Body::Assigned { .. }]
    ));
    assert_eq!(
        centre.incident().reached.first(Stage::Accepted),
        Some(secs(30))
    );
    assert_eq!(centre.incident().accepted_by.as_deref(), Some(&officer()));
}

#[test]
fn several_are_assigned_at_once_but_nobody_twice() {
    let mut centre = Centre::with_a_unit_on_the_way();
    centre.does(60, Act::Assign(department("enforcement")));
    assert_eq!(
        live(centre.incident()),
        [unit("E41"), department("enforcement")]
    );
    assert_eq!(
        centre.commands(70, Act::Assign(unit("E41"))),
        Err(Refusal::AlreadyAssigned {
            assignee: unit("E41")
        })
    );
}

#[test]
fn an_assignment_goes_from_offered_to_received_under_way_on_scene_and_cleared() {
    let mut centre = Centre::with_a_report();
    let e41 = || unit("E41");
    let mut steps = Vec::new();
    let acts = [
        Act::Assign(e41()),
        Act::Receive(e41()),
        Act::StartOut(e41()),
        Act::Arrive(e41()),
        Act::Clear(e41()),
    ];
    for (at, act) in (10..).step_by(10).zip(acts) {
        centre.does(at, act);
        steps.push(centre.incident().assignments[0].step);
    }
    use AssignmentStep::{Offered, OnScene, Received, UnderWay};
    assert_eq!(steps, [Offered, Received, UnderWay, OnScene, OnScene]);
    let assignment = &centre.incident().assignments[0];
    assert_eq!(assignment.ended(), Some((AssignmentEnd::Cleared, secs(50))));
    let times = [
        assignment.offered_at(),
        assignment.received_at(),
        assignment.under_way_at(),
        assignment.on_scene_at(),
    ];
    assert_eq!(times, [10, 20, 30, 40].map(|at| Some(secs(at))));
}

#[test]
fn nobody_starts_out_or_arrives_before_receiving() {
    let mut centre = Centre::with_a_report();
    centre.does(10, Act::Assign(unit("E41")));
    let not_received = Err(Refusal::NotReceived {
        assignee: unit("E41"),
    });
    assert_eq!(
        centre.commands(20, Act::StartOut(unit("E41"))),
        not_received
    );
    assert_eq!(centre.commands(20, Act::Arrive(unit("E41"))), not_received);
}

#[test]
fn a_step_that_is_passed_is_refused_and_so_is_the_step_of_a_stranger() {
    let mut centre = Centre::at(Stage::OnScene);
    let passed = Err(Refusal::StepPassed {
        assignee: unit("E41"),
    });
    for act in [
        Act::Receive(unit("E41")),
        Act::StartOut(unit("E41")),
        Act::Arrive(unit("E41")),
    ] {
        assert_eq!(centre.commands(300, act), passed);
    }
    let stranger = || {
        Err(Refusal::NotAssigned {
            assignee: unit("T03"),
        })
    };
    for act in [
        Act::Receive(unit("T03")),
        Act::StartOut(unit("T03")),
        Act::Arrive(unit("T03")),
        Act::Clear(unit("T03")),
        Act::Decline(unit("T03")),
        Act::Withdraw(unit("T03")),
        Act::BeginHandling(Some(unit("T03"))),
        Act::HandOver {
            from: unit("T03"),
            to: unit("B04"),
        },
    ] {
        assert_eq!(centre.commands(300, act), stranger());
    }
}

#[test]
fn the_first_on_scene_brings_the_incident_on_scene_and_the_second_leaves_it_there() {
    let mut centre = Centre::with_a_unit_on_the_way();
    centre
        .does(60, Act::Assign(unit("T03")))
        .does(70, Act::Receive(unit("T03")))
        .does(200, Act::Arrive(unit("E41")));
    assert_eq!(
        (
            centre.stage(),
            centre.incident().reached.first(Stage::OnScene)
        ),
        (Stage::OnScene, Some(secs(200)))
    );
    centre.does(260, Act::Arrive(unit("T03")));
    assert_eq!(
        (
            centre.stage(),
            centre.incident().reached.first(Stage::OnScene)
        ),
        (Stage::OnScene, Some(secs(200)))
    );
}

#[test]
fn an_incident_that_nobody_is_left_on_before_handling_comes_back_to_accepted() {
    let ends = [
        (Act::Decline(unit("E41")), AssignmentEnd::Declined),
        (Act::Withdraw(unit("E41")), AssignmentEnd::Withdrawn),
        (Act::Clear(unit("E41")), AssignmentEnd::Cleared),
    ];
    for (act, end) in ends {
        for stage in [Stage::Dispatched, Stage::OnScene] {
            let mut centre = Centre::at(stage);
            centre.does(300, act.clone());
            let incident = centre.incident();
            assert_eq!(
                (incident.stage, incident.flags.returned),
                (Stage::Accepted, 1)
            );
            assert_eq!(incident.assignments[0].ended(), Some((end, secs(300))));
        }
        let mut handling = Centre::handling();
        handling.does(300, act);
        assert_eq!(
            (handling.stage(), handling.incident().flags.returned),
            (Stage::Handling, 0)
        );
    }
}

#[test]
fn an_incident_that_somebody_is_left_on_does_not_come_back() {
    let mut centre = Centre::with_a_unit_on_the_way();
    centre
        .does(60, Act::Assign(unit("T03")))
        .does(70, Act::Decline(unit("E41")));
    assert_eq!(
        (centre.stage(), centre.incident().flags.returned),
        (Stage::Dispatched, 0)
    );
}

#[test]
fn who_was_free_again_can_be_sent_again() {
    let mut centre = Centre::with_a_unit_on_the_way();
    centre
        .does(60, Act::Decline(unit("E41")))
        .does(90, Act::Assign(unit("E41")));
    assert_eq!(
        (centre.stage(), centre.incident().assignments.len()),
        (Stage::Dispatched, 2)
    );
    assert_eq!(live(centre.incident()), [unit("E41")]);
}

#[test]
fn handling_begins_on_scene_or_with_a_department_that_has_claimed_it() {
    check_stages(
        &Act::BeginHandling(None),
        &[(Stage::OnScene, Stage::Handling)],
    );
    let mut centre = Centre::with_a_unit_on_the_way();
    let office = || department("enforcement");
    centre.does(60, Act::Assign(office()));
    assert_eq!(
        centre.commands(70, Act::BeginHandling(Some(unit("E41")))),
        Err(not_in(Stage::Dispatched))
    );
    assert_eq!(
        centre.commands(70, Act::BeginHandling(Some(office()))),
        Err(Refusal::NotReceived { assignee: office() })
    );
    centre
        .does(80, Act::Receive(office()))
        .does(90, Act::BeginHandling(Some(office())));
    assert_eq!(centre.stage(), Stage::Handling);
}

#[test]
fn handing_over_leaves_the_stage_and_offers_it_to_the_next() {
    for stage in [Stage::Dispatched, Stage::OnScene, Stage::Handling] {
        let mut centre = Centre::at(stage);
        centre.does(
            300,
            Act::HandOver {
                from: unit("E41"),
                to: department("traffic"),
            },
        );
        let incident = centre.incident();
        assert_eq!((incident.stage, incident.flags.returned), (stage, 0));
        assert_eq!(
            incident.assignments[0].ended(),
            Some((AssignmentEnd::HandedOver, secs(300)))
        );
        assert_eq!(
            (
                incident.assignments[1].step,
                incident.assignments[1].offered_at()
            ),
            (AssignmentStep::Offered, Some(secs(300)))
        );
    }
    for stage in [
        Stage::Reported,
        Stage::Accepted,
        Stage::Resolved,
        Stage::Closed,
        Stage::Void,
    ] {
        let outcome = Centre::at(stage).commands(
            2_000,
            Act::HandOver {
                from: unit("E41"),
                to: department("traffic"),
            },
        );
        assert_eq!(outcome, Err(not_in(stage)));
    }
    let to_itself = Act::HandOver {
        from: unit("E41"),
        to: unit("E41"),
    };
    assert_eq!(
        Centre::handling().commands(300, to_itself),
        Err(Refusal::NothingToChange)
    );
}

#[test]
fn feedback_leaves_the_stage_of_what_is_open_and_is_kept() {
    check_stages(&Act::Feedback, &same(OPEN));
    let mut centre = Centre::handling();
    centre.does(400, Act::Feedback);
    assert_eq!(
        centre.incident().last_feedback,
        Some((secs(400), Some(TextKey::new(7))))
    );
}

#[test]
fn what_is_on_scene_or_handled_is_resolved() {
    check_stages(
        &Act::Resolve,
        &[
            (Stage::OnScene, Stage::Resolved),
            (Stage::Handling, Stage::Resolved),
        ],
    );
}

#[test]
fn crews_that_are_still_there_when_it_is_resolved_are_cleared_one_by_one() {
    let mut centre = Centre::resolved();
    assert_eq!(live(centre.incident()), [unit("E41")]);
    centre.does(950, Act::Clear(unit("E41")));
    assert_eq!(
        (centre.stage(), live(centre.incident()).len()),
        (Stage::Resolved, 0)
    );
}

#[test]
fn verifying_closes_what_was_done_well_and_sends_the_rest_back_to_handling() {
    check_stages(
        &Act::Verify { passed: true },
        &[(Stage::Resolved, Stage::Closed)],
    );
    check_stages(
        &Act::Verify { passed: false },
        &[(Stage::Resolved, Stage::Handling)],
    );
    let mut centre = Centre::resolved();
    centre
        .does(1_000, Act::Verify { passed: false })
        .does(1_100, Act::Resolve)
        .does(1_200, Act::Verify { passed: false });
    assert_eq!(centre.incident().flags.reworked, 2);
}

#[test]
fn closing_frees_everybody() {
    let mut centre = Centre::with_a_unit_on_the_way();
    centre
        .does(60, Act::Assign(unit("T03")))
        .does(70, Act::Receive(unit("T03")))
        .does(200, Act::Arrive(unit("T03")));
    centre.does(300, Act::Close);
    let ends: Vec<_> = centre
        .incident()
        .assignments
        .iter()
        .map(|assignment| assignment.ended())
        .collect();
    assert_eq!(
        ends,
        [
            Some((AssignmentEnd::Withdrawn, secs(300))),
            Some((AssignmentEnd::Cleared, secs(300)))
        ]
    );
}

#[test]
fn closing_without_verification_is_possible_from_accepted_to_resolved() {
    let leads: Vec<_> = OPEN
        .into_iter()
        .skip(1)
        .map(|stage| (stage, Stage::Closed))
        .collect();
    check_stages(&Act::Close, &leads);
}

#[test]
fn what_is_open_is_suspended_and_resumed_where_it_stands() {
    check_stages(&Act::Suspend, &same(OPEN));
    for stage in OPEN {
        let mut centre = Centre::at(stage);
        assert_eq!(
            centre.commands(1_990, Act::Resume),
            Err(Refusal::NothingToChange)
        );
        centre.does(2_000, Act::Suspend);
        assert!(centre.incident().flags.suspended);
        assert_eq!(
            centre.commands(2_010, Act::Suspend),
            Err(Refusal::NothingToChange)
        );
        centre.does(2_020, Act::Resume);
        assert!(!centre.incident().flags.suspended);
        assert_eq!(centre.stage(), stage);
    }
}

#[test]
fn what_is_open_is_supervised_escalated_and_made_more_pressing_where_it_stands() {
    for act in [
        Act::Supervise(true),
        Act::Escalate,
        Act::SetPriority(Priority::Emergency),
    ] {
        check_stages(&act, &same(OPEN));
        let mut centre = Centre::handling();
        centre.does(400, act.clone());
        assert_eq!(centre.commands(410, act), Err(Refusal::NothingToChange));
    }
    let mut centre = Centre::handling();
    centre
        .does(400, Act::Supervise(true))
        .does(410, Act::Escalate)
        .does(420, Act::SetPriority(Priority::Emergency));
    let incident = centre.incident();
    assert!(incident.flags.supervised && incident.flags.escalated);
    assert_eq!(incident.priority, Priority::Emergency);
    centre.does(430, Act::Supervise(false));
    assert!(!centre.incident().flags.supervised);
}

#[test]
fn amending_puts_right_what_is_open_and_keeps_the_old_value() {
    let amend = Act::Amend {
        place: Some(place(106.3, 29.4)),
        category: Some(category("rubble")),
        subject: Some("建筑垃圾".into()),
    };
    check_stages(&amend, &same(OPEN));
    let mut centre = Centre::with_a_report();
    let before = centre.incident().clone();
    centre.does(30, amend.clone());
    let Some(Body::Amended(amended)) = centre.recording.log.last().map(|event| &event.fact.body)
    else {
        panic!("an amendment was recorded last")
    };
    assert_eq!(amended.place, Some((before.place, place(106.3, 29.4))));
    assert_eq!(amended.category, Some((None, category("rubble"))));
    assert_eq!(amended.subject, Some((before.subject, "建筑垃圾".into())));
    assert_eq!(centre.incident().place, place(106.3, 29.4));
    assert_eq!(centre.commands(40, amend), Err(Refusal::NothingToChange));
}

#[test]
fn reopening_brings_what_is_resolved_closed_or_void_back_to_accepted_with_nobody_on_it() {
    let back = [Stage::Resolved, Stage::Closed, Stage::Void].map(|stage| (stage, Stage::Accepted));
    check_stages(&Act::Reopen, &back);
    let mut centre = Centre::resolved();
    centre.does(1_000, Act::Reopen);
    assert_eq!(live(centre.incident()), []);
    assert_eq!(centre.incident().accepted_by.as_deref(), Some(&officer()));
}

#[test]
fn reopening_what_was_merged_makes_it_stand_alone_again() {
    let mut centre = Centre::with_a_unit_on_the_way();
    centre.reports(0, 2);
    centre
        .does(60, Act::MergeInto(IncidentId(2)))
        .does(70, Act::Reopen);
    let incident = centre.incident();
    assert_eq!(
        (
            incident.stage,
            incident.merged_into.get(),
            incident.stage_before_void
        ),
        (Stage::Accepted, None, None)
    );
}

#[test]
fn nobody_free_is_a_sign_until_somebody_is_sent() {
    check_stages(
        &Act::NobodyFree,
        &same([
            Stage::Reported,
            Stage::Accepted,
            Stage::Dispatched,
            Stage::OnScene,
            Stage::Handling,
        ]),
    );
    let mut centre = Centre::with_a_report();
    centre.does(20, Act::NobodyFree);
    assert!(centre.incident().flags.nobody_free);
    centre.does(40, Act::Assign(unit("E41")));
    assert!(!centre.incident().flags.nobody_free);
}

#[test]
fn the_citizen_is_answered_and_rates_when_it_is_resolved_or_closed() {
    check_stages(&Act::Reply, &same([Stage::Resolved, Stage::Closed]));
    check_stages(&Act::Rate(4), &same([Stage::Resolved, Stage::Closed]));
    let mut centre = Centre::closed();
    for refused in [0, 6] {
        assert_eq!(
            centre.commands(2_000, Act::Rate(refused)),
            Err(Refusal::RatingOutOfRange)
        );
    }
    centre.does(2_000, Act::Rate(5));
    assert_eq!(centre.incident().rating, Some(5));
}

#[test]
fn an_incident_is_linked_to_its_counterpart_on_another_network() {
    let counterpart = IncidentRef {
        network: Network::Police,
        id: IncidentId(17),
    };
    let mut centre = Centre::handling();
    centre.does(400, Act::Link(counterpart));
    assert_eq!(centre.incident().linked, Some(counterpart));
    assert_eq!(
        centre.commands(410, Act::Link(counterpart)),
        Err(Refusal::NothingToChange)
    );
}

#[test]
fn only_the_hub_archives_and_only_what_is_closed_or_void() {
    for stage in Stage::ALL {
        let mut centre = Centre::at(stage);
        assert_eq!(
            centre.commands(9_000, Act::Archive),
            Err(Refusal::OnlyTheHub)
        );
        let archive = Request {
            by: Actor::Hub,
            ..request(Some(IncidentId(1)), Act::Archive, secs(9_000))
        };
        if stage.is_open() {
            assert_eq!(centre.asks(archive), Err(not_in(stage)));
        } else {
            assert!(centre.asks(archive).is_ok());
            assert!(centre.recording.world().is_empty());
        }
    }
}

#[test]
fn acts_that_want_a_reason_are_refused_without_one() {
    let cases = [
        (Stage::Reported, Act::Reject),
        (Stage::Dispatched, Act::Decline(unit("E41"))),
        (Stage::Dispatched, Act::Withdraw(unit("E41"))),
        (
            Stage::Dispatched,
            Act::HandOver {
                from: unit("E41"),
                to: unit("T03"),
            },
        ),
        (Stage::Accepted, Act::Close),
        (Stage::Accepted, Act::Suspend),
        (Stage::Closed, Act::Reopen),
    ];
    for (stage, act) in cases {
        let mut centre = Centre::at(stage);
        let without = request(Some(IncidentId(1)), act, secs(2_000));
        assert_eq!(
            centre.asks(without.clone()),
            Err(Refusal::ReasonMissing),
            "{without:?}"
        );
        assert!(
            centre
                .asks(Request {
                    note: Some(TextKey::new(3)),
                    ..without
                })
                .is_ok()
        );
    }
}

#[test]
fn a_request_about_no_incident_or_one_that_never_was_is_refused() {
    let mut centre = Centre::with_a_report();
    for id in [None, Some(IncidentId(0)), Some(IncidentId(2))] {
        assert_eq!(
            centre.asks(request(id, accept(), secs(10))),
            Err(Refusal::UnknownIncident)
        );
    }
}

#[test]
fn every_fact_keeps_who_when_from_where_note_and_photos() {
    let mut centre = Centre::handling();
    let photos = vec![PhotoKey::try_from("p-1").expect("a photo's key")];
    let from = Some(crate::shared::at(106.28, 29.38));
    let resolve = Request {
        note: Some(TextKey::new(9)),
        photos: photos.clone(),
        from,
        ..request(Some(IncidentId(1)), Act::Resolve, secs(900))
    };
    centre.asks(resolve).expect("resolved");
    let fact = &centre
        .recording
        .log
        .last()
        .expect("a fact was recorded")
        .fact;
    assert_eq!(
        (
            &fact.by,
            fact.occurred_at,
            fact.from,
            fact.note,
            &fact.photos
        ),
        (&officer(), secs(900), from, Some(TextKey::new(9)), &photos)
    );
}

#[test]
fn a_command_is_refused_when_what_it_rests_on_has_changed_and_told_what() {
    let mut centre = Centre::with_a_report();
    let seen = centre.incident().version;
    centre.does(10, Act::SetPriority(Priority::Emergency));
    let accept = |decided_on| Request {
        decided_on: Some(decided_on),
        ..request(Some(IncidentId(1)), accept(), secs(20))
    };
    let now_at = centre.incident().version;
    let outdated = Refusal::Outdated {
        decided_on: seen,
        now_at,
        changed: vec![Topic::Description],
    };
    assert_eq!(centre.asks(accept(seen)), Err(outdated));
    assert!(centre.asks(accept(now_at)).is_ok());
}

#[test]
fn a_command_is_not_refused_for_a_change_that_does_not_matter_to_it() {
    let mut centre = Centre::with_a_unit_on_the_way();
    let seen = centre.incident().version;
    centre
        .does(60, Act::Feedback)
        .does(70, Act::Assign(unit("T03")))
        .does(80, Act::SetPriority(Priority::Urgent));
    let decided = |act| Request {
        decided_on: Some(seen),
        note: Some(TextKey::new(1)),
        ..request(Some(IncidentId(1)), act, secs(200))
    };
    assert!(centre.asks(decided(Act::Arrive(unit("E41")))).is_ok());
    let outcome = centre.asks(decided(Act::Assign(unit("B04"))));
    let Err(Refusal::Outdated { changed, .. }) = outcome else {
        panic!("{outcome:?}")
    };
    assert_eq!(changed, Topic::ALL);
}
