//! Where units are, as their platforms post it.

use domain::{Timestamp, UnitPosition};
use feeds::positions::positions_from_json;
use feeds::{ElementError, Flaw};
use geodesy::CoordinateSystem;

fn read(body: &str) -> Vec<Result<UnitPosition, ElementError>> {
    positions_from_json(body.as_bytes(), CoordinateSystem::Wgs84)
        .expect("the body is JSON of the right shape")
        .each
}

#[test]
fn positions_are_understood_one_by_one() {
    let all = read(
        r#"[{"unit": "E41", "lon": 106.27, "lat": 29.39, "heading": 360, "sampled_at": "2026-11-23T14:26:41+08:00"},
            {"unit": 7, "lon": 106.28, "lat": 29.4, "sampled_at": 1795415201500},
            {"unit": "E42", "lat": 29.4, "sampled_at": 1795415201500},
            {"unit": "E43", "sampled_at": 1795415201500},
            {"unit": "E44", "lon": 106.28, "lat": 29.4, "heading": 361, "sampled_at": 1795415201500},
            {"unit": "E45", "lon": 106.28, "lat": 29.4, "speed": 12, "sampled_at": 1795415201500}]"#,
    );
    let first = all[0].as_ref().expect("the first is whole");
    assert_eq!(
        (first.unit.as_str(), first.heading_degrees, first.sampled_at),
        ("E41", Some(0.0), Timestamp(1_795_415_201_000))
    );
    assert_eq!(
        all[1]
            .as_ref()
            .map(|second| (second.unit.to_string(), second.heading_degrees)),
        Ok(("7".to_owned(), None))
    );
    let flaws: Vec<_> = all[2..]
        .iter()
        .filter_map(|one| one.as_ref().err())
        .map(|error| (error.pointer.as_str(), &error.flaw))
        .collect();
    assert_eq!(flaws[0], ("/2/lon", &Flaw::HalfAPosition));
    assert_eq!(flaws[1], ("/3/lon", &Flaw::Missing));
    assert_eq!(
        flaws[2],
        ("/4/heading", &Flaw::OutOfRange("from 0 to 360 degrees"))
    );
    assert_eq!(
        flaws[3],
        ("/5/speed", &Flaw::UnknownField("a position".to_owned()))
    );
}

#[test]
fn a_heading_just_below_north_does_not_round_to_360() {
    let one = read(r#"{"unit": "E41", "lon": 0, "lat": 0, "heading": 359.99999999, "sampled_at": 1795415201500}"#).remove(0);
    assert_eq!(one.map(|one| one.heading_degrees), Ok(Some(0.0)));
}
