//! A moment of the demo is the same however one comes to it.

use std::sync::{LazyLock, Mutex};

use demo::{Chronicle, Days, Player};
use district::{District, Outage, Script};
use domain::{Incident, IncidentRef, Millis, Network, Stage, Timestamp, UnitPosition};
use protocol::{
    Delta, DemoAsked, DemoReply, DemoRequest, Deployment, DeploymentClock, Divisions, Interest,
    InterestKind, Playhead, ServerFrame, Silence,
};
use std::collections::BTreeMap;
use world::{Register, World};

/// 23 November 2026, midnight in Shuangfu.
const MIDNIGHT: Timestamp = Timestamp(1_795_363_200_000);
const HOUR: Millis = Millis::from_hours(1);
const DAY: Millis = Millis::from_hours(24);
const SEEDS: [u64; 3] = [1, 2, 77];
const SECOND: Millis = Millis::from_secs(1);

/// One district for all: a seed of its own costs a plan, and nothing here depends on it.
static DAYS: LazyLock<Mutex<BTreeMap<u64, Days>>> = LazyLock::new(Mutex::default);

fn chronicle(seed: u64, at: Timestamp) -> Chronicle {
    let mut days = DAYS.lock().expect("no test panics in here");
    days.entry(seed)
        .or_insert_with(|| Days::new(&District::from_seed(District::DEMO_SEED), seed))
        .chronicle(at)
}

/// When the day leaves a network unheard.
fn outage(seed: u64) -> Outage {
    static OUTAGES: LazyLock<BTreeMap<u64, Outage>> = LazyLock::new(|| {
        let district = District::from_seed(District::DEMO_SEED);
        let outage = |seed| {
            let day = Script::new(&district, seed, 1.0).day(MIDNIGHT);
            *day.outages().first().expect("a day without an outage")
        };
        SEEDS.map(|seed| (seed, outage(seed))).into()
    });
    OUTAGES[&seed]
}

fn bytes(register: &Register) -> Vec<u8> {
    register.snapshot().to_bytes()
}

/// Moments all over a day, on and beside keyframes.
fn moments(seed: u64) -> impl Iterator<Item = Timestamp> {
    let steps = (0..40).map(|step| MIDNIGHT + Millis(step * 2_157_013));
    let hours =
        (0..24).flat_map(|hour| [-1, 0, 1].map(|millis| MIDNIGHT + Millis(HOUR.0 * hour + millis)));
    let Outage { from, until, .. } = outage(seed);
    let hard = [from, until]
        .into_iter()
        .flat_map(|at| [-SECOND.0, -1, 0, 1, 300_000].map(|millis| at + Millis(millis)));
    steps
        .chain(hard)
        .chain(hours)
        .chain([MIDNIGHT + DAY - Millis(1)])
        .filter(|at| *at >= MIDNIGHT)
}

#[test]
fn a_moment_jumped_to_is_the_moment_played_to_from_midnight() {
    for seed in SEEDS {
        let day = chronicle(seed, MIDNIGHT);
        for network in Network::ALL {
            let mut played = day.register(network, MIDNIGHT);
            let mut told = MIDNIGHT;
            let mut all: Vec<_> = moments(seed).collect();
            all.sort_unstable();
            for at in all {
                for event in day.events(network, told, at) {
                    played.apply(event);
                }
                told = at;
                assert_eq!(
                    bytes(&day.register(network, at)),
                    bytes(&played),
                    "{network} of seed {seed} at {at:?}"
                );
            }
        }
    }
}

#[test]
fn a_day_planned_again_is_the_same_day() {
    let [one, other] = [(); 2].map(|()| chronicle(1, MIDNIGHT + HOUR));
    for at in moments(1) {
        for network in Network::ALL {
            assert_eq!(
                bytes(&one.register(network, at)),
                bytes(&other.register(network, at))
            );
        }
    }
    assert_eq!(one.interests(), other.interests());
    let noon = MIDNIGHT + Millis(HOUR.0 * 12);
    assert_eq!(one.positions(noon), other.positions(noon));
}

