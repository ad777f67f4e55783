//! The pace of a replay, against a hub that a test can follow; no real time passes.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use domain::{ExternalId, Millis, Timestamp};
use feeds::csv_mapping::{Mapping, Plan, Planned, plan};
use feeds::{Said, Statement};

use super::player::{
    GATHERED_FOR, LEAD, MOST_STATEMENTS, PATIENCE, PATIENCE_BEFORE_THE_FIRST_ANSWER,
};
use super::*;

const START: Timestamp = Timestamp(1_795_392_000_000);

/// Time that passes only when somebody waits.
#[derive(Default)]
struct TestTimer(Cell<Duration>);

impl Timer for TestTimer {
    fn now(&self) -> Duration {
        self.0.get()
    }

    fn sleep(&self, span: Duration) {
        self.0.set(self.0.get() + span);
    }
}

/// A hub that keeps what it was asked.
struct TestDoor<'a> {
    timer: &'a TestTimer,
    posts: RefCell<Vec<Post>>,
    clock: RefCell<Vec<(Duration, Timestamp, f64)>>,
    /// What the next posts are answered instead of being taken.
    troubles: RefCell<Vec<Trouble>>,
    most: usize,
}

struct Post {
    at: Duration,
    key: String,
    ids: Vec<String>,
}

impl<'a> TestDoor<'a> {
    fn new(timer: &'a TestTimer) -> Self {
        Self {
            timer,
            posts: RefCell::default(),
            clock: RefCell::default(),
            troubles: RefCell::default(),
            most: 1_000,
        }
    }

    fn failing(timer: &'a TestTimer, mut troubles: Vec<Trouble>) -> Self {
        troubles.reverse();
        Self {
            troubles: RefCell::new(troubles),
            ..Self::new(timer)
        }
    }

    fn ids(&self) -> Vec<String> {
        self.posts
            .borrow()
            .iter()
            .flat_map(|post| post.ids.clone())
            .collect()
    }
}

impl Door for TestDoor<'_> {
    fn set_clock(&self, now: Timestamp, rate: f64) -> Result<(), Trouble> {
        self.clock.borrow_mut().push((self.timer.now(), now, rate));
        Ok(())
    }

    fn clock(&self) -> Result<Reading, Trouble> {
        let (at, now, rate) = *self.clock.borrow().last().expect("it was set");
        let gone = (self.timer.now() - at).as_secs_f64() * 1_000.0 * rate;
        Ok(Reading {
            now: Timestamp(now.0 + gone as i64),
            rate,
        })
    }

    fn post(&self, body: &[u8], key: &str) -> Result<Vec<Answer>, Trouble> {
        let statements: Vec<serde_json::Value> =
            serde_json::from_slice(body).expect("a body of JSON");
        if statements.len() > self.most {
            return Err(Trouble::TooLarge);
        }
        if let Some(trouble) = self.troubles.borrow_mut().pop() {
            return Err(trouble);
        }
        let ids = statements
            .iter()
            .map(|one| one["id"].as_str().expect("an id").to_owned());
        self.posts.borrow_mut().push(Post {
            at: self.timer.now(),
            key: key.to_owned(),
            ids: ids.collect(),
        });
        let answer = Answer {
            outcome: "applied".to_owned(),
            grid: None,
            problem: None,
        };
        Ok(vec![answer; statements.len()])
    }
}

/// A plan with one acknowledgement a row, due so many seconds after the start.
fn due_after(seconds: impl IntoIterator<Item = i64>) -> Plan {
    let planned: Vec<Planned> = seconds
        .into_iter()
        .enumerate()
        .map(|(index, seconds)| {
            let due = Timestamp(START.0 + seconds * 1_000);
            Planned {
                row: index + 1,
                due,
                statement: Statement {
                    external_id: ExternalId::try_from(format!("C{index}").as_str()).expect("an id"),
                    occurred_at: due,
                    desk: None,
                    note: None,
                    photos: Vec::new(),
                    said: Said::Acknowledge,
                },
            }
        })
        .collect();
    Plan {
        rows: planned.len(),
        planned,
        refused: Vec::new(),
        true_grids: Default::default(),
    }
}

