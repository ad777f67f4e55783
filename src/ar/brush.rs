//! Draws labels, signs and arrows on a canvas above a camera's picture.

use std::f64::consts::{PI, TAU};

use js_sys::Array;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

use super::arrows::Arrow;
use crate::engine::{Rgb, Ring, Sign, outline_of};

/// Plates, ink and lines: the values of `styles/tokens.css`, with what shows through.
const PLATE: &str = "rgba(11,17,23,0.80)";
const PLATE_EDGE: &str = "rgba(234,240,245,0.22)";
const INK: &str = "#eaf0f5";
const INK_SOFT: &str = "#b3c0cc";
const KEYLINE: &str = "#ffffff";
const SHADOW: &str = "rgba(6,10,14,0.72)";
const GROUND: &str = "#0b1117";
const OVER: &str = "#ff7a6e";
const SPOT: &str = "#9bd0ff";

/// Sizes in pixels at scale 1.
const TEXT: f64 = 14.0;
const PLATE_HEIGHT: f64 = 25.0;
const PAD: f64 = 8.0;
const SIGN: f64 = 8.5;

/// How one label is to be drawn.
#[derive(Clone, Copy, Debug)]
pub struct Plate<'a> {
    /// What is written.
    pub text: &'a str,
    /// How far away it is, in words.
    pub distance: &'a str,
    /// Its sign.
    pub sign: Option<&'a Sign>,
    /// The letter in its sign.
    pub letter: Option<&'a str>,
    /// Where it stands.
    pub anchor: (f64, f64),
    /// Its upper left corner.
    pub corner: (f64, f64),
    /// Its width and height.
    pub size: (f64, f64),
    /// How much of it is there, 0 to 1.
    pub opacity: f64,
    /// Whether a building stands before it.
    pub hidden: bool,
    /// Whether it is selected.
    pub selected: bool,
    /// Whether it is chosen by keys.
    pub chosen: bool,
    /// Whether its sign is in the dark half of its blink.
    pub dark: bool,
}

/// The canvas and its pen.
pub struct Brush {
    canvas: HtmlCanvasElement,
    pen: CanvasRenderingContext2d,
    ratio: f64,
    scale: f64,
    size: (f64, f64),
    fonts: [String; 2],
    solid: Array,
    dashed: Array,
}

impl Brush {
    /// Draws with this pen.
    pub fn new(canvas: HtmlCanvasElement, pen: CanvasRenderingContext2d) -> Self {
        let mut brush = Self {
            canvas,
            pen,
            ratio: 1.0,
            scale: 1.0,
            size: (0.0, 0.0),
            fonts: Default::default(),
            solid: Array::new(),
            dashed: Array::new(),
        };
        brush.resize(1.0, 1.0, "sans-serif");
        brush
    }

    /// The picture has another size, or the page other pixels or another size of type.
    pub fn resize(&mut self, ratio: f64, scale: f64, family: &str) {
        (self.ratio, self.scale) = (ratio, scale);
        // Asked of the page here and not in every frame: it would have to lay itself out for it.
        self.size = (
            f64::from(self.canvas.client_width()),
            f64::from(self.canvas.client_height()),
        );
        self.dashed = Array::of2(&(4.0 * scale).into(), &(3.0 * scale).into());
        let font = |weight: u32| format!("{weight} {:.1}px {family}", TEXT * scale);
        self.fonts = [font(400), font(600)];
        let (width, height) = self.size();
        let whole = |pixels: f64| (pixels * ratio).round().max(1.0) as u32;
        // Setting a size wipes the canvas: not for nothing.
        if self.canvas.width() != whole(width) || self.canvas.height() != whole(height) {
            self.canvas.set_width(whole(width));
            self.canvas.set_height(whole(height));
        }
    }

    /// Width and height in CSS pixels.
    pub const fn size(&self) -> (f64, f64) {
        self.size
    }

    /// The pen itself, for what has a file of its own.
    pub const fn pen(&self) -> &CanvasRenderingContext2d {
        &self.pen
    }

    /// Pixels of a unit.
    pub const fn scale(&self) -> f64 {
        self.scale
    }

    /// Wipes everything, and begins a frame.
    pub fn begin(&self) {
        let (width, height) = self.size();
        let _ = self
            .pen
            .set_transform(self.ratio, 0.0, 0.0, self.ratio, 0.0, 0.0);
        self.pen.clear_rect(0.0, 0.0, width, height);
        self.pen.set_line_join("round");
        self.pen.set_text_baseline("middle");
    }

