//! The command: files in, progress on standard error, the summary on standard output.

use std::io::Write;
use std::path::Path;
use std::time::Duration;

use chrono::DateTime;
use chrono_tz::Tz;
use domain::Millis;
use feeds::csv_mapping::{Mapping, plan};

use super::arguments::Arguments;
use super::door::HttpDoor;
use super::error::ReplayError;
use super::moment::moment;
use super::player::{Player, Progress, Timer, Told};
use super::target::Target;
use crate::clock::{system_now, uptime};

/// Real time.
pub struct Real;

impl Timer for Real {
    fn now(&self) -> Duration {
        uptime()
    }

    fn sleep(&self, span: Duration) {
        std::thread::sleep(span);
    }
}

/// Plays a table and writes the summary, as JSON, to `out`; how far it is goes to `progress`.
///
/// # Errors
/// When the replay could not be carried out. Refused rows are no error: they are in the summary.
pub fn carry_out(
    arguments: &Arguments,
    out: &mut dyn Write,
    progress: &mut dyn Write,
) -> Result<(), ReplayError> {
    let text = String::from_utf8_lossy(&read(&arguments.mapping)?).into_owned();
    let mapping = Mapping::from_toml(&text).map_err(|source| ReplayError::Mapping {
        file: arguments.mapping.clone(),
        source,
    })?;
    let target = Target::of(&arguments.to, mapping.platform())?;
    let zone = mapping.time_zone();
    let local = |text: &Option<String>| text.as_deref().map(|text| moment(text, zone)).transpose();
    let (from, until) = (local(&arguments.from)?, local(&arguments.until)?);
    let plan = plan(&read(&arguments.file)?, &mapping).map_err(|source| ReplayError::Plan {
        file: arguments.file.clone(),
        source,
    })?;
    let run = format!("replay-{}-{}", system_now().0, std::process::id());
    let player = Player {
        door: &HttpDoor::new(target, &arguments.key),
        timer: &Real,
        plan: &plan,
        speed: arguments.speed,
        from,
        until,
        longest_gap: (arguments.longest_gap > 0)
            .then(|| Millis::from_mins(arguments.longest_gap.into())),
        keep_clock: arguments.keep_clock,
        platform: mapping.platform().as_str(),
        run: &run,
    };
    let summary = player.play(&mut |told| {
        // Nobody may be looking, which is no reason to stop.
        let _ = match told {
            Told::Progress(told) => writeln!(progress, "{}", line(told, zone)),
            Told::Waiting { cause } => writeln!(progress, "Waiting for the hub: {cause}"),
        };
    })?;
    let written = serde_json::to_vec_pretty(&summary).map_err(std::io::Error::from);
    written
        .and_then(|json| {
            out.write_all(&json)?;
            out.write_all(b"\n")?;
            out.flush()
        })
        .map_err(ReplayError::Summary)
}

fn read(file: &Path) -> Result<Vec<u8>, ReplayError> {
    std::fs::read(file).map_err(|source| ReplayError::Unreadable {
        file: file.to_owned(),
        source,
    })
}

/// "2016-12-31 08:00:10  1200 of 31900 sent, 45/s", in the table's time zone.
fn line(told: Progress, zone: &str) -> String {
    let zone: Tz = zone.parse().unwrap_or(Tz::UTC);
    let now = DateTime::from_timestamp_millis(told.now.0).map(|now| now.with_timezone(&zone));
    let now = now.map_or_else(String::new, |now| {
        now.format("%Y-%m-%d %H:%M:%S").to_string()
    });
    format!(
        "{now}  {} of {} sent, {:.0}/s",
        told.sent, told.of, told.per_second
    )
}
