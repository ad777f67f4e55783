//! The store: folding what hubs tell, and waking nobody for nothing.
#![cfg(target_arch = "wasm32")]

mod told;

use domain::{Incident, Priority, Seq, Stage};
use furun::config::Directory;
use furun::platform::PageTime;
use furun::store::{BrokenFeed, DirtySet, Feed, RunningClock, Store, Touched};
use leptos::prelude::*;
use protocol::{Delta, Deltas, DeploymentClock, LogId, Resume, ServerFrame};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

use told::{
    POLICE, accepted, clock, closed, deltas, hello, incident, incidents, place, reference,
    reported, secs, snapshot,
};

wasm_bindgen_test_configure!(run_in_browser);

const AT: PageTime = PageTime(1_000.0);

fn feed() -> Feed {
    Feed::new(POLICE)
}

fn told(feed: &mut Feed, frame: ServerFrame) -> (Result<(), BrokenFeed>, DirtySet) {
    let mut dirty = DirtySet::default();
    let folded = feed.fold(frame, AT, &mut dirty);
    (folded, dirty)
}

fn tell(feed: &mut Feed, frames: impl IntoIterator<Item = ServerFrame>) {
    for frame in frames {
        told(feed, frame).0.expect("frames that fit");
    }
}

fn store() -> (Owner, Store) {
    let owner = Owner::new();
    let store = owner.with(|| Store::new(&[POLICE], Directory::default()));
    (owner, store)
}

#[wasm_bindgen_test]
fn a_snapshot_is_shown_with_its_last_part_and_the_old_picture_until_then() {
    let mut feed = feed();
    tell(
        &mut feed,
        [
            hello(10, 1, None),
            snapshot(
                1,
                0,
                1,
                vec![incident(&reported(1, 1, 0, Priority::Routine))],
            ),
        ],
    );
    let newer = incidents(&[
        reported(2, 2, 5, Priority::Routine),
        reported(3, 3, 6, Priority::Routine),
    ]);
    tell(&mut feed, [hello(20, 2, None)]);
    let (_, dirty) = told(&mut feed, snapshot(3, 0, 2, newer[..1].to_vec()));
    assert!(dirty.is_empty());
    assert!(feed.is_assembling());
    let held: Vec<u64> = feed.world().incidents().map(|held| held.id.0).collect();
    assert_eq!(held, [1], "the old picture stays");

    let (_, dirty) = told(&mut feed, snapshot(3, 1, 2, newer[1..].to_vec()));
    assert!(dirty.everything);
    let held: Vec<u64> = feed.world().incidents().map(|held| held.id.0).collect();
    assert_eq!(held, [2, 3]);
    assert_eq!(feed.world().through(), Seq(3));
}

#[wasm_bindgen_test]
fn until_a_snapshot_is_whole_the_feed_resumes_from_what_it_showed_before() {
    let mut feed = feed();
    assert_eq!(feed.resume(), None);
    tell(&mut feed, [hello(10, 1, None)]);
    assert_eq!(feed.resume(), None, "greeted, and still without a picture");
    tell(&mut feed, [snapshot(7, 0, 1, Vec::new())]);
    let from_first = Resume {
        log: LogId(1),
        after: Seq(7),
    };
    assert_eq!(feed.resume(), Some(from_first));
    tell(
        &mut feed,
        [hello(20, 2, None), snapshot(90, 0, 2, Vec::new())],
    );
    assert_eq!(
        feed.resume(),
        Some(from_first),
        "half of another log's picture"
    );
    tell(&mut feed, [snapshot(90, 1, 2, Vec::new())]);
    let from_second = Resume {
        log: LogId(2),
        after: Seq(90),
    };
    assert_eq!(feed.resume(), Some(from_second));
}

