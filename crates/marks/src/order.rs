//! Which marks are drawn, and in which order: the index buffer.

use std::ops::Range;

use crate::area::Area;
use crate::camera::{MercatorBox, ScreenPoint, View};
use crate::cover::Stamps;
use crate::crowd::{Crowd, Depth, Sight};
use crate::grouping::Grouping;
use crate::packed::{PASSES, Packed};
use crate::set::MarkSet;
use crate::sign::Size;

/// Up to this many marks all are drawn, wherever they stand: choosing costs more than drawing.
const TOO_FEW_TO_CHOOSE: usize = 4096;

/// The view is widened to this many times its size before marks outside are left out, so that a pan does not choose anew.
const MARGIN: f64 = 2.0;

/// What is drawn between what else there is to draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layer {
    /// Marks of the lowest rank: below the groups, whose numbers they must not cover.
    Floor,
    /// Marks between.
    Middle,
    /// Marks of the highest rank, which no text may cover.
    Top,
}

impl Layer {
    /// The layer of a pass.
    pub const fn of(pass: usize) -> Self {
        match pass {
            0..2 => Self::Floor,
            pass if pass >= PASSES - 2 => Self::Top,
            _ => Self::Middle,
        }
    }
}

/// A stretch of the order that is drawn by one call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Positions in [`DrawOrder::slots`].
    pub range: Range<usize>,
    /// Whether all of it are plain discs.
    pub discs: bool,
    /// The layer of all of it.
    pub layer: Layer,
    /// Whether the range is one of slots itself, because every mark is drawn in the order of its slot.
    pub whole: bool,
}

/// The order of drawing, lowest first.
pub struct DrawOrder {
    slots: Vec<u32>,
    starts: [usize; PASSES + 1],
    chosen: Option<MercatorBox>,
    depth: Depth,
    stamps: Option<Stamps>,
    everything: bool,
    whole: bool,
}

impl Default for DrawOrder {
    fn default() -> Self {
        Self {
            slots: Vec::new(),
            starts: [0; PASSES + 1],
            chosen: None,
            depth: Depth::Tilted,
            stamps: None,
            everything: true,
            whole: false,
        }
    }
}

impl DrawOrder {
    /// Whether the order, chosen for another picture, still holds every mark that is seen in this one and not many more.
    pub fn serves(&self, sight: &Sight) -> bool {
        if self.everything {
            return true;
        }
        if !self.depth.serves(sight) {
            return false;
        }
        let (Some(chosen), Some(seen)) = (self.chosen, ground_in(sight.view)) else {
            return self.chosen.is_none() && ground_in(sight.view).is_none();
        };
        let holds = seen.west >= chosen.west
            && seen.east <= chosen.east
            && seen.north >= chosen.north
            && seen.south <= chosen.south;
        // Zoomed in four times since: most of what is drawn now lies outside.
        holds && (chosen.east - chosen.west) <= (seen.east - seen.west) * MARGIN * 4.0
    }

    /// Whether it leaves out what lies below others, as far as there is any.
    pub const fn leaves_out(&self) -> bool {
        matches!(self.depth, Depth::Crowded { .. })
    }

    /// Whether it was chosen for a picture that moves, and would be another one at rest.
    pub const fn awaits_rest(&self) -> bool {
        matches!(self.depth, Depth::Crowded { moving: true, .. })
    }

    /// Chooses and sorts anew: by pass, and by slot within one, so that two marks never change places by themselves.
    pub fn compute(&mut self, marks: &MarkSet, grouping: &Grouping, sight: &Sight) {
        self.everything = marks.len() <= TOO_FEW_TO_CHOOSE;
        self.chosen = if self.everything {
            None
        } else {
            ground_in(sight.view).map(widened)
        };
        let area = self.chosen.map(Area::new);
        let drawn = |slot: usize| {
            area.as_ref()
                .is_none_or(|area| area.holds(marks.places()[slot]))
                && !grouping.hides(slot)
        };
        let mut counts = [0_usize; PASSES];
        let mut discs = [0_usize; Size::ALL.len()];
        for (slot, look) in marks.looks().iter().enumerate() {
            if drawn(slot) {
                let look = Packed(*look);
                counts[usize::from(look.pass())] += 1;
                discs[look.size() as usize] += usize::from(look.is_plain_disc());
            }
        }
        self.depth = area.as_ref().map_or(Depth::Tilted, |area| {
            Depth::of(&discs, [area.width, area.height], sight)
        });
        match (&area, self.depth) {
            (Some(area), Depth::Crowded { size, .. }) => {
                let reach = sight.reach(size);
                let kept = self.stamps.take().filter(|kept| kept.reach() == reach);
                let stamps = kept.unwrap_or_else(|| Stamps::new(reach));
                let extent = [area.width, area.height];
                let mut crowd = Crowd::new(&stamps, area.corner, extent, size, sight);
                self.sort_seen(marks, drawn, &counts, &mut crowd);
                self.stamps = Some(stamps);
            }
            _ => self.sort_all(marks, drawn, &counts),
        }
    }

