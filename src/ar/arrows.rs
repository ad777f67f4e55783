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
}

/// Where at the picture's edge an arrow stands for a place that is not in it, and where it points.
pub fn edge(
    camera: &Pinhole,
    place: Elevated,
    anchor: Option<(f64, f64)>,
    (width, height): (f64, f64),
    margins: Margins,
) -> ((f64, f64), f64) {
    let Margins {
        side: room,
        top,
        bottom,
        ..
    } = margins;
    let middle_x = width / 2.0;
    let middle_y = f64::midpoint(top, height - bottom);
    let half_height = (height - top - bottom).max(1.0) / 2.0;
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
            middle_y,
        )
    };
    let (x, y) = anchor.unwrap_or_else(beside);
    let (dx, dy) = (x - middle_x, y - middle_y);
    let share = ((middle_x - room) / dx.abs().max(1e-6)).min(half_height / dy.abs().max(1e-6));
    ((middle_x + dx * share, middle_y + dy * share), dy.atan2(dx))
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
    use super::{Arrow, Margins, add};

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
