//! Spans of time: as a clock where seconds count, in words where they do not.

use domain::Millis;

use super::{Language, decimal, t};

const SECS_A_MINUTE: i64 = 60;
const SECS_AN_HOUR: i64 = 60 * SECS_A_MINUTE;
const SECS_A_DAY: i64 = 24 * SECS_AN_HOUR;

/// A span as a clock shows it: "0:41", "12:05", "1:02:03". Begun seconds do not count; a negative span has a minus.
#[must_use]
pub fn span_clock(span: Millis) -> String {
    let secs = span.0.unsigned_abs() / 1_000;
    let sign = if span.0 <= -1_000 { "−" } else { "" };
    let (hours, minutes, secs) = (secs / 3_600, secs / 60 % 60, secs % 60);
    if hours > 0 {
        format!("{sign}{hours}:{minutes:02}:{secs:02}")
    } else {
        format!("{sign}{minutes}:{secs:02}")
    }
}

/// A span in words, in its two largest quantities: "38 秒", "3 分", "1 小时 5 分", "2 天 3 小时". What is begun does not count.
#[must_use]
pub fn span_words(language: Language, span: Millis) -> String {
    let secs = (span.0 / 1_000).max(0);
    if secs < SECS_A_MINUTE {
        return t!(language, span.seconds, seconds = secs);
    }
    let minutes = secs / SECS_A_MINUTE % 60;
    if secs < SECS_AN_HOUR {
        return t!(language, span.minutes, minutes = minutes);
    }
    let hours = secs / SECS_AN_HOUR % 24;
    if secs < SECS_A_DAY {
        return if minutes == 0 {
            t!(language, span.hours, hours = hours)
        } else {
            t!(
                language,
                span.hours_minutes,
                hours = hours,
                minutes = minutes
            )
        };
    }
    let days = secs / SECS_A_DAY;
    if hours == 0 {
        t!(language, span.days, days = days)
    } else {
        t!(language, span.days_hours, days = days, hours = hours)
    }
}

/// A span in words, in its largest quantity alone, for where there is little room: "38 秒", "3 分", "5 小时", "6 天".
#[must_use]
pub fn span_brief(language: Language, span: Millis) -> String {
    let secs = (span.0 / 1_000).max(0);
    let whole = if secs >= SECS_A_DAY {
        SECS_A_DAY
    } else if secs >= SECS_AN_HOUR {
        SECS_AN_HOUR
    } else {
        1
    };
    span_words(language, Millis::from_secs(secs / whole * whole))
}

/// What is left of a limit, in its largest quantity alone. From an hour on what is begun counts, so that a limit of three hours
/// that has just begun leaves three.
#[must_use]
pub fn time_left(language: Language, left: Millis) -> String {
    let secs = left.0.div_euclid(1_000) + i64::from(left.0.rem_euclid(1_000) > 0);
    let whole = if secs >= SECS_A_DAY {
        SECS_A_DAY
    } else if secs >= SECS_AN_HOUR {
        SECS_AN_HOUR
    } else {
        return span_brief(language, left);
    };
    let begun = secs.saturating_add(whole - 1) / whole;
    span_words(language, Millis::from_secs(begun * whole))
}

/// How much a limit is exceeded, in its largest quantity: "超 3 分", "3 min over".
#[must_use]
pub fn time_over(language: Language, over: Millis) -> String {
    t!(language, span.over, span = span_brief(language, over))
}

/// How long ago something was: "0.3 秒前", "47 秒前", "3 分前". Tenths only below ten seconds.
#[must_use]
pub fn ago(language: Language, age: Millis) -> String {
    let span = if age.0 < 10_000 {
        let tenths = decimal(age.0.max(0) as f64 / 1_000.0, 1);
        t!(language, span.seconds, seconds = tenths)
    } else {
        span_words(language, age)
    };
    t!(language, span.ago, span = span)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_shows_minutes_and_seconds_and_hours_only_when_there_are_some() {
        for (millis, text) in [
            (0, "0:00"),
            (41_900, "0:41"),
            (60_000, "1:00"),
            (725_000, "12:05"),
            (3_723_000, "1:02:03"),
            (-41_000, "−0:41"),
            (-400, "0:00"),
        ] {
            assert_eq!(span_clock(Millis(millis)), text);
        }
    }

    #[test]
    fn a_span_in_words_names_its_two_largest_quantities() {
        for (secs, zh, en) in [
            (38, "38 秒", "38 s"),
            (185, "3 分", "3 min"),
            (3_600, "1 小时", "1 h"),
            (3_900, "1 小时 5 分", "1 h 5 min"),
            (2 * 86_400, "2 天", "2 d"),
            (2 * 86_400 + 3 * 3_600 + 60, "2 天 3 小时", "2 d 3 h"),
        ] {
            assert_eq!(span_words(Language::Chinese, Millis::from_secs(secs)), zh);
            assert_eq!(span_words(Language::English, Millis::from_secs(secs)), en);
        }
    }

    #[test]
    fn a_brief_span_names_its_largest_quantity_alone() {
        for (secs, zh) in [
            (38, "38 秒"),
            (185, "3 分"),
            (3_900, "1 小时"),
            (6 * 86_400 + 20 * 3_600, "6 天"),
        ] {
            assert_eq!(span_brief(Language::Chinese, Millis::from_secs(secs)), zh);
        }
    }

    #[test]
    fn what_is_left_counts_the_hour_that_has_begun() {
        for (secs, zh, en) in [
            (38, "38 秒", "38 s"),
            (40 * 60 + 59, "40 分", "40 min"),
            (3_600, "1 小时", "1 h"),
            (2 * 3_600 + 59 * 60 + 59, "3 小时", "3 h"),
            (3 * 3_600, "3 小时", "3 h"),
            (23 * 3_600 + 1, "1 天", "1 d"),
            (6 * 86_400 + 1, "7 天", "7 d"),
        ] {
            let left = Millis::from_secs(secs);
            assert_eq!(time_left(Language::Chinese, left), zh);
            assert_eq!(time_left(Language::English, left), en);
        }
        assert_eq!(
            time_left(Language::Chinese, Millis(2 * 3_600_000 + 1)),
            "3 小时"
        );
    }

    #[test]
    fn what_is_over_its_limit_says_by_how_much() {
        assert_eq!(
            time_over(Language::Chinese, Millis::from_secs(200)),
            "超 3 分"
        );
        assert_eq!(
            time_over(Language::English, Millis::from_secs(200)),
            "3 min over"
        );
    }

    #[test]
    fn an_age_has_tenths_only_below_ten_seconds() {
        assert_eq!(ago(Language::Chinese, Millis(300)), "0.3 秒前");
        assert_eq!(ago(Language::English, Millis(300)), "0.3 s ago");
        assert_eq!(ago(Language::Chinese, Millis(47_900)), "47 秒前");
        assert_eq!(ago(Language::Chinese, Millis(-20)), "0.0 秒前");
        assert_eq!(ago(Language::English, Millis::from_mins(3)), "3 min ago");
    }
}