#[test]
fn whatever_the_script_tells_is_decided_unless_its_incident_has_left_the_picture() {
    for seed in SEEDS {
        let day = chronicle(seed, MIDNIGHT);
        assert!(day.refused() <= 20, "{} of seed {seed}", day.refused());
        for network in Network::ALL {
            let late = day.register(network, day.end() - Millis(1));
            let late = late.world();
            assert!(late.len() > 40, "{network}: {}", late.len());
            assert_eq!(late.out_of_order(), 0, "{network} of seed {seed}");
        }
    }
}

#[test]
fn over_midnight_what_is_open_stays_the_same_incident() {
    let today = chronicle(1, MIDNIGHT);
    let tomorrow = chronicle(1, today.end());
    let mut stay = 0;
    for network in Network::ALL {
        let before = today.register(network, today.end() - Millis(1));
        let before = before.world();
        let after = tomorrow.register(network, tomorrow.start());
        let after = after.world();
        for incident in before.incidents().filter(|known| known.stage.is_open()) {
            let same = after.incident(incident.id);
            // What happens in the first millisecond of the day has happened.
            let same = same.map(|same| (&same.external_id, same.stage));
            assert_eq!(same, Some((&incident.external_id, incident.stage)));
            stay += 1;
        }
    }
    assert!(stay > 5, "{stay}");
}

#[test]
fn every_unit_is_somewhere_at_every_moment() {
    let day = chronicle(1, MIDNIGHT);
    for at in moments(1) {
        let seen = day.positions(at);
        assert_eq!(seen.len(), district::figures::UNITS_ON_WATCH, "{at:?}");
        for unit in &seen {
            let silences = day.silences(at);
            let silence = silences
                .iter()
                .find(|silence| told_by(unit) == silence.network);
            let last = silence.map_or(at, |silence| silence.since - Millis(1));
            assert!(unit.sampled_at <= last && last - unit.sampled_at < Millis::from_mins(1));
        }
    }
}

#[test]
fn what_is_of_interest_shows_at_its_second() {
    let day = chronicle(1, MIDNIGHT);
    let interests = day.interests();
    assert!(interests.is_sorted());
    assert!((40..300).contains(&interests.len()), "{}", interests.len());
    for interest in interests {
        assert_eq!(interest.at.0 % 1_000, 0);
        assert!((day.start()..day.end()).contains(&interest.at));
        let Some(about) = interest.incident else {
            continue;
        };
        let world = day.register(about.network, interest.at);
        let world = world.world();
        let incident = world.incident(about.id).expect("it is in the picture");
        if let InterestKind::Overdue(kind) = interest.kind
            && let Some((_, clock)) = incident.pending_clocks().find(|(known, _)| *known == kind)
        {
            assert!(clock.reading(interest.at).left() < Millis::ZERO, "{kind:?}");
            let before = clock.reading(interest.at - Millis(1_001));
            assert!(before.left() >= Millis::ZERO, "it was not over before");
        }
    }
    let has =
        |wanted: fn(&InterestKind) -> bool| interests.iter().any(|interest| wanted(&interest.kind));
    assert!(has(|kind| matches!(kind, InterestKind::StormBegins)));
    assert!(has(|kind| matches!(kind, InterestKind::CameraDark)));
    assert!(has(|kind| matches!(kind, InterestKind::Overdue(_))));
    assert!(has(|kind| matches!(kind, InterestKind::Returned)));
}

#[test]
fn while_a_network_is_silent_nothing_of_it_is_told_and_then_everything() {
    for seed in SEEDS {
        let day = chronicle(seed, MIDNIGHT);
        let Outage {
            network,
            from,
            until,
        } = outage(seed);
        let before = from - Millis(1);
        let last = until - Millis(1);
        let silence = Silence {
            network,
            since: from,
        };
        assert_eq!(day.silences(before), []);
        assert_eq!(day.silences(from), [silence]);
        assert_eq!(day.silences(last), [silence]);
        assert_eq!(day.silences(until), []);
        assert_eq!(day.events(network, before, last), []);
        assert_eq!(
            bytes(&day.register(network, last)),
            bytes(&day.register(network, before)),
            "seed {seed}"
        );
        let late = day.events(network, last, until);
        assert!(
            late.iter().any(|event| event.fact.occurred_at < until),
            "seed {seed}: nothing happened meanwhile"
        );
        assert!(late.iter().all(|event| event.recorded_at == until));
        assert!(late.is_sorted_by_key(|event| event.fact.occurred_at));
        let others = Network::ALL.into_iter().filter(|other| *other != network);
        let told: usize = others
            .map(|other| day.events(other, from, last).len())
            .sum();
        assert!(told > 0, "seed {seed}: the others go on");
        let units = |at| {
            let mut seen = day.positions(at);
            seen.retain(|unit| told_by(unit) == network);
            seen
        };
        assert_eq!(units(last), units(before), "seed {seed}");
        assert!(
            network == Network::Internet || units(until) != units(last),
            "seed {seed}: no unit of {network} has moved"
        );
        let kinds = [
            (from, InterestKind::FeedSilent(network)),
            (until, InterestKind::FeedBack(network)),
        ];
        for (at, kind) in kinds {
            let found = day.interests().iter().find(|found| found.kind == kind);
            let found = found.expect("it is of interest").at;
            assert!(found >= at && found - at < SECOND);
        }
    }
}

