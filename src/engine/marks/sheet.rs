//! The letter sheet: every letter, badge and character of the labels, written by the browser at the size of the screen's own
//! pixels, so that even a Chinese letter of eleven pixels is crisp.

use std::collections::{BTreeSet, HashMap};

use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

use super::look::Look;
use crate::engine::error::EngineError;
use ::marks::Size;

/// Rows of the sheet that hold one kind of letter in cells of one side.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rows {
    /// Upper edge in texels.
    pub top: f32,
    /// Side of a cell in texels; 0 when the kind has no letters.
    pub side: f32,
    /// Cells in a row.
    pub columns: f32,
}

/// One character of the labels in the sheet.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Glyph {
    /// Left, top, width and height in texels.
    pub cell: [f32; 4],
    /// How far the next character stands, in device pixels.
    pub advance: f32,
}

/// Height of label text in pixels of a mark's usual size.
const LABEL_SIZE: f64 = 13.0;

/// The drawn sheet.
pub struct Sheet {
    canvas: HtmlCanvasElement,
    pen: CanvasRenderingContext2d,
    rows: [Rows; Size::ALL.len()],
    badge_rows: Rows,
    glyphs: HashMap<char, Glyph>,
    charset: BTreeSet<char>,
}

impl Sheet {
    /// Writes the letters of `look` and the digits.
    pub fn new(look: &Look) -> Result<Self, EngineError> {
        let canvas: HtmlCanvasElement = web_sys::window()
            .and_then(|window| window.document())
            .and_then(|document| document.create_element("canvas").ok())
            .and_then(|element| element.dyn_into().ok())
            .ok_or(EngineError::NoCanvas)?;
        let pen = canvas
            .get_context("2d")
            .ok()
            .flatten()
            .and_then(|pen| pen.dyn_into().ok())
            .ok_or(EngineError::NoCanvas)?;
        let mut sheet = Self {
            canvas,
            pen,
            rows: [Rows::default(); Size::ALL.len()],
            badge_rows: Rows::default(),
            glyphs: HashMap::new(),
            charset: "0123456789k".chars().collect(),
        };
        sheet.write(look);
        Ok(sheet)
    }

    /// Makes sure that every character of `text` is in the sheet; says whether it had to be written anew.
    pub fn cover(&mut self, text: &str, look: &Look) -> bool {
        let before = self.charset.len();
        self.charset.extend(text.chars());
        let grown = self.charset.len() > before;
        if grown {
            self.write(look);
        }
        grown
    }

    /// Writes the whole sheet anew.
    pub fn write(&mut self, look: &Look) {
        let unit = f64::from(look.unit());
        let width = sheet_width(unit);
        let mut top = 0.0;
        for (rows, size) in self.rows.iter_mut().zip(Size::ALL) {
            let room = f64::from(size.radius()) * unit;
            // The smallest signs have no room for a letter.
            let letters = if size == Size::Dot {
                0
            } else {
                look.letters.len()
            };
            (*rows, top) = layout(letters, (2.0 * room).ceil(), width, top);
        }
        let badge_side = (BADGE_ROOM * unit).ceil();
        (self.badge_rows, top) = layout(look.badges.len(), badge_side, width, top);
        let (line, lines_top) = ((LABEL_SIZE * 1.6 * unit).ceil(), top);
        self.measure_labels(look, unit, width, lines_top, line);
        let bottom = self
            .glyphs
            .values()
            .map(|glyph| f64::from(glyph.cell[1] + glyph.cell[3]))
            .fold(top, f64::max);

        // Setting the size wipes the canvas and forgets the font.
        self.canvas.set_width(whole(width));
        self.canvas.set_height(whole(bottom.max(1.0)));
        self.pen.set_fill_style_str("#000");
        self.pen.fill_rect(0.0, 0.0, width, bottom);
        self.pen.set_line_join("round");
        let _ = self.pen.set_global_composite_operation("lighter");
        for (rows, size) in self.rows.iter().zip(Size::ALL) {
            let font = f64::from(size.radius()) * unit;
            for (number, letter) in look.letters.iter().enumerate() {
                self.write_centred(letter, number, *rows, font, 700, look);
            }
        }
        for (number, badge) in look.badges.iter().enumerate() {
            self.write_centred(badge, number, self.badge_rows, BADGE_FONT * unit, 700, look);
        }
        self.pen
            .set_font(&font_of(LABEL_SIZE * unit, 600, &look.font_family));
        self.pen.set_text_align("left");
        self.pen.set_text_baseline("alphabetic");
        for (character, glyph) in &self.glyphs {
            let cell @ [left, top, _, height] = glyph.cell.map(f64::from);
            let halo = (LABEL_HALO * unit).ceil();
            self.ink(
                &character.to_string(),
                left + halo,
                top + (height * 0.74).round(),
                2.0 * halo,
                cell,
            );
        }
    }

