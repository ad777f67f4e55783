//! Chinese names as they are typed on a keyboard of Latin letters: by the pinyin of each character, or by its first letter.
//!
//! The table is written when building (`build.rs`): of each character of the basic block its usual reading, without tones. A
//! character with several readings is found by that one only.

include!(concat!(env!("OUT_DIR"), "/pinyin.rs"));

/// For each character from U+4E00 the place of its reading among [`SYLLABLES`], from 1, in two bytes, the lower one first; 0
/// where it has none.
static READINGS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/pinyin.bin"));

const FIRST: u32 = 0x4e00;

/// Fewer letters say nothing: every name has some character that begins so.
const FEWEST_LETTERS: usize = 2;

/// The usual reading of a character: "fu" of 福.
fn reading(character: char) -> Option<&'static str> {
    let place = usize::try_from(u32::from(character).checked_sub(FIRST)?).ok()?;
    let bytes = READINGS.get(place * 2..place * 2 + 2)?;
    let place = u16::from_le_bytes([*bytes.first()?, *bytes.get(1)?]);
    SYLLABLES.get(usize::from(place.checked_sub(1)?)).copied()
}

/// Where in a name its characters are read as what was typed, counted in characters: "mlxz", "milan" and "milanxz" are read at the
/// beginning of 米兰小镇. `typed` is in small letters.
#[must_use]
pub fn read_at(typed: &str, name: &str) -> Option<usize> {
    let letters =
        typed.len() >= FEWEST_LETTERS && typed.bytes().all(|byte| byte.is_ascii_lowercase());
    if !letters {
        return None;
    }
    (name.char_indices().enumerate())
        .filter(|(_, (_, first))| reading(*first).is_some())
        .find(|(_, (start, _))| begins(typed, name.get(*start..).unwrap_or_default()))
        .map(|(place, _)| place)
}

/// Whether what was typed is read from the first character on: of each its reading, its first letter, or, at the end of what was
/// typed, the beginning of its reading.
fn begins(typed: &str, name: &str) -> bool {
    if typed.is_empty() {
        return true;
    }
    let mut rest = name.chars();
    let Some(character) = rest.next() else {
        return false;
    };
    let Some(syllable) = reading(character) else {
        return false;
    };
    let rest = rest.as_str();
    let by = |part: &str| {
        let left = typed.strip_prefix(part);
        left.is_some_and(|left| begins(left, rest))
    };
    let first_letter = syllable.get(..1).unwrap_or(syllable);
    syllable.starts_with(typed) || by(syllable) || by(first_letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_read_by_first_letters_by_whole_readings_and_by_both() {
        for typed in ["mlxz", "milan", "milanxiaozhen", "mlxiaoz", "mil"] {
            assert_eq!(read_at(typed, "米兰小镇"), Some(0), "{typed}");
        }
        assert_eq!(read_at("xz", "米兰小镇"), Some(2));
        assert_eq!(read_at("jgps", "福城西苑井盖破损"), Some(4));
        assert_eq!(read_at("lvhua", "绿化"), Some(0), "ü is typed as v");
    }

    #[test]
    fn what_is_not_read_so_is_not_found() {
        for typed in ["m", "mx", "milanq", "mlxz1", "米兰", ""] {
            assert_eq!(read_at(typed, "米兰小镇"), None, "{typed}");
        }
        assert_eq!(read_at("ab", "Block ab"), None);
    }
}
