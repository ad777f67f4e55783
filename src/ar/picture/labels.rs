//! What is written into a picture: which labels, where they find room, and the frame in which they are drawn.

use domain::Wgs84;
use geodesy::{Elevated, Metres};
use leptos::prelude::{GetUntracked, untrack};

use super::CameraPicture;
use crate::ar::arrows::{Arrow, edge, spread};
use crate::ar::brush::Plate;
use crate::ar::declutter::{Placed, Room, Wish};
use crate::ar::subjects::{Kind, Opens};
use crate::i18n::length;
use crate::platform::{PageTime, prefers_reduced_motion};
use crate::symbology::letters;

/// Half of a blink, in milliseconds: as the marks of the map blink.
pub(super) const BLINK_HALF_MS: f64 = 500.0;

/// A label as it stands in the picture.
#[derive(Clone, Debug, PartialEq)]
pub struct LabelSeen {
    /// What is written.
    pub text: String,
    /// What it is.
    pub kind: &'static str,
    /// Where it stands, in pixels of the picture.
    pub anchor: (f64, f64),
    /// Its upper left corner, width and height.
    pub plate: [f64; 4],
    /// Whether it is drawn as an outline because a building stands before it.
    pub hidden: bool,
    /// What it stands on.
    pub place: Elevated,
    pub(super) opens: Opens,
}

/// What the last frame was made of; kept for its buffers, for clicks and for tests.
#[derive(Default)]
pub(super) struct Drawn {
    wishes: Vec<Wish>,
    of: Vec<usize>,
    placed: Vec<Placed>,
    distances: Vec<String>,
    sizes: Vec<(f64, f64)>,
    pub(super) arrows: Vec<Arrow>,
}

impl CameraPicture {
    /// The labels of the last frame, those drawn last at the end.
    #[must_use]
    pub fn labels(&self) -> Vec<LabelSeen> {
        let (drawn, subjects) = (self.drawn.borrow(), self.subjects.borrow());
        let labels = drawn.placed.iter().rev().filter_map(|placed| {
            let wish = drawn.wishes.get(placed.wish)?;
            let subject = subjects.get(*drawn.of.get(placed.wish)?)?;
            Some(LabelSeen {
                text: subject.text.clone(),
                kind: subject.kind.as_str(),
                anchor: wish.anchor,
                plate: [placed.corner.0, placed.corner.1, wish.size.0, wish.size.1],
                hidden: subject.hidden,
                place: subject.place,
                opens: subject.opens.clone(),
            })
        });
        labels.collect()
    }

    pub(super) fn measure(&self) {
        let language = untrack(|| self.options.i18n.language());
        let (subjects, brush) = (self.subjects.borrow(), self.brush.borrow());
        let mut drawn = self.drawn.borrow_mut();
        drawn.distances.clear();
        drawn.sizes.clear();
        for subject in subjects.iter() {
            let distance = if subject.sign.is_some() {
                length(language, Metres(subject.distance))
            } else {
                String::new()
            };
            let size = brush.measure(&subject.text, &distance, subject.sign.is_some());
            drawn.distances.push(distance);
            drawn.sizes.push(size);
        }
    }

