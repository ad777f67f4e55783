//! The marks of `engine`, drawn by the browser's own WebGL 2 and read back pixel by pixel.
#![cfg(target_arch = "wasm32")]

mod crowd;
mod groups;

use std::cell::Cell;
use std::collections::BTreeMap;
use std::rc::Rc;

use furun::engine::{
    Badge, Camera, Drawn, EngineError, Ground, InView, Letter, LonLat, Look, MarkId, Marks,
    MarksLayer, NextDraw, Picked, Rank, Rgb, Ring, ScreenPoint, Shape, Sign, Size, View,
};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Document, HtmlCanvasElement, HtmlElement, WebGl2RenderingContext as Gl};

wasm_bindgen_test_configure!(run_in_browser);

const WIDTH: f64 = 400.0;
const HEIGHT: f64 = 300.0;
const RED: Rgb = Rgb(230, 60, 50);
const BLUE: Rgb = Rgb(60, 140, 240);
const GREEN: Rgb = Rgb(60, 200, 120);
/// The pixel, counted from a usual mark's centre, that lies wholly inside its ring: 1.25 radii and 3.5 away, 2 wide.
const RING: f64 = 17.0;
const HOME: LonLat = LonLat::new(106.0, 29.5);

fn document() -> Document {
    let window = web_sys::window().expect("the tests run in a page");
    window.document().expect("the page has a document")
}

fn element<T: JsCast>(name: &str) -> T {
    let made = document().create_element(name).expect("a known name");
    made.dyn_into().expect("the class of that name")
}

/// Marks in a window of 400 × 300 above zoom 16, one device pixel a CSS pixel, every mark drawn by itself.
fn marks() -> Marks {
    let canvas: HtmlCanvasElement = element("canvas");
    let mut marks = Marks::new(canvas, || {}).expect("Chromium has WebGL 2");
    marks.set_view(home_view(), false);
    marks.set_look(plain_look());
    marks
}

fn plain_look() -> Look {
    Look {
        letters: ["报", "受", "派"].map(str::to_owned).to_vec(),
        badges: ["!", "2"].map(str::to_owned).to_vec(),
        grouping: false,
        ..Look::default()
    }
}

fn home_view() -> View {
    View::new(Camera::over(HOME, 16.0), WIDTH, HEIGHT)
}

/// The ground under a pixel of [`home_view`].
fn ground(x: f64, y: f64) -> LonLat {
    let at = ScreenPoint { x, y };
    home_view().unproject(at).expect("straight below")
}

fn disc(colour: Rgb) -> Sign {
    Sign::plain(Shape::Circle, colour)
}

fn draw(marks: &mut Marks, now_ms: f64) -> Drawn {
    marks.draw(now_ms).expect("the shaders compile")
}

fn context(canvas: &HtmlCanvasElement) -> Gl {
    let context = canvas.get_context("webgl2").expect("known by now");
    context.expect("the marks' own").unchecked_into()
}

/// What the canvas holds right after a draw: rows from the top, four bytes a pixel, premultiplied.
struct Picture {
    bytes: Vec<u8>,
    width: usize,
    height: usize,
}

impl Picture {
    fn of(marks: &Marks) -> Self {
        let canvas = marks.canvas();
        let (width, height) = (canvas.width(), canvas.height());
        let mut bytes = vec![0; (width * height * 4) as usize];
        context(canvas)
            .read_pixels_with_opt_u8_array(
                0,
                0,
                width as i32,
                height as i32,
                Gl::RGBA,
                Gl::UNSIGNED_BYTE,
                Some(&mut bytes),
            )
            .expect("a buffer of the right size");
        let (width, height) = (width as usize, height as usize);
        Self {
            bytes,
            width,
            height,
        }
    }

    fn pixel(&self, x: f64, y: f64) -> [u8; 4] {
        let (x, y) = (x as usize, y as usize);
        let start = ((self.height - 1 - y) * self.width + x) * 4;
        std::array::from_fn(|channel| self.bytes[start + channel])
    }

    fn is(&self, x: f64, y: f64, colour: Rgb) -> bool {
        let [r, g, b, a] = self.pixel(x, y);
        let near = |a: u8, b: u8| a.abs_diff(b) <= 3;
        near(r, colour.0) && near(g, colour.1) && near(b, colour.2) && a == 255
    }

    fn is_clear(&self, x: f64, y: f64) -> bool {
        self.pixel(x, y) == [0; 4]
    }
}