fn told_by(unit: &UnitPosition) -> Network {
    if is_police(unit.unit.as_str()) {
        Network::Police
    } else {
        Network::Government
    }
}

/// What a screen makes of the frames it is told.
#[derive(Clone, Debug, Default, PartialEq)]
struct Screen {
    incidents: BTreeMap<IncidentRef, Incident>,
    units: BTreeMap<String, UnitPosition>,
    clocks: BTreeMap<Network, DeploymentClock>,
    playhead: Option<Playhead>,
    silences: Vec<Silence>,
    day: Vec<Interest>,
    worlds: BTreeMap<Network, WorldOf>,
}

#[derive(Clone, Debug, Default)]
struct WorldOf(World);

impl PartialEq for WorldOf {
    fn eq(&self, other: &Self) -> bool {
        self.0.incidents().eq(other.0.incidents()) && self.0.through() == other.0.through()
    }
}

impl Screen {
    fn hear(&mut self, reply: DemoReply) {
        let DemoReply::Told {
            playhead,
            silences,
            day,
            frames,
            ..
        } = reply
        else {
            return;
        };
        self.playhead = Some(playhead);
        self.silences = silences;
        self.day = day.unwrap_or_else(|| std::mem::take(&mut self.day));
        for (network, frame) in frames {
            let WorldOf(world) = self.worlds.entry(network).or_default();
            match frame {
                ServerFrame::Hello(hello) => {
                    assert_eq!(hello.network, network);
                    *world = World::new();
                    self.units
                        .retain(|unit, _| is_police(unit) != (network == Network::Police));
                    self.clocks.insert(network, hello.clock);
                }
                ServerFrame::Snapshot(part) => {
                    for incident in part.incidents {
                        world.enter(incident);
                    }
                    world.advance(part.through);
                }
                ServerFrame::Deltas(deltas) => {
                    let through = deltas.through();
                    for delta in deltas {
                        if let Delta::Event(event) = delta {
                            world.apply(&event);
                        }
                    }
                    world.advance(through);
                }
                ServerFrame::Positions(positions) => {
                    for position in positions {
                        self.units.insert(position.unit.to_string(), position);
                    }
                }
                ServerFrame::Heartbeat { clock, through } => {
                    assert_eq!(world.through(), through, "nothing is left out");
                    self.clocks.insert(network, clock);
                }
            }
        }
    }
}

fn is_police(unit: &str) -> bool {
    unit.starts_with("PT") || unit.starts_with("PO")
}

fn answers(player: &mut Player, asked: DemoAsked, page_ms: f64) -> Vec<DemoReply> {
    let mut replies = Vec::new();
    player.answer(asked, page_ms, |reply| replies.push(reply));
    replies
}

/// A page with its demo.
struct Page {
    player: Player,
    screen: Screen,
    turn: u32,
    page_ms: f64,
}

impl Page {
    fn open(at: Timestamp, rate: f64, playing: bool) -> Self {
        let mut page = Self {
            player: Player::new(),
            screen: Screen::default(),
            turn: 0,
            page_ms: 0.0,
        };
        page.ask(DemoRequest::Open {
            seed: 1,
            at,
            rate,
            playing,
        });
        page
    }

