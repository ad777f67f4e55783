//! Times of day and dates on the deployment's own clock.

use std::rc::Rc;

use chrono::NaiveDateTime;
use domain::{Millis, Timestamp};

use super::{Language, t};

/// The deployment's time zone: how far its clocks are ahead of UTC at a moment.
#[derive(Clone)]
pub struct Zone(Rc<dyn Fn(Timestamp) -> Millis>);

impl Zone {
    /// A zone that asks `ahead_of_utc` for every moment (the browser knows the rules: `platform`).
    pub fn new(ahead_of_utc: impl Fn(Timestamp) -> Millis + 'static) -> Self {
        Self(Rc::new(ahead_of_utc))
    }

    /// A zone without summer time.
    #[must_use]
    pub fn fixed(ahead_of_utc: Millis) -> Self {
        Self::new(move |_| ahead_of_utc)
    }

    /// When the deployment's clocks and calendars show "2026-11-23T14:32", with or without seconds; `None` when that is no date and
    /// time. What they show twice in autumn is the earlier moment or the later one.
    #[must_use]
    pub fn moment(&self, shown: &str) -> Option<Timestamp> {
        let forms = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"];
        let mut read = forms
            .into_iter()
            .map(|form| NaiveDateTime::parse_from_str(shown, form));
        let shown = read.find_map(Result::ok)?;
        let shown = Timestamp(shown.and_utc().timestamp_millis());
        // The offset at nearly that moment tells the moment, and there the offset is the right one.
        let near = shown - (self.0)(shown);
        Some(shown - (self.0)(near))
    }

    /// What the deployment's clocks and calendars show at a moment.
    #[must_use]
    pub fn local(&self, at: Timestamp) -> LocalTime {
        LocalTime::of(at + (self.0)(at))
    }
}

/// A date (proleptic Gregorian) and a time of day without a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LocalTime {
    /// The year, counted as in ISO 8601.
    pub year: i64,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
    /// 1 is Monday, 7 is Sunday (ISO 8601).
    pub weekday: u8,
    /// 0 to 23.
    pub hour: u8,
    /// 0 to 59.
    pub minute: u8,
    /// 0 to 59.
    pub second: u8,
}

const MILLIS_A_DAY: i64 = 86_400_000;

impl LocalTime {
    /// Reads a moment as if its zone were UTC.
    ///
    /// The date is Howard Hinnant's `civil_from_days` ("chrono-Compatible Low-Level Date Algorithms"): years begin in
    /// March, so that the leap day is the last one.
    fn of(shifted: Timestamp) -> Self {
        let days = shifted.0.div_euclid(MILLIS_A_DAY);
        let secs = shifted.0.rem_euclid(MILLIS_A_DAY) / 1_000;
        let from_march_0000 = days + 719_468;
        let era = from_march_0000.div_euclid(146_097);
        let day_of_era = from_march_0000.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let march_month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * march_month + 2) / 5 + 1;
        let month = if march_month < 10 {
            march_month + 3
        } else {
            march_month - 9
        };
        Self {
            year: era * 400 + year_of_era + i64::from(month <= 2),
            month: month as u8,
            day: day as u8,
            weekday: ((days + 3).rem_euclid(7) + 1) as u8,
            hour: (secs / 3_600) as u8,
            minute: (secs / 60 % 60) as u8,
            second: (secs % 60) as u8,
        }
    }

    /// "14:26:41".
    #[must_use]
    pub fn with_seconds(self) -> String {
        format!("{:02}:{:02}:{:02}", self.hour, self.minute, self.second)
    }

    /// "14:26".
    #[must_use]
    pub fn with_minutes(self) -> String {
        format!("{:02}:{:02}", self.hour, self.minute)
    }

    /// "2026-11-23" (ISO 8601): where a text is to be read by machines, too, or stands in a column.
    #[must_use]
    pub fn iso_date(self) -> String {
        let Self {
            year, month, day, ..
        } = self;
        format!("{year}-{month:02}-{day:02}")
    }

    /// "2026-11-23 14:26".
    #[must_use]
    pub fn dated(self) -> String {
        format!("{} {}", self.iso_date(), self.with_minutes())
    }

    /// "11月23日 星期一", "Mon 23 Nov".
    #[must_use]
    pub fn date(self, language: Language) -> String {
        date_words(language, self.month, self.day, self.weekday)
    }
}