    /// The canvas to upload: red is ink, green is halo.
    pub const fn canvas(&self) -> &HtmlCanvasElement {
        &self.canvas
    }

    /// Width and height in texels.
    pub fn size(&self) -> (f32, f32) {
        (self.canvas.width() as f32, self.canvas.height() as f32)
    }

    /// Where the letters of one size stand.
    pub const fn rows(&self, size: Size) -> Rows {
        self.rows[size as usize]
    }

    /// Where the badges' signs stand.
    pub const fn badge_rows(&self) -> Rows {
        self.badge_rows
    }

    /// One character of the labels.
    pub fn glyph(&self, character: char) -> Option<Glyph> {
        self.glyphs.get(&character).copied()
    }

    /// Gives every character of the labels its place in lines of the given height.
    fn measure_labels(&mut self, look: &Look, unit: f64, width: f64, top: f64, line: f64) {
        self.pen
            .set_font(&font_of(LABEL_SIZE * unit, 600, &look.font_family));
        self.glyphs.clear();
        let halo = (LABEL_HALO * unit).ceil();
        let (mut left, mut top) = (0.0, top);
        for character in &self.charset {
            let advance = self
                .pen
                .measure_text(&character.to_string())
                .map_or(LABEL_SIZE * unit, |size| size.width());
            let cell = advance.ceil() + 2.0 * halo;
            if left + cell > width {
                left = 0.0;
                top += line;
            }
            let glyph = Glyph {
                cell: [left as f32, top as f32, cell as f32, line as f32],
                advance: advance as f32,
            };
            self.glyphs.insert(*character, glyph);
            left += cell;
        }
    }

    /// Writes one letter into the middle of its cell, as large as its kind of writing asks.
    fn write_centred(
        &self,
        text: &str,
        number: usize,
        rows: Rows,
        radius: f64,
        weight: u32,
        look: &Look,
    ) {
        if rows.side == 0.0 {
            return;
        }
        // A Chinese letter fills its square; a Latin one is but seven tenths of it high.
        let size = if text.is_ascii() { 1.5 } else { 1.28 };
        self.pen
            .set_font(&font_of((radius * size).round(), weight, &look.font_family));
        self.pen.set_text_align("center");
        self.pen.set_text_baseline("alphabetic");
        let (columns, side) = (rows.columns as usize, f64::from(rows.side));
        let x = ((number % columns) as f64 + 0.5) * side;
        let y = f64::from(rows.top) + ((number / columns) as f64 + 0.5) * side;
        let rise = self.pen.measure_text(text).map_or(0.0, |size| {
            (size.actual_bounding_box_ascent() - size.actual_bounding_box_descent()) / 2.0
        });
        let cell = [x - side / 2.0, y - side / 2.0, side, side];
        self.ink(text, x, (y + rise).round(), radius * 0.5, cell);
    }

    /// Halo into green, ink into red; nothing outside the cell, nor on its rim, which neighbours are blended with.
    fn ink(&self, text: &str, x: f64, y: f64, halo: f64, [left, top, width, height]: [f64; 4]) {
        self.pen.save();
        self.pen.begin_path();
        self.pen
            .rect(left + 1.0, top + 1.0, width - 2.0, height - 2.0);
        self.pen.clip();
        self.pen.set_stroke_style_str("#0f0");
        self.pen.set_line_width(halo);
        let _ = self.pen.stroke_text(text, x, y);
        self.pen.set_fill_style_str("#f00");
        let _ = self.pen.fill_text(text, x, y);
        self.pen.restore();
    }
}

/// Side of a badge's cell and size of its writing, in pixels of the usual size.
const BADGE_ROOM: f64 = 15.0;
const BADGE_FONT: f64 = 7.4;

/// Width of the halo around label text, in the same pixels.
const LABEL_HALO: f64 = 1.75;

fn font_of(pixels: f64, weight: u32, family: &str) -> String {
    format!("{weight} {pixels}px {family}")
}

/// Wide enough for a few dozen of the largest letters, within what every graphics card takes.
fn sheet_width(unit: f64) -> f64 {
    (512.0 * unit).ceil().clamp(512.0, 2048.0)
}

/// Places `count` cells of an even side from `top` on; returns where the next kind begins.
fn layout(count: usize, side: f64, width: f64, top: f64) -> (Rows, f64) {
    if count == 0 {
        return (
            Rows {
                columns: 1.0,
                ..Rows::default()
            },
            top,
        );
    }
    let side = 2.0 * (side / 2.0).ceil();
    let columns = (width / side).floor().max(1.0);
    let rows = Rows {
        top: top as f32,
        side: side as f32,
        columns: columns as f32,
    };
    (rows, top + (count as f64 / columns).ceil() * side)
}

const fn whole(texels: f64) -> u32 {
    texels.ceil() as u32
}
