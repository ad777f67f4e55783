//! What lies under a pointer or a finger, and where the marks in view are.

use furun::engine::{Camera, Ground, InView, MarkId, Picked, ScreenPoint, View};
use wasm_bindgen_test::wasm_bindgen_test;

use super::{Dice, HEIGHT, HOME, RED, WIDTH, disc, draw, ground, marks, pick, scatter};

#[wasm_bindgen_test]
fn picking_finds_what_a_search_through_all_marks_finds_also_pitched_and_turned() {
    let cameras = [
        (16.0, 0.0, 0.0),
        (13.5, 0.0, 120.0),
        (16.5, 60.0, -35.0),
        (12.0, 70.0, 200.0),
        (19.0, 45.0, 10.0),
        (3.0, 0.0, 0.0),
    ];
    let mut marks = marks();
    let count = 6_000;
    scatter(&mut marks, count, 0.06);
    let mut dice = Dice(99);
    let mut hits = 0;
    for (zoom, pitch, bearing) in cameras {
        let camera = Camera {
            zoom,
            pitch,
            bearing,
            ..Camera::over(HOME, zoom)
        };
        let view = View::new(camera, WIDTH, HEIGHT);
        marks.set_view(view, false);
        draw(&mut marks, 0.0);
        let seen: Vec<(u64, ScreenPoint)> = (0..count)
            .filter_map(|id| {
                let at = marks.position(MarkId(id)).expect("scattered above");
                Some((id, view.project_ground(Ground::from(at))?))
            })
            .collect();
        for _ in 0..120 {
            let at = ScreenPoint {
                x: dice.roll() * WIDTH,
                y: dice.roll() * HEIGHT,
            };
            // Of those whose disc and keyline hold the point, the one drawn last.
            let expected = seen
                .iter()
                .filter(|(id, centre)| {
                    let radius = if id % 3 == 0 { 13.0 } else { 8.0 };
                    (centre.x - at.x).hypot(centre.y - at.y) <= radius + 1.5
                })
                .map(|(id, _)| *id)
                .max();
            hits += usize::from(expected.is_some());
            assert_eq!(pick(&marks, at.x, at.y), expected, "{camera:?} at {at:?}");
        }
    }
    assert!(hits > 100, "only {hits} points lay on a mark");
}

#[wasm_bindgen_test]
fn a_finger_beside_a_mark_takes_the_nearest() {
    let mut marks = marks();
    marks.upsert(MarkId(1), ground(100.0, 150.0), &disc(RED));
    marks.upsert(MarkId(2), ground(160.0, 150.0), &disc(RED));
    draw(&mut marks, 0.0);
    let near = |x: f64, reach: f64| marks.pick(ScreenPoint { x, y: 150.0 }, reach);
    assert_eq!(near(126.0, 0.0), None);
    assert_eq!(near(126.0, 20.0), Some(Picked::Mark(MarkId(1))));
    assert_eq!(near(134.0, 40.0), Some(Picked::Mark(MarkId(2))));
}

#[wasm_bindgen_test]
fn the_marks_in_view_are_told_with_their_pixels() {
    let mut marks = marks();
    marks.upsert(MarkId(1), ground(120.0, 80.0), &disc(RED));
    marks.upsert(MarkId(2), ground(-50.0, 80.0), &disc(RED));
    let seen: Vec<InView> = marks.in_view().collect();
    let [only] = seen.as_slice() else {
        panic!("{seen:?}");
    };
    assert_eq!((only.id, only.grouped), (MarkId(1), false));
    assert!((only.screen.x - 120.0).abs() < 0.05 && (only.screen.y - 80.0).abs() < 0.05);
    assert!((only.at.lon - ground(120.0, 80.0).lon).abs() < 1e-7);
}

#[wasm_bindgen_test]
fn marks_at_one_address_are_reached_one_after_another() {
    let mut marks = marks();
    for id in 1..4 {
        marks.upsert(MarkId(id), HOME, &disc(RED));
    }
    draw(&mut marks, 0.0);
    let at = ScreenPoint { x: 200.0, y: 150.0 };
    assert_eq!(pick(&marks, 200.0, 150.0), Some(3));
    let mut reached = Vec::new();
    let mut mark = MarkId(3);
    for _ in 0..3 {
        mark = marks.pick_below(at, mark).expect("there are others");
        reached.push(mark.0);
    }
    assert_eq!(reached, [2, 1, 3]);
    marks.remove(MarkId(1));
    marks.remove(MarkId(2));
    assert_eq!(marks.pick_below(at, MarkId(3)), None);
}