/// "11月23日 星期一", "Mon 23 Nov": months from 1, weekdays from 1 for Monday (ISO 8601).
#[must_use]
pub fn date_words(language: Language, month: u8, day: u8, weekday: u8) -> String {
    t!(
        language,
        calendar.date,
        month = month_word(language, month),
        day = day,
        weekday = weekday_word(language, weekday),
    )
}

fn month_word(language: Language, month: u8) -> &'static str {
    match month {
        1 => t!(language, calendar.january),
        2 => t!(language, calendar.february),
        3 => t!(language, calendar.march),
        4 => t!(language, calendar.april),
        5 => t!(language, calendar.may),
        6 => t!(language, calendar.june),
        7 => t!(language, calendar.july),
        8 => t!(language, calendar.august),
        9 => t!(language, calendar.september),
        10 => t!(language, calendar.october),
        11 => t!(language, calendar.november),
        _ => t!(language, calendar.december),
    }
}

fn weekday_word(language: Language, weekday: u8) -> &'static str {
    match weekday {
        1 => t!(language, calendar.monday),
        2 => t!(language, calendar.tuesday),
        3 => t!(language, calendar.wednesday),
        4 => t!(language, calendar.thursday),
        5 => t!(language, calendar.friday),
        6 => t!(language, calendar.saturday),
        _ => t!(language, calendar.sunday),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_read_on_the_deployments_own_clock() {
        let chongqing = Zone::fixed(Millis::from_hours(8));
        let local = chongqing.local(Timestamp(1_795_415_527_900));
        assert_eq!(local.with_seconds(), "14:32:07");
        assert_eq!(local.with_minutes(), "14:32");
        assert_eq!(local.date(Language::Chinese), "11月23日 星期一");
        assert_eq!(local.date(Language::English), "Mon 23 Nov");
        assert_eq!(local.year, 2026);
    }

    #[test]
    fn what_the_clocks_show_is_a_moment() {
        let chongqing = Zone::fixed(Millis::from_hours(8));
        for shown in ["2026-11-23T14:32", "2026-11-23T14:32:00"] {
            assert_eq!(chongqing.moment(shown), Some(Timestamp(1_795_415_520_000)));
        }
        assert_eq!(chongqing.moment("2026-02-30T10:00"), None);
        assert_eq!(chongqing.moment("yesterday"), None);
        // Clocks that are put forward by an hour at 02:00 of 29 March 2026.
        let change = Timestamp(1_774_746_000_000);
        let with_summer = Zone::new(move |at| Millis::from_hours(1 + i64::from(at >= change)));
        for (shown, millis) in [
            ("2026-03-29T01:30", 1_774_744_200_000),
            ("2026-03-29T03:30", 1_774_747_800_000),
        ] {
            assert_eq!(
                with_summer.moment(shown),
                Some(Timestamp(millis)),
                "{shown}"
            );
        }
    }

    #[test]
    fn leap_days_and_years_before_1970_are_dates_too() {
        let utc = Zone::fixed(Millis::ZERO);
        let leap = utc.local(Timestamp(951_782_400_000));
        assert_eq!(
            (leap.year, leap.month, leap.day, leap.weekday),
            (2000, 2, 29, 2)
        );
        let before = utc.local(Timestamp(-1));
        assert_eq!(
            (before.year, before.month, before.day, before.hour),
            (1969, 12, 31, 23)
        );
        assert_eq!(before.weekday, 3);
    }

    #[test]
    fn a_zone_may_change_its_offset() {
        let switch = Timestamp(1_000_000_000);
        let zone = Zone::new(move |at| {
            if at < switch {
                Millis::from_hours(-8)
            } else {
                Millis::from_hours(-7)
            }
        });
        let before = zone.local(Timestamp(switch.0 - 1_000));
        let after = zone.local(switch);
        assert_eq!(
            after.hour,
            (before.hour + 1) % 24 + u8::from(before.minute == 59)
        );
    }
}
