//! A moment of the demo in an address, so that it can be shared.

use domain::{IncidentId, IncidentRef, Millis, Timestamp, Wgs84};
use protocol::DEMO_RATES;

use super::label_set::{LabelKind, LabelSet};
use super::picture_layers::PictureLayers;

/// The demo's district is in China: eight hours ahead of UTC, all year.
const AHEAD_OF_UTC: Millis = Millis::from_hours(8);

const DAY_SECS: i64 = 86_400;

/// No camera stands askew by more, in degrees.
const MOST_ASKEW: f64 = 10.0;

/// The seed of the district that tests and pictures show.
const USUAL_SEED: u64 = 1;

/// Monday, 23 November 2026, four in the afternoon: an ordinary busy hour, and nine minutes later a storm begins. The day is the
/// district's own demo day, which has everything that a day can have.
const USUAL_MOMENT: Timestamp = Timestamp(1_795_363_200_000 + 57_600_000);

/// Which page is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DemoPage {
    /// The wall.
    #[default]
    Wall,
    /// The console.
    Console,
    /// Where cameras are calibrated.
    Calibration,
}

/// Where the map's camera is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AskedCamera {
    /// The middle of the picture.
    pub centre: Wgs84,
    /// Zoom in MapLibre's convention.
    pub zoom: f64,
    /// Degrees from straight down.
    pub pitch: f64,
    /// Degrees clockwise from north.
    pub bearing: f64,
}

/// A moment of the demo as an address names it. What is missing or cannot be read is the usual.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moment {
    /// The seed of the district and of its days.
    pub seed: u64,
    /// The demo's now, at a whole second.
    pub at: Timestamp,
    /// How fast it plays.
    pub rate: f64,
    /// Whether it stands.
    pub paused: bool,
    /// Which page is shown.
    pub page: DemoPage,
    /// Whose card is open.
    pub incident: Option<IncidentRef>,
    /// The camera, when a person has moved the map.
    pub camera: Option<AskedCamera>,
    /// Which names stand on the map.
    pub labels: LabelSet,
    /// What is written into cameras' pictures.
    pub layers: PictureLayers,
    /// By how many degrees the drawn cameras stand askew of what their catalogue says.
    pub askew: f64,
}

impl Default for Moment {
    fn default() -> Self {
        Self {
            seed: USUAL_SEED,
            at: USUAL_MOMENT,
            rate: 1.0,
            paused: false,
            page: DemoPage::Wall,
            incident: None,
            camera: None,
            labels: LabelSet::default(),
            layers: PictureLayers::default(),
            askew: 0.0,
        }
    }
}

impl Moment {
    /// Reads what an address asks for under each name.
    pub fn asked(asked: impl Fn(&str) -> Option<String>) -> Self {
        let usual = Self::default();
        let (date, time) = split(usual.at);
        let date = asked("date")
            .and_then(|text| days_of(&text))
            .unwrap_or(date);
        let time = asked("time")
            .and_then(|text| secs_of(&text))
            .unwrap_or(time);
        let number = |name: &str| {
            let number: f64 = asked(name)?.parse().ok()?;
            number.is_finite().then_some(number)
        };
        let camera = || {
            Some(AskedCamera {
                centre: Wgs84::from_lon_lat(number("lon")?, number("lat")?).ok()?,
                zoom: number("zoom")?.clamp(0.0, 22.0),
                pitch: number("pitch").unwrap_or(0.0).clamp(0.0, 85.0),
                bearing: number("bearing").unwrap_or(0.0),
            })
        };
        Self {
            seed: asked("seed")
                .and_then(|text| text.parse().ok())
                .unwrap_or(usual.seed),
            at: joined(date, time),
            rate: number("rate").map_or(usual.rate, |rate| rate.clamp(DEMO_RATES.0, DEMO_RATES.1)),
            paused: asked("paused").is_some_and(|text| text != "0"),
            page: match asked("page").as_deref() {
                Some("console") => DemoPage::Console,
                Some("calibration") => DemoPage::Calibration,
                _ => DemoPage::Wall,
            },
            incident: asked("incident").and_then(|text| incident_of(&text)),
            camera: camera(),
            labels: asked("labels")
                .and_then(|code| LabelSet::of_code(&code))
                .unwrap_or(usual.labels),
            layers: asked("layers")
                .and_then(|code| PictureLayers::of_code(&code))
                .unwrap_or(usual.layers),
            askew: number("askew").map_or(usual.askew, |askew| askew.clamp(0.0, MOST_ASKEW)),
        }
    }