/// The same numbers on every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> f64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (self.0 >> 33) as f64 / f64::from(1_u32 << 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.roll() * limit as f64) as usize
    }
}

/// Waits for the browser: so many milliseconds of its own time, while it draws frames and tells events.
async fn wait(milliseconds: i32) {
    let waited = js_sys::Promise::new(&mut |resolve, _| {
        let window = web_sys::window().expect("the tests run in a page");
        window
            .set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, milliseconds)
            .expect("a timer");
    });
    wasm_bindgen_futures::JsFuture::from(waited)
        .await
        .expect("a timer is never rejected");
}

/// Waits until `done`, at most ten seconds.
async fn wait_until(done: impl Fn() -> bool, what: &str) {
    for _ in 0..500 {
        if done() {
            return;
        }
        wait(20).await;
    }
    panic!("{what} did not happen within ten seconds");
}

#[wasm_bindgen_test]
fn a_mark_shows_its_colour_inside_a_white_keyline_and_nothing_beyond() {
    let mut marks = marks();
    marks.upsert(MarkId(1), ground(200.0, 150.0), &disc(RED));
    draw(&mut marks, 0.0);
    let picture = Picture::of(&marks);
    assert!(
        picture.is(200.0, 150.0, RED),
        "{:?}",
        picture.pixel(200.0, 150.0)
    );
    assert!(picture.is(192.0, 150.0, RED));
    let keyline = picture.pixel(211.0, 150.0);
    assert!(
        keyline[..3].iter().all(|channel| *channel > 200),
        "{keyline:?}"
    );
    assert!(picture.is_clear(216.0, 150.0));
    assert!(picture.is_clear(20.0, 20.0));
}

#[wasm_bindgen_test]
fn every_shape_is_seen_where_it_is_hit() {
    let shapes = [
        Shape::Diamond,
        Shape::Square,
        Shape::SquareCornerUp,
        Shape::Circle,
        Shape::CircleBar,
        Shape::CircleTick,
        Shape::Dot,
        Shape::Cross,
        Shape::Triangle,
        Shape::House,
        Shape::Hexagon,
        Shape::Shield,
        Shape::Camera,
        Shape::Mast,
    ];
    for (number, shape) in shapes.into_iter().enumerate() {
        let mut marks = marks();
        let sign = Sign {
            size: Size::Huge,
            ..Sign::plain(shape, GREEN)
        };
        marks.upsert(MarkId(1), ground(200.0, 150.0), &sign);
        draw(&mut marks, 0.0);
        let picture = Picture::of(&marks);
        let (mut inside, mut strays) = (0, 0);
        for (column, row) in (170..230).flat_map(|x| (120..180).map(move |y| (x, y))) {
            let (x, y) = (f64::from(column), f64::from(row));
            let centre = ScreenPoint {
                x: x + 0.5,
                y: y + 0.5,
            };
            let hit = marks.pick(centre, 0.0).is_some();
            inside += usize::from(hit);
            // The body is opaque, the soft shadow around it is not: at the edge both may claim a pixel.
            let opaque = picture.pixel(x, y)[3] >= 250;
            let at_edge = [-1.0, 1.0].iter().any(|step| {
                let beside = ScreenPoint {
                    x: centre.x + step,
                    ..centre
                };
                let above = ScreenPoint {
                    y: centre.y + step,
                    ..centre
                };
                [beside, above]
                    .iter()
                    .any(|at| marks.pick(*at, 0.0).is_some() != hit)
            });
            strays += usize::from(hit != opaque && !at_edge);
        }
        assert!(inside > 200, "shape {number} has a body of {inside} pixels");
        // In a narrow notch the baked distances are a little rounder than the drawing they come from.
        assert!(
            strays <= 2,
            "shape {number} is hit beside its body in {strays} pixels"
        );
    }
}

#[wasm_bindgen_test]
fn a_letter_is_written_on_the_fill() {
    let mut marks = marks();
    let sign = disc(Rgb(250, 205, 64));
    marks.upsert(MarkId(1), ground(100.0, 150.0), &sign);
    let lettered = Sign {
        letter: Some(Letter(2)),
        ..sign
    };
    marks.upsert(MarkId(2), ground(200.0, 150.0), &lettered);
    draw(&mut marks, 0.0);
    let picture = Picture::of(&marks);
    let dark = |centre: f64| {
        let pixels = (-6..6).flat_map(|dx| (-6..6).map(move |dy| (f64::from(dx), f64::from(dy))));
        pixels
            .filter(|(dx, dy)| picture.pixel(centre + dx, 150.0 + dy)[0] < 90)
            .count()
    };
    assert_eq!(dark(100.0), 0);
    assert!(dark(200.0) > 15, "{} dark pixels", dark(200.0));
}

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

