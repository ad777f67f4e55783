//! What changes is brought over, and what a mark costs.

use std::collections::BTreeMap;

use furun::engine::{MarkId, Rgb, Sign, Size};
use wasm_bindgen_test::wasm_bindgen_test;

use super::{BLUE, Dice, GREEN, Picture, RED, disc, draw, ground, marks, pick, scatter};

#[wasm_bindgen_test]
fn after_many_changes_every_pixel_is_where_the_last_of_them_put_it() {
    let mut marks = marks();
    let colours = [RED, BLUE, GREEN];
    let places: Vec<(f64, f64)> = (0..160)
        .map(|place| {
            (
                f64::from(place % 16) * 25.0 + 12.0,
                f64::from(place / 16) * 30.0 + 15.0,
            )
        })
        .collect();
    let mut model: BTreeMap<u64, (usize, Rgb)> = BTreeMap::new();
    let mut dice = Dice(42);
    for round in 0..60 {
        for _ in 0..dice.below(40) {
            let id = dice.below(200) as u64;
            if dice.roll() < 0.4 {
                assert_eq!(marks.remove(MarkId(id)), model.remove(&id).is_some());
                continue;
            }
            let taken = |place: usize| model.values().any(|(other, _)| *other == place);
            let Some(place) = (0..160)
                .map(|_| dice.below(160))
                .find(|place| !taken(*place))
            else {
                continue;
            };
            let colour = colours[dice.below(3)];
            let (x, y) = places[place];
            let small = Sign {
                size: Size::Small,
                ..disc(colour)
            };
            marks.upsert(MarkId(id), ground(x, y), &small);
            model.insert(id, (place, colour));
        }
        if round % 3 == 0 {
            draw(&mut marks, 0.0);
        }
    }
    draw(&mut marks, 0.0);
    assert_eq!(marks.len(), model.len());
    assert!(
        model.len() > 60,
        "{} marks are left to look at",
        model.len()
    );
    let picture = Picture::of(&marks);
    for (place, (x, y)) in places.iter().enumerate() {
        match model.iter().find(|(_, (taken, _))| *taken == place) {
            Some((id, (_, colour))) => {
                assert!(
                    picture.is(*x, *y, *colour),
                    "mark {id}: {:?}",
                    picture.pixel(*x, *y)
                );
                assert_eq!(pick(&marks, *x, *y), Some(*id));
            }
            None => assert!(picture.is_clear(*x, *y), "{x}, {y} should be empty"),
        }
    }
}

#[wasm_bindgen_test]
fn after_a_clean_sweep_nothing_is_left_and_new_marks_take_the_old_places() {
    let mut marks = marks();
    for id in 0..300 {
        let x = id as f64;
        marks.upsert(MarkId(id), ground(x, 100.0), &disc(RED));
    }
    draw(&mut marks, 0.0);
    marks.clear();
    assert!(marks.is_empty());
    assert_eq!(marks.position(MarkId(7)), None);
    draw(&mut marks, 0.0);
    assert!(Picture::of(&marks).bytes.iter().all(|byte| *byte == 0));
    marks.upsert(MarkId(299), ground(50.0, 200.0), &disc(BLUE));
    marks.upsert(MarkId(7), ground(150.0, 200.0), &disc(GREEN));
    draw(&mut marks, 0.0);
    let picture = Picture::of(&marks);
    assert!(picture.is(50.0, 200.0, BLUE));
    assert!(picture.is(150.0, 200.0, GREEN));
    assert!(picture.is_clear(50.0, 100.0));
    assert_eq!(pick(&marks, 150.0, 200.0), Some(7));
}

#[wasm_bindgen_test]
fn one_change_among_many_marks_uploads_one_page_and_one_draw_shows_it() {
    let mut marks = marks();
    scatter(&mut marks, 10_000, 0.05);
    let all = draw(&mut marks, 0.0);
    assert!(all.uploaded >= 10_000 * 16, "{all:?}");
    marks.restyle(MarkId(5_000), &disc(BLUE));
    let one = draw(&mut marks, 0.0);
    assert!(one.uploaded <= 64 * 8, "{one:?}");
    assert_eq!(draw(&mut marks, 0.0).uploaded, 0);
}

#[wasm_bindgen_test]
fn a_mark_costs_at_most_56_bytes_in_memory_and_on_the_card_together() {
    let mut marks = marks();
    marks.reserve(100_000);
    scatter(&mut marks, 100_000, 0.5);
    draw(&mut marks, 0.0);
    let stats = marks.stats();
    let each = (stats.memory + stats.card) as f64 / 100_000.0;
    assert!(each <= 56.0, "{each} bytes a mark: {stats:?}");
}
