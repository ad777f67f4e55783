//! Pictures in which discs lie many deep: what is left out of them, and that nobody sees it.

use furun::engine::{Camera, LonLat, MarkId, Marks, NextDraw, Rgb, Sign, Size, View};
use wasm_bindgen_test::wasm_bindgen_test;

use super::{
    BLUE, Dice, GREEN, HEIGHT, HOME, Picture, RED, WIDTH, disc, draw, ground, home_view, marks,
};

/// Too few marks to choose among: all of them are drawn.
const ALL_DRAWN: u64 = 4_000;

/// Discs thirty deep all over a window in four colours, and far away more than are too few to choose among.
fn crowd(further: u64) -> Marks {
    let mut marks = marks();
    let mut dice = Dice(11);
    for id in 0..ALL_DRAWN {
        let colour = [RED, GREEN, BLUE, Rgb(240, 200, 40)][(id % 4) as usize];
        let at = ground(dice.roll() * 200.0, dice.roll() * 150.0);
        let sign = Sign {
            size: Size::Small,
            ..disc(colour)
        };
        marks.upsert(MarkId(id), at, &sign);
    }
    for id in 0..further {
        let at = LonLat::new(HOME.lon + 20.0, HOME.lat);
        marks.upsert(MarkId(ALL_DRAWN + id), at, &disc(RED));
    }
    marks
}

/// How many of two pictures' pixels differ.
fn difference(one: &Picture, other: &Picture) -> usize {
    let pixels = one.bytes.chunks(4).zip(other.bytes.chunks(4));
    pixels.filter(|(one, other)| one != other).count()
}

#[wasm_bindgen_test]
fn discs_that_lie_wholly_below_others_are_left_out_and_the_picture_at_rest_is_the_same_to_the_bit()
{
    let (mut all, mut seen) = (crowd(0), crowd(1_000));
    let (drawn, fewer) = (draw(&mut all, 0.0), draw(&mut seen, 0.0));
    assert_eq!(drawn.marks, ALL_DRAWN as usize);
    assert!(fewer.marks * 2 < drawn.marks, "{fewer:?}");
    assert_eq!(difference(&Picture::of(&all), &Picture::of(&seen)), 0);
}

#[wasm_bindgen_test]
fn in_motion_they_are_left_out_too_and_next_to_no_pixel_differs() {
    let (mut all, mut seen) = (crowd(0), crowd(1_000));
    let mut differ = Vec::new();
    // Farther out each time: what was hidden before is hidden still, until it is looked for anew.
    for step in 0..12 {
        let zoom = 16.2 - 0.11 * f64::from(step);
        let camera = Camera {
            bearing: 7.0 * f64::from(step),
            ..Camera::over(HOME, zoom)
        };
        let view = View::new(camera, WIDTH, HEIGHT);
        for marks in [&mut all, &mut seen] {
            marks.set_view(view, true);
        }
        let (drawn, fewer) = (draw(&mut all, 0.0), draw(&mut seen, 0.0));
        assert!(fewer.marks * 2 < drawn.marks, "{fewer:?} of {drawn:?}");
        let pixels = difference(&Picture::of(&all), &Picture::of(&seen));
        differ.push(pixels);
    }
    assert!(differ.iter().all(|pixels| *pixels < 12), "{differ:?}");
}

#[wasm_bindgen_test]
fn a_tilted_picture_draws_every_disc_and_so_does_one_whose_discs_stand_apart() {
    let mut marks = crowd(1_000);
    let tilted = Camera {
        pitch: 40.0,
        ..Camera::over(HOME, 16.0)
    };
    marks.set_view(View::new(tilted, WIDTH, HEIGHT), true);
    assert_eq!(draw(&mut marks, 0.0).marks, ALL_DRAWN as usize);
    let near = Camera::over(ground(100.0, 75.0), 22.0);
    marks.set_view(View::new(near, WIDTH, HEIGHT), true);
    let few = draw(&mut marks, 0.0).marks;
    marks.set_view(View::new(near, WIDTH, HEIGHT), false);
    assert_eq!(draw(&mut marks, 0.0).marks, few);
    marks.set_view(home_view(), false);
    assert!(draw(&mut marks, 0.0).marks < ALL_DRAWN as usize / 2);
}

#[wasm_bindgen_test]
fn a_camera_that_leaps_is_taken_for_one_that_moves_until_it_has_rested_for_a_moment() {
    let (mut all, mut seen) = (crowd(0), crowd(1_000));
    draw(&mut seen, 0.0);
    assert_eq!(seen.next_draw(10_000.0), NextDraw::Never);
    let view = View::new(Camera::over(HOME, 15.9), WIDTH, HEIGHT);
    for marks in [&mut all, &mut seen] {
        marks.set_view(view, false);
    }
    let leapt = draw(&mut seen, 100.0).marks;
    assert_eq!(seen.next_draw(200.0), NextDraw::At(350.0));
    assert_eq!(seen.next_draw(350.0), NextDraw::Now);
    assert!(draw(&mut seen, 350.0).marks > leapt);
    draw(&mut all, 350.0);
    assert_eq!(difference(&Picture::of(&all), &Picture::of(&seen)), 0);
    assert_eq!(seen.next_draw(10_000.0), NextDraw::Never);
}

#[wasm_bindgen_test]
fn when_discs_become_smaller_what_they_hid_is_drawn_and_a_hidden_one_that_grows_is_seen() {
    let (mut all, mut seen) = (crowd(0), crowd(1_000));
    draw(&mut seen, 0.0);
    for marks in [&mut all, &mut seen] {
        for id in ALL_DRAWN / 2..ALL_DRAWN {
            let dot = Sign {
                size: Size::Dot,
                ..disc(GREEN)
            };
            marks.restyle(MarkId(id), &dot);
        }
        // The lowest of all.
        let large = Sign {
            size: Size::Huge,
            ..disc(RED)
        };
        marks.restyle(MarkId(0), &large);
        draw(marks, 1.0);
    }
    assert_eq!(difference(&Picture::of(&all), &Picture::of(&seen)), 0);
}

#[wasm_bindgen_test]
fn what_comes_to_lie_open_is_drawn_again() {
    let mut marks = crowd(1_000);
    draw(&mut marks, 0.0);
    // All but the lowest hundred go: every one of these stands free now.
    for id in 100..ALL_DRAWN {
        marks.remove(MarkId(id));
    }
    for id in 0..4_000 {
        let at = LonLat::new(HOME.lon + 20.0, HOME.lat);
        marks.upsert(MarkId(10_000 + id), at, &disc(RED));
    }
    assert_eq!(draw(&mut marks, 0.0).marks, 100);
}
