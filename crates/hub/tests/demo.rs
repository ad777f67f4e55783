//! The demo's own feed, as it comes out of the hub.

#[path = "shared/runtime.rs"]
mod runtime;

use std::collections::BTreeSet;
use std::time::Duration;

use domain::{Network, Stage, Timestamp};
use hub::Running;
use hub::config::Config;
use hub::hub::Prepared;
use hub::log::{Log, MemoryLog};
use protocol::LogId;
use runtime::runtime;

/// A test that waits longer than this has failed; none waits for it to pass.
const PATIENCE: Duration = Duration::from_secs(120);
/// 23 November 2026, 16:00 in Shuangfu.
const AFTERNOON: Timestamp = Timestamp(1_795_363_200_000 + 16 * 3_600_000);

/// The demo as it is shipped, on a free port and with its logs in memory.
struct Demo {
    runtime: tokio::runtime::Runtime,
    logs: Vec<(Network, MemoryLog)>,
    folder: tempfile::TempDir,
}

impl Demo {
    fn new() -> Self {
        Self {
            runtime: runtime(),
            logs: Network::ALL
                .into_iter()
                .zip(1..)
                .map(|(network, id)| (network, MemoryLog::new(LogId(id))))
                .collect(),
            folder: tempfile::tempdir().expect("a temporary folder"),
        }
    }

    /// Starts the hub at a moment of the deployment's clock.
    fn start(&self, at: Timestamp, with_feed: bool) -> Running {
        let mut config = Config::demo().expect("the demo is a configuration");
        config.server.port = 0;
        config.server.data = self.folder.path().to_owned();
        config.demo_feed = with_feed;
        let set = serde_json::json!({ "now": at, "rate": 1.0, "set_at": hub::clock::system_now() });
        std::fs::write(self.folder.path().join("clock.json"), set.to_string())
            .expect("the folder can be written");
        let logs = self.logs.clone();
        let homes: hub::LogHomes = Box::new(move |network| {
            let log = logs
                .iter()
                .find(|(known, _)| *known == network)
                .expect("every network has a log");
            Ok(Box::new(log.1.clone()) as Box<dyn Log>)
        });
        self.runtime
            .block_on(hub::start(config, homes))
            .expect("the demo starts")
    }
}

