//! The plan of the district: its figures, and that its divisions tile it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use district::figures::*;
use district::{ClassKind, District, PlaceKind, RoadClass};
use domain::{Duty, GridKind, Network};
use geo::{Area, Contains, GeodesicArea, LineString, MultiPolygon, Point, Validation};

/// The demo's own district and others: the figures hold for every seed.
static DISTRICTS: LazyLock<Vec<District>> = LazyLock::new(|| {
    [District::DEMO_SEED, 2, 7, 20_261_123]
        .into_iter()
        .map(District::from_seed)
        .collect()
});

type Edge = ((u64, u64), (u64, u64));

fn edges(line: &LineString<f64>) -> Vec<Edge> {
    let bits = |at: geo::Coord<f64>| (at.x.to_bits(), at.y.to_bits());
    line.lines()
        .map(|line| (bits(line.start), bits(line.end)))
        .collect()
}

fn outer(shape: &MultiPolygon<f64>) -> &LineString<f64> {
    assert_eq!(shape.0.len(), 1, "one piece");
    assert!(shape.0[0].interiors().is_empty(), "no holes");
    shape.0[0].exterior()
}

/// The edges of the shapes that no other shape has the other way round: the outline of all of them together.
fn outline_of<'a>(shapes: impl Iterator<Item = &'a MultiPolygon<f64>>) -> BTreeSet<Edge> {
    let mut known = BTreeSet::new();
    for edge in shapes.flat_map(|shape| edges(outer(shape))) {
        assert!(
            known.insert(edge),
            "two shapes lie on the same side of an edge"
        );
    }
    known
        .iter()
        .copied()
        .filter(|&(a, b)| !known.contains(&(b, a)))
        .collect()
}

fn km2(shape: &impl GeodesicArea<f64>) -> f64 {
    shape.geodesic_area_signed() / 1e6
}

#[test]
fn the_district_and_its_built_up_core_are_as_large_as_the_real_ones() {
    for district in DISTRICTS.iter() {
        let area = km2(&district.boundary);
        assert!((area / AREA_KM2 - 1.0).abs() < 0.001, "{area} km²");
        let built_up = district
            .grids
            .iter()
            .filter(|grid| !grid.kinds.contains(&GridKind::Rural));
        let built_up: f64 = built_up.map(|grid| km2(&grid.boundary)).sum();
        assert!(
            (built_up / BUILT_UP_KM2 - 1.0).abs() < 0.001,
            "{built_up} km²"
        );
        assert!(
            district
                .boundary
                .contains(&Point::new(MIDDLE_LON, MIDDLE_LAT))
        );
    }
}

#[test]
fn there_are_133_grids_with_139_memberships() {
    for district in DISTRICTS.iter() {
        assert_eq!(district.grids.len(), 133);
        let mut counted: BTreeMap<GridKind, usize> = BTreeMap::new();
        for kind in district.grids.iter().flat_map(|grid| &grid.kinds) {
            *counted.entry(*kind).or_default() += 1;
        }
        let expected = [
            (GridKind::Rural, 8),
            (GridKind::Commercial, 4),
            (GridKind::University, 6),
            (GridKind::Residential, 112),
            (GridKind::SpecialisedMarket, 9),
        ];
        assert_eq!(counted, BTreeMap::from(expected));
        assert_eq!(counted.values().sum::<usize>(), 139);
        assert_eq!(
            district
                .grids
                .iter()
                .map(|grid| &grid.id)
                .collect::<BTreeSet<_>>()
                .len(),
            133
        );
        assert_eq!(
            district
                .grids
                .iter()
                .map(|grid| &grid.name)
                .collect::<BTreeSet<_>>()
                .len(),
            133
        );
    }
}

