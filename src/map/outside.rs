//! What calls from outside of the view: the map does not run after it, it says where it is.

use domain::{Incident, Priority};

use crate::engine::{Bounds, LonLat, ScreenPoint, View};

/// An edge of the map.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Edge {
    /// The upper one.
    Top,
    /// The right one.
    Right,
    /// The lower one.
    Bottom,
    /// The left one.
    Left,
}

impl Edge {
    /// Every edge, clockwise from the top.
    pub const ALL: [Self; 4] = [Self::Top, Self::Right, Self::Bottom, Self::Left];

    /// The word for `data-edge` attributes.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Top => "top",
            Self::Right => "right",
            Self::Bottom => "bottom",
            Self::Left => "left",
        }
    }
}

/// Urgent incidents beyond one edge of the map.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EdgeCall {
    /// Beyond which edge.
    pub edge: Edge,
    /// How many.
    pub count: u32,
    /// Whether nobody has taken one of them.
    pub unattended: bool,
    /// Where along the edge they lie, 0 at its left or upper end to 1.
    pub along: f64,
    /// The smallest box around them.
    pub bounds: Bounds,
}

/// Whether an incident is missed when it is not in the view: it is urgent and a real one, and still wants somebody.
#[must_use]
pub fn is_missed(incident: &Incident) -> bool {
    incident.priority >= Priority::Urgent
        && !incident.flags.exercise
        && incident.stage.is_open()
        && !incident.stage.is_handled()
}

/// What lies beyond each edge of `view`, of places each with whether nobody has taken what is there.
pub fn edge_calls(places: impl Iterator<Item = (LonLat, bool)>, view: &View) -> Vec<EdgeCall> {
    let mut calls = Edge::ALL.map(|_| None::<EdgeCall>);
    for (at, unattended) in places {
        let Some((edge, along)) = beyond(view, view.project(at)) else {
            continue;
        };
        let own = Bounds {
            south_west: at,
            north_east: at,
        };
        let call = &mut calls[edge as usize];
        let known = call.get_or_insert(EdgeCall {
            edge,
            count: 0,
            unattended: false,
            along: 0.0,
            bounds: own,
        });
        // The mean of those so far.
        let count = f64::from(known.count);
        known.along = (known.along * count + along) / (count + 1.0);
        known.count += 1;
        known.unattended |= unattended;
        let corners = [
            known.bounds.south_west,
            known.bounds.north_east,
            own.south_west,
        ];
        known.bounds = Bounds::around(corners).unwrap_or(own);
    }
    calls.into_iter().flatten().collect()
}

/// Through which edge the way from the middle of the view leads to a point outside of it, and where along the edge; `None` for
/// one inside. What is behind the camera is below.
fn beyond(view: &View, at: Option<ScreenPoint>) -> Option<(Edge, f64)> {
    let Some(at) = at else {
        return Some((Edge::Bottom, 0.5));
    };
    // From the middle, in halves of the view: inside is −1 to 1.
    let (x, y) = (
        at.x / view.width() * 2.0 - 1.0,
        at.y / view.height() * 2.0 - 1.0,
    );
    let far = x.abs().max(y.abs());
    if far <= 1.0 {
        return None;
    }
    let share = |along: f64| (along / far + 1.0) / 2.0;
    Some(if y.abs() >= x.abs() {
        let edge = if y < 0.0 { Edge::Top } else { Edge::Bottom };
        (edge, share(x))
    } else {
        let edge = if x < 0.0 { Edge::Left } else { Edge::Right };
        (edge, share(y))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Camera;

    const MIDDLE: LonLat = LonLat::new(106.27, 29.39);

    fn calls(places: &[(f64, f64, bool)]) -> Vec<EdgeCall> {
        // About 0.69° wide and 0.6° tall.
        let view = View::new(Camera::over(MIDDLE, 10.0), 1_000.0, 1_000.0);
        let places = places.iter().map(|(east, north, unattended)| {
            (
                LonLat::new(MIDDLE.lon + east, MIDDLE.lat + north),
                *unattended,
            )
        });
        edge_calls(places, &view)
    }

    #[test]
    fn what_is_in_the_view_is_not_told_at_its_edge() {
        assert!(calls(&[(0.0, 0.0, true), (0.3, -0.25, true)]).is_empty());
    }

    #[test]
    fn what_is_outside_is_told_at_the_edge_it_lies_beyond_with_how_many() {
        let told = calls(&[(2.0, 0.0, false), (3.0, 0.1, true), (0.0, -2.0, false)]);
        let [right, bottom] = told.as_slice() else {
            panic!("{told:?}");
        };
        assert_eq!(
            (right.edge, right.count, right.unattended),
            (Edge::Right, 2, true)
        );
        assert!((right.along - 0.5).abs() < 0.05, "{right:?}");
        assert!((right.bounds.south_west.lon - MIDDLE.lon - 2.0).abs() < 1e-9);
        assert!((right.bounds.north_east.lon - MIDDLE.lon - 3.0).abs() < 1e-9);
        assert_eq!(
            (bottom.edge, bottom.count, bottom.unattended),
            (Edge::Bottom, 1, false)
        );
    }
}