#[wasm_bindgen_test]
fn a_part_out_of_turn_breaks_the_feed_and_leaves_the_picture() {
    let mut feed = feed();
    tell(
        &mut feed,
        [
            hello(10, 1, None),
            snapshot(
                1,
                0,
                1,
                vec![incident(&reported(1, 1, 0, Priority::Routine))],
            ),
            hello(11, 1, None),
            snapshot(9, 0, 3, Vec::new()),
        ],
    );
    let (folded, dirty) = told(&mut feed, snapshot(9, 2, 3, Vec::new()));
    let expected = BrokenFeed::PartOutOfTurn {
        expected: 1,
        got: 2,
    };
    assert_eq!(folded, Err(expected));
    assert!(dirty.is_empty());
    assert_eq!(feed.world().len(), 1);
}

#[wasm_bindgen_test]
fn changes_in_the_middle_of_a_snapshot_break_the_feed() {
    let mut feed = feed();
    tell(
        &mut feed,
        [hello(10, 1, None), snapshot(5, 0, 2, Vec::new())],
    );
    let (folded, _) = told(&mut feed, deltas(6, [reported(6, 6, 0, Priority::Routine)]));
    assert_eq!(folded, Err(BrokenFeed::DeltasInSnapshot));
}

#[wasm_bindgen_test]
fn what_was_told_before_changes_nothing_when_a_resumed_hub_tells_it_again() {
    let mut feed = feed();
    tell(
        &mut feed,
        [
            hello(10, 1, None),
            snapshot(0, 0, 1, Vec::new()),
            deltas(2, [reported(1, 1, 0, Priority::Routine), accepted(2, 1, 5)]),
            hello(20, 1, Some(0)),
        ],
    );
    let (_, dirty) = told(
        &mut feed,
        deltas(2, [reported(1, 1, 0, Priority::Routine), accepted(2, 1, 5)]),
    );
    assert!(dirty.is_empty());
    assert_eq!(feed.world().len(), 1);
}

#[wasm_bindgen_test]
fn a_gap_in_what_is_sent_is_no_gap_in_what_is_known() {
    let mut feed = feed();
    tell(
        &mut feed,
        [hello(10, 1, None), snapshot(0, 0, 1, Vec::new())],
    );
    tell(
        &mut feed,
        [deltas(41, [reported(7, 3, 0, Priority::Routine)])],
    );
    assert_eq!(feed.world().through(), Seq(41));
    tell(
        &mut feed,
        [ServerFrame::Heartbeat {
            clock: clock(30),
            through: Seq(55),
        }],
    );
    assert_eq!(feed.resume().map(|resume| resume.after), Some(Seq(55)));
}

#[wasm_bindgen_test]
fn an_incident_that_leaves_the_view_is_withdrawn_and_one_that_enters_comes_whole() {
    let mut feed = feed();
    tell(
        &mut feed,
        [
            hello(10, 1, None),
            snapshot(
                1,
                0,
                1,
                vec![incident(&reported(1, 1, 0, Priority::Routine))],
            ),
        ],
    );
    let entering = incident(&reported(4, 2, 0, Priority::Urgent));
    let (_, dirty) = told(
        &mut feed,
        ServerFrame::Deltas(Deltas::pack(
            Seq(5),
            [
                Delta::Left(reference(1).id),
                Delta::Entered(Box::new(entering)),
            ],
        )),
    );
    assert_eq!(dirty.removed, [reference(1)]);
    assert_eq!(dirty.changed[0].incident, reference(2));
    assert_eq!(feed.world().len(), 1);
}

#[wasm_bindgen_test]
fn an_incident_that_comes_again_says_whether_it_stands_elsewhere() {
    let mut feed = feed();
    let one = incident(&reported(1, 1, 0, Priority::Routine));
    tell(
        &mut feed,
        [hello(10, 1, None), snapshot(1, 0, 1, vec![one.clone()])],
    );
    let elsewhere = Incident {
        version: Seq(2),
        place: place(104.0, 30.5),
        ..one
    };
    let mut comes = |again: &Incident| {
        let again = Delta::Entered(Box::new(again.clone()));
        let told = told(
            &mut feed,
            ServerFrame::Deltas(Deltas::pack(Seq(3), [again])),
        );
        told.1.changed
    };
    let touched = |place_changed| Touched {
        incident: reference(1),
        stage_changed: false,
        place_changed,
    };
    assert_eq!(comes(&elsewhere), [touched(true)]);
    let same = Incident {
        version: Seq(3),
        ..elsewhere
    };
    assert_eq!(comes(&same), [touched(false)]);
}

