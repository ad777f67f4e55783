//! A plan that is cut, never pasted: faces that tile because every cut is an edge of both its sides.

use std::collections::BTreeMap;

use crate::plane::{Spot, area_km2, contains};

/// A corner of the mesh.
pub(crate) type Corner = u32;
/// A face of the mesh.
pub(crate) type Face = usize;

/// A planar subdivision that starts as one ring and is cut further.
///
/// Kept by every method: each directed edge belongs to one face, faces are counter-clockwise, and an edge's twin belongs to
/// the neighbour or to nobody (the outer boundary). So the faces tile the first ring whatever is cut.
#[derive(Clone, Debug)]
pub(crate) struct Mesh<Tag> {
    spots: Vec<Spot>,
    rings: Vec<Vec<Corner>>,
    tags: Vec<Tag>,
    sides: BTreeMap<(Corner, Corner), Face>,
    lines: BTreeMap<(Corner, Corner), usize>,
}

/// Where a face may be cut in two.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Chord {
    from: End,
    to: End,
    /// The smaller part's share of the face, 0 to ½.
    pub(crate) smaller_share: f64,
}

#[derive(Clone, Copy, Debug)]
enum End {
    Corner(Corner),
    Edge(Corner, Corner, Spot),
}

/// A place where a cut meets an edge: the distance along the cut in whole and broken legs, the edge, and the spot.
#[derive(Clone, Copy, Debug)]
struct Meeting {
    along: f64,
    edge: (Corner, Corner),
    spot: Spot,
}

const fn undirected(a: Corner, b: Corner) -> (Corner, Corner) {
    if a < b { (a, b) } else { (b, a) }
}

impl<Tag: Clone> Mesh<Tag> {
    /// A mesh of one face.
    pub(crate) fn new(ring: &[Spot], tag: Tag) -> Self {
        let corners: Vec<Corner> = (0..ring.len() as Corner).collect();
        let mut mesh = Self {
            spots: ring.to_vec(),
            rings: vec![],
            tags: vec![],
            sides: BTreeMap::new(),
            lines: BTreeMap::new(),
        };
        mesh.add_face(corners, tag);
        mesh
    }

    fn add_face(&mut self, ring: Vec<Corner>, tag: Tag) -> Face {
        let face = self.rings.len();
        self.claim(face, &ring);
        self.rings.push(ring);
        self.tags.push(tag);
        face
    }

    fn claim(&mut self, face: Face, ring: &[Corner]) {
        for (i, &a) in ring.iter().enumerate() {
            let b = ring[(i + 1) % ring.len()];
            self.sides.insert((a, b), face);
        }
    }

    pub(crate) fn faces(&self) -> std::ops::Range<Face> {
        0..self.rings.len()
    }

    pub(crate) fn tag(&self, face: Face) -> &Tag {
        &self.tags[face]
    }

    pub(crate) fn tag_mut(&mut self, face: Face) -> &mut Tag {
        &mut self.tags[face]
    }

    pub(crate) fn spot(&self, corner: Corner) -> Spot {
        self.spots[corner as usize]
    }

    pub(crate) fn spots(&self) -> &[Spot] {
        &self.spots
    }

    pub(crate) fn corners(&self, face: Face) -> &[Corner] {
        &self.rings[face]
    }

    /// The ring of a face, counter-clockwise, not closed.
    pub(crate) fn ring(&self, face: Face) -> Vec<Spot> {
        self.rings[face]
            .iter()
            .map(|&corner| self.spot(corner))
            .collect()
    }

    /// The face on the left of a directed edge.
    pub(crate) fn face_left_of(&self, a: Corner, b: Corner) -> Option<Face> {
        self.sides.get(&(a, b)).copied()
    }

    /// The line an edge is part of.
    pub(crate) fn line_of(&self, a: Corner, b: Corner) -> Option<usize> {
        self.lines.get(&undirected(a, b)).copied()
    }

