//! What lies under a point of the view.

use crate::camera::{ScreenPoint, View};
use crate::grouping::{Grouping, Holder};
use crate::order::Layer;
use crate::packed::{GROUP_RADII, KEYLINE, Packed, group_class};
use crate::position::{Bounds, Ground, LonLat};
use crate::set::{MarkSet, Slot};
use crate::sign::Size;
use crate::silhouette;

/// The white rim belongs to what is hit.
const RIM: f64 = KEYLINE as f64;

/// Names one mark; whoever makes marks gives the numbers out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MarkId(pub u64);

/// What was found under a point of the view.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Picked {
    /// One mark.
    Mark(MarkId),
    /// A group or pile of marks: how many, and the rectangle that holds them.
    Group {
        /// Number of its marks.
        count: u32,
        /// The smallest rectangle around them.
        bounds: Bounds,
    },
}

/// The marks as they stand in a view, to be pointed at.
#[derive(Clone, Copy)]
pub struct Pointing<'a> {
    /// All marks.
    pub set: &'a MarkSet,
    /// Which of them are groups and piles.
    pub grouping: &'a Grouping,
    /// What is seen.
    pub view: &'a View,
    /// Size of every mark against its usual size.
    pub scale: f64,
    /// The mark that is drawn above all others.
    pub selected: Option<Slot>,
}