    /// How large a plate is.
    pub fn measure(&self, text: &str, distance: &str, has_sign: bool) -> (f64, f64) {
        self.pen.set_font(&self.fonts[1]);
        let words = self.width(text);
        self.pen.set_font(&self.fonts[0]);
        let distance = self.width(distance);
        let sign = if has_sign { 2.0 * SIGN } else { 0.0 };
        let gaps = match (has_sign, text.is_empty()) {
            (_, true) => 0.0,
            (true, false) => 15.0,
            (false, false) => 8.0,
        };
        let s = self.scale;
        (
            (2.0 * PAD + sign + gaps) * s + words + distance,
            PLATE_HEIGHT * s,
        )
    }

    fn width(&self, text: &str) -> f64 {
        self.pen.measure_text(text).map_or(0.0, |size| size.width())
    }

    /// A number beside a point, with a dark edge.
    pub fn number(&self, text: &str, (x, y): (f64, f64)) {
        self.pen.set_font(&self.fonts[1]);
        self.pen.set_text_align("left");
        self.pen.set_line_width(4.0 * self.scale);
        self.pen.set_stroke_style_str(GROUND);
        self.pen.set_fill_style_str(KEYLINE);
        // A text that does not fit is cut by the canvas.
        let _ = self.pen.stroke_text(text, x, y);
        let _ = self.pen.fill_text(text, x, y);
    }

    /// From a label down to what it stands on.
    pub fn leader(&self, plate: &Plate<'_>) {
        let (s, (x, y)) = (self.scale, plate.anchor);
        let (left, top) = plate.corner;
        let (foot_x, foot_y) = (
            x.clamp(left + 6.0 * s, left + plate.size.0 - 6.0 * s),
            top + plate.size.1,
        );
        self.pen.set_global_alpha(plate.opacity);
        // Lengths that are numbers are taken.
        let _ = self.pen.set_line_dash(if plate.hidden {
            &self.dashed
        } else {
            &self.solid
        });
        for (colour, width) in [(SHADOW, 3.0), (line_colour(plate), 1.25)] {
            self.pen.set_stroke_style_str(colour);
            self.pen.set_line_width(width * s);
            self.pen.begin_path();
            self.pen.move_to(foot_x, foot_y);
            self.pen.line_to(x, y);
            self.pen.stroke();
        }
        let _ = self.pen.set_line_dash(&self.solid);
        // The very place: a dot, hollow behind a building.
        let radius = if plate.selected { 4.5 } else { 3.2 } * s;
        self.disc(x, y, radius + 1.4 * s, SHADOW);
        if plate.hidden {
            self.pen.set_stroke_style_str(line_colour(plate));
            self.pen.set_line_width(1.5 * s);
            self.circle(x, y, radius);
            self.pen.stroke();
        } else {
            self.disc(x, y, radius, line_colour(plate));
        }
        self.pen.set_global_alpha(1.0);
    }

    /// A label.
    pub fn plate(&self, plate: &Plate<'_>) {
        let s = self.scale;
        let ((left, top), (width, height)) = (plate.corner, plate.size);
        let dimmed = if plate.hidden && !plate.selected {
            0.82
        } else {
            1.0
        };
        self.pen.set_global_alpha(plate.opacity * dimmed);
        self.rounded(left, top, width, height, 4.0 * s);
        self.pen.set_fill_style_str(PLATE);
        self.pen.fill();
        let urgent = plate.sign.is_some_and(|sign| sign.blink);
        let (edge, line) = if plate.chosen {
            (SPOT, 3.0)
        } else if plate.selected {
            (KEYLINE, 2.0)
        } else if urgent {
            (OVER, 1.5)
        } else {
            (PLATE_EDGE, 1.0)
        };
        self.pen.set_stroke_style_str(edge);
        self.pen.set_line_width(line * s);
        self.pen.stroke();
        let middle = top + height / 2.0;
        let mut x = left + PAD * s;
        if let Some(sign) = plate.sign {
            self.sign(sign, plate.letter, (x + SIGN * s, middle), plate.dark);
            x += (2.0 * SIGN + 7.0) * s;
        }
        self.pen.set_text_align("left");
        self.pen.set_font(&self.fonts[1]);
        self.pen.set_fill_style_str(INK);
        let _ = self.pen.fill_text(plate.text, x, middle + 0.5 * s);
        x += self.width(plate.text) + 8.0 * s;
        self.pen.set_font(&self.fonts[0]);
        self.pen.set_fill_style_str(INK_SOFT);
        let _ = self.pen.fill_text(plate.distance, x, middle + 0.5 * s);
        self.pen.set_global_alpha(1.0);
    }