#[wasm_bindgen_test]
fn a_hub_of_another_network_is_not_believed() {
    let mut feed = Feed::new(domain::Network::Internet);
    let (folded, _) = told(&mut feed, hello(10, 1, None));
    assert_eq!(folded, Err(BrokenFeed::AnotherNetwork(POLICE)));
}

#[wasm_bindgen_test]
fn the_deployments_clock_runs_at_its_rate_and_is_not_shaken_by_the_line() {
    let fast = DeploymentClock {
        rate: 60.0,
        ..clock(0)
    };
    let mut running = RunningClock::told(fast, PageTime(0.0));
    assert_eq!(running.now(PageTime(1_000.0)), secs(60));
    let late_by_a_jitter = DeploymentClock {
        now: secs(57),
        ..fast
    };
    running.hear(late_by_a_jitter, PageTime(1_000.0));
    assert_eq!(running.now(PageTime(1_000.0)), secs(60));
    let set_by_hand = DeploymentClock {
        now: secs(4_000),
        ..fast
    };
    running.hear(set_by_hand, PageTime(1_000.0));
    assert_eq!(running.now(PageTime(1_000.0)), secs(4_000));
}

#[wasm_bindgen_test]
fn marks_blink_once_a_second_at_every_rate_of_the_clock() {
    for rate in [1.0, 60.0, 600.0] {
        let told = DeploymentClock { rate, ..clock(7) };
        let running = RunningClock::told(told, PageTime(0.0));
        let passed = running.blink_ms(PageTime(500.0)) - running.blink_ms(PageTime(0.0));
        assert!((passed - 500.0).abs() < 1e-6, "{rate}: {passed}");
    }
}

#[wasm_bindgen_test]
fn a_clock_that_stands_is_exactly_where_it_was_told_and_does_not_blink() {
    let standing = |now| DeploymentClock {
        now,
        rate: 0.0,
        ..clock(0)
    };
    let mut running = RunningClock::told(clock(7), PageTime(0.0));
    assert!(!running.stands());
    for now in [secs(8), secs(8) + domain::Millis(20), secs(3)] {
        running.hear(standing(now), PageTime(1_000.0));
        assert!(running.stands());
        for at in [1_000.0, 1_700.0, 90_000.0] {
            assert_eq!(running.now(PageTime(at)), now);
            assert_eq!(
                running.blink_ms(PageTime(at)).to_bits(),
                (now.0 as f64).to_bits()
            );
        }
    }
    running.hear(clock(3), PageTime(2_000.0));
    assert_eq!(running.now(PageTime(3_000.0)), secs(4));
}

#[wasm_bindgen_test]
fn another_log_has_other_positions_be_they_earlier() {
    let seen = |unit: &str, at| domain::UnitPosition {
        unit: domain::UnitId::try_from(unit).expect("a call sign"),
        position: domain::Wgs84::from_lon_lat(106.27, 29.39).expect("on earth"),
        heading_degrees: None,
        sampled_at: secs(at),
    };
    let mut feed = feed();
    tell(
        &mut feed,
        [
            hello(100, 1, None),
            snapshot(0, 0, 1, Vec::new()),
            ServerFrame::Positions(vec![seen("PT-01", 100), seen("PT-02", 100)]),
            hello(50, 2, None),
            snapshot(0, 0, 1, Vec::new()),
            ServerFrame::Positions(vec![seen("PT-01", 50)]),
        ],
    );
    let units: Vec<_> = feed.units().map(|unit| unit.sampled_at).collect();
    assert_eq!(units, [secs(50)]);
}