    /// What an address asks for and does not get, by its names in the address: it cannot be read, or there is no such thing. A
    /// mistyped moment shows another one, and whoever opens it has to know.
    pub fn unread(asked: impl Fn(&str) -> Option<String>) -> Vec<&'static str> {
        let moment = Self::asked(&asked);
        let (date, time) = split(moment.at);
        let number = |name: &str| asked(name).and_then(|text| text.parse::<f64>().ok());
        let is_read = |name: &str, text: &str| match name {
            "seed" => text.parse() == Ok(moment.seed),
            "date" => days_of(text) == Some(date),
            "time" => secs_of(text) == Some(time),
            "rate" => number(name) == Some(moment.rate),
            "page" => matches!(text, "wall" | "console" | "calibration"),
            "askew" => number(name) == Some(moment.askew),
            "incident" => moment.incident.is_some(),
            "labels" => LabelSet::of_code(text).is_some(),
            "layers" => PictureLayers::of_code(text).is_some(),
            _ => moment.camera.is_some(),
        };
        [
            "seed", "date", "time", "rate", "page", "incident", "labels", "layers", "askew", "lon",
            "lat", "zoom",
        ]
        .into_iter()
        .filter(|name| asked(name).is_some_and(|text| !is_read(name, &text)))
        .collect()
    }

    /// What an address that asks for this moment in a language has after its path.
    #[must_use]
    pub fn query(&self, language: &str) -> String {
        let mut query = format!(
            "?seed={}&date={}&time={}&rate={}",
            self.seed,
            date_text(self.at),
            time_text(self.at),
            self.rate
        );
        if self.paused {
            query.push_str("&paused=1");
        }
        match self.page {
            DemoPage::Wall => {}
            DemoPage::Console => query.push_str("&page=console"),
            DemoPage::Calibration => query.push_str("&page=calibration"),
        }
        query.push_str("&lang=");
        query.push_str(language);
        // Nothing is named by hand in a demo: its address says nothing of that.
        if self.labels.with(LabelKind::Hand, true) != LabelSet::default() {
            let shown = self.labels.with(LabelKind::Hand, false);
            query.push_str(&format!("&labels={}", shown.code()));
        }
        if self.layers != PictureLayers::default() {
            query.push_str(&format!("&layers={}", self.layers.code()));
        }
        if self.askew != 0.0 {
            query.push_str(&format!("&askew={}", self.askew));
        }
        if let Some(incident) = self.incident {
            query.push_str(&format!("&incident={incident}"));
        }
        // To the last digit: a camera that is nearly the same is not the same picture.
        if let Some(camera) = self.camera {
            query.push_str(&format!(
                "&lon={}&lat={}&zoom={}",
                camera.centre.lon(),
                camera.centre.lat(),
                camera.zoom
            ));
            for (name, degrees) in [("pitch", camera.pitch), ("bearing", camera.bearing)] {
                if degrees != 0.0 {
                    query.push_str(&format!("&{name}={degrees}"));
                }
            }
        }
        query
    }
}

/// The district's date of a moment, "2026-11-23".
#[must_use]
pub fn date_text(at: Timestamp) -> String {
    let (year, month, day) = civil_from_days(split(at).0);
    format!("{year:04}-{month:02}-{day:02}")
}

/// The district's time of day of a moment, "17:30:00".
#[must_use]
pub fn time_text(at: Timestamp) -> String {
    let secs = split(at).1;
    format!("{:02}:{:02}:{:02}", secs / 3_600, secs / 60 % 60, secs % 60)
}

/// The same time of another day; `None` when the text is no date from 2000 to 2099.
#[must_use]
pub fn on_date(at: Timestamp, date: &str) -> Option<Timestamp> {
    Some(joined(days_of(date)?, split(at).1))
}

fn split(at: Timestamp) -> (i64, i64) {
    let secs = (at + AHEAD_OF_UTC).0.div_euclid(1_000);
    (secs.div_euclid(DAY_SECS), secs.rem_euclid(DAY_SECS))
}

fn joined(days: i64, secs: i64) -> Timestamp {
    Timestamp((days * DAY_SECS + secs) * 1_000) - AHEAD_OF_UTC
}

fn numbers<const COUNT: usize>(text: &str, between: char) -> Option<[i64; COUNT]> {
    let mut parts = text.split(between);
    let mut numbers = [0; COUNT];
    for number in &mut numbers {
        let part = parts.next()?;
        if part.is_empty() || !part.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        *number = part.parse().ok()?;
    }
    parts.next().is_none().then_some(numbers)
}

