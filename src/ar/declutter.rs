//! Room for labels: which are shown and how high above their anchors, so that none covers another and none flickers.
//!
//! What weighs more is placed first; what is shown already weighs a little more than it does otherwise, keeps its height as long
//! as that is free, and is let a little overlap that nothing new is let. What comes anew must have had room for a moment. So a
//! picture that pans changes as few labels as it can.

use std::collections::HashMap;

/// Heights above the anchor that are tried, one line apart.
const LEVELS: u8 = 9;

/// From the anchor to the lowest label, in pixels at scale 1.
const LOWEST: f64 = 20.0;

/// Between two labels, in pixels at scale 1: what comes anew needs so much, what is shown may lose so much.
const GAP: f64 = 4.0;
const PRESSED: f64 = -2.0;

/// What is shown weighs so much more.
const STAYS: f64 = 45.0;

/// What comes anew must have had room for so long, in milliseconds.
const PATIENCE_MS: f64 = 160.0;

/// How long a label takes to come and to go, in milliseconds.
const FADE_MS: f64 = 140.0;

/// What is not asked for any more is forgotten after so long, in milliseconds.
const FORGOTTEN_MS: f64 = 2_000.0;

/// A label that wants room.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wish {
    /// The same for the same thing at all times.
    pub key: u64,
    /// Where it stands in the picture, in pixels.
    pub anchor: (f64, f64),
    /// Its width and height in pixels.
    pub size: (f64, f64),
    /// What goes before what.
    pub weight: f64,
    /// Of several with the same number one is shown.
    pub one_of: Option<u64>,
    /// Its kind, as an index.
    pub kind: usize,
}

/// A label that is shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Placed {
    /// Which wish it is: its place in the list.
    pub wish: usize,
    /// Its upper left corner in pixels.
    pub corner: (f64, f64),
    /// How much of it is there, 0 to 1.
    pub opacity: f64,
}

#[derive(Clone, Copy, Debug)]
struct Known {
    level: u8,
    shown: bool,
    has_room_since: Option<f64>,
    opacity: f64,
    seen_ms: f64,
}

/// Remembers what is shown where.
#[derive(Debug, Default)]
pub struct Declutter {
    known: HashMap<u64, Known>,
    order: Vec<usize>,
    taken: Vec<[f64; 4]>,
    counts: Vec<usize>,
    groups: Vec<u64>,
    drawn_ms: Option<f64>,
}

/// What does not change from frame to frame.
#[derive(Clone, Copy, Debug)]
pub struct Room<'a> {
    /// The picture's width and height in pixels.
    pub frame: (f64, f64),
    /// Pixels of a unit.
    pub scale: f64,
    /// What is kept free, as left, top, right, bottom.
    pub kept_free: &'a [[f64; 4]],
    /// The most of each kind.
    pub most: &'a [usize],
}

impl Declutter {
    /// Chooses what is shown at a moment; says whether something is still coming or going. What is shown first, without a
    /// frame before, is there at once.
    pub fn arrange(
        &mut self,
        wishes: &[Wish],
        room: &Room<'_>,
        now_ms: f64,
        placed: &mut Vec<Placed>,
    ) -> bool {
        placed.clear();
        let first = self.drawn_ms.is_none();
        let passed = self
            .drawn_ms
            .map_or(0.0, |before| (now_ms - before).max(0.0));
        self.drawn_ms = Some(now_ms);
        self.sort(wishes);
        self.taken.clear();
        self.taken.extend_from_slice(room.kept_free);
        self.groups.clear();
        self.counts.clear();
        self.counts.resize(room.most.len(), 0);
        let mut restless = false;
        for at in 0..self.order.len() {
            let number = self.order[at];
            let wish = &wishes[number];
            let known = self.known.get(&wish.key).copied();
            let stands_in = wish
                .one_of
                .is_some_and(|group| self.groups.contains(&group));
            let full = self
                .counts
                .get(wish.kind)
                .is_some_and(|count| *count >= room.most[wish.kind]);
            let found = if stands_in || full {
                None
            } else {
                self.find(wish, known, room)
            };
            let mut now = known.unwrap_or(Known {
                level: 0,
                shown: false,
                has_room_since: None,
                opacity: 0.0,
                seen_ms: now_ms,
            });
            now.seen_ms = now_ms;
            match found {
                Some((level, rectangle)) => {
                    self.taken.push(rectangle);
                    self.groups.extend(wish.one_of);
                    if let Some(count) = self.counts.get_mut(wish.kind) {
                        *count += 1;
                    }
                    let since = *now.has_room_since.get_or_insert(now_ms);
                    now.level = level;
                    now.shown = now.shown || now_ms - since >= PATIENCE_MS;
                    if first {
                        (now.shown, now.opacity) = (true, 1.0);
                    }
                    restless |= !now.shown;
                }
                None => {
                    now.shown = false;
                    now.has_room_since = None;
                }
            }
            let aim = if now.shown { 1.0 } else { 0.0 };
            let step = passed / FADE_MS;
            now.opacity += (aim - now.opacity).clamp(-step, step);
            restless |= now.opacity != aim;
            self.known.insert(wish.key, now);
            if now.opacity > 0.0 {
                let [left, top, ..] = rectangle(wish, now.level, room.frame, room.scale);
                placed.push(Placed {
                    wish: number,
                    corner: (left, top),
                    opacity: now.opacity,
                });
            }
        }
        self.known
            .retain(|_, known| now_ms - known.seen_ms < FORGOTTEN_MS);
        restless
    }