    /// A name without a plate: what is always there steps back behind what happens.
    pub fn name(&self, plate: &Plate<'_>) {
        let s = self.scale;
        let ((left, top), height) = (plate.corner, plate.size.1);
        self.pen.set_global_alpha(plate.opacity);
        self.pen.set_text_align("left");
        self.pen.set_font(&self.fonts[1]);
        self.pen.set_stroke_style_str(SHADOW);
        self.pen.set_line_width(3.5 * s);
        let (x, y) = (left + PAD * s, top + height / 2.0);
        let _ = self.pen.stroke_text(plate.text, x, y);
        self.pen.set_fill_style_str(KEYLINE);
        let _ = self.pen.fill_text(plate.text, x, y);
        self.pen.set_global_alpha(1.0);
    }

    /// An incident's, crew's or station's sign, as on the map.
    fn sign(&self, sign: &Sign, letter: Option<&str>, (x, y): (f64, f64), dark: bool) {
        let s = self.scale;
        let radius = SIGN * s;
        let colour = css(sign.colour);
        let filled = !(sign.hollow || dark);
        self.silhouette(sign, (x, y), radius + 1.6 * s, KEYLINE);
        self.silhouette(sign, (x, y), radius, if filled { &colour } else { GROUND });
        if !filled {
            self.silhouette_edge(sign, (x, y), radius * 0.9, &colour);
        }
        match sign.ring {
            Ring::None => {}
            Ring::Closing(share) => {
                self.pen.set_stroke_style_str(KEYLINE);
                self.pen.set_line_width(1.8 * s);
                self.pen.begin_path();
                let end = -PI / 2.0 + TAU * f64::from(share);
                let _ = self.pen.arc(x, y, radius + 3.2 * s, -PI / 2.0, end);
                self.pen.stroke();
            }
            Ring::Double => {
                self.pen.set_stroke_style_str(OVER);
                self.pen.set_line_width(1.6 * s);
                self.circle(x, y, radius + 3.2 * s);
                self.pen.stroke();
            }
        }
        if let Some(letter) = letter {
            let ink = if filled && is_light(sign.colour) {
                GROUND
            } else {
                KEYLINE
            };
            self.pen.set_fill_style_str(ink);
            self.pen.set_text_align("center");
            self.pen.set_font(&self.fonts[1]);
            self.pen.save();
            // A scale that is a number is taken.
            let _ = self.pen.translate(x, y);
            let _ = self.pen.scale(0.78, 0.78);
            let _ = self.pen.fill_text(letter, 0.0, 0.8 * s);
            self.pen.restore();
        }
    }

    /// What is called for and not in the picture: an arrow at its edge, with its sign.
    pub fn arrow(
        &self,
        sign: Option<&Sign>,
        letter: Option<&str>,
        arrow: &Arrow,
        (dark, chosen): (bool, bool),
    ) {
        let s = self.scale;
        let Arrow { at, towards, .. } = *arrow;
        let (x, y) = at;
        self.disc(x, y, 17.0 * s, PLATE);
        let (edge, line) = if chosen { (SPOT, 3.0) } else { (KEYLINE, 1.5) };
        self.pen.set_stroke_style_str(edge);
        self.pen.set_line_width(line * s);
        self.circle(x, y, 17.0 * s);
        self.pen.stroke();
        self.pen.set_fill_style_str(KEYLINE);
        self.pen.begin_path();
        for (turn, length) in [(0.0, 29.0), (0.42, 19.5), (-0.42, 19.5)] {
            let (sine, cosine) = (towards + turn).sin_cos();
            self.pen
                .line_to(x + cosine * length * s, y + sine * length * s);
        }
        self.pen.fill();
        if let Some(sign) = sign {
            self.sign(sign, letter, at, dark);
        }
        if arrow.count > 1 {
            let (x, y) = (x + 13.0 * s, y - 13.0 * s);
            self.disc(x, y, 10.0 * s, PLATE_EDGE);
            self.disc(x, y, 9.0 * s, GROUND);
            self.pen.set_fill_style_str(INK);
            self.pen.set_text_align("center");
            self.pen.set_font(&self.fonts[1]);
            self.pen.save();
            // A scale that is a number is taken.
            let _ = self.pen.translate(x, y);
            let _ = self.pen.scale(0.85, 0.85);
            let _ = self.pen.fill_text(&arrow.count.to_string(), 0.0, 0.8 * s);
            self.pen.restore();
        }
    }

