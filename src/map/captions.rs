//! Which overdue marks have room for the words beside them.

use std::cell::RefCell;
use std::collections::HashMap;

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

/// How far a mark's body reaches at scale 1, in CSS pixels.
const BODY: f64 = 11.0;

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
    let standing: Vec<_> = marks
        .in_view()
        .filter(|mark| !mark.grouped)
        .map(|mark| (mark.id, mark.screen))
        .collect();
    let places: HashMap<_, _> = standing.iter().copied().collect();
    let wanted = overdue.iter().filter_map(|due| {
        let mark = mark_of(due.incident);
        Some(Caption {
            mark,
            at: *places.get(&mark)?,
            words: time_over(language, due.deadline.over()),
        })
    });
    let wanted = wanted.take(MOST_CAPTIONS).collect();
    free_captions(wanted, &standing, marks.look().scale)
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

/// The captions that cover neither a mark nor a caption before them: the first in order give way last.
#[must_use]
pub fn free_captions(
    captions: Vec<Caption>,
    marks: &[(MarkId, ScreenPoint)],
    scale: f64,
) -> Vec<Caption> {
    let mut taken: Vec<[f64; 4]> = Vec::new();
    captions
        .into_iter()
        .filter(|caption| {
            let left = caption.at.x + BEGIN * scale;
            #[expect(clippy::cast_precision_loss, reason = "a few characters")]
            let width = caption.words.chars().count() as f64 * CHARACTER * scale;
            let (top, bottom) = (
                caption.at.y - HALF_HEIGHT * scale,
                caption.at.y + HALF_HEIGHT * scale,
            );
            let rectangle = [left, top, left + width, bottom];
            let body = BODY * scale;
            let covers_mark = marks.iter().any(|(mark, at)| {
                *mark != caption.mark
                    && at.x + body > rectangle[0]
                    && at.x - body < rectangle[2]
                    && at.y + body > rectangle[1]
                    && at.y - body < rectangle[3]
            });
            let covers_words = taken.iter().any(|other| {
                rectangle[2] > other[0]
                    && rectangle[0] < other[2]
                    && rectangle[3] > other[1]
                    && rectangle[1] < other[3]
            });
            let free = !covers_mark && !covers_words;
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
        let marks: Vec<_> = captions
            .iter()
            .map(|caption| (caption.mark, caption.at))
            .collect();
        let free = free_captions(captions.to_vec(), &marks, 1.0);
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