    fn ask(&mut self, request: DemoRequest) {
        self.turn += 1;
        let asked = DemoAsked {
            turn: self.turn,
            request,
        };
        for reply in answers(&mut self.player, asked, self.page_ms) {
            if let DemoReply::Told { turn, .. } = &reply {
                assert_eq!(*turn, self.turn);
            }
            self.screen.hear(reply);
        }
    }

    /// Lets the page's clock run, in ticks of 200 ms.
    fn wait(&mut self, page_ms: f64) {
        let until = self.page_ms + page_ms;
        while self.page_ms < until {
            self.page_ms += 200.0;
            if let Some(reply) = self.player.tick(self.page_ms) {
                self.screen.hear(reply);
            }
        }
    }

    fn playhead(&self) -> Playhead {
        self.screen.playhead.expect("the demo has been opened")
    }
}

#[test]
fn a_screen_that_plays_jumps_and_comes_back_shows_what_one_shows_that_opens_there() {
    let half_past_eight = MIDNIGHT + Millis::from_mins(510);
    let there = half_past_eight + Millis::from_mins(20);
    let expected = Page::open(there, 60.0, false).screen;

    let mut played = Page::open(half_past_eight, 60.0, true);
    played.wait(20_000.0);
    assert_eq!(played.playhead().at, there);
    played.ask(DemoRequest::Pause);
    assert_eq!(played.screen, expected, "played to");

    played.ask(DemoRequest::Seek(there + HOUR));
    assert_ne!(played.screen, expected);
    played.ask(DemoRequest::Seek(there));
    assert_eq!(played.screen, expected, "gone past and come back to");

    played.ask(DemoRequest::Seek(there + DAY));
    played.ask(DemoRequest::Seek(there));
    assert_eq!(played.screen, expected, "come back to from another day");

    played.ask(DemoRequest::Restart(Network::Police));
    assert_eq!(played.screen, expected, "told again");
}

#[test]
fn an_outage_is_the_same_however_one_comes_to_a_moment_of_it() {
    let Outage { from, until, .. } = outage(1);
    let minute = Millis::from_mins(1);
    for at in [
        from - minute,
        from,
        from + Millis(minute.0 * 6),
        until + minute,
    ] {
        let at = Timestamp(at.0 - at.0.rem_euclid(minute.0));
        let expected = Page::open(at, 60.0, false).screen;
        let mut page = Page::open(from - Millis(minute.0 * 5), 60.0, true);
        page.wait((at - from + Millis(minute.0 * 5)).0 as f64 / 60.0);
        page.ask(DemoRequest::Pause);
        assert_eq!(page.screen, expected, "played to {at:?}");
        for between in [until + HOUR, from + minute, from - HOUR] {
            page.ask(DemoRequest::Seek(between));
            page.ask(DemoRequest::Seek(at));
            assert_eq!(page.screen, expected, "by way of {between:?} to {at:?}");
        }
    }
}

#[test]
fn what_is_of_interest_of_a_day_is_told_with_the_day_and_once() {
    let mut page = Page::open(MIDNIGHT + HOUR, 60.0, false);
    assert_eq!(page.screen.day, chronicle(1, MIDNIGHT).interests());
    let mut day_at = |at| {
        let request = DemoRequest::Seek(at);
        let told = answers(&mut page.player, DemoAsked { turn: 9, request }, 0.0);
        told.into_iter().find_map(|reply| match reply {
            DemoReply::Told { day, .. } => day,
            _ => None,
        })
    };
    assert_eq!(day_at(MIDNIGHT), None, "it is the same day");
    let tomorrow = day_at(MIDNIGHT + DAY).expect("it is another day");
    assert!(
        tomorrow
            .iter()
            .all(|interest| interest.at >= MIDNIGHT + DAY)
    );
}

#[test]
fn a_paused_clock_stands_at_a_whole_second_with_rate_nought() {
    let mut page = Page::open(MIDNIGHT + HOUR, 7.0, true);
    page.wait(1_000.0);
    page.page_ms += 123.0;
    page.ask(DemoRequest::Pause);
    let clock = page.screen.clocks[&Network::Police];
    assert_eq!(clock.rate.to_bits(), 0.0_f64.to_bits());
    assert_eq!(clock.now, MIDNIGHT + HOUR + Millis(7_000));
    let standing = page.screen.clone();
    page.wait(60_000.0);
    assert_eq!(page.screen, standing);
    page.ask(DemoRequest::Play);
    page.wait(1_000.0);
    assert_eq!(page.playhead().at, clock.now + Millis(7_000));
}