fn poll(what: &str, mut done: impl FnMut() -> bool) {
    let started = hub::clock::uptime();
    while !done() {
        assert!(hub::clock::uptime() - started < PATIENCE, "in vain: {what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn through(running: &Running) -> Vec<u64> {
    running
        .hub
        .lines
        .values()
        .map(|line| line.picture().through().0)
        .collect()
}

/// The stages of a network's incidents, and when the last of them was reported.
fn seen(running: &Running, network: Network) -> (BTreeSet<Stage>, Timestamp) {
    let picture = running.hub.lines[&network].picture();
    let incidents = picture.world().incidents();
    incidents.fold(
        (BTreeSet::new(), Timestamp(0)),
        |(mut stages, last), incident| {
            stages.insert(incident.stage);
            (stages, last.max(incident.reported_at()))
        },
    )
}

/// Waits until the demo has told today up to now.
fn told(running: &Running) {
    poll("the demo tells today on all three networks", || {
        Network::ALL.into_iter().all(|network| {
            let (stages, last) = seen(running, network);
            stages.len() >= 4 && AFTERNOON - last < domain::Millis::from_hours(1)
        })
    });
    // Nothing is in the making any more once two looks show the same.
    let mut before = Vec::new();
    poll("the demo is done with what was", || {
        std::mem::replace(&mut before, through(running)) == through(running)
    });
}

#[test]
fn the_demo_begins_with_todays_incidents_in_several_stages_on_all_three_networks() {
    let demo = Demo::new();
    let running = demo.start(AFTERNOON, true);
    told(&running);
    for network in Network::ALL {
        let line = &running.hub.lines[&network];
        let picture = line.picture();
        for incident in picture.world().incidents() {
            assert!(
                incident.reported_at() <= AFTERNOON + domain::Millis::from_mins(10),
                "{incident:?}"
            );
            assert!(
                incident.place.grid.is_some(),
                "{incident:?} lies in no grid"
            );
        }
        assert_eq!(picture.world().out_of_order(), 0);
    }
    let everybody = hub::auth::View::EVERYTHING;
    poll("units are seen", || {
        let police = running.hub.lines[&Network::Police]
            .positions_seen_by(&everybody)
            .len();
        let government = running.hub.lines[&Network::Government]
            .positions_seen_by(&everybody)
            .len();
        police > 5 && government > 5
    });
    demo.runtime.block_on(running.stop());
}

#[test]
fn a_demo_that_starts_after_midnight_shows_the_evening_before() {
    let demo = Demo::new();
    let after_midnight = Timestamp(AFTERNOON.0 + 8 * 3_600_000 + 300_000);
    let running = demo.start(after_midnight, true);
    poll("several incidents on every network", || {
        running
            .hub
            .lines
            .values()
            .all(|line| line.picture().world().len() >= 3)
    });
    demo.runtime.block_on(running.stop());
}

#[test]
fn a_restart_doubles_nothing_and_goes_on() {
    let demo = Demo::new();
    let running = demo.start(AFTERNOON, true);
    told(&running);
    let incidents = |running: &Running| -> usize {
        running
            .hub
            .lines
            .values()
            .map(|line| line.picture().world().len())
            .sum()
    };
    let (before, events) = (incidents(&running), through(&running));
    demo.runtime.block_on(running.stop());

    // The same moment again: all of it is known.
    let running = demo.start(AFTERNOON, true);
    told(&running);
    let again = through(&running);
    let new: u64 = again.iter().sum::<u64>() - events.iter().sum::<u64>();
    assert!(
        incidents(&running) - before <= 5 && new <= 60,
        "{new} events more: the day was told twice"
    );
    demo.runtime.block_on(running.stop());

    // After a night without a hub, yesterday's open incidents go on.
    let open = |running: &Running| {
        let lines = running.hub.lines.values();
        let open = lines.map(|line| {
            line.picture()
                .world()
                .incidents()
                .filter(|incident| incident.stage.is_open() && incident.reported_at() <= AFTERNOON)
                .count()
        });
        open.sum::<usize>()
    };
    let morning = AFTERNOON + domain::Millis::from_hours(16);
    let running = demo.start(morning, true);
    poll("the new day has begun", || {
        seen(&running, Network::Police).1 > morning - domain::Millis::from_hours(1)
    });
    poll("what was open in the afternoon is closed", || {
        open(&running) < 20
    });
    demo.runtime.block_on(running.stop());
}

#[test]
fn a_clock_that_somebody_sets_is_followed() {
    let demo = Demo::new();
    let running = demo.start(AFTERNOON, true);
    told(&running);
    let next_noon = AFTERNOON + domain::Millis::from_hours(20);
    running
        .hub
        .clock
        .set(next_noon, 60.0)
        .expect("the demo's clock may be set");
    poll("the next day is told", || {
        Network::ALL
            .into_iter()
            .all(|network| next_noon - seen(&running, network).1 < domain::Millis::from_hours(1))
    });
    demo.runtime.block_on(running.stop());
}

/// The settings as whoever comes without an account is told them.
fn told_to_all(running: &Running) -> &Prepared {
    let hub = &running.hub;
    hub.deployment.told_to(hub.access.session(None).ok())
}

#[test]
fn without_its_feed_the_demo_is_still_a_demo_and_empty() {
    let demo = Demo::new();
    let running = demo.start(AFTERNOON, false);
    let deployment: serde_json::Value =
        serde_json::from_slice(&told_to_all(&running).json).expect("JSON");
    assert_eq!(deployment["demo"], true);
    assert!(through(&running).iter().all(|seq| *seq == 0));
    demo.runtime.block_on(running.stop());
}