#[wasm_bindgen_test]
fn the_mark_under_the_pointer_has_a_thinner_ring_than_the_selected_one() {
    let mut marks = marks();
    marks.upsert(MarkId(1), ground(200.0, 150.0), &disc(BLUE));
    marks.hover(Some(MarkId(1)));
    draw(&mut marks, 0.0);
    let thin = Picture::of(&marks);
    assert!(thin.pixel(200.0 + RING, 150.0)[1] > 230);
    assert!(thin.pixel(201.0 + RING, 150.0)[1] < 100);
    marks.select(Some(MarkId(1)));
    draw(&mut marks, 0.0);
    assert!(Picture::of(&marks).pixel(201.0 + RING, 150.0)[1] > 150);
}

#[wasm_bindgen_test]
fn an_overdue_mark_has_a_double_ring_in_the_alarm_colour() {
    let mut marks = marks();
    let overdue = Sign {
        ring: Ring::Double,
        ..disc(BLUE)
    };
    marks.upsert(MarkId(1), ground(200.0, 150.0), &overdue);
    draw(&mut marks, 0.0);
    let picture = Picture::of(&marks);
    let alarm = marks.look().alarm;
    assert!(picture.is(200.0 + RING, 150.0, alarm));
    assert!(picture.is(200.0 + RING + 4.0, 150.0, alarm));
    assert!(!picture.is(200.0 + RING + 2.0, 150.0, alarm));
}

#[wasm_bindgen_test]
fn an_old_mark_is_hollow_and_a_badge_stands_at_the_upper_left() {
    let mut marks = marks();
    let hollow = Sign {
        hollow: true,
        ..disc(RED)
    };
    marks.upsert(MarkId(1), ground(100.0, 150.0), &hollow);
    let badged = Sign {
        badge: Some(Badge(0)),
        ..disc(RED)
    };
    marks.upsert(MarkId(2), ground(300.0, 150.0), &badged);
    draw(&mut marks, 0.0);
    let picture = Picture::of(&marks);
    assert!(picture.pixel(100.0, 150.0)[0] < 60);
    assert!(picture.is(90.0, 150.0, RED));
    let badge = |side: f64| picture.pixel(300.0 + side * 15.0, 150.0 - 10.0)[3];
    assert_eq!((badge(-1.0), badge(1.0)), (255, 0));
}

#[wasm_bindgen_test]
fn the_urgent_mark_is_on_top_whenever_it_came() {
    let mut marks = marks();
    let urgent = Sign {
        rank: Rank::Top,
        ..disc(RED)
    };
    marks.upsert(MarkId(1), ground(200.0, 150.0), &urgent);
    marks.upsert(
        MarkId(2),
        ground(204.0, 150.0),
        &Sign {
            letter: Some(Letter(0)),
            ..disc(BLUE)
        },
    );
    let closed = Sign {
        rank: Rank::Background,
        ..disc(GREEN)
    };
    marks.upsert(MarkId(3), ground(196.0, 150.0), &closed);
    draw(&mut marks, 0.0);
    assert!(Picture::of(&marks).is(200.0, 150.0, RED));
    assert_eq!(pick(&marks, 200.0, 150.0), Some(1));
    assert_eq!(pick(&marks, 213.5, 150.0), Some(2));
    assert_eq!(pick(&marks, 186.5, 150.0), Some(3));
}

#[wasm_bindgen_test]
fn the_selected_mark_has_a_white_ring_and_lies_above_all() {
    let mut marks = marks();
    marks.upsert(MarkId(1), ground(200.0, 150.0), &disc(BLUE));
    let urgent = Sign {
        rank: Rank::Top,
        ..disc(RED)
    };
    marks.upsert(MarkId(2), ground(205.0, 150.0), &urgent);
    draw(&mut marks, 0.0);
    assert!(Picture::of(&marks).is(204.0, 150.0, RED));
    marks.select(Some(MarkId(1)));
    assert_eq!(marks.next_draw(0.0), NextDraw::Now);
    draw(&mut marks, 0.0);
    let picture = Picture::of(&marks);
    assert!(picture.is(204.0, 150.0, BLUE));
    assert!(picture.is(199.0 - RING, 150.0, Rgb(255, 255, 255)));
    assert_eq!(pick(&marks, 204.0, 150.0), Some(1));
}