#[test]
fn every_division_is_a_valid_ring_that_runs_counter_clockwise() {
    for district in DISTRICTS.iter() {
        let grids = district.grids.iter().map(|grid| &grid.boundary);
        let areas = district.areas.iter().map(|area| &area.boundary);
        for shape in grids
            .chain(areas)
            .chain(district.micro_grids.iter().map(|part| &part.boundary))
        {
            assert!(shape.signed_area() > 0.0, "clockwise");
            assert!(shape.is_valid(), "{:?}", shape.check_validation());
        }
        for land in &district.land {
            assert!(
                land.boundary.signed_area() > 0.0,
                "{:?} runs clockwise",
                land.cover
            );
        }
    }
}

#[test]
fn the_grids_tile_the_district_edge_by_edge() {
    for district in DISTRICTS.iter() {
        let outline = outline_of(district.grids.iter().map(|grid| &grid.boundary));
        assert_eq!(
            outline,
            edges(district.boundary.exterior()).into_iter().collect()
        );
        let sum: f64 = district.grids.iter().map(|grid| km2(&grid.boundary)).sum();
        assert!((sum - km2(&district.boundary)).abs() < 1e-6, "{sum} km²");
    }
}

#[test]
fn every_place_in_the_district_lies_in_exactly_one_grid() {
    let district = &DISTRICTS[0];
    let mut seen = 0;
    // A lattice that shares no line with the plan's own coordinates.
    for (i, j) in (0..47).flat_map(|i| (0..47).map(move |j| (i, j))) {
        let at = Point::new(
            MIDDLE_LON - 0.056 + 0.002_413_7 * f64::from(i),
            MIDDLE_LAT - 0.056 + 0.002_413_7 * f64::from(j),
        );
        let holders = district
            .grids
            .iter()
            .filter(|grid| grid.boundary.contains(&at))
            .count();
        assert_eq!(
            holders,
            usize::from(district.boundary.contains(&at)),
            "{at:?}"
        );
        seen += holders;
    }
    assert!(seen > 850, "{seen}");
}

#[test]
fn the_997_micro_grids_tile_their_grids() {
    for district in DISTRICTS.iter() {
        assert_eq!(district.micro_grids.len(), 997);
        for grid in &district.grids {
            let parts = district
                .micro_grids
                .iter()
                .filter(|part| part.grid == grid.id);
            assert_eq!(
                outline_of(parts.map(|part| &part.boundary)),
                edges(outer(&grid.boundary)).into_iter().collect()
            );
        }
    }
}

#[test]
fn no_grid_is_a_sliver_and_every_campus_has_room_for_its_students() {
    for district in DISTRICTS.iter() {
        for grid in &district.grids {
            let area = km2(&grid.boundary);
            assert!(area > 0.005, "{}: {area} km²", grid.id);
            let campus = grid.kinds.contains(&GridKind::University);
            assert!(!campus || area > 0.04, "{}: {area} km²", grid.id);
        }
    }
}

#[test]
fn six_patrol_areas_and_the_trade_city_are_the_unions_of_their_grids() {
    for district in DISTRICTS.iter() {
        assert_eq!(district.areas.len(), 6 + 1);
        assert_eq!(district.areas[0].name.zh.as_ref(), "一巡区");
        assert_eq!(
            district.areas[6].name.en.as_ref(),
            "Shuangfu International Trade City"
        );
        for area in &district.areas {
            let own = district
                .grids
                .iter()
                .filter(|grid| grid.area.as_ref() == Some(&area.id));
            assert_eq!(
                outline_of(own.map(|grid| &grid.boundary)),
                edges(outer(&area.boundary)).into_iter().collect()
            );
        }
        let markets = district
            .grids
            .iter()
            .filter(|grid| grid.kinds.contains(&GridKind::SpecialisedMarket));
        assert!(
            markets
                .into_iter()
                .all(|grid| grid.area.as_ref() == Some(&district.areas[6].id))
        );
    }
}

