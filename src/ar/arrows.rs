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
}

/// How far the controls, and what is said above them, reach up from the picture's lower edge, in pixels of the usual size.
const CONTROLS: f64 = 84.0;

/// Where at the picture's edge an arrow stands for a place that is not in it, and where it points.
pub fn edge(
    camera: &Pinhole,
    place: Elevated,
    anchor: Option<(f64, f64)>,
    (width, height): (f64, f64),
    scale: f64,
) -> ((f64, f64), f64) {
    // Below what is burnt in at the top, above the controls.
    let (room, top, bottom) = (40.0 * scale, 76.0 * scale, CONTROLS * scale);
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

/// Arrows at one side stand below one another, and where the controls begin beside one another.
pub fn spread(arrows: &mut [Arrow], scale: f64, (width, height): (f64, f64)) {
    arrows.sort_by(|a, b| a.at.0.total_cmp(&b.at.0).then(a.at.1.total_cmp(&b.at.1)));
    let apart = 46.0 * scale;
    let lowest = height - CONTROLS * scale;
    for number in 1..arrows.len() {
        let (before, rest) = arrows.split_at_mut(number);
        let arrow = &mut rest[0];
        let inward = if arrow.at.0 < width / 2.0 {
            apart
        } else {
            -apart
        };
        let is_taken = |at: (f64, f64)| {
            before
                .iter()
                .any(|other| (other.at.0 - at.0).abs() < apart && (other.at.1 - at.1).abs() < apart)
        };
        while is_taken(arrow.at) && (0.0..width).contains(&arrow.at.0) {
            if arrow.at.1 + apart <= lowest {
                arrow.at.1 += apart;
            } else {
                arrow.at.0 += inward;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Arrow, CONTROLS, spread};

    #[test]
    fn arrows_on_one_place_stand_apart_and_above_the_controls() {
        for corner in [(40.0, 516.0), (1240.0, 516.0), (1240.0, 300.0)] {
            let mut arrows: Vec<Arrow> = (0..9)
                .map(|subject| Arrow {
                    subject,
                    at: corner,
                    towards: 0.0,
                })
                .collect();
            spread(&mut arrows, 1.0, (1280.0, 600.0));
            for (number, one) in arrows.iter().enumerate() {
                assert!(one.at.1 <= 600.0 - CONTROLS, "{:?}", one.at);
                let apart = |other: &Arrow| {
                    (other.at.0 - one.at.0)
                        .abs()
                        .max((other.at.1 - one.at.1).abs())
                };
                assert!(arrows[..number].iter().all(|other| apart(other) >= 46.0));
            }
        }
    }
}
