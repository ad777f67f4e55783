//! What is called for and not in the picture: arrows at its edge.

use geodesy::{Elevated, Pinhole};

use super::head::short_way;

/// Something called for that is not in the picture.
#[derive(Clone, Copy, Debug)]
pub struct Arrow {
    /// Which subject it is: its place in the list.
    pub subject: usize,
    /// Where it stands in the picture.
    pub at: (f64, f64),
    /// Where it points, in radians clockwise from the right.
    pub towards: f64,
    /// How many it stands for.
    pub count: usize,
}

/// Between an arrow's middle and the picture's edge, or what is written there, in pixels of the usual size.
const ROOM: f64 = 40.0;

/// Between the middles of two arrows, in pixels of the usual size.
const APART: f64 = 46.0;

/// How often an arrow steps aside, each time from one thing to what is beside it.
const BESIDE_AT_MOST: usize = 3;

/// What arrows keep away from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Margins {
    /// From the picture's left and right edge.
    side: f64,
    /// From its upper edge: below what is burnt in.
    top: f64,
    /// From its lower edge: above the controls.
    bottom: f64,
    /// Between two arrows.
    apart: f64,
}

impl Margins {
    /// Around what is kept free, as left, top, right, bottom, in a picture so high.
    #[must_use]
    pub fn around(kept_free: &[[f64; 4]], height: f64, scale: f64) -> Self {
        let room = ROOM * scale;
        let (mut top, mut bottom) = (room, room);
        for [_, upper, _, lower] in kept_free {
            // What hangs from the upper edge, and what stands on the lower one; what is beside the middle is gone around by labels
            // alone.
            if *lower < height / 2.0 {
                top = top.max(lower + room);
            } else if *upper > height / 2.0 {
                bottom = bottom.max(height - upper + room);
            }
        }
        Self {
            side: room,
            top,
            bottom,
            apart: APART * scale,
        }
    }

    /// Half way between what is written above and below.
    fn middle(&self, height: f64) -> f64 {
        f64::midpoint(self.top, height - self.bottom)
    }

    /// How far an arrow steps aside for a sign.
    #[must_use]
    pub fn aside(&self) -> f64 {
        self.apart * 1.5
    }

    /// Whether an arrow may stand beside a point.
    #[must_use]
    pub fn is_near(&self, (width, height): (f64, f64), (x, y): (f64, f64)) -> bool {
        let side = self.side + self.apart;
        let aside = x < side || x > width - side;
        aside || y < self.top + self.apart || y > height - self.bottom - self.apart
    }
}

/// Where at the picture's edge an arrow stands for a place that is not in it, and where it points.
pub fn edge(
    camera: &Pinhole,
    place: Elevated,
    anchor: Option<(f64, f64)>,
    (width, height): (f64, f64),
    margins: Margins,
) -> ((f64, f64), f64) {
    // Beside or behind: to the side on which it is reached sooner.
    let beside = || {
        let bearing = geodesy::initial_bearing(camera.eye().position, place.position);
        let turn = camera
            .ahead()
            .map_or(0.0, |ahead| short_way(ahead.0, bearing.0));
        (
            if turn < 0.0 {
                -width * 4.0
            } else {
                width * 5.0
            },
            margins.middle(height),
        )
    };
    towards(anchor.unwrap_or_else(beside), (width, height), margins)
}

/// Where an arrow stands that points from a picture's middle to a point beyond its edge, and where it points. In a low picture what
/// is beside it is at its side all the same, however little room there is between what is written above and below.
fn towards((x, y): (f64, f64), (width, height): (f64, f64), margins: Margins) -> ((f64, f64), f64) {
    let (middle_x, middle_y) = (width / 2.0, margins.middle(height));
    let (dx, dy) = (x - middle_x, y - middle_y);
    let half_height = (height / 2.0 - margins.side).max(1.0);
    let share =
        ((middle_x - margins.side) / dx.abs().max(1e-6)).min(half_height / dy.abs().max(1e-6));
    let half_room = (height - margins.top - margins.bottom).max(1.0) / 2.0;
    let down = (dy * share).clamp(-half_room, half_room);
    ((middle_x + dx * share, middle_y + down), dy.atan2(dx))
}

/// The place nearest to an arrow's, at most `farthest` from it, where it covers none of what stands in its way, as left, top, right,
/// bottom; its own place where there is none within the margins.
pub fn beside(
    at: (f64, f64),
    obstacles: &[[f64; 4]],
    size: (f64, f64),
    (margins, farthest): (Margins, f64),
) -> (f64, f64) {
    let mut aside = Aside {
        from: at,
        obstacles,
        size,
        margins,
        nearest: None,
        distance: farthest,
    };
    aside.step(at, BESIDE_AT_MOST);
    aside.nearest.unwrap_or(at)
}

/// Looks for a place beside what stands in an arrow's way.
struct Aside<'a> {
    from: (f64, f64),
    obstacles: &'a [[f64; 4]],
    size: (f64, f64),
    margins: Margins,
    /// The nearest free place until now, and nearer than what places are looked for.
    nearest: Option<(f64, f64)>,
    distance: f64,
}