    /// Draws all labels; says whether some are coming or going, and whether any blinks.
    pub(super) fn draw_frame(&self, now: PageTime) -> (bool, bool) {
        let Some(camera) = self.pinhole() else {
            return (false, false);
        };
        let subjects = self.subjects.borrow();
        let mut drawn = self.drawn.borrow_mut();
        let drawn = &mut *drawn;
        let brush = self.brush.borrow();
        let scale = brush.scale();
        let (width, height) = brush.size();
        drawn.wishes.clear();
        drawn.of.clear();
        drawn.arrows.clear();
        if self.is_filmed() && self.is_lost() {
            drawn.placed.clear();
            brush.begin();
            return (false, false);
        }
        let fade = self.fade(camera.lens().focal().to_radians(), scale);
        for (number, subject) in subjects.iter().enumerate() {
            let seen = camera.seen(subject.place);
            let holds = |x: f64, y: f64| (0.0..width).contains(&x) && (0.0..height).contains(&y);
            let anchor = seen.map(|seen| (seen.pixel.x, seen.pixel.y));
            match anchor.filter(|(x, y)| holds(*x, *y)) {
                Some(anchor) => {
                    if subject.hidden && !(subject.shows_through() || subject.called) {
                        continue;
                    }
                    let behind = if subject.hidden { 120.0 } else { 0.0 };
                    drawn.of.push(number);
                    drawn.wishes.push(Wish {
                        key: subject.key,
                        anchor,
                        size: drawn.sizes.get(number).copied().unwrap_or_default(),
                        weight: subject.weight - behind,
                        one_of: subject.one_of,
                        kind: subject.kind as usize,
                    });
                }
                None if subject.called => {
                    let (at, towards) =
                        edge(&camera, subject.place, anchor, (width, height), scale);
                    drawn.arrows.push(Arrow {
                        subject: number,
                        at,
                        towards,
                    });
                }
                None => {}
            }
        }
        spread(&mut drawn.arrows, scale, (width, height));
        let most = Kind::ALL.map(Kind::most);
        let room = Room {
            frame: (width, height),
            scale,
            kept_free: &kept_free(width, height, scale),
            most: &most,
        };
        let restless =
            self.declutter
                .borrow_mut()
                .arrange(&drawn.wishes, &room, now.0, &mut drawn.placed);
        let language = untrack(|| self.options.i18n.language());
        let letters = letters(language);
        let clock = self.options.store.clock();
        let half = clock
            .map_or(0.0, |clock| clock.blink_ms(now) / BLINK_HALF_MS)
            .floor();
        let dark = half.rem_euclid(2.0) == 1.0 && !prefers_reduced_motion();
        let mut blinks = false;
        let (wishes, of) = (&drawn.wishes, &drawn.of);
        let (distances, placed) = (&drawn.distances, &drawn.placed);
        let plates = placed.iter().rev().filter_map(|placed| {
            let number = *of.get(placed.wish)?;
            let (wish, subject) = (wishes.get(placed.wish)?, subjects.get(number)?);
            let sign = subject.sign.as_ref();
            let blink = sign.is_some_and(|sign| sign.blink);
            Some((
                subject,
                Plate {
                    text: &subject.text,
                    distance: distances.get(number).map_or("", String::as_str),
                    sign,
                    letter: sign
                        .and_then(|sign| sign.letter)
                        .and_then(|letter| letters.get(usize::from(letter.0)).copied()),
                    anchor: wish.anchor,
                    corner: placed.corner,
                    size: wish.size,
                    opacity: placed.opacity * fade,
                    hidden: subject.hidden,
                    selected: subject.selected,
                    dark: blink && dark,
                },
            ))
        });
        brush.begin();
        if let Some(spot) = self.options.store.view.spot.get_untracked() {
            let pixel = |at: Wgs84| {
                let place = Elevated {
                    position: at,
                    height: Metres(spot.height_metres),
                };
                camera.seen(place).map(|seen| (seen.pixel.x, seen.pixel.y))
            };
            if let Some(middle) = pixel(spot.at) {
                let outline: Vec<_> = spot.outline.iter().filter_map(|at| pixel(*at)).collect();
                brush.spot(middle, &outline);
            }
        }
        for (_, plate) in plates.clone() {
            brush.leader(&plate);
        }
        for (subject, plate) in plates {
            blinks |= plate.sign.is_some_and(|sign| sign.blink);
            if subject.sign.is_some() {
                brush.plate(&plate);
            } else {
                brush.name(&plate);
            }
        }
        for arrow in &drawn.arrows {
            let subject = &subjects[arrow.subject];
            let sign = subject.sign.as_ref();
            let letter = sign
                .and_then(|sign| sign.letter)
                .and_then(|letter| letters.get(usize::from(letter.0)).copied());
            let blink = sign.is_some_and(|sign| sign.blink);
            blinks |= blink;
            brush.arrow(sign, letter, arrow.at, arrow.towards, blink && dark);
        }
        (restless, blinks)
    }
}

/// Where the name of the camera and the time are burnt in.
fn kept_free(width: f64, _height: f64, scale: f64) -> [[f64; 4]; 1] {
    [[0.0, 0.0, width, 44.0 * scale]]
}