    fn sort(&mut self, wishes: &[Wish]) {
        self.order.clear();
        self.order.extend(0..wishes.len());
        let known = &self.known;
        let weight = |number: &usize| {
            let wish = &wishes[*number];
            let shown = known.get(&wish.key).is_some_and(|known| known.shown);
            wish.weight + if shown { STAYS } else { 0.0 }
        };
        self.order.sort_by(|a, b| {
            weight(b)
                .total_cmp(&weight(a))
                .then(wishes[*a].key.cmp(&wishes[*b].key))
        });
    }

    /// The level at which a label has room: its own if it is shown, else the lowest.
    fn find(&self, wish: &Wish, known: Option<Known>, room: &Room<'_>) -> Option<(u8, [f64; 4])> {
        let free = |level: u8, gap: f64| {
            let own = rectangle(wish, level, room.frame, room.scale);
            let fits = own[1] >= 0.0 && own[3] <= room.frame.1;
            let clear = |other: &[f64; 4]| !overlap(&own, other, gap * room.scale);
            (fits && self.taken.iter().all(clear)).then_some((level, own))
        };
        let own = known.filter(|known| known.shown || known.has_room_since.is_some());
        own.and_then(|known| free(known.level, PRESSED))
            .or_else(|| (0..LEVELS).find_map(|level| free(level, GAP)))
    }
}

/// Left, top, right, bottom of a label at a level: above its anchor, pushed into the picture at the sides.
fn rectangle(wish: &Wish, level: u8, frame: (f64, f64), scale: f64) -> [f64; 4] {
    let (width, height) = wish.size;
    let edge = 6.0 * scale;
    let right_most = (frame.0 - width - edge).max(edge);
    let left = (wish.anchor.0 - 14.0 * scale).clamp(edge, right_most);
    let lift = LOWEST * scale + f64::from(level) * (height + GAP * scale);
    let bottom = wish.anchor.1 - lift;
    [left, bottom - height, left + width, bottom]
}

/// The room that a label takes where it stands lowest, with what it stands on: left, top, right, bottom.
pub fn lowest(wish: &Wish, frame: (f64, f64), scale: f64) -> [f64; 4] {
    let [left, top, right, _] = rectangle(wish, 0, frame, scale);
    let (x, y) = wish.anchor;
    let reach = 10.0 * scale;
    [left.min(x - reach), top, right.max(x + reach), y + reach]
}

