//! The deployment's clock, and the one place of the hub that reads the machine's.
//!
//! Every "now" of the hub comes from here: the system's clock, or a replay's that runs faster and on another day.

use std::io::Write;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Offset, SecondsFormat, TimeZone, Utc};
use chrono_tz::Tz;
use domain::Timestamp;
use protocol::DeploymentClock;
use serde::{Deserialize, Serialize};

/// The fastest a replay may run.
pub const FASTEST_RATE: f64 = 600.0;

/// Who says what time it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ClockMode {
    /// The system's clock, always.
    #[default]
    System,
    /// The system's clock until a replay sets another.
    #[serde(alias = "follow")]
    Replay,
}

impl ClockMode {
    /// The mode's word in the configuration.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Replay => "replay",
        }
    }
}

/// Why the clock was not set.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum ClockRefusal {
    /// The deployment runs on the system's clock.
    #[error(
        "this deployment runs on the system's clock: clock.mode is \"system\", and must be \"replay\""
    )]
    SystemOnly,
    /// Slower than real time or faster than a screen can follow.
    #[error("the rate {0} is not between 1 and 600")]
    Rate(f64),
}

/// How a set clock runs: from `now` at the system's moment `set_at`, `rate` times faster.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
struct Setting {
    now: Timestamp,
    rate: f64,
    set_at: Timestamp,
}

impl Setting {
    fn now(&self, system: Timestamp) -> Timestamp {
        let elapsed = (system - self.set_at).0.max(0);
        Timestamp(
            self.now
                .0
                .saturating_add((elapsed as f64 * self.rate) as i64),
        )
    }
}

/// The deployment's clock.
#[derive(Debug)]
pub struct DeploymentTime {
    mode: ClockMode,
    zone: Tz,
    setting: Mutex<Option<Setting>>,
    kept_in: Option<PathBuf>,
    /// Held while a setting is shown and written.
    keeping: Mutex<()>,
}

impl DeploymentTime {
    /// A clock of the given mode. A setting kept in `file` by an earlier run goes on as if there had been no pause, so that
    /// a restart in the middle of a replay does not change the day.
    #[must_use]
    pub fn new(mode: ClockMode, zone: Tz, file: Option<&Path>) -> Self {
        let setting = match mode {
            ClockMode::System => None,
            ClockMode::Replay => file.and_then(read_setting),
        };
        Self {
            mode,
            zone,
            setting: Mutex::new(setting),
            kept_in: file.map(Path::to_owned),
            keeping: Mutex::new(()),
        }
    }

    /// Who says what time it is.
    #[must_use]
    pub const fn mode(&self) -> ClockMode {
        self.mode
    }

    /// The deployment's now.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.reading().now
    }

    /// The clock as a screen is told it.
    #[must_use]
    pub fn reading(&self) -> DeploymentClock {
        let setting = *self.setting.lock().unwrap_or_else(PoisonError::into_inner);
        let system = system_now();
        let (now, rate) =
            setting.map_or((system, 1.0), |setting| (setting.now(system), setting.rate));
        DeploymentClock {
            now,
            rate,
            day_started_at: day_start(now, self.zone),
        }
    }

    /// Lets the clock run from `now`, `rate` times faster than the system's.
    ///
    /// # Errors
    /// When the deployment runs on the system's clock, or the rate is outside 1 to 600.
    pub fn set(&self, now: Timestamp, rate: f64) -> Result<DeploymentClock, ClockRefusal> {
        if self.mode == ClockMode::System {
            return Err(ClockRefusal::SystemOnly);
        }
        if !(1.0..=FASTEST_RATE).contains(&rate) {
            return Err(ClockRefusal::Rate(rate));
        }
        let setting = Setting {
            now,
            rate,
            set_at: system_now(),
        };
        // Of two that are set together, the file keeps the one that is shown.
        let _keeping = self.keeping.lock().unwrap_or_else(PoisonError::into_inner);
        *self.setting.lock().unwrap_or_else(PoisonError::into_inner) = Some(setting);
        if let Some(file) = &self.kept_in
            && let Err(error) = write_setting(file, &setting)
        {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "The clock is set, but a restart will not remember it"
            );
        }
        Ok(self.reading())
    }
}

