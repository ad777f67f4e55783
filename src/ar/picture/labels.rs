//! What is written into a picture: which labels, where they find room, and the frame in which they are drawn.

use std::collections::HashMap;

use domain::Wgs84;
use geodesy::{Elevated, Metres, Pinhole};
use leptos::prelude::{GetUntracked, WithUntracked, untrack};

use super::CameraPicture;
use crate::ar::arrows::{Arrow, Margins, add, beside, edge};
use crate::ar::brush::{Brush, Plate};
use crate::ar::declutter::{Placed, Room, Wish, lowest};
use crate::ar::gathering::{FAR, Gathering, Group};
use crate::ar::subjects::{Kind, Opens, Subject};
use crate::config::Writing;
use crate::i18n::{Language, length, t};
use crate::platform::{PageTime, prefers_reduced_motion};
use crate::store::Spot;
use crate::symbology::letters;

/// Half of a blink, in milliseconds: as the marks of the map blink.
pub(super) const BLINK_HALF_MS: f64 = 500.0;

/// A label as it stands in the picture.
#[derive(Clone, Debug, PartialEq)]
pub struct LabelSeen {
    /// What is written.
    pub text: String,
    /// What it is called by whoever reads it out: all of it, also where less is written.
    pub name: String,
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
    /// How many it stands for: more than one where several stand behind one another far away.
    pub count: usize,
    /// How much of it is there, 0 to 1.
    pub opacity: f64,
    /// The same for the same thing at all times.
    pub(super) key: u64,
    /// Whether it may have a sign: what has none is not opened.
    pub(super) has_sign: bool,
    /// Left, top, right, bottom of all that it stands for.
    pub(super) spread: [f64; 4],
    pub(super) opens: Opens,
}

/// What the last frame was made of; kept for its buffers, for clicks and for tests.
#[derive(Default)]
pub(super) struct Drawn {
    /// Everything in the picture that wants a label, and which subject each is.
    wishes: Vec<Wish>,
    of: Vec<usize>,
    gathering: Gathering,
    /// What is shown as one, and for each of those the wish that stands for it.
    groups: Vec<Group>,
    leaders: Vec<Wish>,
    placed: Vec<Placed>,
    distances: Vec<String>,
    sizes: Vec<(f64, f64)>,
    /// What is written for so many behind one, and how large that is.
    counted: HashMap<(u64, usize), (String, (f64, f64))>,
    /// What is called for beyond the edge, and the arrows that stand for it.
    called: Vec<Arrow>,
    pub(super) arrows: Vec<Arrow>,
    /// Where no label may stand.
    blocked: Vec<[f64; 4]>,
}

impl Drawn {
    /// Which subject leads a group.
    fn subject_of(&self, group: usize) -> Option<usize> {
        self.of.get(self.groups.get(group)?.leader).copied()
    }

    /// Nothing is labelled.
    fn leave_out(&mut self) {
        self.leaders.clear();
        self.groups.clear();
        self.placed.clear();
        self.arrows.clear();
        self.blocked.clear();
    }

    /// What is written for a group whose leader is called `text`.
    fn words_of<'a>(&'a self, group: &Group, key: u64, text: &'a str) -> &'a str {
        let counted = self.counted.get(&(key, group.count));
        counted.map_or(text, |(words, _)| words)
    }
}

impl CameraPicture {
    /// The labels of the last frame, those drawn last at the end.
    #[must_use]
    pub fn labels(&self) -> Vec<LabelSeen> {
        let (drawn, subjects) = (self.drawn.borrow(), self.subjects.borrow());
        let language = untrack(|| self.options.i18n.language());
        let labels = drawn.placed.iter().rev().filter_map(|placed| {
            let (wish, group) = (
                drawn.leaders.get(placed.wish)?,
                drawn.groups.get(placed.wish)?,
            );
            let subject = subjects.get(drawn.subject_of(placed.wish)?)?;
            Some(LabelSeen {
                text: drawn.words_of(group, subject.key, &subject.text).to_owned(),
                name: full_name(language, &subject.text, group.count),
                kind: subject.kind.as_str(),
                anchor: wish.anchor,
                plate: [placed.corner.0, placed.corner.1, wish.size.0, wish.size.1],
                hidden: subject.hidden,
                place: subject.place,
                count: group.count,
                opacity: placed.opacity * self.faded.get(),
                key: subject.key,
                has_sign: subject.sign.is_some(),
                spread: group.spread,
                opens: subject.opens.clone(),
            })
        });
        labels.collect()
    }

