//! Which grid and patrol area a place belongs to.

use domain::{Grid, Name, PatrolArea};
use geo::{MultiPolygon, polygon};
use proptest::prelude::*;
use world::{Located, Territory};

use crate::shared::at;

fn square(west: f64, south: f64, side: f64) -> MultiPolygon<f64> {
    let (east, north) = (west + side, south + side);
    MultiPolygon::new(vec![
        polygon![(x: west, y: south), (x: east, y: south), (x: east, y: north), (x: west, y: north)],
    ])
}

fn grid(id: &str, area: Option<&str>, boundary: MultiPolygon<f64>) -> Grid {
    Grid {
        id: id.try_into().expect("a grid's id"),
        name: Name::same(id),
        kinds: Vec::new(),
        area: area.map(|area| area.try_into().expect("an area's id")),
        boundary,
    }
}

fn area(id: &str, boundary: MultiPolygon<f64>) -> PatrolArea {
    PatrolArea {
        id: id.try_into().expect("an area's id"),
        name: Name::same(id),
        boundary,
    }
}

fn located(grid: Option<&str>, area: Option<&str>) -> Located {
    Located {
        grid: grid.map(|grid| grid.try_into().expect("a grid's id")),
        area: area.map(|area| area.try_into().expect("an area's id")),
    }
}

#[test]
fn a_place_belongs_to_the_grid_and_area_that_contain_it() {
    let territory = Territory::new(
        vec![area("A1", square(0.0, 0.0, 2.0))],
        vec![
            grid("G2", None, square(1.0, 0.0, 1.0)),
            grid("G1", None, square(0.0, 0.0, 1.0)),
        ],
    );
    assert_eq!(
        territory.locate(at(0.5, 0.5)),
        located(Some("G1"), Some("A1"))
    );
    assert_eq!(
        territory.locate(at(1.5, 0.5)),
        located(Some("G2"), Some("A1"))
    );
    assert_eq!(territory.locate(at(1.5, 1.5)), located(None, Some("A1")));
    assert_eq!(territory.locate(at(5.0, 5.0)), located(None, None));
}

#[test]
fn a_place_on_a_shared_border_belongs_to_the_first_by_id_whatever_the_order_they_came_in() {
    let grids = || {
        vec![
            grid("G2", None, square(0.0, 0.0, 1.0)),
            grid("G1", None, square(1.0, 0.0, 1.0)),
        ]
    };
    let backwards = grids().into_iter().rev().collect();
    for grids in [grids(), backwards] {
        assert_eq!(
            Territory::new(Vec::new(), grids).locate(at(1.0, 0.5)),
            located(Some("G1"), None)
        );
    }
}

#[test]
fn the_area_of_the_grid_counts_where_no_area_contains_the_place() {
    let grids = vec![grid("G1", Some("A9"), square(0.0, 0.0, 4.0))];
    let territory = Territory::new(vec![area("A1", square(0.0, 0.0, 1.0))], grids);
    assert_eq!(
        territory.locate(at(0.5, 0.5)),
        located(Some("G1"), Some("A1"))
    );
    assert_eq!(
        territory.locate(at(3.0, 3.0)),
        located(Some("G1"), Some("A9"))
    );
}

#[test]
fn a_place_in_a_hole_is_not_inside() {
    let mut boundary = square(0.0, 0.0, 4.0);
    boundary.0[0].interiors_push(square(1.0, 1.0, 2.0).0[0].exterior().clone());
    let territory = Territory::new(Vec::new(), vec![grid("G1", None, boundary)]);
    assert_eq!(territory.locate(at(2.0, 2.0)), located(None, None));
    assert_eq!(territory.locate(at(0.5, 2.0)), located(Some("G1"), None));
}

#[test]
fn a_division_without_an_outline_contains_nothing() {
    let territory = Territory::new(
        Vec::new(),
        vec![grid("G1", None, MultiPolygon::new(Vec::new()))],
    );
    assert_eq!(territory.locate(at(0.0, 0.0)), located(None, None));
}

proptest! {
    #[test]
    fn every_place_of_a_district_cut_into_squares_is_in_exactly_its_square(lon in 0.0..10.0_f64, lat in 0.0..10.0_f64) {
        let cell = |x: u32, y: u32| grid(&format!("{y}{x}"), None, square(f64::from(x), f64::from(y), 1.0));
        let grids = (0..10).flat_map(|y| (0..10).map(move |x| cell(x, y))).collect();
        let expected = format!("{}{}", lat.floor(), lon.floor());
        prop_assume!(lon.fract() > 0.0 && lat.fract() > 0.0);
        prop_assert_eq!(Territory::new(Vec::new(), grids).locate(at(lon, lat)), located(Some(&expected), None));
    }
}
