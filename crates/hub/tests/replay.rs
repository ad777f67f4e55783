//! `furun-hub replay` against the hub as it is shipped: started as a process, killed as a process.

#[path = "shared/deployment.rs"]
mod deployment;

use std::cell::{Cell, RefCell};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use deployment::{PLACE, feeds, platform};
use domain::{PlatformId, Timestamp};
use feeds::csv_mapping::{Mapping, Plan, plan};
use hub::config::Config;
use hub::replay::{
    Answer, Door, HttpDoor, Player, Reading, Speed, Summary, Target, Timer, Trouble,
};
use serde_json::Value;
use tempfile::TempDir;

const HUB: &str = env!("CARGO_BIN_EXE_furun-hub");

const FIRE_KEY: &str = "key-of-the-fire-crews";
const REQUESTS_KEY: &str = "key-of-the-requests";

/// A platform that may set the clock, and one that may not.
fn deployment() -> String {
    let feeds = feeds(&["government", "internet"]);
    let fire = platform("fire", "government", FIRE_KEY);
    let requests = platform("requests", "internet", REQUESTS_KEY);
    format!("{PLACE}{feeds}{fire}may_set_clock = true\n{requests}")
}

/// The project's folder.
fn project() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn units() -> PathBuf {
    project().join("crates/feeds/tests/data/units")
}

/// A shared real file; `None`, said aloud, where it is not there.
fn shared(file: &str) -> Option<PathBuf> {
    let path = project().join("../shared/data").join(file);
    if path.exists() {
        return Some(path);
    }
    eprintln!("left out: {file} is not there");
    None
}

/// A hub in a process of its own.
struct Process {
    folder: TempDir,
    hub: Child,
    address: String,
}

impl Process {
    fn start(config: &str) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::fs::write(folder.path().join("hub.toml"), config).expect("the folder can be written");
        let (hub, address) = Self::spawn(folder.path(), "0");
        Self {
            folder,
            hub,
            address,
        }
    }

    fn of_replays() -> Self {
        Self::start(&format!("{}[clock]\nmode = \"replay\"\n", deployment()))
    }

    fn spawn(folder: &Path, port: &str) -> (Child, String) {
        let mut hub = Command::new(HUB)
            .args(["serve", "--port", port, "--data"])
            .arg(folder.join("data"))
            .arg("--config")
            .arg(folder.join("hub.toml"))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the hub starts");
        let output = hub.stdout.take().expect("its output is ours");
        let mut said = BufReader::new(output).lines().map_while(Result::ok);
        let address = said.find_map(|line| {
            let wall = line.trim().strip_prefix("wall")?.trim();
            Some(wall.strip_suffix("/wall")?.to_owned())
        });
        // It goes on saying things, and is listened to.
        std::thread::spawn(move || said.for_each(drop));
        (hub, address.expect("it says where its wall is"))
    }

    /// `kill -9`: nobody is told, nothing is flushed.
    fn kill(&mut self) {
        self.hub.kill().expect("it runs");
        self.hub.wait().expect("it ends");
    }

    fn start_again(&mut self) {
        let port = self.address.rsplit(':').next().expect("a port").to_owned();
        (self.hub, self.address) = Self::spawn(self.folder.path(), &port);
    }

    fn get(&self, path: &str) -> Value {
        let asked = ureq::get(format!("{}{path}", self.address)).call();
        let body = asked.expect("the hub answers").body_mut().read_to_string();
        serde_json::from_str(&body.expect("the answer is whole")).expect("an answer of JSON")
    }

    fn incidents(&self) -> u64 {
        self.get("/api/v1/incidents?limit=1")["total"]
            .as_u64()
            .expect("a number")
    }

    /// Runs `furun-hub replay`.
    fn replay(&self, table: &Path, mapping: &Path, key: &str, more: &[&str]) -> Output {
        Command::new(HUB)
            .args(["replay", "--to", &self.address, "--key", key, "--file"])
            .arg(table)
            .arg("--mapping")
            .arg(mapping)
            .args(more)
            .output()
            .expect("the replay runs")
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have been killed by the test already.
        let _ = self.hub.kill();
        let _ = self.hub.wait();
    }
}

fn summary(output: &Output) -> Value {
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    serde_json::from_slice(&output.stdout)
        .expect("the summary, and nothing else, is on standard output")
}

