//! What is written on the picture: numbers of groups and piles, words beside marks.

use super::gpu::{GlyphInstance, GroupInstance};
use super::{Marks, Sheet};
use ::marks::Pile;
use ::marks::packed::Packed;

impl Marks {
    /// Sets the characters of the numbers and of the labels, which follow their marks.
    pub(super) fn write_labels(&mut self) {
        let moved = self.set.dirty_places.any() && !self.labels.is_empty();
        if !self.labels_stale && !moved {
            return;
        }
        self.labels_stale = true;
        for text in self.labels.values() {
            self.sheet_stale |= self.sheet.cover(text, &self.look);
        }
        self.glyphs.clear();
        self.group_instances.clear();
        let unit = self.look.unit();
        for group in self.grouping.groups() {
            let shift = group.shift.map(|pixels| (pixels * unit).round());
            self.group_instances.push(group_instance(
                group.place,
                Packed::group(group.count),
                shift,
            ));
            let text = group_number(group.count);
            write_text(
                &mut self.glyphs,
                &self.sheet,
                group.place,
                shift,
                &text,
                None,
            );
        }
        self.parts.groups = self.group_instances.len();
        self.parts.group_glyphs = self.glyphs.len();
        for (id, text) in &self.labels {
            let Some(slot) = self.set.find(id.0) else {
                continue;
            };
            let look = self.set.look(slot);
            let start = (look.size().radius() * 1.25 + 11.0) * unit;
            let place = self.set.places()[slot.index()];
            write_text(
                &mut self.glyphs,
                &self.sheet,
                place,
                [0.0; 2],
                text,
                Some(start),
            );
        }
        self.parts.label_glyphs = self.glyphs.len();
        for pile in self.grouping.piles().iter().filter(|pile| pile.is_many()) {
            let Pile { place, count, .. } = *pile;
            let sign = Packed::pile(pile.look);
            self.group_instances
                .push(group_instance(place, sign, [0.0; 2]));
            let text = group_number(count);
            write_text(&mut self.glyphs, &self.sheet, place, [0.0; 2], &text, None);
        }
    }
}

/// A group's number, at most four characters.
fn group_number(count: u32) -> String {
    if count < 10_000 {
        count.to_string()
    } else {
        format!("{}k", count / 1000)
    }
}

fn group_instance([x, y]: [u32; 2], sign: Packed, shift: [f32; 2]) -> GroupInstance {
    let [first, second] = sign.0;
    let [right, down] = shift.map(f32::to_bits);
    [x, y, first, second, right, down]
}

/// Appends the characters of `text`: beginning `start` device pixels right of what stands `aside` of the place, or centred on it.
fn write_text(
    glyphs: &mut Vec<GlyphInstance>,
    sheet: &Sheet,
    place: [u32; 2],
    aside: [f32; 2],
    text: &str,
    start: Option<f32>,
) {
    let cells = || text.chars().filter_map(|character| sheet.glyph(character));
    let width: f32 = cells().map(|glyph| glyph.advance).sum();
    let mut left = start.unwrap_or(-width / 2.0);
    for glyph in cells() {
        let [x, y, cell_width, cell_height] = glyph.cell;
        // The cell is wider than the character by the halo on both sides, and centred on the line.
        let shift_x = aside[0] + (left - (cell_width - glyph.advance.ceil()) / 2.0).round();
        let shift_y = aside[1] - (cell_height / 2.0).round();
        glyphs.push([
            place[0],
            place[1],
            shift_x.to_bits(),
            shift_y.to_bits(),
            x.to_bits(),
            y.to_bits(),
            cell_width.to_bits(),
            cell_height.to_bits(),
        ]);
        left += glyph.advance;
    }
}