#[test]
fn every_area_has_a_station_within_it_and_the_first_is_milan_town() {
    for district in DISTRICTS.iter() {
        assert_eq!(district.stations.len(), district.areas.len());
        for (station, area) in district.stations.iter().zip(&district.areas) {
            assert_eq!(station.area, area.id);
            assert!(
                area.boundary
                    .contains(&Point::new(station.position.lon(), station.position.lat())),
                "{}",
                station.id
            );
        }
        assert!(district.stations[0].name.zh.starts_with("米兰小镇"));
        let grid = district
            .grid_at(district.stations[0].position)
            .expect("the station is in the district");
        assert!(
            district
                .grids
                .iter()
                .any(|known| known.id == *grid && known.kinds == [GridKind::Commercial])
        );
    }
}

#[test]
fn more_than_forty_units_are_on_watch_and_every_station_has_some() {
    let district = &DISTRICTS[0];
    assert_eq!(district.units.len(), 41);
    assert_eq!(
        district
            .units
            .iter()
            .map(|unit| &unit.id)
            .collect::<BTreeSet<_>>()
            .len(),
        41
    );
    for station in &district.stations {
        assert!(
            district
                .units
                .iter()
                .filter(|unit| unit.station.as_ref() == Some(&station.id))
                .count()
                >= 5
        );
    }
}

#[test]
fn who_is_responsible_is_a_department_and_what_for_is_a_category_or_a_major_class() {
    let district = &DISTRICTS[0];
    let majors: Vec<u8> = district
        .major_classes
        .iter()
        .map(|class| class.number)
        .collect();
    for entry in &district.responsible {
        let is_known = match &entry.duty {
            Duty::Category(id) => district.rules.categories.contains_key(id),
            Duty::Major(number) => majors.contains(number),
        };
        assert!(is_known, "{entry:?}");
        assert!(!entry.departments.is_empty(), "{entry:?}");
        for id in &entry.departments {
            let mut departments = district.departments.iter();
            assert!(departments.any(|known| known.id == *id), "{entry:?}");
        }
    }
}