impl Pointing<'_> {
    /// What lies under a point of the view: what is drawn topmost there of piles, marks whose body holds it, and groups; else
    /// the nearest mark whose body is within `reach` CSS pixels, else a group so near. `reach` is 0 for a mouse and a finger's
    /// breadth for touch.
    #[must_use]
    pub fn pick(&self, at: ScreenPoint, reach: f64) -> Option<Picked> {
        let mark = self.pick_mark(at, reach);
        let sign = self.pick_holder(at, 0.0);
        // The layers in which all is drawn: a selected mark lies above everything, piles above marks, groups above the floor.
        let mark = mark.filter(|slot| match sign {
            _ if self.is_selected(Slot(*slot as u32)) => true,
            Some((Holder::Pile(_), _)) => false,
            Some((Holder::Group(_), _)) => {
                let pass = self.set.look(Slot(*slot as u32)).pass();
                Layer::of(usize::from(pass)) != Layer::Floor
            }
            None => true,
        });
        if let Some(slot) = mark {
            return Some(Picked::Mark(MarkId(self.set.ids()[slot])));
        }
        let (holder, count) = sign.or_else(|| self.pick_holder(at, reach))?;
        let members = self.grouping.members(holder, self.set);
        let bounds = Bounds::around(members.into_iter().map(|slot| -> LonLat {
            let [x, y] = self.set.places()[slot];
            Ground { x, y }.into()
        }))?;
        Some(Picked::Group { count, bounds })
    }

    /// The rectangles of the view (left, top, right, bottom) that signs cover, in no particular order: where no text may stand.
    /// With or without `traces`, the small dots of what is over and done.
    #[must_use]
    pub fn covered(&self, traces: bool) -> Vec<[f64; 4]> {
        let scale = self.scale;
        let around = |[x, y]: [u32; 2], shift: [f32; 2], radius: f32| {
            let centre = self.view.project_ground(Ground { x, y })?;
            let (x, y) = (
                centre.x + f64::from(shift[0]) * scale,
                centre.y + f64::from(shift[1]) * scale,
            );
            let reach = (f64::from(radius) + RIM) * scale;
            let inside = x > -reach
                && y > -reach
                && x < self.view.width() + reach
                && y < self.view.height() + reach;
            inside.then_some([x - reach, y - reach, x + reach, y + reach])
        };
        let marks = every_slot(self.set.len())
            .filter(|slot| !self.grouping.hides(slot.index()))
            .filter_map(|slot| {
                let size = self.set.look(slot).size();
                let place = self.set.places()[slot.index()];
                (traces || size > Size::Dot).then(|| around(place, [0.0; 2], size.radius()))?
            });
        let groups = self.grouping.groups().iter().filter_map(|group| {
            let radius = GROUP_RADII[group_class(group.count)];
            around(group.place, group.shift, radius)
        });
        let piles = self.grouping.piles().iter().filter(|pile| pile.is_many());
        let piles = piles.filter_map(|pile| around(pile.place, [0.0; 2], Size::Huge.radius()));
        marks.chain(groups).chain(piles).collect()
    }

    /// Of the marks whose body holds a point the one that is drawn next below `mark`, after the lowest the topmost again:
    /// several that stand at one address are reached by clicking on. `None` when there is no other.
    #[must_use]
    pub fn pick_below(&self, at: ScreenPoint, mark: MarkId) -> Option<MarkId> {
        let order = |slot: Slot| (self.set.look(slot).pass(), slot.0);
        let own = order(self.set.find(mark.0)?);
        let mut others = Vec::new();
        self.visit_near(at, 0.0, |slot, away| {
            if away <= 0.0 && order(slot) != own {
                others.push(order(slot));
            }
        });
        let below = others.iter().filter(|other| **other < own).max();
        let (_, slot) = below.or(others.iter().max())?;
        Some(MarkId(self.set.ids()[*slot as usize]))
    }

    fn is_selected(&self, slot: Slot) -> bool {
        self.selected == Some(slot)
    }

    /// The sign of several marks under a point, the topmost first, and how many it holds.
    fn pick_holder(&self, at: ScreenPoint, reach: f64) -> Option<(Holder, u32)> {
        let scale = self.scale;
        let is_hit = |[x, y]: [u32; 2], shift: [f32; 2], radius: f32| {
            let centre = self.view.project_ground(Ground { x, y });
            centre.is_some_and(|centre| {
                let centre = ScreenPoint {
                    x: centre.x + f64::from(shift[0]) * scale,
                    y: centre.y + f64::from(shift[1]) * scale,
                };
                distance(centre, at) <= (f64::from(radius) + RIM) * scale + reach
            })
        };
        let piles = self.grouping.piles().iter().enumerate().rev();
        let pile = piles
            .filter(|(_, pile)| pile.is_many())
            .find(|(_, pile)| is_hit(pile.place, [0.0; 2], Size::Huge.radius()));
        if let Some((number, pile)) = pile {
            return Some((Holder::Pile(number), pile.count));
        }
        let mut groups = self.grouping.groups().iter().enumerate().rev();
        let (number, group) = groups.find(|(_, group)| {
            let radius = GROUP_RADII[group_class(group.count)];
            is_hit(group.place, group.shift, radius)
        })?;
        Some((Holder::Group(number), group.count))
    }

    fn pick_mark(&self, at: ScreenPoint, reach: f64) -> Option<usize> {
        let mut hit: Option<(bool, u8, usize)> = None;
        let mut near: Option<(f64, usize)> = None;
        self.visit_near(at, reach, |slot, away| {
            if away <= 0.0 {
                let rank = (
                    self.is_selected(slot),
                    self.set.look(slot).pass(),
                    slot.index(),
                );
                hit = hit.max(Some(rank));
            } else if away <= reach && near.is_none_or(|(nearest, _)| away < nearest) {
                near = Some((away, slot.index()));
            }
        });
        hit.map(|(_, _, slot)| slot).or(near.map(|(_, slot)| slot))
    }

    /// Calls `visit` for every mark that is drawn by itself near a point, with how far its body is from there: 0 or less inside.
    fn visit_near(&self, at: ScreenPoint, reach: f64, mut visit: impl FnMut(Slot, f64)) {
        let scale = self.scale;
        let Some(largest) = self.set.largest() else {
            return;
        };
        // How far any part of any mark may be from its centre: small marks stand closely, and few of them are looked at.
        let silhouette = f64::from(largest.radius() * silhouette::FARTHEST);
        let around = (silhouette + RIM) * scale + reach;
        let area = self.view.ground_under(
            ScreenPoint {
                x: at.x - around,
                y: at.y - around,
            },
            ScreenPoint {
                x: at.x + around,
                y: at.y + around,
            },
        );
        let look_at = |slot: Slot| {
            if self.grouping.hides(slot.index()) && !self.is_selected(slot) {
                return;
            }
            let Some(centre) = self.view.project_ground(self.set.place(slot)) else {
                return;
            };
            let (dx, dy) = (at.x - centre.x, at.y - centre.y);
            if dx.abs() <= around && dy.abs() <= around {
                visit(slot, body_distance(self.set.look(slot), dx, dy, scale));
            }
        };
        match area {
            Some(area) => self.set.index().visit(area, self.set.places(), look_at),
            // Part of the neighbourhood is above the horizon: its ground has no bounds.
            None => every_slot(self.set.len()).for_each(look_at),
        }
    }
}

/// How far a point at `dx`, `dy` from a mark's centre is from its drawn body, in CSS pixels; 0 or less inside.
fn body_distance(look: Packed, dx: f64, dy: f64, scale: f64) -> f64 {
    let radius = f64::from(look.size().radius()) * scale;
    let edge = silhouette::silhouette(look.shape(), (dx / radius) as f32, (dy / radius) as f32);
    f64::from(edge) * radius - RIM * scale
}

fn distance(a: ScreenPoint, b: ScreenPoint) -> f64 {
    (a.x - b.x).hypot(a.y - b.y)
}

fn every_slot(len: usize) -> impl Iterator<Item = Slot> {
    (0..len).map(|slot| Slot(slot as u32))
}