/// rows, applied, duplicates, out of order, refused
fn counts(summary: &Value) -> [u64; 5] {
    let refused = summary["refused"].as_object().expect("reasons");
    let refused: usize = refused
        .values()
        .map(|rows| rows.as_array().expect("rows").len())
        .sum();
    let count = |field: &str| summary[field].as_u64().expect("a number");
    let counts = [
        count("rows"),
        count("applied"),
        count("duplicates"),
        count("out_of_order"),
        refused as u64,
    ];
    assert_eq!(
        counts[0],
        counts[1..].iter().sum::<u64>(),
        "it does not add up: {summary}"
    );
    assert_eq!(summary["unplayed"], 0);
    counts
}

#[test]
fn a_table_is_played_and_every_row_is_accounted_for() {
    let hub = Process::of_replays();
    let (table, mapping) = (
        units().with_extension("csv"),
        units().with_extension("toml"),
    );
    let once = summary(&hub.replay(&table, &mapping, FIRE_KEY, &["--speed", "max"]));
    // Of the eleven rows that say something, one repeats a report.
    assert_eq!(counts(&once), [18, 10, 1, 0, 7]);
    assert_eq!(once["refused"]["half_a_position"], serde_json::json!([14]));
    assert_eq!(
        (once["sent"].as_u64(), once["accepted"].as_u64()),
        (Some(12), Some(12))
    );
    assert_eq!(hub.incidents(), 2);
    let clock = hub.get("/api/v1/clock");
    assert!(
        clock["now"]
            .as_str()
            .expect("a moment")
            .starts_with("2026-11-23T00:30"),
        "{clock}"
    );
    assert_eq!(clock["rate"], 1.0);

    let again = summary(&hub.replay(&table, &mapping, FIRE_KEY, &["--speed", "max"]));
    assert_eq!(counts(&again), [18, 0, 11, 0, 7], "all of it was known");
    assert_eq!(hub.incidents(), 2);
}

#[test]
fn a_hub_on_the_systems_clock_is_left_alone_and_its_setting_named() {
    // Its table happened on 23 November 2026, whatever day it is on this machine.
    let hub = Process::start(&format!(
        "{}[limits]\nahead_ms = 3155760000000\n",
        deployment()
    ));
    let (table, mapping) = (
        units().with_extension("csv"),
        units().with_extension("toml"),
    );
    let refused = hub.replay(&table, &mapping, FIRE_KEY, &["--speed", "600"]);
    assert!(!refused.status.success() && refused.stdout.is_empty());
    let told = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(
        told.contains("clock.mode = \"replay\"") && told.contains("--keep-clock"),
        "{told}"
    );
    assert_eq!(hub.incidents(), 0);

    let kept = hub.replay(
        &table,
        &mapping,
        FIRE_KEY,
        &["--speed", "max", "--keep-clock"],
    );
    assert_eq!(counts(&summary(&kept)), [18, 10, 1, 0, 7]);
}

#[test]
fn a_key_that_opens_nothing_or_may_not_set_the_clock_ends_the_replay_with_a_word() {
    let hub = Process::of_replays();
    let said = |table: &str, key: &str| {
        let data = project().join("crates/feeds/tests/data").join(table);
        let output = hub.replay(
            &data.with_extension("csv"),
            &data.with_extension("toml"),
            key,
            &["--speed", "max"],
        );
        assert!(!output.status.success() && output.stdout.is_empty());
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!told.contains(key), "a key is repeated: {told}");
        told
    };
    let unknown = said("units", "a-key-that-nobody-has");
    assert!(unknown.contains("not known"), "{unknown}");
    let not_for_the_clock = said("requests", REQUESTS_KEY);
    assert!(
        not_for_the_clock.contains("may_set_clock"),
        "{not_for_the_clock}"
    );
    assert_eq!(hub.incidents(), 0);
}

/// Time that passes only when the replay waits, at no cost.
#[derive(Default)]
struct NoTime(Cell<Duration>);

impl Timer for NoTime {
    fn now(&self) -> Duration {
        self.0.get()
    }

    fn sleep(&self, span: Duration) {
        self.0.set(self.0.get() + span);
    }
}

/// The doors of a hub that is killed at two posts: once before it hears, once before it is heard.
struct Murderous {
    doors: HttpDoor,
    hub: RefCell<Process>,
    posts: Cell<usize>,
    refused: Cell<usize>,
}

