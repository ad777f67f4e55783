//! The open camera's view on the map: the sector of the ground that it sees, and the place that was pointed at in its picture.

use domain::Wgs84;
use leptos::prelude::document;
use web_sys::{Element, HtmlElement};

use super::datum::Datum;
use crate::engine::{ScreenPoint, View};
use crate::store::{Sight, Spot};

const SVG: &str = "http://www.w3.org/2000/svg";

/// The cone's elements above the map: what a camera sees is in nobody's world, so it is no mark.
pub struct Cone(Option<Shapes>);

struct Shapes {
    sector: Element,
    eye: Element,
    ellipse: Element,
    spot: Element,
}

impl Cone {
    /// Out of sight, in the map's element.
    pub fn new(container: &HtmlElement) -> Self {
        Self(Shapes::in_element(container))
    }

    /// Stands where the view shows them; out of sight without.
    pub fn stand(&self, sight: Option<&Sight>, spot: Option<&Spot>, datum: Datum, view: &View) {
        let Some(shapes) = &self.0 else {
            return;
        };
        let point = |at: Wgs84| view.project(datum.drawn(at));
        let outline = |places: &[Wgs84]| {
            let points: Option<Vec<_>> = places.iter().map(|at| point(*at)).collect();
            points.map(|points| path_of(&points)).unwrap_or_default()
        };
        let sector = sight.map(|sight| outline(&sight.outline));
        set(&shapes.sector, sector.as_deref());
        set(
            &shapes.eye,
            sight
                .and_then(|sight| Some(ring(point(sight.eye)?, 5.0)))
                .as_deref(),
        );
        let ellipse = spot.map(|spot| outline(&spot.outline));
        set(&shapes.ellipse, ellipse.as_deref());
        set(
            &shapes.spot,
            spot.and_then(|spot| Some(cross(point(spot.at)?)))
                .as_deref(),
        );
    }
}

impl Shapes {
    fn in_element(container: &HtmlElement) -> Option<Self> {
        let document = document();
        let svg = document.create_element_ns(Some(SVG), "svg").ok()?;
        svg.set_attribute("class", "map__cone").ok()?;
        svg.set_attribute("aria-hidden", "true").ok()?;
        let path = |class: &str| {
            let path = document.create_element_ns(Some(SVG), "path").ok()?;
            path.set_attribute("class", class).ok()?;
            svg.append_child(&path).ok()?;
            Some(path)
        };
        let shapes = Self {
            sector: path("map__cone-sector")?,
            eye: path("map__cone-eye")?,
            ellipse: path("map__cone-ellipse")?,
            spot: path("map__cone-spot")?,
        };
        container.append_child(&svg).ok()?;
        Some(shapes)
    }
}

fn set(path: &Element, way: Option<&str>) {
    // A path takes every way, also none.
    let _ = path.set_attribute("d", way.unwrap_or_default());
}

fn path_of(points: &[ScreenPoint]) -> String {
    let corners = points.iter().map(|at| format!("{:.1},{:.1}", at.x, at.y));
    let corners: Vec<_> = corners.collect();
    format!("M{}Z", corners.join("L"))
}

fn ring(ScreenPoint { x, y }: ScreenPoint, radius: f64) -> String {
    let left = x - radius;
    let across = 2.0 * radius;
    format!(
        "M{left:.1},{y:.1}a{radius},{radius} 0 1 0 {across},0a{radius},{radius} 0 1 0 -{across},0"
    )
}

fn cross(ScreenPoint { x, y }: ScreenPoint) -> String {
    format!("M{:.1},{y:.1}h14M{x:.1},{:.1}v14", x - 7.0, y - 7.0)
}