#[wasm_bindgen_test]
fn an_open_card_is_woken_by_its_own_incident_and_by_no_other() {
    let (owner, store) = store();
    owner.with(|| {
        let apply = |frames: Vec<ServerFrame>| store.apply(POLICE, frames, AT).expect("they fit");
        apply(vec![
            hello(10, 1, None),
            snapshot(0, 0, 1, Vec::new()),
            deltas(
                2,
                [
                    reported(1, 1, 0, Priority::Routine),
                    reported(2, 2, 0, Priority::Routine),
                ],
            ),
        ]);
        let card = store.incident(reference(1));
        let computed = StoredValue::new(0);
        let stage = Memo::new(move |_| {
            computed.update_value(|computed| *computed += 1);
            card.with(|card| card.as_ref().map(|card| card.stage))
        });
        assert_eq!(stage.get_untracked(), Some(Stage::Reported));
        apply(vec![deltas(3, [accepted(3, 2, 5)])]);
        assert_eq!(stage.get_untracked(), Some(Stage::Reported));
        assert_eq!(computed.get_value(), 1, "another incident woke the card");
        apply(vec![deltas(4, [accepted(4, 1, 6)])]);
        assert_eq!(stage.get_untracked(), Some(Stage::Accepted));
        apply(vec![deltas(5, [closed(5, 1, 7)])]);
        assert_eq!(stage.get_untracked(), Some(Stage::Closed));
    });
}

#[wasm_bindgen_test]
fn a_frame_that_does_not_fit_keeps_what_came_before_it() {
    let (owner, store) = store();
    owner.with(|| {
        let broken = store.apply(
            POLICE,
            [
                hello(10, 1, None),
                snapshot(
                    1,
                    0,
                    1,
                    vec![incident(&reported(1, 1, 0, Priority::Routine))],
                ),
                snapshot(9, 3, 4, Vec::new()),
                deltas(10, [reported(10, 10, 0, Priority::Routine)]),
            ],
            AT,
        );
        assert!(broken.is_err());
        assert!(store.with_incident(reference(1), |_| ()).is_some());
        assert!(store.with_incident(reference(10), |_| ()).is_none());
    });
}

#[wasm_bindgen_test]
fn figures_are_woken_at_most_four_times_a_second_and_never_forgotten() {
    let (owner, store) = store();
    owner.with(|| {
        let woken = StoredValue::new(0);
        let figure = Memo::new(move |_| {
            store.track_paced();
            woken.update_value(|woken| *woken += 1);
            woken.get_value()
        });
        let apply = |seq: u64, at: f64| {
            let frame = deltas(seq, [reported(seq, seq, 0, Priority::Routine)]);
            store.apply(POLICE, [frame], PageTime(at)).expect("it fits");
            figure.get_untracked();
        };
        figure.get_untracked();
        for (seq, at) in [(1, 0.0), (2, 16.0), (3, 33.0), (4, 50.0)] {
            apply(seq, at);
        }
        assert_eq!(
            woken.get_value(),
            2,
            "once at first, once for the first change"
        );
        let due = store.next_wake().expect("three changes are owed");
        assert_eq!(due, PageTime(250.0));
        store.tell_time(due);
        figure.get_untracked();
        assert_eq!(woken.get_value(), 3);
        assert_eq!(store.next_wake(), None);
    });
}

#[wasm_bindgen_test]
fn changes_that_nobody_takes_do_not_pile_up_without_end() {
    let (owner, store) = store();
    owner.with(|| {
        store
            .apply(
                POLICE,
                [hello(0, 1, None), snapshot(0, 0, 1, Vec::new())],
                AT,
            )
            .expect("they fit");
        let mut taken = DirtySet::default();
        store.take_dirty(&mut taken);
        let mut seq = 0;
        for _ in 0..60 {
            let events: Vec<_> = (0..1_000)
                .map(|_| {
                    seq += 1;
                    reported(seq, seq, 0, Priority::Routine)
                })
                .collect();
            store
                .apply(POLICE, [deltas(seq, events)], AT)
                .expect("they fit");
        }
        store.take_dirty(&mut taken);
        assert!(taken.everything);
        assert!(taken.changed.len() <= 50_000);
    });
}