const KILLED_BEFORE_IT_HEARS: usize = 3;
const KILLED_BEFORE_IT_IS_HEARD: usize = 5;

impl Door for Murderous {
    fn set_clock(&self, now: Timestamp, rate: f64) -> Result<(), Trouble> {
        self.doors.set_clock(now, rate)
    }

    fn clock(&self) -> Result<Reading, Trouble> {
        let read = self.doors.clock();
        if read.is_err() {
            // Down for a while, and then somebody starts it.
            self.refused.set(self.refused.get() + 1);
            if self.refused.get().is_multiple_of(3) {
                self.hub.borrow_mut().start_again();
            }
        }
        read
    }

    fn post(&self, body: &[u8], key: &str) -> Result<Vec<Answer>, Trouble> {
        self.posts.set(self.posts.get() + 1);
        match self.posts.get() {
            KILLED_BEFORE_IT_HEARS => self.hub.borrow_mut().kill(),
            KILLED_BEFORE_IT_IS_HEARD => {
                let answered = self.doors.post(body, key);
                assert!(answered.is_ok(), "it was recorded, and nobody hears of it");
                self.hub.borrow_mut().kill();
                return Err(Trouble::Passing {
                    after: Duration::ZERO,
                    cause: "killed".to_owned(),
                });
            }
            _ => {}
        }
        self.doors.post(body, key)
    }
}

fn planned(table: &Path, mapping: &Path) -> (Plan, PlatformId) {
    let text = std::fs::read_to_string(mapping).expect("the mapping is there");
    let mapping = Mapping::from_toml(&text).expect("the mapping is usable");
    let bytes = std::fs::read(table).expect("the table is there");
    let platform = mapping.platform().clone();
    (
        plan(&bytes, &mapping).expect("the table can be planned"),
        platform,
    )
}

fn played<D: Door>(
    door: &D,
    plan: &Plan,
    platform: &PlatformId,
    until: Option<Timestamp>,
) -> Summary {
    let player = Player {
        door,
        timer: &NoTime::default(),
        plan,
        speed: Speed::Times(600.0),
        from: None,
        until,
        longest_gap: None,
        keep_clock: false,
        platform: platform.as_str(),
        run: "run",
    };
    player.play(&mut |_| {}).expect("it is played")
}

fn doors(hub: &Process, platform: &PlatformId, key: &str) -> HttpDoor {
    HttpDoor::new(Target::of(&hub.address, platform).expect("an address"), key)
}

#[test]
fn a_hub_that_is_killed_twice_while_a_table_is_played_loses_nothing_and_doubles_nothing() {
    let (plan, platform) = planned(
        &units().with_extension("csv"),
        &units().with_extension("toml"),
    );
    let key = FIRE_KEY;
    let undisturbed = Process::of_replays();
    let expected = played(&doors(&undisturbed, &platform, key), &plan, &platform, None);

    let hub = Process::of_replays();
    let murderous = Murderous {
        doors: doors(&hub, &platform, key),
        hub: RefCell::new(hub),
        posts: Cell::new(0),
        refused: Cell::new(0),
    };
    let summary = played(&murderous, &plan, &platform, None);
    assert_eq!(murderous.refused.get(), 6, "it was down twice");
    assert_eq!(
        (
            summary.applied,
            summary.duplicates,
            summary.out_of_order,
            summary.sent
        ),
        (
            expected.applied,
            expected.duplicates,
            expected.out_of_order,
            expected.sent
        )
    );
    let hub = murderous.hub.into_inner();
    let events = |hub: &Process| hub.get("/api/v1/health")["networks"][0]["through"].clone();
    assert_eq!(events(&hub), events(&undisturbed));
    assert_eq!(hub.incidents(), undisturbed.incidents());
    let clock = hub.get("/api/v1/clock")["now"].clone();
    assert!(
        clock.as_str().expect("a moment").starts_with("2026-11-23"),
        "{clock}"
    );
}

/// An example deployment, with a grid of its own beside it where the city's file is not there.
fn example(name: &str) -> String {
    let file = project()
        .join("config/examples")
        .join(name)
        .with_extension("toml");
    std::fs::read_to_string(file).expect("the example is there")
}