#[test]
fn the_day_goes_on_at_midnight() {
    let mut page = Page::open(MIDNIGHT + DAY - Millis::from_mins(1), 60.0, true);
    page.wait(2_000.0);
    page.ask(DemoRequest::Pause);
    let at = MIDNIGHT + DAY + Millis::from_mins(1);
    assert_eq!(page.playhead().at, at);
    assert_eq!(page.playhead().day_started_at, MIDNIGHT + DAY);
    assert_eq!(page.screen, Page::open(at, 60.0, false).screen);
}

#[test]
fn from_one_moment_of_interest_one_comes_to_the_next_and_back_over_days() {
    let mut page = Page::open(MIDNIGHT + DAY - HOUR, 1.0, false);
    let mut visited = vec![];
    for _ in 0..40 {
        page.ask(DemoRequest::Next);
        let here = page.playhead().here.expect("it is a moment of interest");
        assert_eq!(here.at, page.playhead().at);
        visited.push(here.at);
    }
    assert!(visited.is_sorted_by(|one, other| one < other));
    assert!(visited.last() > Some(&(MIDNIGHT + DAY)), "over midnight");
    visited.pop();
    for expected in visited.into_iter().rev() {
        page.ask(DemoRequest::Previous);
        assert_eq!(page.playhead().at, expected);
    }
}

#[test]
fn steps_back_while_it_plays_do_not_come_to_the_same_moment_again() {
    let mut page = Page::open(MIDNIGHT + Millis(HOUR.0 * 12), 60.0, true);
    page.ask(DemoRequest::Previous);
    let first = page.playhead().at;
    page.wait(400.0);
    page.ask(DemoRequest::Previous);
    assert!(page.playhead().at < first);
}

#[test]
fn time_asleep_is_not_played() {
    let mut page = Page::open(MIDNIGHT + HOUR, 60.0, true);
    page.wait(1_000.0);
    let before = page.playhead().at;
    page.page_ms += 8.0 * 3_600_000.0;
    page.wait(200.0);
    assert!(page.playhead().at - before < Millis::from_mins(1));
}

#[test]
fn settings_and_texts_come_without_a_hub() {
    let mut player = Player::new();
    let open = DemoRequest::Open {
        seed: 1,
        at: MIDNIGHT + Millis(HOUR.0 * 12),
        rate: 1.0,
        playing: false,
    };
    let replies = answers(
        &mut player,
        DemoAsked {
            turn: 1,
            request: open,
        },
        0.0,
    );
    let [
        DemoReply::Settings {
            deployment,
            divisions,
        },
        DemoReply::Told { .. },
    ] = replies.as_slice()
    else {
        panic!("settings first, then the picture");
    };
    let deployment: Deployment = serde_json::from_slice(deployment).expect("settings");
    assert!(deployment.demo);
    assert_eq!(deployment.feeds.len(), 3);
    let divisions: Divisions = serde_json::from_slice(divisions).expect("divisions");
    assert_eq!(divisions.grids.len(), 133);

    let day = player.chronicle().expect("it is open");
    let noon = MIDNIGHT + Millis(HOUR.0 * 12);
    let told = Network::ALL.into_iter().find_map(|network| {
        let world = day.register(network, noon);
        let world = world.world();
        let closed = world
            .incidents()
            .find(|known| known.stage == Stage::Closed && known.last_feedback.get().is_some())?;
        let id = closed.id;
        Some(IncidentRef { network, id })
    });
    let incident = told.expect("something is closed by noon");
    let texts = answers(
        &mut player,
        DemoAsked {
            turn: 2,
            request: DemoRequest::Texts(incident),
        },
        0.0,
    );
    let [
        DemoReply::Texts {
            turn: 2,
            details,
            notes,
        },
    ] = texts.as_slice()
    else {
        panic!("texts: {texts:?}");
    };
    assert!(details.as_ref().is_some_and(|details| !details.is_empty()));
    assert!(notes.iter().all(|(at, _)| *at <= noon) && !notes.is_empty());
}