    fn writing(&self) -> Writing {
        self.options.store.view.layers.get_untracked().writing
    }

    /// Whether nothing is written into the picture, so that what is to be pointed at is seen.
    fn is_bare(&self) -> bool {
        let control = self.options.control;
        control.is_some_and(|control| !untrack(|| control.is_labelled()))
    }

    pub(super) fn measure(&self) {
        let language = untrack(|| self.options.i18n.language());
        let writing = self.writing();
        let (subjects, brush) = (self.subjects.borrow(), self.brush.borrow());
        let mut drawn = self.drawn.borrow_mut();
        drawn.distances.clear();
        drawn.sizes.clear();
        drawn.counted.clear();
        for subject in subjects.iter() {
            let (has_text, has_sign) = subject.parts(writing);
            let distance = if subject.sign.is_some() && has_text {
                length(language, Metres(subject.distance))
            } else {
                String::new()
            };
            let text = if has_text { &*subject.text } else { "" };
            let size = brush.measure(text, &distance, has_sign);
            drawn.distances.push(distance);
            drawn.sizes.push(size);
        }
    }

    /// Finds what is in the picture, gathers what stands behind one another far away, and what is called for beyond its edge.
    fn collect(&self, camera: &Pinhole, subjects: &[Subject], drawn: &mut Drawn) {
        let brush = self.brush.borrow();
        let (scale, (width, height)) = (brush.scale(), brush.size());
        let surface = self.surface.borrow();
        let margins = Margins::around(surface.lines(), height, scale);
        drawn.wishes.clear();
        drawn.of.clear();
        drawn.arrows.clear();
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
                        edge(camera, subject.place, anchor, (width, height), margins);
                    drawn.called.push(Arrow {
                        subject: number,
                        at,
                        towards,
                        count: 1,
                    });
                }
                None => {}
            }
        }
        let may_join = |wish: usize| {
            let subject = drawn.of.get(wish).and_then(|number| subjects.get(*number));
            subject.is_some_and(|subject| {
                subject.sign.is_some() && subject.distance > FAR && !subject.selected
            })
        };
        let (wishes, groups) = (&drawn.wishes, &mut drawn.groups);
        drawn.gathering.gather(wishes, may_join, scale, groups);
        let language = untrack(|| self.options.i18n.language());
        let writing = self.writing();
        drawn.leaders.clear();
        for group in &drawn.groups {
            let mut wish = drawn.wishes[group.leader];
            if group.count > 1 {
                let number = drawn.of[group.leader];
                let (subject, distance) = (&subjects[number], &drawn.distances[number]);
                let counted = drawn.counted.entry((subject.key, group.count));
                let (_, size) = counted.or_insert_with(|| {
                    let (name, count) = (&*subject.text, group.count);
                    let (has_text, has_sign) = subject.parts(writing);
                    let more = count - 1;
                    let words = if has_text {
                        t!(language, ar.gathered, name = name, more = more)
                    } else {
                        t!(language, ar.gathered_signs, more = more)
                    };
                    let size = brush.measure(&words, distance, has_sign);
                    (words, size)
                });
                wish.size = *size;
            }
            drawn.leaders.push(wish);
        }
        // Arrows keep clear of what stands on the picture, and of signs near its edge with the room that their labels want first.
        drawn.blocked.clear();
        drawn.blocked.extend_from_slice(surface.places());
        for arrow in &mut drawn.called {
            let around = (margins, f64::INFINITY);
            arrow.at = beside(arrow.at, &drawn.blocked, (width, height), around);
        }
        for (wish, group) in drawn.leaders.iter().zip(&drawn.groups) {
            let has_sign = subjects[drawn.of[group.leader]].sign.is_some();
            if has_sign && margins.is_near((width, height), wish.anchor) {
                drawn.blocked.push(lowest(wish, (width, height), scale));
            }
        }
        let weight = |arrow: &Arrow| subjects.get(arrow.subject).map_or(0.0, |one| one.weight);
        let called = &mut drawn.called;
        called.sort_by(|one, other| weight(other).total_cmp(&weight(one)));
        for mut arrow in called.drain(..) {
            // From a sign it steps aside, and does not leave the edge.
            let around = (margins, margins.aside());
            arrow.at = beside(arrow.at, &drawn.blocked, (width, height), around);
            add(&mut drawn.arrows, arrow, margins);
        }
        // Labels keep clear of what stands on the picture, and of the arrows.
        drawn.blocked.clear();
        drawn.blocked.extend_from_slice(surface.places());
        drawn.blocked.extend(drawn.arrows.iter().map(|arrow| {
            let (reach, (x, y)) = (20.0 * scale, arrow.at);
            [x - reach, y - reach, x + reach, y + reach]
        }));
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
        if self.is_filmed() && self.is_lost() {
            drawn.leave_out();
            brush.begin();
            return (false, false);
        }
        let fade = self.fade(camera.lens().focal().to_radians(), scale);
        self.faded.set(fade);
        if self.is_bare() {
            drawn.leave_out();
        } else {
            self.collect(&camera, &subjects, drawn);
        }
        let most = Kind::ALL.map(Kind::most);
        let room = Room {
            frame: brush.size(),
            scale,
            kept_free: &drawn.blocked,
            most: &most,
        };
        let restless =
            self.declutter
                .borrow_mut()
                .arrange(&drawn.leaders, &room, now.0, &mut drawn.placed);
        let language = untrack(|| self.options.i18n.language());
        let (writing, chosen) = (self.writing(), self.chosen.get());
        let letters = letters(language);
        let clock = self.options.store.clock();
        let half = clock
            .map_or(0.0, |clock| clock.blink_ms(now) / BLINK_HALF_MS)
            .floor();
        let dark = half.rem_euclid(2.0) == 1.0 && !prefers_reduced_motion();
        let mut blinks = false;
        let drawn = &*drawn;
        let plates = drawn.placed.iter().rev().filter_map(|placed| {
            let (wish, group) = (
                drawn.leaders.get(placed.wish)?,
                drawn.groups.get(placed.wish)?,
            );
            let number = drawn.subject_of(placed.wish)?;
            let subject = subjects.get(number)?;
            let (has_text, has_sign) = subject.parts(writing);
            let sign = subject.sign.as_ref().filter(|_| has_sign);
            let blink = sign.is_some_and(|sign| sign.blink);
            let text = if has_text { &*subject.text } else { "" };
            Some((
                subject,
                Plate {
                    text: drawn.words_of(group, subject.key, text),
                    distance: drawn.distances.get(number).map_or("", String::as_str),
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
                    chosen: chosen == Some(subject.key),
                    dark: blink && dark,
                },
            ))
        });
        brush.begin();
        self.options.store.view.spot.with_untracked(|spot| {
            if let Some(spot) = spot {
                draw_spot(&brush, &camera, spot);
            }
        });
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
            let is_chosen = chosen == Some(subject.key);
            brush.arrow(sign, letter, arrow, (blink && dark, is_chosen));
        }
        if let Some(control) = self.options.control {
            let head = self.head.borrow();
            control.draw(&brush, head.standing(), head.aim(), &camera);
        }
        (restless, blinks)
    }
}

/// The name of what stands for so many.
pub(super) fn full_name(language: Language, leader: &str, count: usize) -> String {
    match count.saturating_sub(1) as u64 {
        0 => leader.to_owned(),
        more => t!(language, ar.gathered_name, name = leader, count = more),
    }
}

/// Draws a place that was pointed at.
fn draw_spot(brush: &Brush, camera: &Pinhole, spot: &Spot) {
    let pixel = |at: Wgs84| {
        let place = Elevated {
            position: at,
            height: Metres(spot.height_metres),
        };
        camera.seen(place).map(|seen| (seen.pixel.x, seen.pixel.y))
    };
    if let Some(middle) = pixel(spot.at) {
        brush.spot(middle, spot.outline.iter().filter_map(|at| pixel(*at)));
    }
}