    fn sort_all(
        &mut self,
        marks: &MarkSet,
        drawn: impl Fn(usize) -> bool,
        counts: &[usize; PASSES],
    ) {
        self.begin_passes(counts);
        let total = self.drawn();
        // The common case of a million marks of one kind needs no list of them.
        self.whole = total == marks.len() && counts.contains(&total);
        if self.whole {
            self.slots = Vec::new();
            return;
        }
        let mut next = self.starts;
        self.slots.clear();
        self.slots.resize(total, 0);
        for (slot, look) in marks.looks().iter().enumerate() {
            if drawn(slot) {
                let at = &mut next[usize::from(Packed(*look).pass())];
                self.slots[*at] = slot as u32;
                *at += 1;
            }
        }
    }

    /// The same from the topmost down, without the discs that lie wholly below others.
    fn sort_seen(
        &mut self,
        marks: &MarkSet,
        drawn: impl Fn(usize) -> bool,
        counts: &[usize; PASSES],
        crowd: &mut Crowd,
    ) {
        self.whole = false;
        self.slots.clear();
        let mut seen = [0_usize; PASSES];
        for (pass, seen) in seen.iter_mut().enumerate().rev() {
            if counts[pass] == 0 {
                continue;
            }
            let before = self.slots.len();
            for (slot, look) in marks.looks().iter().enumerate().rev() {
                let look = Packed(*look);
                if usize::from(look.pass()) == pass
                    && drawn(slot)
                    && (!look.is_plain_disc() || crowd.shows(marks.places()[slot], look.size()))
                {
                    self.slots.push(slot as u32);
                }
            }
            *seen = self.slots.len() - before;
        }
        self.slots.reverse();
        self.begin_passes(&seen);
    }

    /// Has each pass begin where those below it end.
    fn begin_passes(&mut self, counts: &[usize; PASSES]) {
        let mut total = 0;
        for (pass, count) in counts.iter().enumerate() {
            self.starts[pass] = total;
            total += count;
        }
        self.starts[PASSES] = total;
    }

    /// Number of marks drawn.
    pub const fn drawn(&self) -> usize {
        self.starts[PASSES]
    }

    /// The slots in the order of drawing; empty when that is the order of the slots themselves.
    pub fn slots(&self) -> &[u32] {
        &self.slots
    }

    /// What is drawn by which shader, lowest first; neighbours of one kind are joined.
    pub fn runs(&self) -> impl Iterator<Item = Run> + '_ {
        let mut pass = 0;
        std::iter::from_fn(move || {
            while pass < PASSES && self.starts[pass] == self.starts[pass + 1] {
                pass += 1;
            }
            if pass == PASSES {
                return None;
            }
            let (discs, layer) = (pass % 2 == 0, Layer::of(pass));
            let start = self.starts[pass];
            let mut end = self.starts[pass + 1];
            pass += 1;
            while pass < PASSES
                && layer == Layer::of(pass)
                && (self.starts[pass] == self.starts[pass + 1] || (pass % 2 == 0) == discs)
            {
                end = self.starts[pass + 1];
                pass += 1;
            }
            Some(Run {
                range: start..end,
                discs,
                layer,
                whole: self.whole,
            })
        })
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        let stamps = self.stamps.as_ref().map_or(0, Stamps::bytes);
        self.slots.capacity() * size_of::<u32>() + stamps
    }
}

/// The ground the window shows, a little more for marks that reach in from outside.
fn ground_in(view: &View) -> Option<MercatorBox> {
    const REACH: f64 = 64.0;
    view.ground_under(
        ScreenPoint {
            x: -REACH,
            y: -REACH,
        },
        ScreenPoint {
            x: view.width() + REACH,
            y: view.height() + REACH,
        },
    )
}

