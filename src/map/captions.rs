//! Which overdue marks have room for the words beside them.

use std::cell::RefCell;
use std::collections::HashMap;

use super::labels::overlap;
use super::mark_ids::mark_of;
use crate::engine::{MarkId, Marks, ScreenPoint};
use crate::i18n::{Language, time_over};
use crate::selectors::{Due, Pressure};

/// The most captions beside overdue marks: more would only cover one another.
const MOST_CAPTIONS: usize = 40;

/// Where the words begin, right of a mark's centre, at scale 1, in CSS pixels: beyond the double ring.
const BEGIN: f64 = 25.0;

/// Width of a character at scale 1, in CSS pixels; a Chinese one, the widest.
const CHARACTER: f64 = 12.0;

/// Half the height of the words at scale 1, in CSS pixels.
const HALF_HEIGHT: f64 = 8.0;

/// The words beside overdue marks: by how much they are over.
#[derive(Debug, Default)]
pub struct Captions {
    overdue: RefCell<Vec<Due>>,
    written: RefCell<Vec<MarkId>>,
}

impl Captions {
    /// Which deadlines are near or over, the most pressing first.
    pub fn set_due(&self, due: Vec<Due>) {
        let mut overdue = due;
        overdue.retain(|due| due.deadline.pressure == Pressure::Overdue);
        self.overdue.replace(overdue);
    }

    /// Writes those that have room beside marks in the view, and takes away those that no longer have.
    pub fn write(&self, marks: &mut Marks, language: Language) {
        let overdue = self.overdue.borrow();
        let mut written = self.written.borrow_mut();
        let captions = if overdue.is_empty() {
            Vec::new()
        } else {
            captions(&overdue, marks, language)
        };
        for caption in &captions {
            marks.label(caption.mark, Some(&caption.words));
        }
        let stays = |mark: &MarkId| captions.iter().any(|caption| caption.mark == *mark);
        for mark in written.iter().filter(|mark| !stays(mark)) {
            marks.label(*mark, None);
        }
        written.clear();
        written.extend(captions.iter().map(|caption| caption.mark));
    }
}

fn captions(overdue: &[Due], marks: &Marks, language: Language) -> Vec<Caption> {
    let standing = marks.in_view().filter(|mark| !mark.grouped);
    let places: HashMap<_, _> = standing.map(|mark| (mark.id, mark.screen)).collect();
    let wanted = overdue.iter().filter_map(|due| {
        let mark = mark_of(due.incident);
        Some(Caption {
            mark,
            at: *places.get(&mark)?,
            words: time_over(language, due.deadline.over()),
        })
    });
    let wanted = wanted.take(MOST_CAPTIONS).collect();
    free_captions(wanted, &marks.covered(true), marks.look().scale)
}

/// Words that want to stand beside a mark.
#[derive(Clone, Debug, PartialEq)]
pub struct Caption {
    /// Beside which mark.
    pub mark: MarkId,
    /// Where the mark stands.
    pub at: ScreenPoint,
    /// The words.
    pub words: String,
}

/// The captions that stand neither on what is `covered` by signs (left, top, right, bottom) nor on a caption before them: the
/// first in order give way last. A caption begins beyond its own mark's edge.
#[must_use]
pub fn free_captions(captions: Vec<Caption>, covered: &[[f64; 4]], scale: f64) -> Vec<Caption> {
    let mut taken = covered.to_vec();
    captions
        .into_iter()
        .filter(|caption| {
            let left = caption.at.x + BEGIN * scale;
            #[expect(clippy::cast_precision_loss, reason = "a few characters")]
            let width = caption.words.chars().count() as f64 * CHARACTER * scale;
            let rectangle = [
                left,
                caption.at.y - HALF_HEIGHT * scale,
                left + width,
                caption.at.y + HALF_HEIGHT * scale,
            ];
            let free = !taken.iter().any(|other| overlap(&rectangle, other));
            if free {
                taken.push(rectangle);
            }
            free
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caption(mark: u64, x: f64, y: f64) -> Caption {
        Caption {
            mark: MarkId(mark),
            at: ScreenPoint { x, y },
            words: "超 3 分".to_owned(),
        }
    }

    fn shown(captions: &[Caption]) -> Vec<u64> {
        let bodies: Vec<_> = captions
            .iter()
            .map(|caption| {
                let ScreenPoint { x, y } = caption.at;
                [x - 12.5, y - 12.5, x + 12.5, y + 12.5]
            })
            .collect();
        let free = free_captions(captions.to_vec(), &bodies, 1.0);
        free.into_iter().map(|caption| caption.mark.0).collect()
    }

    #[test]
    fn words_stand_beside_marks_that_are_apart() {
        assert_eq!(
            shown(&[caption(1, 0.0, 0.0), caption(2, 0.0, 40.0)]),
            [1, 2]
        );
    }

    #[test]
    fn words_never_cover_another_mark() {
        assert_eq!(shown(&[caption(1, 0.0, 0.0), caption(2, 50.0, 5.0)]), [2]);
    }

    #[test]
    fn of_two_captions_that_would_overlap_the_first_stays() {
        assert_eq!(shown(&[caption(2, 10.0, 14.0), caption(1, 0.0, 0.0)]), [2]);
    }
}