    /// A place that was pointed at, and the ellipse around it as the ground shows it.
    pub fn spot(&self, (x, y): (f64, f64), ellipse: impl Iterator<Item = (f64, f64)>) {
        let s = self.scale;
        self.pen.begin_path();
        for (x, y) in ellipse {
            self.pen.line_to(x, y);
        }
        self.pen.close_path();
        self.pen.set_fill_style_str("rgba(155,208,255,0.22)");
        self.pen.fill();
        for (colour, width) in [(SHADOW, 4.0), (SPOT, 1.75)] {
            self.pen.set_stroke_style_str(colour);
            self.pen.set_line_width(width * s);
            self.pen.stroke();
        }
        for (colour, width) in [(SHADOW, 4.5), (KEYLINE, 2.0)] {
            self.pen.set_stroke_style_str(colour);
            self.pen.set_line_width(width * s);
            self.pen.begin_path();
            for (dx, dy) in [(1.0, 0.0), (-1.0, 0.0), (0.0, 1.0), (0.0, -1.0)] {
                self.pen.move_to(x + dx * 5.0 * s, y + dy * 5.0 * s);
                self.pen.line_to(x + dx * 15.0 * s, y + dy * 15.0 * s);
            }
            self.pen.stroke();
        }
    }

    fn silhouette(&self, sign: &Sign, at: (f64, f64), radius: f64, colour: &str) {
        self.trace(sign, at, radius);
        self.pen.set_fill_style_str(colour);
        self.pen.fill();
        // Corners are rounded by a tenth of the radius.
        self.pen.set_stroke_style_str(colour);
        self.pen.set_line_width(radius * 0.2);
        self.pen.stroke();
    }

    fn silhouette_edge(&self, sign: &Sign, at: (f64, f64), radius: f64, colour: &str) {
        self.trace(sign, at, radius);
        self.pen.set_stroke_style_str(colour);
        self.pen.set_line_width(2.0 * self.scale);
        self.pen.stroke();
    }

    fn trace(&self, sign: &Sign, (x, y): (f64, f64), radius: f64) {
        let (polygons, discs) = outline_of(sign.shape);
        self.pen.begin_path();
        for polygon in polygons {
            for (at, (right, down)) in polygon.iter().enumerate() {
                let (to_x, to_y) = (
                    x + f64::from(*right) * radius,
                    y + f64::from(*down) * radius,
                );
                if at == 0 {
                    self.pen.move_to(to_x, to_y);
                } else {
                    self.pen.line_to(to_x, to_y);
                }
            }
            self.pen.close_path();
        }
        for [right, down, size] in discs {
            let (to_x, to_y) = (
                x + f64::from(*right) * radius,
                y + f64::from(*down) * radius,
            );
            let size = f64::from(*size) * radius;
            self.pen.move_to(to_x + size, to_y);
            let _ = self.pen.arc(to_x, to_y, size, 0.0, TAU);
        }
    }

    fn disc(&self, x: f64, y: f64, radius: f64, colour: &str) {
        self.pen.set_fill_style_str(colour);
        self.circle(x, y, radius);
        self.pen.fill();
    }

    fn circle(&self, x: f64, y: f64, radius: f64) {
        self.pen.begin_path();
        // A radius is never negative.
        let _ = self.pen.arc(x, y, radius, 0.0, TAU);
    }

    fn rounded(&self, left: f64, top: f64, width: f64, height: f64, radius: f64) {
        let (right, bottom) = (left + width, top + height);
        self.pen.begin_path();
        self.pen.move_to(left + radius, top);
        for (x, y, to_x, to_y) in [
            (right, top, right, bottom),
            (right, bottom, left, bottom),
            (left, bottom, left, top),
            (left, top, right, top),
        ] {
            let _ = self.pen.arc_to(x, y, to_x, to_y, radius);
        }
        self.pen.close_path();
    }
}

fn line_colour(plate: &Plate<'_>) -> &'static str {
    match plate.sign {
        Some(sign) if sign.blink && !plate.selected => OVER,
        _ => KEYLINE,
    }
}

fn css(colour: Rgb) -> String {
    format!("rgb({},{},{})", colour.0, colour.1, colour.2)
}

/// Whether black ink is read better on it than white.
fn is_light(colour: Rgb) -> bool {
    let Rgb(red, green, blue) = colour;
    299 * u32::from(red) + 587 * u32::from(green) + 114 * u32::from(blue) > 128_000
}
