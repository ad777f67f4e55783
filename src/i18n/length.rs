//! Lengths in words.

use geodesy::Metres;

use super::{Language, decimal, t};

/// "850 m", "1.2 km".
#[must_use]
pub fn length(language: Language, length: Metres) -> String {
    if length.0 < 1_000.0 {
        let metres = decimal((length.0 / 10.0).round() * 10.0, 0);
        t!(language, distance.metres, metres = metres)
    } else {
        let kilometres = decimal(length.0 / 1_000.0, 1);
        t!(language, distance.kilometres, kilometres = kilometres)
    }
}