fn player<'a>(
    door: &'a TestDoor<'a>,
    plan: &'a Plan,
    speed: Speed,
) -> Player<'a, TestDoor<'a>, TestTimer> {
    Player {
        door,
        timer: door.timer,
        plan,
        speed,
        from: None,
        until: None,
        longest_gap: None,
        keep_clock: false,
        platform: "fire",
        run: "run",
    }
}

fn passing(cause: &str) -> Trouble {
    Trouble::Passing {
        after: Duration::ZERO,
        cause: cause.to_owned(),
    }
}

#[test]
fn at_600_times_an_hour_takes_six_seconds() {
    let timer = TestTimer::default();
    let door = TestDoor::new(&timer);
    let plan = due_after([0, 1_800, 3_600]);
    let summary = player(&door, &plan, Speed::Times(600.0))
        .play(&mut |_| {})
        .expect("it can be played");
    let at: Vec<_> = door
        .posts
        .borrow()
        .iter()
        .map(|post| (post.at - LEAD).as_millis())
        .collect();
    for (at, expected) in at.iter().zip([0, 3_000, 6_000]) {
        assert!(
            (expected..=expected + GATHERED_FOR.as_millis()).contains(at),
            "{at} ms instead of {expected}"
        );
    }
    assert_eq!((summary.sent, summary.applied, summary.unplayed), (3, 3, 0));
    assert!((7.0..7.2).contains(&summary.seconds), "{}", summary.seconds);
}

#[test]
fn the_clock_begins_before_the_first_fact_and_goes_on_in_real_time_after_the_last() {
    let timer = TestTimer::default();
    let door = TestDoor::new(&timer);
    let plan = due_after([0, 3_600]);
    player(&door, &plan, Speed::Times(600.0))
        .play(&mut |_| {})
        .expect("it can be played");
    let clock = door.clock.borrow();
    assert_eq!(
        clock.first(),
        Some(&(Duration::ZERO, Timestamp(START.0 - 600_000), 600.0))
    );
    let last = clock.last().expect("it was set");
    assert_eq!((clock.len(), last.2), (2, 1.0));
    assert!((0..60_000).contains(&(last.1.0 - plan.planned[1].due.0)));
}

#[test]
fn what_is_due_together_goes_out_together_in_posts_of_at_most_500() {
    let timer = TestTimer::default();
    let door = TestDoor::new(&timer);
    let plan = due_after((0..1_203).map(|_| 0).chain([5, 5]));
    player(&door, &plan, Speed::Times(1.0))
        .play(&mut |_| {})
        .expect("it can be played");
    let posts = door.posts.borrow();
    let sizes: Vec<_> = posts.iter().map(|post| post.ids.len()).collect();
    assert_eq!(sizes, [MOST_STATEMENTS, MOST_STATEMENTS, 203, 2]);
    assert_eq!(posts[0].at, posts[2].at, "what is due is not kept waiting");
    let expected: Vec<_> = (0..1_205).map(|index| format!("C{index}")).collect();
    drop(posts);
    assert_eq!(door.ids(), expected);
}

#[test]
fn a_post_that_was_not_answered_is_sent_again_under_the_same_key() {
    let timer = TestTimer::default();
    let door = TestDoor::failing(&timer, vec![passing("gone"), passing("still gone")]);
    let plan = due_after([0, 60]);
    let summary = player(&door, &plan, Speed::Times(60.0))
        .play(&mut |_| {})
        .expect("it can be played");
    let keys: Vec<_> = door
        .posts
        .borrow()
        .iter()
        .map(|post| post.key.clone())
        .collect();
    assert_eq!(keys, ["run-1", "run-2"]);
    assert_eq!(
        (door.ids(), summary.accepted),
        (vec!["C0".to_owned(), "C1".to_owned()], 2)
    );
    let waited = door.posts.borrow()[0].at - LEAD;
    assert!(waited >= Duration::from_millis(300), "{waited:?}");
}