/// Days since 1970-01-01 of a date.
fn days_of(text: &str) -> Option<i64> {
    let [year, month, day] = numbers(text, '-')?;
    let fits = (2000..2100).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    let days = fits.then(|| days_from_civil(year, month, day))?;
    // The 31st of a short month is no day.
    (civil_from_days(days) == (year, month, day)).then_some(days)
}

fn secs_of(text: &str) -> Option<i64> {
    let [hour, minute, second] = numbers(text, ':')?;
    let fits = hour < 24 && minute < 60 && second < 60;
    fits.then_some(hour * 3_600 + minute * 60 + second)
}

fn incident_of(text: &str) -> Option<IncidentRef> {
    let (network, id) = text.split_once('/')?;
    Some(IncidentRef {
        network: network.parse().ok()?,
        id: IncidentId(id.parse().ok()?),
    })
}

/// H. Hinnant, "chrono-compatible low-level date algorithms".
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march_month = (5 * of_year + 2) / 153;
    let month = (march_month + 2) % 12 + 1;
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, of_year - (153 * march_month + 2) / 5 + 1)
}

#[cfg(test)]
mod tests {
    use domain::Network;

    use super::*;
    use crate::config::PictureLayer;

    fn asks(query: &str) -> impl Fn(&str) -> Option<String> {
        let pairs: Vec<(&str, &str)> = query
            .trim_start_matches('?')
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .collect();
        move |name| {
            let pair = pairs.iter().find(|(known, _)| *known == name)?;
            Some(pair.1.to_owned())
        }
    }

    fn read(query: &str) -> Moment {
        Moment::asked(asks(query))
    }

    #[test]
    fn what_an_address_asks_for_in_vain_is_named() {
        let check = |query: &str, unread: &[&str]| {
            assert_eq!(Moment::unread(asks(query)), unread, "{query}");
        };
        check(
            "?seed=7&date=2026-11-23&time=16:30:00&rate=2&page=console&labels=roads&layers=crews,signs",
            &[],
        );
        check(&Moment::default().query("en"), &[]);
        check(
            "?seed=abc&date=2026-02-29&time=25:00&rate=900",
            &["seed", "date", "time", "rate"],
        );
        check(
            "?incident=zzz&lon=999&lat=29.39&zoom=14",
            &["incident", "lon", "lat", "zoom"],
        );
    }

    #[test]
    fn a_moment_written_into_an_address_is_read_from_it_again() {
        let plain = Moment::default();
        let far = Moment {
            seed: u64::MAX,
            at: Timestamp(1_709_222_399_000),
            rate: 7.5,
            paused: true,
            page: DemoPage::Console,
            incident: Some(IncidentRef {
                network: Network::Government,
                id: IncidentId(207_800_017),
            }),
            camera: Some(AskedCamera {
                centre: Wgs84::from_lon_lat(106.250_000_123, 29.375).expect("on earth"),
                zoom: 15.257_913_4,
                pitch: 40.537_2,
                bearing: -12.5,
            }),
            askew: 2.5,
            layers: PictureLayers::default().toggled(PictureLayer::Crews),
            labels: LabelSet::NONE
                .toggled(LabelKind::Roads)
                .toggled(LabelKind::Areas),
        };
        for moment in [plain, far] {
            assert_eq!(read(&moment.query("en")), moment);
        }
        assert_eq!(
            plain.query("zh-CN"),
            "?seed=1&date=2026-11-23&time=16:00:00&rate=1&lang=zh-CN"
        );
        assert_eq!(date_text(far.at), "2024-02-29");
    }

    #[test]
    fn what_is_missing_or_nonsense_is_the_usual() {
        assert_eq!(read(""), Moment::default());
        let odd =
            read("?seed=x&date=2026-02-30&time=25:00:00&rate=1e9&incident=moon/1&lon=1&labels=x");
        assert_eq!(
            odd,
            Moment {
                rate: 60.0,
                ..Moment::default()
            }
        );
        assert_eq!(read("?rate=NaN").rate.to_bits(), 1.0_f64.to_bits());
        assert_eq!(read("?date=1999-12-31").at, Moment::default().at);
    }

    #[test]
    fn another_date_has_the_same_time_of_day() {
        let at = on_date(USUAL_MOMENT, "2027-01-01").expect("a date");
        assert_eq!(
            (date_text(at), time_text(at)),
            ("2027-01-01".to_owned(), "16:00:00".to_owned())
        );
        assert_eq!(on_date(USUAL_MOMENT, "soon"), None);
    }
}