fn overlap(a: &[f64; 4], b: &[f64; 4], gap: f64) -> bool {
    a[0] < b[2] + gap && b[0] < a[2] + gap && a[1] < b[3] + gap && b[1] < a[3] + gap
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOST: [usize; 1] = [60];

    fn room() -> Room<'static> {
        Room {
            frame: (1_280.0, 720.0),
            scale: 1.0,
            kept_free: &[],
            most: &MOST,
        }
    }

    fn wish(key: u64, x: f64, y: f64, weight: f64) -> Wish {
        Wish {
            key,
            anchor: (x, y),
            size: (120.0, 24.0),
            weight,
            one_of: None,
            kind: 0,
        }
    }

    fn rectangles(placed: &[Placed]) -> Vec<[f64; 4]> {
        let shown = placed.iter().filter(|label| label.opacity == 1.0);
        shown
            .map(|Placed { corner: (x, y), .. }| [*x, *y, x + 120.0, y + 24.0])
            .collect()
    }

    #[test]
    fn no_label_covers_another_and_the_heaviest_stands_lowest() {
        let wishes: Vec<_> = (0..40)
            .map(|at| wish(at, 300.0 + at as f64 * 17.0, 500.0, at as f64))
            .collect();
        let mut placed = Vec::new();
        Declutter::default().arrange(&wishes, &room(), 0.0, &mut placed);
        let all = rectangles(&placed);
        assert!(all.len() > 30, "{} of 40", all.len());
        for (at, one) in all.iter().enumerate() {
            assert!(all[..at].iter().all(|other| !overlap(one, other, 0.0)));
        }
        assert_eq!(placed[0].wish, 39);
        assert_eq!(placed[0].corner.1, 500.0 - LOWEST - 24.0);
    }

    #[test]
    fn while_the_picture_pans_a_shown_label_keeps_its_height_and_none_flickers() {
        let mut declutter = Declutter::default();
        let mut placed = Vec::new();
        let mut changes = 0;
        let mut before: Option<Vec<(u64, bool)>> = None;
        for frame in 0..240 {
            let by = f64::from(frame) * 2.0;
            let wishes: Vec<_> = (0..30)
                .map(|at| {
                    // Far ones pass more slowly than near ones, as in a picture.
                    let depth = 1.0 + (at % 5) as f64 * 0.02;
                    let x = 100.0 + at as f64 * 37.0 + by * depth;
                    wish(at, x % 1_200.0, 480.0, 100.0 + (at * 7 % 11) as f64)
                })
                .collect();
            declutter.arrange(&wishes, &room(), f64::from(frame) * 16.0, &mut placed);
            let shown = |key: u64| {
                placed
                    .iter()
                    .any(|label| wishes[label.wish].key == key && label.opacity > 0.5)
            };
            let now: Vec<_> = (0..30).map(|key| (key, shown(key))).collect();
            if let Some(before) = &before {
                changes += before.iter().zip(&now).filter(|(a, b)| a != b).count();
            }
            before = Some(now);
        }
        // Thirty labels wander around the whole picture and cross its edge: some must come and go, none every frame.
        assert!(changes < 60, "{changes} changes in 240 frames");
    }

    #[test]
    fn two_that_weigh_the_same_do_not_take_turns() {
        let mut declutter = Declutter::default();
        let mut placed = Vec::new();
        let most = [1];
        let room = Room {
            most: &most,
            ..room()
        };
        let mut shown = Vec::new();
        for frame in 0..120 {
            let sway = if frame % 2 == 0 { 20.0 } else { -20.0 };
            let wishes = [
                wish(1, 400.0, 400.0, 100.0 + sway),
                wish(2, 410.0, 402.0, 100.0 - sway),
            ];
            declutter.arrange(&wishes, &room, f64::from(frame) * 16.0, &mut placed);
            let full: Vec<_> = placed
                .iter()
                .filter(|one| one.opacity == 1.0)
                .map(|one| one.wish)
                .collect();
            shown.push(full);
        }
        assert!(shown.iter().all(|now| *now == shown[0]));
        assert_eq!(shown[0].len(), 1);
    }

    #[test]
    fn what_weighs_much_more_comes_after_a_moment_and_the_other_goes() {
        let mut declutter = Declutter::default();
        let mut placed = Vec::new();
        let most = [1];
        let room = Room {
            most: &most,
            ..room()
        };
        declutter.arrange(&[wish(1, 400.0, 400.0, 100.0)], &room, 0.0, &mut placed);
        let both = [wish(1, 400.0, 400.0, 100.0), wish(2, 410.0, 402.0, 900.0)];
        assert!(declutter.arrange(&both, &room, 16.0, &mut placed));
        for frame in 2..60 {
            declutter.arrange(&both, &room, f64::from(frame) * 16.0, &mut placed);
        }
        let shown: Vec<_> = placed
            .iter()
            .map(|label| (label.wish, label.opacity))
            .collect();
        assert_eq!(shown, [(1, 1.0)]);
    }

    #[test]
    fn of_several_stands_of_one_road_one_is_named() {
        let road = |key: u64, x: f64| Wish {
            one_of: Some(7),
            ..wish(key, x, 400.0, 100.0)
        };
        let mut placed = Vec::new();
        let wishes = [road(1, 100.0), road(2, 500.0), road(3, 900.0)];
        Declutter::default().arrange(&wishes, &room(), 0.0, &mut placed);
        assert_eq!(rectangles(&placed).len(), 1);
    }
}