#[wasm_bindgen_test]
fn a_label_is_written_beside_its_mark_and_goes_with_it() {
    let mut marks = marks();
    marks.upsert(MarkId(1), ground(100.0, 150.0), &disc(BLUE));
    marks.label(MarkId(1), Some("超 12 分"));
    draw(&mut marks, 0.0);
    let written = |marks: &Marks, centre: f64| {
        let picture = Picture::of(marks);
        let box_of = (25..75).flat_map(|dx| (-7..7).map(move |dy| (f64::from(dx), f64::from(dy))));
        box_of
            .filter(|(dx, dy)| picture.pixel(centre + dx, 150.0 + dy)[0] > 200)
            .count()
    };
    assert!(
        written(&marks, 100.0) > 40,
        "{} light pixels",
        written(&marks, 100.0)
    );
    marks.upsert(MarkId(1), ground(250.0, 150.0), &disc(BLUE));
    draw(&mut marks, 0.0);
    assert_eq!(written(&marks, 100.0), 0);
    assert!(written(&marks, 250.0) > 40);
    // The urgent one is not covered by words.
    let urgent = Sign {
        rank: Rank::Top,
        size: Size::Huge,
        ..disc(GREEN)
    };
    marks.upsert(MarkId(2), ground(300.0, 150.0), &urgent);
    draw(&mut marks, 0.0);
    let picture = Picture::of(&marks);
    assert!((-9..9).all(|dx| picture.is(300.0 + f64::from(dx), 150.0, GREEN)));
    marks.remove(MarkId(2));
    marks.remove(MarkId(1));
    draw(&mut marks, 0.0);
    assert_eq!(written(&marks, 250.0), 0);
}

#[wasm_bindgen_test]
fn a_mark_half_outside_the_window_is_still_half_seen() {
    let mut marks = marks();
    marks.upsert(MarkId(1), ground(-4.0, 150.0), &disc(RED));
    marks.upsert(MarkId(2), ground(200.0, 305.0), &disc(BLUE));
    draw(&mut marks, 0.0);
    let picture = Picture::of(&marks);
    assert!(picture.is(2.0, 150.0, RED));
    assert!(picture.is(200.0, 297.0, BLUE));
}

#[wasm_bindgen_test]
fn on_a_fine_screen_everything_is_drawn_in_its_own_pixels() {
    let mut marks = marks();
    marks.set_look(Look {
        pixel_ratio: 2.0,
        ..plain_look()
    });
    marks.upsert(MarkId(1), ground(200.0, 150.0), &disc(RED));
    draw(&mut marks, 0.0);
    assert_eq!(
        (marks.canvas().width(), marks.canvas().height()),
        (800, 600)
    );
    let picture = Picture::of(&marks);
    assert!(picture.is(400.0, 300.0, RED));
    assert!(picture.is(381.0, 300.0, RED));
    assert!(picture.is_clear(427.0, 300.0));
    // A wall: the same window, twice as large signs.
    marks.set_look(Look {
        scale: 2.0,
        ..plain_look()
    });
    draw(&mut marks, 0.0);
    assert_eq!(
        (marks.canvas().width(), marks.canvas().height()),
        (400, 300)
    );
    assert!(Picture::of(&marks).is(181.0, 150.0, RED));
    assert_eq!(pick(&marks, 177.5, 150.0), Some(1));
}

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

fn pick(marks: &Marks, x: f64, y: f64) -> Option<u64> {
    match marks.pick(ScreenPoint { x, y }, 0.0) {
        Some(Picked::Mark(MarkId(id))) => Some(id),
        Some(Picked::Group { .. }) | None => None,
    }
}

/// Discs around home, in a square so many degrees wide, of two sizes.
fn scatter(marks: &mut Marks, count: u64, width: f64) {
    let mut dice = Dice(7);
    for id in 0..count {
        let lon = HOME.lon + (dice.roll() - 0.5) * width;
        let lat = HOME.lat + (dice.roll() - 0.5) * width;
        let size = if id % 3 == 0 {
            Size::Large
        } else {
            Size::Small
        };
        let sign = Sign { size, ..disc(RED) };
        marks.upsert(MarkId(id), LonLat::new(lon, lat), &sign);
    }
}

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