fn read_setting(file: &Path) -> Option<Setting> {
    let text = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return None,
        Err(error) => {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "The clock that was set cannot be read: the machine's is shown"
            );
            return None;
        }
    };
    let setting = serde_json::from_str(&text)
        .ok()
        .filter(|setting: &Setting| (1.0..=FASTEST_RATE).contains(&setting.rate));
    if setting.is_none() {
        tracing::warn!(
            file = %file.display(),
            "The clock that was set is not understood: the machine's is shown"
        );
    }
    setting
}

/// Whole or not at all: whoever is killed meanwhile finds the setting before.
fn write_setting(file: &Path, setting: &Setting) -> std::io::Result<()> {
    let beside = file.with_extension("new");
    let mut new = std::fs::File::create(&beside)?;
    new.write_all(&serde_json::to_vec(setting)?)?;
    new.sync_all()?;
    std::fs::rename(&beside, file)
}

/// The last midnight at or before `now` in a time zone. Where the clocks were put forward over midnight, the day's first
/// moment.
fn day_start(now: Timestamp, zone: Tz) -> Timestamp {
    let Some(utc) = DateTime::<Utc>::from_timestamp_millis(now.0) else {
        return now;
    };
    let day = utc.with_timezone(&zone).date_naive();
    let midnight = day.and_time(NaiveTime::MIN);
    let first = zone.from_local_datetime(&midnight).earliest().or_else(|| {
        // Midnight does not exist that day: it began with the offset of the evening before.
        let evening = day.checked_sub_days(Days::new(1))?.and_hms_opt(12, 0, 0)?;
        let offset = zone
            .from_local_datetime(&evening)
            .earliest()?
            .offset()
            .fix();
        offset
            .from_local_datetime(&midnight)
            .single()
            .map(|moment| moment.with_timezone(&zone))
    });
    first.map_or(now, |moment| Timestamp(moment.timestamp_millis()))
}

/// When a day of a time zone begins, and when the next does; `None` where the calendar ends.
#[must_use]
pub fn day(date: NaiveDate, zone: Tz) -> Option<Range<Timestamp>> {
    // Clocks are put forward and back at night.
    let noon = |date: NaiveDate| {
        let noon = date.and_hms_opt(12, 0, 0)?;
        let moment = zone.from_local_datetime(&noon).earliest()?;
        Some(Timestamp(moment.timestamp_millis()))
    };
    let next = date.succ_opt()?;
    Some(day_start(noon(date)?, zone)..day_start(noon(next)?, zone))
}

/// The date of a moment in a time zone; `None` where the calendar ends.
#[must_use]
pub fn date_of(at: Timestamp, zone: Tz) -> Option<NaiveDate> {
    let utc = DateTime::<Utc>::from_timestamp_millis(at.0)?;
    Some(utc.with_timezone(&zone).date_naive())
}

/// RFC 3339 in UTC with milliseconds; the bare number where the calendar ends.
#[must_use]
pub fn rfc3339(at: Timestamp) -> String {
    DateTime::<Utc>::from_timestamp_millis(at.0).map_or_else(
        || at.0.to_string(),
        |moment| moment.to_rfc3339_opts(SecondsFormat::Millis, true),
    )
}

/// The system's now.
#[must_use]
#[expect(
    clippy::disallowed_methods,
    reason = "this is the clock that `now` comes from"
)]
pub fn system_now() -> Timestamp {
    Timestamp(Utc::now().timestamp_millis())
}

