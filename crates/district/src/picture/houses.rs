//! Buildings: their shadows, the walls that are seen from a satellite a little to the south-west, and their roofs.

use super::canvas::{Canvas, Colour, Frame, lit, mixed};
use super::cloth::Growth;
use super::coverage::{Coverage, Pixel};
use super::ground::Point;
use super::noise::{hashed, rest, seen, split, unit, unit_again};
use super::scene::{House, Scene};
use super::texture::Texture;
use crate::building::{BuildingUse, Roof};

/// Where a shadow falls for a metre of height: the sun stands in the south-south-east, 51° high.
pub(super) const SHADOW: Point = (-0.40, 0.70);
/// Where a roof is seen for a metre of height.
const LEAN: Point = (0.06, 0.17);

/// A building smaller than so many pixels is painted as the oblong that it nearly is.
const OBLONG_BELOW: f32 = 9.0;

/// The tile's buildings with their footprints in its pixels, from north to south.
pub(super) struct Street<'a> {
    houses: Vec<(&'a House, usize)>,
    corners: Vec<Pixel>,
}

impl<'a> Street<'a> {
    pub(super) fn within(scene: &'a Scene, frame: &Frame) -> Self {
        let found = scene.houses_by_place.within(&frame.reach(0.0));
        let mut street = Self {
            houses: Vec::with_capacity(found.len()),
            corners: Vec::with_capacity(8 * found.len()),
        };
        for index in found {
            let house = &scene.houses[index as usize];
            if house.half.0 * 2.0 < OBLONG_BELOW * frame.metres {
                let oblong = house.oblong();
                street.corners.extend(oblong.map(|at| frame.pixel(at)));
            } else {
                let ring = house.ring.iter();
                street.corners.extend(ring.map(|&at| frame.pixel(at)));
            }
            street.houses.push((house, street.corners.len()));
        }
        street
    }