    /// Every edge of a line, each once, smaller corner first.
    pub(crate) fn line_edges(&self) -> impl Iterator<Item = ((Corner, Corner), usize)> + '_ {
        self.lines.iter().map(|(&edge, &line)| (edge, line))
    }

    /// Puts a corner on an edge, into the faces of both sides.
    fn insert(&mut self, a: Corner, b: Corner, spot: Spot) -> Corner {
        let corner = self.spots.len() as Corner;
        self.spots.push(spot);
        for (from, to) in [(a, b), (b, a)] {
            let Some(face) = self.sides.remove(&(from, to)) else {
                continue;
            };
            let ring = &mut self.rings[face];
            if let Some(at) = ring.iter().position(|&c| c == from) {
                ring.insert(at + 1, corner);
            }
            self.sides.insert((from, corner), face);
            self.sides.insert((corner, to), face);
        }
        if let Some(line) = self.lines.remove(&undirected(a, b)) {
            self.lines.insert(undirected(a, corner), line);
            self.lines.insert(undirected(corner, b), line);
        }
        corner
    }

    /// Cuts a face along a path between two of its corners. The part on the left of the path stays the face, the other is
    /// new and has the same tag. `None` when the path would make no second part.
    fn split(
        &mut self,
        face: Face,
        from: Corner,
        to: Corner,
        via: &[Spot],
        line: usize,
    ) -> Option<Face> {
        let ring = &self.rings[face];
        let (i, j) = (
            ring.iter().position(|&c| c == from)?,
            ring.iter().position(|&c| c == to)?,
        );
        let n = ring.len();
        let (ahead, back) = ((j + n - i) % n, (i + n - j) % n);
        if i == j || (via.is_empty() && (ahead == 1 || back == 1)) {
            return None;
        }
        let first = self.spots.len() as Corner;
        let inner: Vec<Corner> = (0..via.len() as Corner).map(|k| first + k).collect();
        let mut right: Vec<Corner> = (0..=ahead).map(|k| ring[(i + k) % n]).collect();
        right.extend(inner.iter().rev());
        let mut left: Vec<Corner> = (0..=back).map(|k| ring[(j + k) % n]).collect();
        left.extend(inner.iter());
        self.spots.extend_from_slice(via);
        let path: Vec<Corner> = std::iter::once(from)
            .chain(inner)
            .chain(std::iter::once(to))
            .collect();
        for pair in path.windows(2) {
            self.lines.insert(undirected(pair[0], pair[1]), line);
        }
        self.claim(face, &left);
        self.rings[face] = left;
        let tag = self.tags[face].clone();
        Some(self.add_face(right, tag))
    }

    /// Cuts every face that `allowed` names along a line, drawn from beyond the faces on one side to beyond them on the
    /// other, or closed (first spot = last spot). Ends closer than `snap` metres to a corner go to the corner.
    pub(crate) fn cut(
        &mut self,
        path: &[Spot],
        line: usize,
        snap: f64,
        allowed: impl Fn(&Tag) -> bool,
    ) {
        let mut stops: Vec<(f64, Corner)> = vec![];
        let mut halves: BTreeMap<(Corner, Corner), Corner> = BTreeMap::new();
        for meeting in self.meetings(path, &allowed) {
            let mut edge = meeting.edge;
            while let Some(&middle) = halves.get(&edge) {
                let along_edge = |corner: Corner| self.spot(edge.0).distance(self.spot(corner));
                edge = if self.spot(edge.0).distance(meeting.spot) < along_edge(middle) {
                    (edge.0, middle)
                } else {
                    (middle, edge.1)
                };
            }
            let near = [edge.0, edge.1]
                .into_iter()
                .find(|&corner| self.spot(corner).distance(meeting.spot) < snap);
            let corner = near.unwrap_or_else(|| {
                let corner = self.insert(edge.0, edge.1, meeting.spot);
                halves.insert(edge, corner);
                corner
            });
            if stops.last().is_none_or(|&(_, last)| last != corner) {
                stops.push((meeting.along, corner));
            }
        }
        let legs = (path.len() - 1) as f64;
        if path.first() == path.last()
            && let Some(&(along, corner)) = stops.first()
        {
            stops.push((along + legs, corner));
        }
        for pair in stops.windows(2) {
            let ((start, from), (end, to)) = (pair[0], pair[1]);
            if from == to {
                continue;
            }
            let spot_at = |along: f64| {
                let along = along % legs;
                let leg = along as usize;
                path[leg].towards(path[(leg + 1).min(path.len() - 1)], along - leg as f64)
            };
            let middle = spot_at(f64::midpoint(start, end)).metres();
            let Some(face) = self.faces().find(|&face| {
                self.rings[face].contains(&from)
                    && self.rings[face].contains(&to)
                    && contains(&self.ring(face), middle)
            }) else {
                continue;
            };
            if !allowed(&self.tags[face]) {
                continue;
            }
            let (head, tail) = (self.spot(from), self.spot(to));
            let between = (start as usize + 1)..=(end as usize);
            let via: Vec<Spot> = between
                .filter(|&k| (k as f64) < end)
                .map(|k| path[k % (path.len() - 1)])
                .filter(|spot| {
                    spot.distance(head) > snap.max(5.0) && spot.distance(tail) > snap.max(5.0)
                })
                .collect();
            self.split(face, from, to, &via, line);
        }
    }

    fn meetings(&self, path: &[Spot], allowed: &impl Fn(&Tag) -> bool) -> Vec<Meeting> {
        let edges: Vec<(Corner, Corner)> = self
            .sides
            .iter()
            .filter(|&(&(a, b), &face)| {
                let twin = self.face_left_of(b, a);
                let once = twin.is_none() || a < b;
                let may_be_cut = |face: Face| allowed(&self.tags[face]);
                once && (may_be_cut(face) || twin.is_some_and(may_be_cut))
            })
            .map(|(&edge, _)| edge)
            .collect();
        let mut meetings = vec![];
        for (leg, pair) in path.windows(2).enumerate() {
            for &(a, b) in &edges {
                if let Some((share, spot)) =
                    crossing((pair[0], pair[1]), (self.spot(a), self.spot(b)))
                {
                    meetings.push(Meeting {
                        along: leg as f64 + share,
                        edge: (a, b),
                        spot,
                    });
                }
            }
        }
        meetings.sort_by(|one, other| one.along.total_cmp(&other.along));
        meetings
    }

    /// Where a straight line through a point in a direction (unit vector) cuts a face in two; `None` when it misses.
    pub(crate) fn chord(
        &self,
        face: Face,
        through: (f64, f64),
        direction: (f64, f64),
        snap: f64,
    ) -> Option<Chord> {
        const FAR: f64 = 12_000.0;
        let ring = &self.rings[face];
        let at = Spot::from_metres(through.0, through.1);
        let end = |sign: f64| {
            let far = Spot::from_metres(
                through.0 + sign * FAR * direction.0,
                through.1 + sign * FAR * direction.1,
            );
            (0..ring.len())
                .filter_map(|i| {
                    let (a, b) = (ring[i], ring[(i + 1) % ring.len()]);
                    crossing((at, far), (self.spot(a), self.spot(b)))
                        .map(|(share, spot)| (share, i, a, b, spot))
                })
                .min_by(|one, other| one.0.total_cmp(&other.0))
                .map(|(_, i, a, b, spot)| {
                    let (to_a, to_b) = (self.spot(a).distance(spot), self.spot(b).distance(spot));
                    if to_a <= to_b && to_a < snap {
                        (i, End::Corner(a))
                    } else if to_b < snap {
                        ((i + 1) % ring.len(), End::Corner(b))
                    } else {
                        (i, End::Edge(a, b, spot))
                    }
                })
        };
        let ((i, from), (j, to)) = (end(-1.0)?, end(1.0)?);
        let spot_of = |end: End| match end {
            End::Corner(corner) => self.spot(corner),
            End::Edge(_, _, spot) => spot,
        };
        let mut part = vec![spot_of(from)];
        let mut k = (i + 1) % ring.len();
        for _ in 0..ring.len() {
            part.push(self.spot(ring[k]));
            if k == j {
                break;
            }
            k = (k + 1) % ring.len();
        }
        part.push(spot_of(to));
        let share = area_km2(&part) / area_km2(&self.ring(face));
        let smaller_share = share.min(1.0 - share);
        (smaller_share > 0.0 && i != j).then_some(Chord {
            from,
            to,
            smaller_share,
        })
    }

    /// How long the chord is, in metres.
    pub(crate) fn chord_ends(&self, chord: &Chord) -> (Spot, Spot) {
        let spot_of = |end: End| match end {
            End::Corner(corner) => self.spot(corner),
            End::Edge(_, _, spot) => spot,
        };
        (spot_of(chord.from), spot_of(chord.to))
    }

    /// Cuts a face along a chord of its own, bent through `via`. `None` when nothing was cut off.
    pub(crate) fn cut_chord(
        &mut self,
        face: Face,
        chord: &Chord,
        via: &[Spot],
        line: usize,
    ) -> Option<Face> {
        let mut corner_of = |end: End| match end {
            End::Corner(corner) => corner,
            End::Edge(a, b, spot) => self.insert(a, b, spot),
        };
        let (from, to) = (corner_of(chord.from), corner_of(chord.to));
        self.split(face, from, to, via, line)
    }
}