/// How long the process has been running, from a clock that never goes back.
#[must_use]
#[expect(
    clippy::disallowed_methods,
    reason = "this is the clock that spans are measured with"
)]
pub fn uptime() -> Duration {
    static STARTED: OnceLock<Instant> = OnceLock::new();
    STARTED.get_or_init(Instant::now).elapsed()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHONGQING: Tz = chrono_tz::Asia::Chongqing;

    fn moment(text: &str) -> Timestamp {
        Timestamp(
            DateTime::parse_from_rfc3339(text)
                .expect("the test writes real moments")
                .timestamp_millis(),
        )
    }

    #[test]
    fn the_day_begins_at_midnight_of_the_deployments_own_zone() {
        assert_eq!(
            day_start(moment("2026-11-23T15:59:59Z"), CHONGQING),
            moment("2026-11-22T16:00:00Z")
        );
        assert_eq!(
            day_start(moment("2026-11-23T16:00:00Z"), CHONGQING),
            moment("2026-11-23T16:00:00Z")
        );
        assert_eq!(
            day_start(
                moment("2016-07-04T06:59:59Z"),
                chrono_tz::America::Los_Angeles
            ),
            moment("2016-07-03T07:00:00Z")
        );
    }

    #[test]
    fn a_day_without_a_midnight_begins_at_its_first_moment() {
        // Clocks in Beirut went from 24:00 to 01:00 on 27 March 2022.
        assert_eq!(
            day_start(moment("2022-03-27T09:00:00Z"), chrono_tz::Asia::Beirut),
            moment("2022-03-26T22:00:00Z")
        );
    }

    #[test]
    fn a_replays_clock_runs_at_its_rate_from_where_it_was_set() {
        let setting = Setting {
            now: moment("2016-07-01T08:00:00Z"),
            rate: 600.0,
            set_at: Timestamp(1_000),
        };
        assert_eq!(
            setting.now(Timestamp(1_000)),
            moment("2016-07-01T08:00:00Z")
        );
        assert_eq!(
            setting.now(Timestamp(7_000)),
            moment("2016-07-01T09:00:00Z")
        );
        assert_eq!(
            setting.now(Timestamp(0)),
            moment("2016-07-01T08:00:00Z"),
            "a system clock put back does not turn the replay round"
        );
    }

    #[test]
    fn a_deployment_on_the_systems_clock_refuses_another() {
        let clock = DeploymentTime::new(ClockMode::System, CHONGQING, None);
        assert_eq!(clock.set(Timestamp(0), 1.0), Err(ClockRefusal::SystemOnly));
    }

    #[test]
    fn a_rate_outside_1_to_600_is_refused() {
        let clock = DeploymentTime::new(ClockMode::Replay, CHONGQING, None);
        for rate in [0.5, 0.0, -1.0, 600.5, f64::NAN, f64::INFINITY] {
            assert!(
                matches!(clock.set(Timestamp(0), rate), Err(ClockRefusal::Rate(_))),
                "{rate}"
            );
        }
        assert_eq!(
            clock.set(Timestamp(0), 600.0).map(|reading| reading.rate),
            Ok(600.0)
        );
    }

    #[test]
    fn a_restart_in_the_middle_of_a_replay_keeps_its_day() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("clock.json");
        let day = moment("2016-07-01T08:00:00Z");
        let first = DeploymentTime::new(ClockMode::Replay, CHONGQING, Some(&file));
        first.set(day, 1.0).expect("replays are allowed");
        let second = DeploymentTime::new(ClockMode::Replay, CHONGQING, Some(&file));
        assert!(second.now() >= day && second.now() - day < domain::Millis::from_hours(1));
        let system = DeploymentTime::new(ClockMode::System, CHONGQING, Some(&file));
        assert!(system.now() - day > domain::Millis::from_hours(24 * 365));
    }

    #[test]
    fn a_setting_is_kept_whole_or_not_at_all() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("clock.json");
        let day = moment("2016-07-01T08:00:00Z");
        let clock = DeploymentTime::new(ClockMode::Replay, CHONGQING, Some(&file));
        clock.set(day, 1.0).expect("replays are allowed");
        let kept = std::fs::metadata(&file).expect("it is kept");
        // A file that others hold open is not written over: whoever reads it reads one setting to its end.
        let mut reading = std::fs::File::open(&file).expect("readable");
        clock.set(day, 600.0).expect("replays are allowed");
        let mut read = String::new();
        std::io::Read::read_to_string(&mut reading, &mut read).expect("readable");
        assert_eq!(read.len() as u64, kept.len());
        assert!(read.contains("\"rate\":1.0"), "{read}");
        let again = read_setting(&file).expect("the new one is kept");
        assert_eq!(again.rate, 600.0);
        std::fs::write(&file, "{\"now\":1").expect("writable");
        assert_eq!(read_setting(&file), None, "half a setting is none");
    }
}