#[test]
fn the_five_departments_and_the_platforms_of_three_networks_are_there() {
    let district = &DISTRICTS[0];
    assert_eq!(district.departments.len(), 5);
    let on = |network: Network| {
        let own = district
            .platforms
            .iter()
            .filter(|platform| platform.network == network);
        own.map(|platform| platform.id.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(on(Network::Police), ["110", "xueliang"]);
    assert_eq!(
        on(Network::Government),
        ["grid-cloud", "one-form", "he", "12345"]
    );
    assert_eq!(on(Network::Internet), ["wechat", "citizen-app"]);
}

#[test]
fn thirteen_applications_were_built_the_ar_system_among_them_and_not_all_report() {
    for district in DISTRICTS.iter() {
        assert_eq!((district.applications.len(), APPLICATIONS), (13, 13));
        assert!(
            district
                .applications
                .iter()
                .any(|built| built.name.zh.starts_with("AR 实景") && built.platform.is_none())
        );
        let report = district
            .applications
            .iter()
            .filter_map(|built| built.platform.as_ref());
        assert_eq!(
            report.collect::<Vec<_>>(),
            district
                .platforms
                .iter()
                .map(|known| &known.id)
                .collect::<Vec<_>>()
        );
    }
}

#[test]
fn fourteen_communities_six_universities_and_five_markets_have_their_places() {
    for district in DISTRICTS.iter() {
        let of = |kind: PlaceKind| {
            district
                .places
                .iter()
                .filter(move |place| place.kind == kind)
        };
        assert_eq!(of(PlaceKind::Community).count(), 14);
        assert_eq!(of(PlaceKind::University).count(), 6);
        assert_eq!(of(PlaceKind::Market).count(), MARKETS);
        for name in ["米兰小镇", "时代广场", "福城西苑", "双凤路社区", "阳坪社区"]
        {
            assert!(
                district
                    .places
                    .iter()
                    .any(|place| place.name.zh.as_ref() == name),
                "{name}"
            );
        }
        for place in &district.places {
            assert_eq!(
                district.grid_at(place.position),
                place.grid.as_ref(),
                "{}",
                place.name.zh
            );
            assert!(place.grid.is_some(), "{}", place.name.zh);
        }
    }
}

#[test]
fn roads_have_a_hierarchy_and_those_that_carry_much_have_names() {
    for district in DISTRICTS.iter() {
        for class in [
            RoadClass::Expressway,
            RoadClass::Avenue,
            RoadClass::Main,
            RoadClass::Street,
            RoadClass::Lane,
        ] {
            assert!(
                district.roads.iter().any(|road| road.class == class),
                "{class:?}"
            );
        }
        for road in &district.roads {
            assert!(road.name.is_some() || road.class == RoadClass::Lane);
            assert!(road.line.0.len() >= 2);
        }
        for name in ["双福大道", "学府大道", "福城路"] {
            assert!(
                district.roads.iter().any(|road| road
                    .name
                    .as_ref()
                    .is_some_and(|known| known.zh.as_ref() == name)),
                "{name}"
            );
        }
    }
}

#[test]
fn every_category_has_a_name_and_deadlines() {
    let rules = &DISTRICTS[0].rules;
    assert!(rules.categories.len() >= 30);
    for (id, category) in &rules.categories {
        assert!(
            category.handle_within.is_some() && category.feedback_within.is_some(),
            "{id}"
        );
        assert!(category.feedback_within <= category.handle_within, "{id}");
        let major = DISTRICTS[0]
            .major_classes
            .iter()
            .find(|class| class.number == category.major);
        assert!(major.is_some(), "{id}: major class {}", category.major);
        assert!((1..=99).contains(&category.minor), "{id}: two digits");
    }
    for kind in [ClassKind::Component, ClassKind::Event, ClassKind::Own] {
        let of_kind = DISTRICTS[0]
            .major_classes
            .iter()
            .filter(|class| class.kind == kind)
            .filter(|class| rules.categories.values().any(|c| c.major == class.number));
        assert!(of_kind.count() >= 2, "{kind:?}");
    }
    // The lifecycle's own deadlines stand beside the categories'.
    assert_eq!(rules.dispatch_within, domain::Millis::from_secs(60));
    assert_eq!(rules.receive_within, domain::Millis::from_secs(60));
    assert_eq!(rules.claim_within, domain::Millis::from_mins(30));
    assert_eq!(rules.arrive_within, domain::Millis::from_secs(300));
    assert_eq!(rules.verify_within, domain::Millis::from_hours(24));
    let numbers: BTreeSet<_> = rules
        .categories
        .values()
        .map(|category| (category.major, category.minor))
        .collect();
    assert_eq!(numbers.len(), rules.categories.len());
}

#[test]
fn the_exports_hold_every_feature_and_follow_the_right_hand_rule() {
    let district = &DISTRICTS[0];
    assert_eq!(district.grids_geojson().features.len(), 133);
    assert_eq!(district.areas_geojson().features.len(), 7);
    assert_eq!(district.micro_grids_geojson().features.len(), 997);
    assert_eq!(district.boundary_geojson().features.len(), 1);
    assert_eq!(
        district.places_geojson().features.len(),
        district.places.len()
    );
    assert_eq!(
        district.roads_geojson().features.len(),
        district.roads.len()
    );
    assert_eq!(district.land_geojson().features.len(), district.land.len());
    for feature in district.grids_geojson().features {
        let geometry = feature.geometry.expect("a grid has an outline");
        let shape = MultiPolygon::<f64>::try_from(geometry).expect("polygons");
        assert!(shape.signed_area() > 0.0);
        let properties = feature.properties.expect("a grid has properties");
        assert!(
            ["id", "name_zh", "name_en", "area", "kinds"]
                .iter()
                .all(|key| properties.contains_key(*key))
        );
    }
}