fn put_grids_beside(folder: &Path) -> bool {
    let name = "la_neighborhood_councils_2019.geojson.gz";
    let beside = folder.join(name);
    match shared(&format!("grids/{name}")) {
        Some(real) => std::fs::copy(real, beside).map(|_| true),
        None => {
            let ring = serde_json::json!([
                [-118.4, 34.0],
                [-118.3, 34.0],
                [-118.3, 34.1],
                [-118.4, 34.1],
                [-118.4, 34.0]
            ]);
            let invented = serde_json::json!({ "type": "FeatureCollection", "features": [{
                "type": "Feature", "properties": { "nc_id": 1, "name": "INVENTED NC" },
                "geometry": { "type": "Polygon", "coordinates": [ring] },
            }] });
            std::fs::write(beside, invented.to_string()).map(|()| false)
        }
    }
    .expect("the folder can be written")
}

/// A hub of an example deployment.
fn hub_of(name: &str) -> (Process, bool) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let real = put_grids_beside(folder.path());
    std::fs::write(folder.path().join("hub.toml"), example(name))
        .expect("the folder can be written");
    let (hub, address) = Process::spawn(folder.path(), "0");
    let process = Process {
        folder,
        hub,
        address,
    };
    (process, real)
}

#[test]
fn both_cities_are_deployments_of_the_same_hub() {
    for (name, zone) in [
        ("san-francisco", "America/Los_Angeles"),
        ("los-angeles", "America/Los_Angeles"),
    ] {
        let parsed =
            Config::parse(&example(name), name, Path::new(".")).expect("the example is usable");
        assert!(!parsed.demo);
        let (hub, _) = hub_of(name);
        let deployment = hub.get("/api/v1/deployment");
        assert_eq!(deployment["time_zone"], zone);
    }
}

fn mapping(name: &str) -> PathBuf {
    project()
        .join("config/replay")
        .join(name)
        .with_extension("toml")
}

#[test]
fn five_days_of_san_francisco_are_played_whole_where_their_file_is_there() {
    let Some(table) = shared("incidents/sf_fire_transitions_2016-12-31_2017-01-04.csv.gz") else {
        return;
    };
    let (hub, _) = hub_of("san-francisco");
    let summary = summary(&hub.replay(
        &table,
        &mapping("sf-fire"),
        "example-sf-fire-key",
        &["--speed", "max"],
    ));
    assert_eq!(counts(&summary), [30_523, 25_410, 5_113, 0, 0]);
    assert_eq!(summary["sent"], summary["accepted"]);
    assert!(hub.incidents() > 0);
}

#[test]
fn six_hours_of_san_francisco_at_600_times_lose_no_row_where_their_file_is_there() {
    let Some(table) = shared("incidents/sf_fire_transitions_2016-12-31_2017-01-04.csv.gz") else {
        return;
    };
    let (plan, platform) = planned(&table, &mapping("sf-fire"));
    let (hub, _) = hub_of("san-francisco");
    let until = Timestamp(plan.planned[0].due.0 + 6 * 3_600_000);
    let due = plan
        .planned
        .iter()
        .take_while(|one| one.due < until)
        .count();
    let summary = played(
        &doors(&hub, &platform, "example-sf-fire-key"),
        &plan,
        &platform,
        Some(until),
    );
    assert_eq!((summary.sent, summary.accepted), (due, due));
    assert!(summary.refused.is_empty() && summary.seconds >= 6.0 * 3_600.0 / 600.0);
}

#[test]
fn both_weeks_of_los_angeles_are_played_whole_and_placed_where_the_files_are_there() {
    for (file, expected) in [
        (
            "incidents/la311_2017-12-27_31.csv.gz",
            [9_999, 7_944, 0, 2_055, 0],
        ),
        (
            "incidents/la311_2018-01-01_04.csv.gz",
            [10_000, 8_780, 0, 1_220, 0],
        ),
    ] {
        let Some(table) = shared(file) else { continue };
        let (hub, real_grids) = hub_of("los-angeles");
        let summary = summary(&hub.replay(
            &table,
            &mapping("la-311"),
            "example-la-311-key",
            &["--speed", "max"],
        ));
        assert_eq!(counts(&summary), expected, "{file}");
        if real_grids {
            let placement = &summary["placement"];
            assert!(placement["checked"].as_u64() > Some(8_000), "{placement}");
            assert!(placement["share"].as_f64() >= Some(0.98), "{placement}");
        }
    }
}
