//! Reading coordinates as people write them.

use domain::Wgs84;

/// A text that was read as coordinates.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CoordinateText {
    /// Where.
    pub position: Wgs84,
    /// Whether nothing in the text says which number is the longitude, and longitude first was taken.
    pub order_assumed: bool,
}

/// One of the two numbers, in degrees, and which it is when the text says so.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Angle {
    degrees: f64,
    axis: Option<Axis>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Axis {
    Longitude,
    Latitude,
}

/// Reads "106.27,29.39", "29.39N 106.27E", "N29°23′24″ E106°16′12″", "29 23 24 N, 106 16 12 E" and the same with 北纬 and 东经.
///
/// Degrees may be followed by minutes and seconds with or without their signs. Without letters the longitude comes first, as in
/// GeoJSON and in our own addresses, unless only the other order is a place on earth. `None` when it is something else.
#[must_use]
pub fn coordinates_from_text(text: &str) -> Option<CoordinateText> {
    let text = normalised(text);
    let [first, second] = halves(&text)?;
    let (first, second) = (angle(&first)?, angle(&second)?);
    let place = |lon: f64, lat: f64| Wgs84::from_lon_lat(lon, lat).ok();
    let (position, order_assumed) = match (first.axis, second.axis) {
        (Some(Axis::Longitude), Some(Axis::Longitude))
        | (Some(Axis::Latitude), Some(Axis::Latitude)) => return None,
        (Some(Axis::Latitude), _) | (_, Some(Axis::Longitude)) => {
            (place(second.degrees, first.degrees)?, false)
        }
        (Some(Axis::Longitude), _) | (_, Some(Axis::Latitude)) => {
            (place(first.degrees, second.degrees)?, false)
        }
        (None, None) => match place(first.degrees, second.degrees) {
            Some(position) => (position, true),
            None => (place(second.degrees, first.degrees)?, false),
        },
    };
    Some(CoordinateText {
        position,
        order_assumed,
    })
}

/// One spelling for every sign: hemispheres as letters with blanks around them, minutes and seconds as blanks.
fn normalised(text: &str) -> String {
    let words = [
        ("北纬", " N "),
        ("南纬", " S "),
        ("东经", " E "),
        ("西经", " W "),
        ("度", " "),
        ("分", " "),
        ("秒", " "),
    ];
    let text = words
        .into_iter()
        .fold(text.to_uppercase(), |text, (word, sign)| {
            text.replace(word, sign)
        });
    text.chars()
        .flat_map(|character| match character {
            '°' | '\'' | '′' | '’' | '"' | '″' | '”' | ':' => [' ', ' ', ' '],
            '，' | '；' | ';' | '、' | '/' => [' ', ',', ' '],
            '−' | '－' => ['-', '\0', '\0'],
            'N' | 'S' | 'E' | 'W' => [' ', character, ' '],
            other => [other, '\0', '\0'],
        })
        .filter(|character| *character != '\0')
        .collect()
}

/// Cuts the text into its two angles: at the comma, at the letters, or in the middle of as many numbers.
fn halves(text: &str) -> Option<[Vec<String>; 2]> {
    let words =
        |text: &str| -> Vec<String> { text.split_whitespace().map(str::to_owned).collect() };
    let mut parts = text.split(',').map(words).filter(|words| !words.is_empty());
    let first = parts.next()?;
    match (parts.next(), parts.next()) {
        (Some(second), None) => return Some([first, second]),
        (Some(_), Some(_)) => return None,
        (None, _) => {}
    }
    let letters: Vec<usize> = first
        .iter()
        .enumerate()
        .filter(|(_, word)| is_hemisphere(word))
        .map(|(at, _)| at)
        .collect();
    let cut = match letters.as_slice() {
        [] if first.len().is_multiple_of(2) => first.len() / 2,
        // "N 29 23 E 106 16": a letter begins each half; "29 23 N 106 16 E": a letter ends each half.
        [0, second] => *second,
        [one, two] if *two + 1 == first.len() => one + 1,
        _ => return None,
    };
    let second = first.get(cut..)?.to_vec();
    let first = first.get(..cut)?.to_vec();
    (!first.is_empty() && !second.is_empty()).then_some([first, second])
}

fn is_hemisphere(word: &str) -> bool {
    matches!(word, "N" | "S" | "E" | "W")
}

/// Degrees, then perhaps minutes and seconds, with a letter before or behind them, never between.
fn angle(words: &[String]) -> Option<Angle> {
    let inner = words.get(1..words.len().saturating_sub(1)).unwrap_or(&[]);
    if inner.iter().any(|word| is_hemisphere(word)) {
        return None;
    }
    let letters: Vec<&str> = words
        .iter()
        .map(String::as_str)
        .filter(|word| is_hemisphere(word))
        .collect();
    let numbers = words
        .iter()
        .filter(|word| !is_hemisphere(word))
        .map(|word| number(word))
        .collect::<Option<Vec<f64>>>()?;
    let (axis, sign) = match letters.as_slice() {
        [] => (None, 1.0),
        ["N"] => (Some(Axis::Latitude), 1.0),
        ["S"] => (Some(Axis::Latitude), -1.0),
        ["E"] => (Some(Axis::Longitude), 1.0),
        ["W"] => (Some(Axis::Longitude), -1.0),
        _ => return None,
    };
    let (whole, minutes, seconds) = match numbers.as_slice() {
        [degrees] => (*degrees, 0.0, 0.0),
        [degrees, minutes] => (*degrees, *minutes, 0.0),
        [degrees, minutes, seconds] => (*degrees, *minutes, *seconds),
        _ => return None,
    };
    let sixtieths = 0.0..60.0;
    if !sixtieths.contains(&minutes) || !sixtieths.contains(&seconds) {
        return None;
    }
    // "-0 30" is half a degree south: the sign belongs to the whole angle.
    let below = whole.is_sign_negative();
    let size = whole.abs() + minutes / 60.0 + seconds / 3_600.0;
    let signed = if below { -size } else { size };
    Some(Angle {
        degrees: signed * sign,
        axis,
    })
}

/// A plain decimal number: no exponents, infinities or words that only a computer reads as numbers.
fn number(word: &str) -> Option<f64> {
    let digits = word.strip_prefix(['-', '+']).unwrap_or(word);
    let plain = !digits.is_empty()
        && digits
            .chars()
            .all(|character| character.is_ascii_digit() || character == '.');
    plain.then(|| word.parse().ok()).flatten()
}
