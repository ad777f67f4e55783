//! Flood: more news than anybody can take in; `design/screen.md`.

use domain::{Incident, Millis, Priority, Timestamp};

/// The span that is looked at.
pub const WITHIN: Millis = Millis::from_mins(10);

/// More new urgent incidents than this within [`WITHIN`] begin a flood.
pub const BEGINS_ABOVE: usize = 10;

/// Fewer than this end it.
pub const ENDS_BELOW: usize = 5;

/// Whether there is a flood now, of urgent incidents that were reported so long ago. It begins and ends as the reports tell,
/// not as anybody looked: two screens agree, whenever each was opened and wherever a demo came from.
#[must_use]
pub fn is_flood(mut ages: Vec<Millis>) -> bool {
    ages.sort_unstable_by(|one, other| other.cmp(one));
    let mut is_flood = false;
    let mut oldest = 0;
    for (index, age) in ages.iter().enumerate() {
        // What leaves the span before this report comes.
        while ages[oldest] - *age >= WITHIN {
            oldest += 1;
            is_flood &= index - oldest >= ENDS_BELOW;
        }
        is_flood |= index + 1 - oldest > BEGINS_ABOVE;
    }
    let within = ages[oldest..].iter().filter(|age| **age < WITHIN).count();
    is_flood && within >= ENDS_BELOW
}

/// How long ago urgent incidents were reported, each on its own network's clock.
pub fn urgent_ages<'a>(incidents: impl Iterator<Item = (&'a Incident, Timestamp)>) -> Vec<Millis> {
    incidents
        .filter(|(incident, _)| incident.priority >= Priority::Urgent && !incident.flags.exercise)
        .map(|(incident, now)| now - incident.reported_at())
        .filter(|age| *age >= Millis::ZERO)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// So many reports, so many seconds apart, the last one `since` seconds ago.
    fn ages(count: i64, apart: i64, since: i64) -> Vec<Millis> {
        (0..count)
            .map(|index| Millis::from_secs(since + index * apart))
            .collect()
    }

    #[test]
    fn more_than_ten_urgent_reports_in_ten_minutes_are_a_flood() {
        assert!(!is_flood(ages(10, 10, 0)));
        assert!(is_flood(ages(11, 10, 0)));
        assert!(!is_flood(ages(40, 61, 0)), "slowly enough");
    }

    #[test]
    fn a_flood_stays_until_fewer_than_five_are_new() {
        assert!(is_flood(ages(11, 10, 559)), "five are within ten minutes");
        assert!(!is_flood(ages(11, 10, 560)), "four are");
        let again = ages(11, 10, 700).into_iter().chain(ages(6, 10, 0));
        assert!(!is_flood(again.collect()), "it ended between");
    }
}