    fn each(&self) -> impl Iterator<Item = (&'a House, &[Pixel])> + '_ {
        self.houses.iter().scan(0, |start, &(house, end)| {
            let ring = &self.corners[*start..end];
            *start = end;
            Some((house, ring))
        })
    }

    /// Throws all shadows, as one.
    pub(super) fn shade(&self, canvas: &mut Canvas, coverage: &mut Coverage) {
        let metres = canvas.frame.metres;
        let mut top = vec![];
        for (house, base) in self.each() {
            let (sx, sy) = (
                SHADOW.0 * house.height / metres,
                -SHADOW.1 * house.height / metres,
            );
            if sx * sx + sy * sy < 0.01 {
                continue;
            }
            if let &[a, b, c, d] = base {
                coverage.add_merging(&swept([a, b, c, d], (sx, sy)));
                continue;
            }
            top.clear();
            top.extend(base.iter().map(|&(x, y)| (x + sx, y + sy)));
            coverage.add_merging(&top);
            for k in 0..base.len() {
                let next = (k + 1) % base.len();
                // The sides that look at the sun throw nothing that the others do not.
                let (ex, ey) = (base[next].0 - base[k].0, base[next].1 - base[k].1);
                if ex * sy - ey * sx > 0.0 {
                    coverage.add_merging(&[base[k], base[next], top[next], top[k]]);
                }
            }
        }
        coverage.take(|column, row, covered| canvas.darken(column, row, covered));
    }

    /// Marks where nothing grows because something stands there.
    pub(super) fn claim(&self, frame: &Frame, coverage: &mut Coverage, growth: &mut [Growth]) {
        for (_, ring) in self.each() {
            coverage.add_merging(ring);
        }
        coverage.take(|column, row, covered| {
            if covered > 0.2 {
                growth[row * frame.size + column] = Growth::None;
            }
        });
    }

    /// Builds walls and roofs, from north to south.
    pub(super) fn build(
        &self,
        canvas: &mut Canvas,
        texture: &Texture<'_>,
        coverage: &mut Coverage,
    ) {
        let mut top = vec![];
        for (house, base) in self.each() {
            let paint = Paint::of(house);
            walls(canvas, coverage, house, base, &paint);
            let (lx, ly) = lean(house, canvas.frame.metres);
            top.clear();
            top.extend(base.iter().map(|&(x, y)| (x + lx, y + ly)));
            roof(canvas, texture, coverage, house, &paint, &top);
            if canvas.frame.metres < 1.3 {
                on_the_roof(canvas, coverage, house);
            }
        }
    }
}

/// What an oblong covers while it is moved: two of its corners stand still, two are moved, the two between are both.
fn swept(corners: [Pixel; 4], (sx, sy): Pixel) -> [Pixel; 6] {
    let ahead = core::array::from_fn::<bool, 4, _>(|k| {
        let (from, to) = (corners[k], corners[(k + 1) % 4]);
        (to.0 - from.0) * sy - (to.1 - from.1) * sx > 0.0
    });
    let moved = |(x, y): Pixel| (x + sx, y + sy);
    let mut outline = [corners[0]; 6];
    let mut count = 0;
    let mut push = |at| {
        if count < 6 {
            outline[count] = at;
            count += 1;
        }
    };
    for (k, &corner) in corners.iter().enumerate() {
        match (ahead[(k + 3) % 4], ahead[k]) {
            (false, false) => push(corner),
            (true, true) => push(moved(corner)),
            (false, true) => {
                push(corner);
                push(moved(corner));
            }
            (true, false) => {
                push(moved(corner));
                push(corner);
            }
        }
    }
    // Only an oblong without a width has no side ahead.
    let last = outline[count - 1];
    outline[count..].fill(last);
    outline
}

/// How far from its footprint a roof is seen, in pixels.
fn lean(house: &House, metres: f32) -> Pixel {
    (
        LEAN.0 * house.height / metres,
        -LEAN.1 * house.height / metres,
    )
}

/// A building's colours.
struct Paint {
    wall: Colour,
    roof: Colour,
}

impl Paint {
    fn of(house: &House) -> Self {
        const PLASTER: [Colour; 6] = [
            [196.0, 184.0, 166.0],
            [208.0, 200.0, 188.0],
            [186.0, 170.0, 152.0],
            [200.0, 178.0, 158.0],
            [178.0, 178.0, 176.0],
            [190.0, 190.0, 182.0],
        ];
        const FLAT: [Colour; 6] = [
            [158.0, 153.0, 146.0],
            [146.0, 143.0, 140.0],
            [170.0, 165.0, 156.0],
            [150.0, 140.0, 130.0],
            [136.0, 138.0, 140.0],
            [164.0, 152.0, 140.0],
        ];
        const TILES: [Colour; 5] = [
            [104.0, 98.0, 96.0],
            [122.0, 94.0, 80.0],
            [92.0, 92.0, 96.0],
            [138.0, 108.0, 90.0],
            [112.0, 108.0, 104.0],
        ];
        const SHEET: [Colour; 5] = [
            [96.0, 124.0, 158.0],
            [178.0, 182.0, 184.0],
            [112.0, 136.0, 164.0],
            [164.0, 84.0, 72.0],
            [196.0, 198.0, 196.0],
        ];
        let pick = |from: &[Colour], bits: u32| from[(bits >> 8) as usize % from.len()];
        let bits = house.salt;
        // Neighbours of an estate look alike: what they are decides more than chance.
        let estate = hashed(
            split(house.middle.0 / 260.0).0,
            split(house.middle.1 / 260.0).0,
            house.purpose as u32,
        );
        let alike = match house.purpose {
            BuildingUse::OldHouse | BuildingUse::Farmhouse | BuildingUse::Shop => bits,
            _ => estate,
        };
        let roof = match house.roof {
            Roof::Flat => pick(&FLAT, alike),
            Roof::Gable => pick(&TILES, alike),
            Roof::Sheet => pick(&SHEET, alike ^ (bits & 0x100)),
        };
        Self {
            wall: pick(&PLASTER, alike.rotate_left(9)),
            roof: lit(roof, 9.0 * (unit_again(bits, 1) - 0.5)),
        }
    }
}

fn walls(
    canvas: &mut Canvas,
    coverage: &mut Coverage,
    house: &House,
    base: &[Pixel],
    paint: &Paint,
) {
    let metres = canvas.frame.metres;
    let (lx, ly) = lean(house, metres);
    if lx * lx + ly * ly < 0.25 {
        return;
    }
    let windows = seen(2.9, metres);
    let mut from = base[base.len() - 1];
    for &to in base {
        let (pa, pb) = (from, to);
        from = to;
        // Counter-clockwise on the ground, where up is positive: outward is to the right of the way.
        let (nx, ny) = (pa.1 - pb.1, pa.0 - pb.0);
        if nx * LEAN.0 + ny * LEAN.1 >= 0.0 {
            continue;
        }
        let length = (nx * nx + ny * ny).sqrt().max(1e-3);
        let sun = -(nx * SHADOW.0 + ny * SHADOW.1) / length / 0.806;
        let light = 0.60 + 0.42 * sun.max(0.0);
        let wall = paint.wall.map(|value| value * light);
        let length = length * metres;
        coverage.add(&[pa, pb, (pb.0 + lx, pb.1 + ly), (pa.0 + lx, pa.1 + ly)]);
        // Along the wall and up it, from the pixel: two unknowns of a parallelogram.
        let (ex, ey) = (pb.0 - pa.0, pb.1 - pa.1);
        let determinant = ex * ly - ey * lx;
        coverage.take(|column, row, covered| {
            let mut colour = wall;
            if windows > 0.0 && determinant.abs() > 0.05 {
                let (dx, dy) = (column as f32 + 0.5 - pa.0, row as f32 + 0.5 - pa.1);
                let along = (dx * ly - dy * lx) / determinant * length;
                let up = (ex * dy - ey * dx) / determinant * house.storeys;
                let floor = rest(up);
                let bay = rest(along / 3.4);
                if (0.28..0.78).contains(&floor) && (0.18..0.82).contains(&bay) {
                    colour = mixed(colour, [70.0, 78.0, 88.0], 0.55 * windows);
                }
            }
            canvas.lay(column, row, colour, covered);
        });
    }
}

fn roof(
    canvas: &mut Canvas,
    texture: &Texture<'_>,
    coverage: &mut Coverage,
    house: &House,
    paint: &Paint,
    ring: &[Pixel],
) {
    let frame = canvas.frame;
    let metres = frame.metres;
    let raised = (LEAN.0 * house.height, LEAN.1 * house.height);
    coverage.add(ring);
    let middle = (house.middle.0 + raised.0, house.middle.1 + raised.1);
    let across = (-house.axis.1, house.axis.0);
    // Light on the two sides of a ridge.
    let sunny = -(across.0 * SHADOW.0 + across.1 * SHADOW.1);
    let ribs = seen(1.5, metres);
    coverage.take(|column, row, covered| {
        let (x, y) = frame.ground(column, row);
        let (dx, dy) = (x - middle.0, y - middle.1);
        let s = dx * house.axis.0 + dy * house.axis.1;
        let t = dx * across.0 + dy * across.1;
        let colour = match house.roof {
            Roof::Flat => lit(paint.roof, 6.0 * texture.grain((x, y), 6.0)),
            Roof::Gable => {
                let side = (t / metres).clamp(-1.0, 1.0) * sunny;
                let rows = 3.0 * ribs * (rest(t * 1.6) - 0.5);
                lit(paint.roof, 20.0 * side + rows)
            }
            Roof::Sheet => {
                let side = (t / metres).clamp(-1.0, 1.0) * sunny;
                let rib = (rest(s / 0.9) - 0.5).abs();
                let panel = rest(s / 9.0);
                let skylight = if panel < 0.13 && t.abs() < house.half.1 * 0.86 {
                    20.0 * seen(3.0, metres)
                } else {
                    0.0
                };
                let wear = 5.0 * texture.grain((x, y), 12.0);
                lit(
                    paint.roof,
                    9.0 * side + 9.0 * ribs * (rib - 0.25) + skylight + wear,
                )
            }
        };
        canvas.lay(column, row, colour, covered);
    });
    if house.roof == Roof::Flat && metres < 1.6 {
        parapet(canvas, coverage, ring, paint);
    }
}

/// The parapet around a flat roof: bright where the sun meets it, dark within where it throws its shadow.
fn parapet(canvas: &mut Canvas, coverage: &mut Coverage, ring: &[Pixel], paint: &Paint) {
    let metres = canvas.frame.metres;
    let wide = 0.5 / metres;
    for k in 0..ring.len() {
        let (a, b) = (ring[k], ring[(k + 1) % ring.len()]);
        let (dx, dy) = (b.0 - a.0, b.1 - a.1);
        let length = (dx * dx + dy * dy).sqrt().max(1e-3);
        // In pixels down is positive: inward is to the right of the way.
        let (nx, ny) = (dy / length, -dx / length);
        let inner = |by: f32| {
            [
                (a.0 + nx * by, a.1 + ny * by),
                (b.0 + nx * by, b.1 + ny * by),
            ]
        };
        let [ia, ib] = inner(wide);
        // The parapet's own shadow falls inwards from the sunny sides.
        if nx * SHADOW.0 - ny * SHADOW.1 > 0.0 {
            let [da, db] = inner(3.2 * wide);
            coverage.add(&[ia, ib, db, da]);
            coverage.take(|column, row, covered| canvas.darken(column, row, 0.45 * covered));
        }
        coverage.add(&[a, b, ib, ia]);
        let rim = lit(paint.roof, 24.0);
        coverage.take(|column, row, covered| canvas.lay(column, row, rim, 0.8 * covered));
    }
}

/// Stair heads, tanks and machines on a flat roof.
fn on_the_roof(canvas: &mut Canvas, coverage: &mut Coverage, house: &House) {
    if house.roof != Roof::Flat || house.half.0.min(house.half.1) < 4.0 {
        return;
    }
    let count = match house.purpose {
        BuildingUse::Mall | BuildingUse::Office => 9,
        BuildingUse::Tower => 3,
        _ => (house.half.0 / 6.0) as i32 + 1,
    };
    for k in 0..count {
        let bits = hashed(k, 3, house.salt);
        let spread = 2.0 * (k as f32 + 0.5) / count as f32 - 1.0;
        let s = spread * (house.half.0 - 4.0);
        let t = (unit_again(bits, 1) - 0.5) * (house.half.1 - 3.5).max(0.0);
        let (wide, deep, high, top) = match house.purpose {
            BuildingUse::Mall | BuildingUse::Office if unit(bits) < 0.7 => {
                (3.0, 2.0, 2.0, [186.0, 188.0, 188.0])
            }
            BuildingUse::Tower => (3.2, 2.6, 4.0, [172.0, 166.0, 158.0]),
            BuildingUse::Slab | BuildingUse::Dormitory if unit(bits) < 0.45 => {
                (2.6, 1.1, 0.8, [66.0, 76.0, 96.0])
            }
            _ => (2.2, 1.8, 2.8, [176.0, 170.0, 162.0]),
        };
        block(canvas, coverage, house, (s, t), (wide, deep), high, top);
    }
}

/// A box on a roof with its shadow.
fn block(
    canvas: &mut Canvas,
    coverage: &mut Coverage,
    house: &House,
    (s, t): (f32, f32),
    (wide, deep): (f32, f32),
    high: f32,
    top: Colour,
) {
    let frame = canvas.frame;
    let axis = house.axis;
    let corner = |ds: f32, dt: f32, up: f32, (shift_x, shift_y): Point| {
        let (s, t) = (s + ds, t + dt);
        frame.pixel((
            house.middle.0 + s * axis.0 - t * axis.1 + LEAN.0 * (house.height + up) + shift_x,
            house.middle.1 + s * axis.1 + t * axis.0 + LEAN.1 * (house.height + up) + shift_y,
        ))
    };
    let ring = |up: f32, shift: Point| {
        [
            corner(-wide, -deep, up, shift),
            corner(wide, -deep, up, shift),
            corner(wide, deep, up, shift),
            corner(-wide, deep, up, shift),
        ]
    };
    coverage.add(&ring(0.0, (SHADOW.0 * high, SHADOW.1 * high)));
    coverage.take(|column, row, covered| canvas.darken(column, row, 0.8 * covered));
    coverage.add(&ring(0.0, (0.0, 0.0)));
    coverage.take(|column, row, covered| canvas.lay(column, row, top.map(|v| v * 0.72), covered));
    coverage.add(&ring(high, (0.0, 0.0)));
    coverage.take(|column, row, covered| canvas.lay(column, row, top, covered));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_oblong_that_is_moved_covers_what_its_four_sides_and_both_its_places_cover_together() {
        const SIDE: usize = 48;
        let mut compared = 0;
        for turn in 0..16 {
            let angle = turn as f32 * 0.41;
            let (c, s) = (libm::cosf(angle), libm::sinf(angle));
            // Counter-clockwise on the ground is clockwise in pixels.
            let corners = [(-9.0, 4.0), (9.0, 4.0), (9.0, -4.0), (-9.0, -4.0)]
                .map(|(x, y)| (24.0 + x * c - y * s, 24.0 + x * s + y * c));
            let by = (-5.0, -7.5);
            let moved = corners.map(|(x, y)| (x + by.0, y + by.1));
            let mut one = Coverage::new(SIDE, SIDE);
            one.add_merging(&swept(corners, by));
            let mut parts = Coverage::new(SIDE, SIDE);
            parts.add_merging(&corners);
            parts.add_merging(&moved);
            for k in 0..4 {
                let next = (k + 1) % 4;
                parts.add_merging(&[corners[k], corners[next], moved[next], moved[k]]);
            }
            let mut covered = [vec![0.0; SIDE * SIDE], vec![0.0; SIDE * SIDE]];
            one.take(|x, y, share| covered[0][y * SIDE + x] = share);
            parts.take(|x, y, share| covered[1][y * SIDE + x] = share);
            for (outline, parts) in covered[0].iter().zip(&covered[1]) {
                // Parts that overlap within an edge's pixel count twice there, so whole and empty pixels are compared, and a sliver is none.
                if *outline > 0.999 || *outline == 0.0 {
                    assert!((outline - parts).abs() < 1e-2, "{turn}: {outline} {parts}");
                    compared += 1;
                }
            }
            let area: f32 = covered[0].iter().sum();
            assert!(
                area > 18.0 * 8.0 && area < 18.0 * 8.0 + 19.7 * 9.1,
                "{area}"
            );
        }
        assert!(compared > 16 * 2_000);
    }
}