#[test]
fn a_hub_that_asks_to_wait_is_not_asked_sooner() {
    let timer = TestTimer::default();
    let busy = Trouble::Passing {
        after: Duration::from_secs(7),
        cause: "429".to_owned(),
    };
    let door = TestDoor::failing(&timer, vec![busy]);
    let plan = due_after([0]);
    player(&door, &plan, Speed::Times(1.0))
        .play(&mut |_| {})
        .expect("it can be played");
    assert_eq!(door.posts.borrow()[0].at - LEAD, Duration::from_secs(7));
}

#[test]
fn a_hub_that_comes_back_with_another_clock_is_told_the_time_again() {
    let timer = TestTimer::default();
    let door = TestDoor::failing(&timer, vec![passing("killed")]);
    let plan = due_after([0, 6_000]);
    // What the hub shows after its restart: its own day, at its own pace.
    struct Forgetful<'a>(&'a TestDoor<'a>, Cell<bool>);
    impl Door for Forgetful<'_> {
        fn set_clock(&self, now: Timestamp, rate: f64) -> Result<(), Trouble> {
            self.0.set_clock(now, rate)
        }
        fn clock(&self) -> Result<Reading, Trouble> {
            if self.1.replace(false) {
                return Ok(Reading {
                    now: Timestamp(0),
                    rate: 1.0,
                });
            }
            self.0.clock()
        }
        fn post(&self, body: &[u8], key: &str) -> Result<Vec<Answer>, Trouble> {
            self.0.post(body, key)
        }
    }
    let forgetful = Forgetful(&door, Cell::new(true));
    let player = Player {
        door: &forgetful,
        timer: &timer,
        plan: &plan,
        speed: Speed::Times(600.0),
        from: None,
        until: None,
        longest_gap: None,
        keep_clock: false,
        platform: "fire",
        run: "run",
    };
    player.play(&mut |_| {}).expect("it can be played");
    let clock = door.clock.borrow();
    assert_eq!(
        clock.len(),
        3,
        "at the start, after the restart, at the end"
    );
    let (at, now, rate) = clock[1];
    let expected = START.0 + ((at - LEAD).as_secs_f64() * 600_000.0) as i64;
    assert!(
        (now.0 - expected).abs() <= 1 && rate == 600.0,
        "{now:?} instead of {expected}"
    );
}

#[test]
fn a_hub_that_is_never_there_is_not_waited_for_long_and_one_that_went_away_is() {
    let check = |lost_before: usize, patience: Duration| {
        let timer = TestTimer::default();
        let door = TestDoor::failing(&timer, vec![passing("nobody listens"); 10_000]);
        let plan = due_after([0]);
        let player = Player {
            keep_clock: lost_before == 0,
            ..player(&door, &plan, Speed::Times(1.0))
        };
        let error = player.play(&mut |_| {}).expect_err("nobody answers");
        let ReplayError::OutOfReach { waited, cause } = error else {
            panic!("{error}")
        };
        assert!(waited >= patience && waited < patience * 2, "{waited:?}");
        assert_eq!(cause, "nobody listens");
    };
    check(0, PATIENCE_BEFORE_THE_FIRST_ANSWER);
    check(1, PATIENCE);
}

#[test]
fn a_hub_that_takes_less_is_sent_less() {
    let timer = TestTimer::default();
    let door = TestDoor {
        most: 100,
        ..TestDoor::new(&timer)
    };
    let plan = due_after(vec![0; 600]);
    let summary = player(&door, &plan, Speed::Times(1.0))
        .play(&mut |_| {})
        .expect("it can be played");
    assert_eq!(summary.applied, 600);
    assert!(
        door.posts
            .borrow()
            .iter()
            .all(|post| (1..=100).contains(&post.ids.len()))
    );
}