#[wasm_bindgen_test]
async fn a_lost_graphics_card_comes_back_with_every_mark() {
    let canvas: HtmlCanvasElement = element("canvas");
    let woken = Rc::new(Cell::new(0));
    let counter = Rc::clone(&woken);
    let wake = move || counter.set(counter.get() + 1);
    let mut marks = Marks::new(canvas, wake).expect("Chromium has WebGL 2");
    marks.set_view(home_view(), false);
    marks.set_look(plain_look());
    let lettered = Sign {
        letter: Some(Letter(0)),
        ring: Ring::Double,
        ..disc(RED)
    };
    marks.upsert(MarkId(1), ground(100.0, 150.0), &lettered);
    marks.upsert(MarkId(2), ground(300.0, 150.0), &disc(BLUE));
    draw(&mut marks, 0.0);
    let before = Picture::of(&marks).bytes;
    let gl = context(marks.canvas());
    let switch = gl
        .get_extension("WEBGL_lose_context")
        .expect("known")
        .expect("there");
    let call = |name: &str| {
        let method = js_sys::Reflect::get(&switch, &JsValue::from_str(name)).expect("a method");
        let method: js_sys::Function = method.unchecked_into();
        method.call0(&switch).expect("the extension works");
    };
    call("loseContext");
    // A change that cannot be drawn is how the loss shows here.
    marks.upsert(MarkId(2), ground(300.0, 200.0), &disc(GREEN));
    wait_until(|| marks.next_draw(0.0) == NextDraw::Never, "the loss").await;
    marks.upsert(MarkId(2), ground(300.0, 150.0), &disc(BLUE));
    draw(&mut marks, 0.0);
    assert_eq!(marks.next_draw(0.0), NextDraw::Never);
    call("restoreContext");
    wait_until(|| woken.get() == 1, "the return").await;
    assert_eq!(marks.next_draw(0.0), NextDraw::Now);
    draw(&mut marks, 0.0);
    assert!(
        Picture::of(&marks).bytes == before,
        "the picture is not the same as before"
    );
    assert_eq!(marks.next_draw(0.0), NextDraw::Never);
}

#[wasm_bindgen_test]
async fn the_layer_draws_when_something_changes_and_rests_when_nothing_does() {
    let container: HtmlElement = element("div");
    let style = container.style();
    for (property, value) in [
        ("position", "fixed"),
        ("width", "400px"),
        ("height", "300px"),
    ] {
        style
            .set_property(property, value)
            .expect("a known property");
    }
    let body = document().body().expect("the page has a body");
    body.append_child(&container)
        .expect("the body takes children");
    let now = Rc::new(Cell::new(0.0));
    let clock = {
        let now = Rc::clone(&now);
        Rc::new(move || now.get())
    };
    let faults = Rc::new(Cell::new(0));
    let on_fault = {
        let faults = Rc::clone(&faults);
        Rc::new(move |_: &EngineError| faults.set(faults.get() + 1))
    };
    let layer = MarksLayer::new(&container, clock, on_fault).expect("Chromium has WebGL 2");
    layer.show(home_view());
    layer.update(|marks| {
        for id in 0..100 {
            marks.upsert(MarkId(id), ground(200.0 + id as f64, 150.0), &disc(RED));
        }
    });
    let draws = || layer.read(|marks| marks.stats().draws);
    wait_until(|| draws() == 1, "the first draw").await;
    wait(300).await;
    assert_eq!(draws(), 1, "nothing changed, so nothing may be drawn");
    // Many changes in one task are one draw.
    for id in 0..50 {
        layer.update(|marks| marks.restyle(MarkId(id), &disc(BLUE)));
    }
    wait_until(|| draws() == 2, "the second draw").await;
    // A blinking mark is drawn when its half is over by the clock that was handed in, not by any other.
    let blinking = Sign {
        blink: true,
        ..disc(RED)
    };
    layer.update(|marks| marks.restyle(MarkId(3), &blinking));
    wait_until(|| draws() == 3, "the third draw").await;
    now.set(510.0);
    wait_until(|| draws() == 4, "the dark half").await;

    let canvas = layer.read(|marks| marks.canvas().clone());
    assert_eq!(
        canvas
            .style()
            .get_property_value("pointer-events")
            .expect("set"),
        "none"
    );
    assert_eq!(canvas.parent_element().as_ref(), Some(container.as_ref()));
    drop(layer);
    assert!(
        canvas.parent_element().is_none(),
        "the layer takes its canvas away"
    );
    assert_eq!(faults.get(), 0);
    container.remove();
}