impl Aside<'_> {
    /// Goes around what covers a place, to each side, and around what is beside that, so many times.
    fn step(&mut self, at: (f64, f64), times: usize) {
        let distance = (at.0 - self.from.0).hypot(at.1 - self.from.1);
        if distance > self.distance {
            return;
        }
        let reach = self.margins.apart / 2.0;
        let (x, y) = at;
        let covers = |[left, top, right, bottom]: &&[f64; 4]| {
            x > left - reach && x < right + reach && y > top - reach && y < bottom + reach
        };
        let Some([left, top, right, bottom]) = self.obstacles.iter().find(covers) else {
            (self.nearest, self.distance) = (Some(at), distance);
            return;
        };
        if times == 0 {
            return;
        }
        let ((width, height), margins) = (self.size, self.margins);
        let holds = |(x, y): &(f64, f64)| {
            (margins.side..=width - margins.side).contains(x)
                && (margins.top..=height - margins.bottom).contains(y)
        };
        let sides = [
            (x, top - reach),
            (x, bottom + reach),
            (left - reach, y),
            (right + reach, y),
        ];
        for side in sides.into_iter().filter(holds) {
            self.step(side, times - 1);
        }
    }
}

/// Adds an arrow; one that would cover another is gathered to that, which counts it. So what comes first is what is drawn.
pub fn add(arrows: &mut Vec<Arrow>, arrow: Arrow, margins: Margins) {
    let covered = arrows.iter_mut().find(|other| {
        (other.at.0 - arrow.at.0).abs() < margins.apart
            && (other.at.1 - arrow.at.1).abs() < margins.apart
    });
    match covered {
        Some(other) => other.count += 1,
        None => arrows.push(arrow),
    }
}

#[cfg(test)]
mod tests {
    use super::{Arrow, Margins, add, beside, towards};

    /// A line at the top, and controls 34 pixels high at the bottom.
    fn margins() -> Margins {
        let written = [[12.0, 8.0, 700.0, 36.0], [12.0, 556.0, 800.0, 590.0]];
        Margins::around(&written, 600.0, 1.0)
    }

    #[test]
    fn arrows_keep_clear_of_what_is_written_and_of_the_controls() {
        let margins = margins();
        assert_eq!((margins.top, margins.bottom), (76.0, 84.0));
        assert_eq!((margins.side, margins.apart), (40.0, 46.0));
    }

    #[test]
    fn what_is_beside_a_low_picture_has_its_arrow_at_that_side() {
        let written = [[12.0, 8.0, 700.0, 60.0], [12.0, 150.0, 700.0, 250.0]];
        let margins = Margins::around(&written, 260.0, 1.0);
        let size = (760.0, 260.0);
        // A little below the line between them, and far to the left.
        let ((x, y), _) = towards((-900.0, 320.0), size, margins);
        assert_eq!((x, y), (40.0, 110.0));
        // Far below and little to the side.
        let ((x, _), _) = towards((300.0, 900.0), size, margins);
        assert!((300.0..380.0).contains(&x), "{x}");
    }

    #[test]
    fn an_arrow_steps_aside_from_what_it_would_cover_and_stays_within_the_margins() {
        let within = |at, obstacles: &[_], farthest| {
            beside(at, obstacles, (900.0, 600.0), (margins(), farthest))
        };
        let beside = |at, obstacles: &[_]| within(at, obstacles, f64::INFINITY);
        let inset = [500.0, 80.0, 900.0, 300.0];
        assert_eq!(beside((860.0, 200.0), &[]), (860.0, 200.0));
        assert_eq!(beside((860.0, 400.0), &[inset]), (860.0, 400.0));
        assert_eq!(beside((860.0, 200.0), &[inset]), (860.0, 323.0));
        // What stands there already is gone around too.
        let label = [840.0, 310.0, 880.0, 350.0];
        assert_eq!(beside((860.0, 200.0), &[inset, label]), (817.0, 323.0));
        // An arrow far from its edge would mislead.
        assert_eq!(within((860.0, 200.0), &[inset], 100.0), (860.0, 200.0));
        // Nowhere to go: it is shown where it was.
        let all = [0.0, 0.0, 900.0, 600.0];
        assert_eq!(beside((860.0, 200.0), &[all]), (860.0, 200.0));
    }

    #[test]
    fn arrows_that_would_cover_one_another_are_one_with_a_count() {
        let mut arrows = Vec::new();
        for (subject, x) in [(7, 40.0), (3, 60.0), (5, 40.0), (1, 90.0)] {
            let arrow = Arrow {
                subject,
                at: (x, 300.0),
                towards: 0.0,
                count: 1,
            };
            add(&mut arrows, arrow, margins());
        }
        let told: Vec<_> = arrows
            .iter()
            .map(|arrow| (arrow.subject, arrow.count))
            .collect();
        assert_eq!(told, [(7, 3), (1, 1)]);
    }
}
