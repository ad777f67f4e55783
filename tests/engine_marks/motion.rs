//! Marks that blink, pulse and count down, and the rest when nothing does.

use furun::engine::{Look, MarkId, Marks, NextDraw, Ring, Sign};
use wasm_bindgen_test::wasm_bindgen_test;

use super::{BLUE, GREEN, Picture, RED, RING, disc, draw, ground, home_view, marks, plain_look};

#[wasm_bindgen_test]
fn an_unacknowledged_mark_goes_dark_for_the_second_half_of_every_second_and_needs_no_upload_for_it()
{
    let mut marks = marks();
    let blinking = Sign {
        blink: true,
        ..disc(RED)
    };
    marks.upsert(MarkId(1), ground(200.0, 150.0), &blinking);
    draw(&mut marks, 10_000.0);
    assert!(Picture::of(&marks).is(200.0, 150.0, RED));
    assert_eq!(marks.next_draw(10_120.0), NextDraw::At(10_500.0));
    assert_eq!(marks.next_draw(10_500.0), NextDraw::Now);
    let drawn = draw(&mut marks, 10_500.0);
    assert_eq!(drawn.uploaded, 0);
    let dark = Picture::of(&marks);
    assert!(!dark.is(200.0, 150.0, RED));
    assert!(
        dark.pixel(200.0, 150.0)[0] < 60,
        "{:?}",
        dark.pixel(200.0, 150.0)
    );
    // The outline keeps the colour, so that the mark never disappears.
    assert!(dark.is(190.0, 150.0, RED), "{:?}", dark.pixel(190.0, 150.0));
    assert_eq!(marks.next_draw(10_999.0), NextDraw::At(11_000.0));
    draw(&mut marks, 11_000.0);
    assert!(Picture::of(&marks).is(200.0, 150.0, RED));
}

#[wasm_bindgen_test]
fn with_reduced_motion_a_blinking_mark_stays_lit_inside_a_double_ring_and_nothing_is_drawn_twice() {
    let mut marks = marks();
    marks.set_look(Look {
        reduced_motion: true,
        ..plain_look()
    });
    let blinking = Sign {
        blink: true,
        ..disc(RED)
    };
    marks.upsert(MarkId(1), ground(200.0, 150.0), &blinking);
    draw(&mut marks, 600.0);
    let picture = Picture::of(&marks);
    assert!(picture.is(200.0, 150.0, RED));
    assert!(picture.is(200.0 + RING, 150.0, RED));
    assert_eq!(marks.next_draw(1_234.0), NextDraw::Never);
    assert!(marks.pulse(MarkId(1), 1_300.0));
    assert_eq!(marks.next_draw(1_300.0), NextDraw::Never);
}

#[wasm_bindgen_test]
fn when_nothing_changes_no_draw_is_asked_for() {
    let mut marks = marks();
    marks.upsert(MarkId(1), ground(200.0, 150.0), &disc(RED));
    assert_eq!(marks.next_draw(0.0), NextDraw::Now);
    draw(&mut marks, 0.0);
    assert_eq!(marks.next_draw(777.0), NextDraw::Never);
    // The same again is no change.
    marks.upsert(MarkId(1), ground(200.0, 150.0), &disc(RED));
    marks.set_look(plain_look());
    marks.set_view(home_view(), false);
    marks.select(None);
    marks.label(MarkId(1), None);
    assert_eq!(marks.next_draw(777.0), NextDraw::Never);
    assert!(marks.restyle(MarkId(1), &disc(BLUE)));
    assert_eq!(marks.next_draw(777.0), NextDraw::Now);
}

#[wasm_bindgen_test]
fn a_pulse_runs_for_eight_tenths_of_a_second_and_at_most_once_a_second() {
    let mut marks = marks();
    marks.upsert(MarkId(1), ground(200.0, 150.0), &disc(GREEN));
    draw(&mut marks, 5_000.0);
    assert!(!marks.pulse(MarkId(9), 5_000.0), "there is no such mark");
    assert!(marks.pulse(MarkId(1), 5_000.0));
    let rings = |marks: &mut Marks, now: f64| {
        draw(marks, now);
        let picture = Picture::of(marks);
        (14..60)
            .filter(|away| !picture.is_clear(200.0 + f64::from(*away), 150.0))
            .max()
    };
    let early = rings(&mut marks, 5_080.0).expect("a ring");
    assert_eq!(marks.next_draw(5_080.0), NextDraw::Now);
    let late = rings(&mut marks, 5_480.0).expect("a ring");
    assert!(late > early + 3, "from {early} to {late} pixels");
    // A second pulse within the second does not start it anew.
    marks.pulse(MarkId(1), 5_500.0);
    let later = rings(&mut marks, 5_640.0).expect("a ring");
    assert!(later >= late);
    // The pause is over at 6.3 s; what is left is the mark with its soft shadow.
    draw(&mut marks, 6_400.0);
    let shadow = rings(&mut marks, 6_500.0).unwrap_or(0);
    assert!(shadow < 17, "{shadow}");
    assert_eq!(marks.next_draw(6_500.0), NextDraw::Never);
}

#[wasm_bindgen_test]
fn a_pulse_does_not_come_back_when_its_clock_has_gone_round() {
    let mut marks = marks();
    marks.upsert(MarkId(1), ground(200.0, 150.0), &disc(GREEN));
    marks.pulse(MarkId(1), 0.0);
    let round = 65_536.0 * 16.0;
    for minute in 0..20 {
        let now = f64::from(minute) * 60_000.0;
        draw(&mut marks, now);
        marks.restyle(MarkId(1), &disc(if minute % 2 == 0 { GREEN } else { BLUE }));
    }
    draw(&mut marks, round + 300.0);
    let picture = Picture::of(&marks);
    assert!((15..60).all(|away| picture.is_clear(200.0 + f64::from(away), 150.0)));
}

#[wasm_bindgen_test]
fn a_closing_ring_is_drawn_as_far_as_it_has_closed() {
    // Clockwise from the top. A pixel in the middle of each quarter, and the two beside the top.
    const PLACES: [(f64, f64); 6] = [
        (212.0, 137.0),
        (212.0, 162.0),
        (187.0, 162.0),
        (187.0, 137.0),
        (200.0, 132.0),
        (199.0, 132.0),
    ];
    let shares = [
        (0.0, [false; 6]),
        (0.25, [true, false, false, false, true, false]),
        (0.5, [true, true, false, false, true, false]),
        (0.75, [true, true, true, false, true, false]),
        (1.0, [true; 6]),
    ];
    for (share, expected) in shares {
        let mut marks = marks();
        let closing = Sign {
            ring: Ring::Closing(share),
            ..disc(BLUE)
        };
        marks.upsert(MarkId(1), ground(200.0, 150.0), &closing);
        draw(&mut marks, 0.0);
        let picture = Picture::of(&marks);
        let lit = PLACES.map(|(x, y)| picture.is(x, y, BLUE));
        assert_eq!(lit, expected, "closed by {share}");
    }
}

#[wasm_bindgen_test]
fn with_reduced_motion_an_overdue_mark_that_blinks_keeps_the_alarm_colour() {
    let mut marks = marks();
    marks.set_look(Look {
        reduced_motion: true,
        ..plain_look()
    });
    let overdue = Sign {
        ring: Ring::Double,
        blink: true,
        ..disc(BLUE)
    };
    marks.upsert(MarkId(1), ground(200.0, 150.0), &overdue);
    draw(&mut marks, 0.0);
    assert!(Picture::of(&marks).is(200.0 + RING, 150.0, marks.look().alarm));
}