#[test]
fn what_lies_before_from_is_told_at_once_and_what_lies_after_until_is_not() {
    let timer = TestTimer::default();
    let door = TestDoor::new(&timer);
    let plan = due_after([0, 10, 3_600, 3_660, 7_200]);
    let player = Player {
        from: Some(Timestamp(START.0 + 3_600_000)),
        until: Some(Timestamp(START.0 + 7_200_000)),
        ..player(&door, &plan, Speed::Times(60.0))
    };
    let summary = player.play(&mut |_| {}).expect("it can be played");
    let posts = door.posts.borrow();
    assert_eq!((posts[0].at, posts[0].ids.len()), (Duration::ZERO, 2));
    assert_eq!(posts.len(), 3);
    assert_eq!(
        (
            summary.sent,
            summary.applied,
            summary.unplayed,
            summary.rows
        ),
        (4, 4, 1, 5)
    );
}

#[test]
fn a_long_gap_is_not_waited_for_and_a_short_one_is() {
    let timer = TestTimer::default();
    let door = TestDoor::new(&timer);
    let minutes = [0, 59, 7 * 24 * 60];
    let plan = due_after(minutes.map(|minute| minute * 60));
    let player = Player {
        longest_gap: Some(Millis::from_hours(1)),
        ..player(&door, &plan, Speed::Times(60.0))
    };
    player.play(&mut |_| {}).expect("it can be played");
    let at: Vec<_> = door
        .posts
        .borrow()
        .iter()
        .map(|post| (post.at - LEAD).as_secs())
        .collect();
    assert_eq!(
        at,
        [0, 59, 60],
        "an hour in real time would be a minute, and a week three hours"
    );
    let clock = door.clock.borrow();
    assert_eq!(clock.len(), 3, "at the start, over the gap, at the end");
    assert_eq!(clock[1].1, plan.planned[2].due - Millis::from_mins(1));
}

#[test]
fn at_max_nothing_is_waited_for_and_the_clock_goes_from_post_to_post() {
    let timer = TestTimer::default();
    let door = TestDoor::new(&timer);
    let plan = due_after((0..1_200).map(|minute| minute * 60));
    player(&door, &plan, Speed::Max)
        .play(&mut |_| {})
        .expect("it can be played");
    assert_eq!(timer.now(), Duration::ZERO);
    let sizes: Vec<_> = door
        .posts
        .borrow()
        .iter()
        .map(|post| post.ids.len())
        .collect();
    assert_eq!(sizes, [500, 500, 200]);
    let shown: Vec<_> = door
        .clock
        .borrow()
        .iter()
        .map(|(_, now, _)| (now.0 - START.0) / 60_000)
        .collect();
    assert_eq!(shown[shown.len() - 4..], [499, 999, 1_199, 1_199]);
}

#[test]
fn progress_is_told_once_a_second_of_real_time_and_at_the_end() {
    let timer = TestTimer::default();
    let door = TestDoor::new(&timer);
    let plan = due_after([0, 9]);
    let mut told = Vec::new();
    player(&door, &plan, Speed::Times(1.0))
        .play(&mut |now| told.push(now))
        .expect("it can be played");
    assert!((10..=11).contains(&told.len()), "{told:?}");
    let Some(Told::Progress(last)) = told.last() else {
        panic!("{told:?}")
    };
    assert_eq!((last.sent, last.of), (2, 2));
}

