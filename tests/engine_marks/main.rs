//! The marks of `engine`, drawn by the browser's own WebGL 2 and read back pixel by pixel.
#![cfg(target_arch = "wasm32")]

mod crowd;
mod groups;
mod layer;
mod motion;
mod picking;
mod uploads;

use furun::engine::{
    Badge, Camera, Drawn, Letter, LonLat, Look, MarkId, Marks, NextDraw, Picked, Rank, Rgb, Ring,
    ScreenPoint, Shape, Sign, Size, View,
};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Document, HtmlCanvasElement, WebGl2RenderingContext as Gl};

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