fn widened(area: MercatorBox) -> MercatorBox {
    let (dx, dy) = (
        (area.east - area.west) * (MARGIN - 1.0) / 2.0,
        (area.south - area.north) * (MARGIN - 1.0) / 2.0,
    );
    MercatorBox {
        west: area.west - dx,
        north: area.north - dy,
        east: area.east + dx,
        south: area.south + dy,
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use std::collections::HashSet;

    use super::DrawOrder;
    use crate::camera::{Camera, ScreenPoint, View};
    use crate::crowd::Sight;
    use crate::grouping::Grouping;
    use crate::packed::KEYLINE;
    use crate::position::{Ground, LonLat};
    use crate::set::{MarkSet, Slot};
    use crate::sign::{Rank, Rgb, Shape, Sign, Size};

    const HOME: LonLat = LonLat::new(106.0, 29.5);

    /// Discs of three sizes and two ranks, with other signs between, many deep.
    fn mixture() -> MarkSet {
        let mut state = 5_u64;
        let mut draw = move || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            (state >> 33) as f64 / f64::from(1_u32 << 31) - 0.5
        };
        let mut set = MarkSet::default();
        for id in 0..12_000_u64 {
            let at = LonLat::new(HOME.lon + draw() * 0.004, HOME.lat + draw() * 0.003);
            let shape = if id % 7 == 0 {
                Shape::Square
            } else {
                Shape::Circle
            };
            let sign = Sign {
                size: [Size::Dot, Size::Small, Size::Small, Size::Large][(id % 4) as usize],
                rank: if id % 5 == 0 {
                    Rank::Raised
                } else {
                    Rank::Normal
                },
                ..Sign::plain(shape, Rgb(1, 2, 3))
            };
            set.upsert(id, Ground::from(at), &sign);
        }
        set
    }

    fn sight(view: &View, moving: bool) -> Sight<'_> {
        Sight {
            view,
            moving,
            pixel_ratio: 1.0,
            unit: 1.0,
        }
    }

    fn view(zoom: f64, pitch: f64) -> View {
        let camera = Camera {
            pitch,
            ..Camera::over(HOME, zoom)
        };
        View::new(camera, 500.0, 400.0)
    }

    fn chosen(set: &MarkSet, view: &View, moving: bool) -> DrawOrder {
        let mut order = DrawOrder::default();
        order.compute(set, &Grouping::default(), &sight(view, moving));
        order
    }

    #[test]
    fn what_is_left_out_lies_below_discs_that_are_drawn_later() {
        let (set, view) = (mixture(), view(16.0, 0.0));
        let grown =
            |slot: Slot, more: f64| f64::from(set.look(slot).size().radius() + KEYLINE) + more;
        let place = |slot: Slot| {
            view.project_ground(set.place(slot))
                .expect("straight below")
        };
        for (moving, edge) in [(true, -0.5), (false, 0.5)] {
            let order = chosen(&set, &view, moving);
            let drawn: Vec<Slot> = order.slots().iter().map(|slot| Slot(*slot)).collect();
            let is_drawn: HashSet<u32> = order.slots().iter().copied().collect();
            let left_out = (0..set.len() as u32).filter(|slot| !is_drawn.contains(slot));
            let left_out: Vec<Slot> = left_out.map(Slot).collect();
            assert!(left_out.len() > 1_000, "{}", left_out.len());
            let rank = |slot: &Slot| (set.look(*slot).pass(), slot.0);
            for hidden in left_out.iter().step_by(17) {
                assert!(set.look(*hidden).is_plain_disc());
                let (middle, radius) = (place(*hidden), grown(*hidden, edge));
                for step in 0..40 {
                    let turn = f64::from(step) * 0.7;
                    let away = radius * f64::from(step) / 39.0;
                    let at = ScreenPoint {
                        x: middle.x + away * turn.cos(),
                        y: middle.y + away * turn.sin(),
                    };
                    let covered = drawn.iter().any(|slot| {
                        let centre = place(*slot);
                        rank(slot) > rank(hidden)
                            && set.look(*slot).is_plain_disc()
                            && (at.x - centre.x).hypot(at.y - centre.y) <= grown(*slot, -0.5)
                    });
                    assert!(covered, "{hidden:?} at {at:?}, moving: {moving}");
                }
            }
        }
    }

    #[test]
    fn what_is_drawn_keeps_its_order() {
        let (set, view) = (mixture(), view(16.0, 0.0));
        let order = chosen(&set, &view, true);
        let rank = |slot: &u32| (set.look(Slot(*slot)).pass(), *slot);
        assert!(order.slots().is_sorted_by_key(rank));
        let runs: usize = order.runs().map(|run| run.range.len()).sum();
        assert_eq!(runs, order.drawn());
    }

    #[test]
    fn an_order_serves_the_picture_it_was_chosen_for_and_no_other_at_rest() {
        let (set, at) = (mixture(), view(16.0, 0.0));
        let (moving, resting) = (chosen(&set, &at, true), chosen(&set, &at, false));
        assert!(moving.serves(&sight(&at, true)) && !moving.serves(&sight(&at, false)));
        assert!(resting.serves(&sight(&at, false)) && !resting.serves(&sight(&at, true)));
        assert!(!resting.serves(&sight(&view(16.01, 0.0), false)));
        assert!(moving.awaits_rest() && !resting.awaits_rest());
    }

    #[test]
    fn tilted_or_far_apart_all_in_sight_are_drawn() {
        let set = mixture();
        assert_eq!(chosen(&set, &view(15.0, 40.0), true).drawn(), set.len());
        let far = chosen(&set, &view(16.0, 0.0), true);
        let near = chosen(&set, &view(20.5, 0.0), true);
        assert!(far.awaits_rest() && !near.awaits_rest());
    }

    #[test]
    fn around_the_whole_world_nothing_is_left_out() {
        let (set, world) = (mixture(), view(0.0, 0.0));
        let order = chosen(&set, &world, true);
        assert_eq!(order.drawn(), set.len());
        assert!(
            order.serves(&sight(&world, true)),
            "it is not chosen anew at every draw"
        );
    }
}