#[test]
fn a_table_of_which_nothing_can_be_played_leaves_the_hub_alone() {
    let timer = TestTimer::default();
    let door = TestDoor::new(&timer);
    let mapping = include_str!("../../../feeds/tests/data/units.toml");
    let mapping = Mapping::from_toml(mapping).expect("the mapping is usable");
    let plan = plan(
        b"when,call,crew,step,what,level,x,y\n,C3,E4,Received,Smoke,3,1,2\n",
        &mapping,
    )
    .expect("the table can be planned");
    let summary = player(&door, &plan, Speed::Times(600.0))
        .play(&mut |_| {})
        .expect("it can be played");
    assert!(door.clock.borrow().is_empty());
    assert_eq!(
        summary.refused,
        [("time_missing".to_owned(), vec![1])].into()
    );
}

#[test]
fn a_speed_is_a_number_from_1_to_600_or_max() {
    assert_eq!("600".parse(), Ok(Speed::Times(600.0)));
    assert_eq!("1.5".parse(), Ok(Speed::Times(1.5)));
    assert_eq!("max".parse(), Ok(Speed::Max));
    for wrong in ["0.5", "601", "NaN", "inf", "fast", ""] {
        assert!(wrong.parse::<Speed>().is_err(), "{wrong}");
    }
}

#[test]
fn the_address_may_be_the_hubs_or_the_platforms_own() {
    let platform = domain::PlatformId::try_from("la-311").expect("an id");
    let check = |to: &str, ingest: &str, clock: &str| {
        let target = Target::of(to, &platform).expect("an address");
        assert_eq!(
            (target.ingest.as_str(), target.clock.as_str()),
            (ingest, clock)
        );
    };
    let clock = "http://localhost:8080/api/v1/clock";
    check(
        "http://localhost:8080",
        "http://localhost:8080/ingest/la-311",
        clock,
    );
    check(
        "http://localhost:8080/",
        "http://localhost:8080/ingest/la-311",
        clock,
    );
    check(
        "http://localhost:8080/ingest/one",
        "http://localhost:8080/ingest/one",
        clock,
    );
    check(
        "https://wall.example/furun/ingest/one/",
        "https://wall.example/furun/ingest/one",
        "https://wall.example/furun/api/v1/clock",
    );
    for wrong in [
        "localhost:8080",
        "http://",
        "http:///x",
        "ftp://a",
        "http://a/ingest/",
        "http://a/ingest/b/positions",
    ] {
        assert!(Target::of(wrong, &platform).is_err(), "{wrong}");
    }
}

#[test]
fn from_and_until_are_local_times_of_the_table() {
    let moment = |text: &str| moment::moment(text, "America/Los_Angeles");
    let check = |text: &str, rfc3339: &str| {
        let expected = chrono::DateTime::parse_from_rfc3339(rfc3339).expect("a moment");
        assert_eq!(
            moment(text).expect("a time").0,
            expected.timestamp_millis(),
            "{text}"
        );
    };
    check("2016-12-31", "2016-12-31T00:00:00-08:00");
    check("2016-12-31 08:30", "2016-12-31T08:30:00-08:00");
    check("2017-07-01T08:30:15", "2017-07-01T08:30:15-07:00");
    // Shown twice in autumn: the first; left out in spring: none.
    check("2017-11-05T01:30", "2017-11-05T01:30:00-07:00");
    assert!(moment("2017-03-12T02:30").is_err());
    assert!(moment("yesterday").is_err());
}

#[test]
fn a_refusal_is_counted_under_its_own_word_or_its_problems() {
    let read = |json: &str| {
        let answer: Answer = serde_json::from_str(json).expect("an answer");
        answer.problem.expect("a problem").word()
    };
    assert_eq!(
        read(
            r#"{"outcome": "refused", "problem": {"type": "urn:furun:problem:refused", "detail": "no such incident", "refusal": "unknown_incident"}}"#
        ),
        "unknown_incident"
    );
    assert_eq!(
        read(
            r#"{"outcome": "refused", "problem": {"type": "urn:furun:problem:invalid-field", "detail": "…"}}"#
        ),
        "invalid_field"
    );
}