/// Where two straight pieces cross: the share of the first piece, and the spot. Touching the end of the second counts.
fn crossing(first: (Spot, Spot), second: (Spot, Spot)) -> Option<(f64, Spot)> {
    // Most pieces lie far apart: their bounds say so at once.
    let apart = |a: i32, b: i32, c: i32, d: i32| a.max(b) < c.min(d) || c.max(d) < a.min(b);
    if apart(first.0.x, first.1.x, second.0.x, second.1.x)
        || apart(first.0.y, first.1.y, second.0.y, second.1.y)
    {
        return None;
    }
    let wide = |spot: Spot| (i64::from(spot.x), i64::from(spot.y));
    let ((px, py), (qx, qy)) = (wide(first.0), wide(first.1));
    let ((ax, ay), (bx, by)) = (wide(second.0), wide(second.1));
    let (rx, ry, sx, sy) = (qx - px, qy - py, bx - ax, by - ay);
    let denominator = rx * sy - ry * sx;
    if denominator == 0 {
        return None;
    }
    let t = ((ax - px) * sy - (ay - py) * sx) as f64 / denominator as f64;
    let s = ((ax - px) * ry - (ay - py) * rx) as f64 / denominator as f64;
    ((0.0..1.0).contains(&t) && (0.0..=1.0).contains(&s))
        .then(|| (t, second.0.towards(second.1, s)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(x: f64, y: f64) -> Spot {
        Spot::from_metres(x, y)
    }

    fn square() -> Mesh<u8> {
        Mesh::new(
            &[
                at(0.0, 0.0),
                at(1000.0, 0.0),
                at(1000.0, 1000.0),
                at(0.0, 1000.0),
            ],
            0,
        )
    }

    fn total(mesh: &Mesh<u8>) -> f64 {
        mesh.faces().map(|face| area_km2(&mesh.ring(face))).sum()
    }

    #[test]
    fn two_crossing_lines_make_four_faces_that_meet_in_one_corner() {
        let mut mesh = square();
        mesh.cut(&[at(500.0, -100.0), at(510.0, 1100.0)], 0, 1.0, |_| true);
        mesh.cut(&[at(-100.0, 400.0), at(1100.0, 410.0)], 1, 1.0, |_| true);
        assert_eq!(mesh.faces().len(), 4);
        assert!((total(&mesh) - 1.0).abs() < 1e-9);
        let shared = (0..mesh.spots().len() as Corner)
            .filter(|corner| mesh.faces().all(|face| mesh.corners(face).contains(corner)))
            .count();
        assert_eq!(shared, 1);
    }

    #[test]
    fn a_closed_line_over_a_cut_square_makes_an_inner_part_on_each_side() {
        let mut mesh = square();
        mesh.cut(&[at(500.0, -100.0), at(500.0, 1100.0)], 0, 1.0, |_| true);
        let ring = [
            at(200.0, 200.0),
            at(800.0, 200.0),
            at(800.0, 800.0),
            at(200.0, 800.0),
            at(200.0, 200.0),
        ];
        mesh.cut(&ring, 1, 1.0, |_| true);
        assert_eq!(mesh.faces().len(), 4);
        assert!((total(&mesh) - 1.0).abs() < 1e-9);
        let mut areas: Vec<f64> = mesh
            .faces()
            .map(|face| area_km2(&mesh.ring(face)))
            .collect();
        areas.sort_by(f64::total_cmp);
        assert!(
            (areas[0] - 0.18).abs() < 1e-9 && (areas[3] - 0.32).abs() < 1e-9,
            "{areas:?}"
        );
    }

    #[test]
    fn a_chord_says_beforehand_how_it_will_cut() {
        let mut mesh = square();
        let chord = mesh
            .chord(0, (250.0, 500.0), (0.0, 1.0), 1.0)
            .expect("the line crosses the square");
        assert!((chord.smaller_share - 0.25).abs() < 1e-9);
        let part = mesh.cut_chord(0, &chord, &[], 0).expect("a second part");
        let areas = [area_km2(&mesh.ring(0)), area_km2(&mesh.ring(part))];
        assert!(
            (areas[0].min(areas[1]) - 0.25).abs() < 1e-9
                && (areas[0] + areas[1] - 1.0).abs() < 1e-9
        );
    }
}
