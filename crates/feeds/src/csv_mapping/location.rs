//! Positions written as one text, in whichever spelling.

/// How a position is written in one cell, as a pattern in which `lon` and `lat` stand for the numbers:
/// `(lat, lon)`, `POINT (lon lat)`. Spaces and the case of letters do not matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Spelling(Vec<Part>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Lon,
    Lat,
    Word(String),
    Sign(char),
}

impl Spelling {
    /// The spelling of a pattern; none when it does not hold `lon` and `lat` once each.
    pub(super) fn from_pattern(pattern: &str) -> Option<Self> {
        let mut parts = Vec::new();
        let mut rest = pattern.trim_start();
        while let Some(first) = rest.chars().next() {
            let letters = rest
                .find(|character: char| !character.is_ascii_alphabetic())
                .unwrap_or(rest.len());
            if letters == 0 {
                parts.push(Part::Sign(first));
                rest = rest[first.len_utf8()..].trim_start();
            } else {
                parts.push(match &rest[..letters] {
                    "lon" => Part::Lon,
                    "lat" => Part::Lat,
                    word => Part::Word(word.to_owned()),
                });
                rest = rest[letters..].trim_start();
            }
        }
        let once = |wanted: &Part| parts.iter().filter(|part| *part == wanted).count() == 1;
        (once(&Part::Lon) && once(&Part::Lat)).then_some(Self(parts))
    }

    /// Longitude and latitude of a cell; none when it is not spelled so.
    pub(super) fn lon_lat(&self, cell: &str) -> Option<(f64, f64)> {
        let (mut lon, mut lat) = (None, None);
        let mut rest = cell.trim_start();
        for part in &self.0 {
            rest = match part {
                Part::Lon => number(rest, &mut lon)?,
                Part::Lat => number(rest, &mut lat)?,
                Part::Sign(sign) => rest.strip_prefix(*sign)?,
                Part::Word(word) => {
                    let found = rest.get(..word.len())?;
                    found
                        .eq_ignore_ascii_case(word)
                        .then(|| &rest[word.len()..])?
                }
            }
            .trim_start();
        }
        rest.is_empty().then_some((lon?, lat?))
    }
}

/// Takes a decimal number off the front.
fn number<'t>(text: &'t str, value: &mut Option<f64>) -> Option<&'t str> {
    let end = text
        .find(|character: char| !matches!(character, '0'..='9' | '+' | '-' | '.' | 'e' | 'E'))
        .unwrap_or(text.len());
    *value = Some(text[..end].parse().ok()?);
    Some(&text[end..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pattern: &str, cell: &str, expected: Option<(f64, f64)>) {
        let spelling = Spelling::from_pattern(pattern).expect("the pattern names lon and lat");
        assert_eq!(spelling.lon_lat(cell), expected, "{cell} as {pattern}");
    }

    #[test]
    fn one_place_has_many_spellings() {
        let place = Some((-118.25, 34.5));
        check("(lat, lon)", "(34.5, -118.25)", place);
        check("(lat, lon)", " ( 34.5 ,-118.25 ) ", place);
        check("POINT (lon lat)", "POINT (-118.25 34.5)", place);
        check("POINT (lon lat)", "Point(-118.25   34.5)", place);
        check("POINT (lon lat)", "POINT (-118.25 34.5 12.0)", None);
        check("(lat, lon)", "POINT (-118.25 34.5)", None);
        check("(lat, lon)", "(, )", None);
        check("lon;lat", "-1.1825e2;34.5", place);
        check("lat N lon E", "34.5 N -118.25 E", place);
        check("经lon纬lat", "经-118.25纬34.5", place);
        check("(lat, lon)", "", None);
    }

    #[test]
    fn a_pattern_names_each_number_once() {
        for pattern in [
            "",
            "(lat)",
            "(lat, lat)",
            "(lon, lat, lon)",
            "longitude latitude",
        ] {
            assert_eq!(Spelling::from_pattern(pattern), None, "{pattern}");
        }
    }
}
