//! Where and when a photo was taken, as the camera has written it into the file.

use std::io::Cursor;

use domain::Wgs84;
use exif::{Exif, In, Rational, Reader, Tag, Value};

/// When a photo was taken, by the camera's own clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TakenAt {
    /// The year.
    pub year: u16,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
    /// 0 to 23.
    pub hour: u8,
    /// 0 to 59.
    pub minute: u8,
}

/// What a photo says of itself. Anything that is missing or makes no sense is not known.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Origin {
    /// Where it was taken.
    pub position: Option<Wgs84>,
    /// When.
    pub taken_at: Option<TakenAt>,
}

/// Reads what a photo's file says (EXIF 2.32: §4.6.5 DateTimeOriginal, §4.6.6 GPS attributes).
#[must_use]
pub fn origin_of(file: &[u8]) -> Origin {
    match Reader::new().read_from_container(&mut Cursor::new(file)) {
        Ok(exif) => Origin {
            position: position(&exif),
            taken_at: taken_at(&exif),
        },
        Err(_) => Origin::default(),
    }
}

fn position(exif: &Exif) -> Option<Wgs84> {
    let lat = degrees(exif, Tag::GPSLatitude, Tag::GPSLatitudeRef, [b'N', b'S'])?;
    let lon = degrees(exif, Tag::GPSLongitude, Tag::GPSLongitudeRef, [b'E', b'W'])?;
    // Cameras without a fix write zeros: nobody reports from the Gulf of Guinea.
    if lat == 0.0 && lon == 0.0 {
        return None;
    }
    Wgs84::from_lon_lat(lon, lat).ok()
}

/// Degrees, minutes and seconds as degrees, with the sign of `ways`: the first is positive.
fn degrees(exif: &Exif, tag: Tag, way: Tag, ways: [u8; 2]) -> Option<f64> {
    let Value::Rational(parts) = &exif.get_field(tag, In::PRIMARY)?.value else {
        return None;
    };
    let Value::Ascii(way) = &exif.get_field(way, In::PRIMARY)?.value else {
        return None;
    };
    let way = way.first()?.first()?.to_ascii_uppercase();
    let sign = match ways.iter().position(|known| *known == way)? {
        0 => 1.0,
        _ => -1.0,
    };
    let [degrees, minutes, seconds] = parts.as_slice() else {
        return None;
    };
    let (degrees, minutes) = (number(*degrees)?, number(*minutes)?);
    // Some cameras leave the seconds out by giving them no denominator.
    let seconds = number(*seconds).unwrap_or(0.0);
    if minutes >= 60.0 || seconds >= 60.0 {
        return None;
    }
    Some(sign * (degrees + minutes / 60.0 + seconds / 3_600.0))
}

fn number(part: Rational) -> Option<f64> {
    (part.denom != 0).then(|| part.to_f64())
}

fn taken_at(exif: &Exif) -> Option<TakenAt> {
    let Value::Ascii(texts) = &exif.get_field(Tag::DateTimeOriginal, In::PRIMARY)?.value else {
        return None;
    };
    let at = exif::DateTime::from_ascii(texts.first()?).ok()?;
    let sound = at.year > 1990
        && (1..=12).contains(&at.month)
        && (1..=31).contains(&at.day)
        && at.hour < 24
        && at.minute < 60;
    sound.then_some(TakenAt {
        year: at.year,
        month: at.month,
        day: at.day,
        hour: at.hour,
        minute: at.minute,
    })
}

#[cfg(test)]
mod tests {
    use exif::Field;
    use exif::experimental::Writer;

    use super::*;

    fn field(tag: Tag, value: Value) -> Field {
        Field {
            tag,
            ifd_num: In::PRIMARY,
            value,
        }
    }

    fn parts(parts: [(u32, u32); 3]) -> Value {
        Value::Rational(
            parts
                .into_iter()
                .map(|(num, denom)| Rational { num, denom })
                .collect(),
        )
    }

    fn text(text: &str) -> Value {
        Value::Ascii(vec![text.as_bytes().to_vec()])
    }

    /// A TIFF file that says this of itself.
    fn file(fields: &[Field]) -> Vec<u8> {
        let mut writer = Writer::new();
        for field in fields {
            writer.push_field(field);
        }
        let mut written = Cursor::new(Vec::new());
        writer.write(&mut written, false).expect("a file");
        written.into_inner()
    }

    fn placed(lat: Value, north: &str, lon: Value, east: &str) -> Option<Wgs84> {
        let fields = [
            field(Tag::GPSLatitude, lat),
            field(Tag::GPSLatitudeRef, text(north)),
            field(Tag::GPSLongitude, lon),
            field(Tag::GPSLongitudeRef, text(east)),
        ];
        origin_of(&file(&fields)).position
    }

    #[test]
    fn degrees_minutes_and_seconds_are_a_place() {
        let lat = || parts([(29, 1), (23, 1), (2_400, 100)]);
        let lon = || parts([(106, 1), (16, 1), (1_200, 100)]);
        let place = placed(lat(), "N", lon(), "E").expect("a place");
        assert!((place.lat() - 29.39).abs() < 1e-9, "{place:?}");
        assert!((place.lon() - 106.27).abs() < 1e-9, "{place:?}");
        let south_west = placed(lat(), "S", lon(), "W").expect("a place");
        assert!((south_west.lat() + 29.39).abs() < 1e-9);
        assert!((south_west.lon() + 106.27).abs() < 1e-9);
    }

    #[test]
    fn what_is_no_place_on_earth_is_not_known() {
        let good = || parts([(29, 1), (23, 1), (24, 1)]);
        for (lat, lon) in [
            (
                parts([(0, 1), (0, 1), (0, 1)]),
                parts([(0, 1), (0, 1), (0, 1)]),
            ),
            (parts([(91, 1), (0, 1), (0, 1)]), good()),
            (good(), parts([(181, 1), (0, 1), (0, 1)])),
            (parts([(29, 0), (0, 1), (0, 1)]), good()),
            (parts([(29, 1), (60, 1), (0, 1)]), good()),
            (
                Value::Rational(vec![Rational { num: 29, denom: 1 }]),
                good(),
            ),
        ] {
            assert_eq!(placed(lat, "N", lon, "E"), None);
        }
        assert_eq!(placed(good(), "?", good(), "E"), None);
    }

    #[test]
    fn seconds_without_a_denominator_are_left_out() {
        let place = placed(
            parts([(29, 1), (2_340, 100), (0, 0)]),
            "N",
            parts([(106, 1), (1_620, 100), (0, 0)]),
            "E",
        );
        let place = place.expect("a place");
        assert!((place.lat() - 29.39).abs() < 1e-9, "{place:?}");
    }

    #[test]
    fn the_moment_is_the_cameras_own() {
        let at = |written: &str| {
            origin_of(&file(&[field(Tag::DateTimeOriginal, text(written))])).taken_at
        };
        assert_eq!(
            at("2026:11:25 08:05:59"),
            Some(TakenAt {
                year: 2026,
                month: 11,
                day: 25,
                hour: 8,
                minute: 5,
            })
        );
        assert_eq!(at("    :  :     :  :  "), None);
        assert_eq!(at("0000:00:00 00:00:00"), None);
        assert_eq!(at("2026:13:25 08:05:59"), None);
    }

    #[test]
    fn a_file_that_says_nothing_of_itself_is_no_fault() {
        for file in [&b""[..], b"not a picture", &[0xFF, 0xD8, 0xFF, 0xD9]] {
            assert_eq!(origin_of(file), Origin::default());
        }
    }
}
