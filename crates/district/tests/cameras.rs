//! Camera points, cameras, streams: the figures, where they stand, and how they look.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use district::figures::{CAMERA_POINTS, STREAMS};
use district::{BuildingUse, Cover, District, PlaceKind, RoadClass};
use domain::{Camera, CameraPoint, Codec, PointKind, StreamRole, Wgs84};
use geo::{Contains, Point};

static DISTRICTS: LazyLock<Vec<District>> = LazyLock::new(|| {
    [District::DEMO_SEED, 2, 7, 20_261_123]
        .into_iter()
        .map(District::from_seed)
        .collect()
});

fn cameras(district: &District) -> impl Iterator<Item = &Camera> {
    district
        .camera_points
        .iter()
        .flat_map(|point| &point.cameras)
}

fn of_kind(district: &District, kind: PointKind) -> impl Iterator<Item = &CameraPoint> {
    district
        .camera_points
        .iter()
        .filter(move |point| point.kind == kind)
}

fn point(at: Wgs84) -> Point<f64> {
    Point::new(at.lon(), at.lat())
}

/// Metres from a position to the middle line of the nearest road of some classes.
fn metres_to_road(district: &District, at: Wgs84, classes: &[RoadClass]) -> f64 {
    let metres = |lon: f64, lat: f64| ((lon - at.lon()) * 97_060.0, (lat - at.lat()) * 110_850.0);
    let roads = district
        .roads
        .iter()
        .filter(|road| classes.contains(&road.class));
    let pieces = roads.flat_map(|road| road.line.lines());
    pieces
        .map(|piece| {
            let (ax, ay) = metres(piece.start.x, piece.start.y);
            let (bx, by) = metres(piece.end.x, piece.end.y);
            let (dx, dy) = (bx - ax, by - ay);
            let share = (-(ax * dx + ay * dy) / (dx * dx + dy * dy)).clamp(0.0, 1.0);
            libm::hypot(ax + share * dx, ay + share * dy)
        })
        .fold(f64::MAX, f64::min)
}

#[test]
fn there_are_105_points_and_2134_streams_and_never_one_to_one() {
    for district in DISTRICTS.iter() {
        assert_eq!(district.camera_points.len(), 105);
        assert_eq!(CAMERA_POINTS, 105);
        let streams: usize = cameras(district).map(|camera| camera.streams.len()).sum();
        assert_eq!(streams, 2_134);
        assert_eq!(STREAMS, 2_134);
        let cameras = cameras(district).count();
        assert!(
            cameras > 5 * CAMERA_POINTS && cameras < STREAMS * 2 / 3,
            "{cameras} cameras"
        );
        for point in &district.camera_points {
            assert!(point.cameras.len() >= 2, "{}: one to one", point.name.zh);
            assert!(point.cameras.iter().all(|c| !c.streams.is_empty()));
        }
        let counts: BTreeSet<usize> = self::cameras(district)
            .map(|camera| camera.streams.len())
            .collect();
        assert_eq!(counts, BTreeSet::from([1, 2, 3]));
    }
}

#[test]
fn every_code_and_every_name_is_given_once_and_in_both_languages() {
    for district in DISTRICTS.iter() {
        let points = &district.camera_points;
        let unique = |count: usize, all: BTreeSet<&str>| assert_eq!(all.len(), count);
        unique(105, points.iter().map(|p| p.id.as_str()).collect());
        unique(105, points.iter().map(|p| p.name.zh.as_ref()).collect());
        unique(105, points.iter().map(|p| p.name.en.as_ref()).collect());
        let count = cameras(district).count();
        unique(count, cameras(district).map(|c| c.id.as_str()).collect());
        unique(count, cameras(district).map(|c| &*c.name.zh).collect());
        let streams = cameras(district).flat_map(|camera| &camera.streams);
        unique(2_134, streams.map(|s| s.id.as_str()).collect());
        for point in points {
            assert!(point.name.en.is_ascii(), "{}", point.name.en);
            assert!(!point.name.zh.is_ascii(), "{}", point.name.zh);
        }
    }
}

#[test]
fn checkpoints_watch_the_entries_of_the_great_roads_and_their_crossings() {
    for district in DISTRICTS.iter() {
        let checkpoints: Vec<_> = of_kind(district, PointKind::Checkpoint).collect();
        assert_eq!(checkpoints.len(), 24);
        let entries = checkpoints
            .iter()
            .filter(|point| point.name.zh.contains("入口卡口"))
            .count();
        assert!((6..=10).contains(&entries), "{entries}");
        for avenue in ["双福大道", "福城大道", "学府大道"] {
            let own = checkpoints
                .iter()
                .filter(|point| point.name.zh.starts_with(avenue))
                .filter(|point| point.name.zh.contains("入口卡口"));
            assert_eq!(own.count(), 2, "{avenue} comes in at both ends");
        }
        let great = [RoadClass::Expressway, RoadClass::Avenue, RoadClass::Main];
        for point in checkpoints {
            let away = metres_to_road(district, point.position, &great);
            assert!(away < 75.0, "{}: {away} m", point.name.zh);
            assert!((6.0..=8.0).contains(&point.mast_height_metres));
        }
    }
}

#[test]
fn lookouts_stand_high_on_hills_and_roofs_and_look_over_the_town() {
    for district in DISTRICTS.iter() {
        let lookouts: Vec<_> = of_kind(district, PointKind::Lookout).collect();
        assert_eq!(lookouts.len(), 10);
        let woods: Vec<_> = district
            .land
            .iter()
            .filter(|land| land.cover == Cover::Wood)
            .collect();
        let on_hills = lookouts.iter().filter(|lookout| {
            woods
                .iter()
                .any(|wood| wood.boundary.contains(&point(lookout.position)))
        });
        assert_eq!(on_hills.count(), 5);
        for lookout in lookouts {
            assert!((25.0..=150.0).contains(&lookout.mast_height_metres));
            let pose = lookout.cameras[0].pose.expect("a measured pose");
            assert!(lookout.cameras[0].steerable);
            // From where it stands, the middle of the district lies within its wide end.
            let middle = (
                (106.27 - pose.position.lon()) * 97_060.0,
                (29.39 - pose.position.lat()) * 110_850.0,
            );
            if libm::hypot(middle.0, middle.1) > 300.0 {
                let bearing = libm::atan2(middle.0, middle.1).to_degrees();
                let off = (bearing - pose.pan_degrees + 540.0).rem_euclid(360.0) - 180.0;
                assert!(off.abs() < 30.0, "{}: {off}°", lookout.name.zh);
            }
            assert!((-15.0..0.0).contains(&pose.tilt_degrees), "{pose:?}");
        }
    }
}

#[test]
fn a_roof_lookout_stands_on_the_building_it_is_named_after_and_that_has_twenty_storeys() {
    for district in DISTRICTS.iter() {
        let roofs: Vec<_> = of_kind(district, PointKind::Lookout)
            .filter_map(|lookout| Some((lookout, lookout.name.zh.strip_suffix("楼顶高空瞭望")?)))
            .collect();
        assert_eq!(roofs.len(), 5);
        for (lookout, name) in roofs {
            let building = district.building_named(name).expect(name);
            assert!(building.storeys >= 20, "{building:?}");
            assert!(matches!(
                building.purpose,
                BuildingUse::Tower | BuildingUse::Office
            ));
            assert!(building.footprint.contains(&point(lookout.position)));
            let above = lookout.mast_height_metres - building.height.0;
            assert!((2.0..=6.0).contains(&above), "{above} m above {name}");
        }
    }
}

#[test]
fn no_mast_and_no_pole_stands_in_a_building_but_those_on_roofs() {
    for district in DISTRICTS.iter() {
        let on_the_ground = district
            .camera_points
            .iter()
            .filter(|point| !point.name.zh.contains("楼顶"));
        for mast in on_the_ground {
            let poles = mast.cameras.iter().filter_map(|camera| camera.pose);
            let all = poles.map(|pose| pose.position).chain([mast.position]);
            for at in all.map(point) {
                let inside = district.buildings.iter().find(|building| {
                    let near = |a: f64, b: f64| (a - b).abs() < 0.003;
                    let corner = building.footprint.exterior().0[0];
                    near(corner.x, at.x())
                        && near(corner.y, at.y())
                        && building.footprint.contains(&at)
                });
                assert!(inside.is_none(), "{} in {inside:?}", mast.name.zh);
            }
        }
    }
}

#[test]
fn points_stand_at_the_kerb_and_none_in_the_water_or_on_a_carriageway() {
    for district in DISTRICTS.iter() {
        let water: Vec<_> = district
            .land
            .iter()
            .filter(|land| land.cover == Cover::Water)
            .collect();
        let dry = |at: Wgs84| !water.iter().any(|lake| lake.boundary.contains(&point(at)));
        let every = [
            RoadClass::Expressway,
            RoadClass::Avenue,
            RoadClass::Main,
            RoadClass::Street,
            RoadClass::Lane,
        ];
        for mast in &district.camera_points {
            assert!(dry(mast.position), "{} stands in water", mast.name.zh);
            let away = metres_to_road(district, mast.position, &every);
            assert!(away > 4.5, "{}: {away} m", mast.name.zh);
            let avenue = metres_to_road(district, mast.position, &[RoadClass::Avenue]);
            assert!(avenue > 18.0, "{}: {avenue} m", mast.name.zh);
            let inside = mast.name.zh.contains("大厅") || mast.kind == PointKind::Lookout;
            assert!(inside || away < 60.0, "{}: {away} m", mast.name.zh);
            for camera in &mast.cameras {
                let pose = camera.pose.expect("a measured pose");
                assert!(dry(pose.position), "{} hangs over water", camera.name.zh);
                let away = (pose.position.lon() - mast.position.lon()).abs() * 97_060.0;
                assert!(away < 40.0, "{}: {away} m", camera.name.zh);
            }
        }
    }
}

#[test]
fn every_point_knows_its_area_and_its_grid() {
    for district in DISTRICTS.iter() {
        let mut in_area: BTreeMap<_, usize> = BTreeMap::new();
        for point in &district.camera_points {
            assert_eq!(district.grid_at(point.position), point.grid.as_ref());
            let grid = district
                .grids
                .iter()
                .find(|grid| Some(&grid.id) == point.grid.as_ref())
                .expect("a grid of the district");
            assert_eq!(grid.area, point.area);
            *in_area.entry(point.area.clone()).or_default() += 1;
            let platform = point.platform.as_ref().expect("a platform");
            assert!(district.platforms.iter().any(|known| known.id == *platform));
        }
        assert_eq!(in_area.len(), district.areas.len(), "every area is watched");
    }
}

#[test]
fn every_market_campus_quarter_and_estate_has_its_own_point() {
    for district in DISTRICTS.iter() {
        for place in &district.places {
            let kinds = [
                PlaceKind::Market,
                PlaceKind::University,
                PlaceKind::Commercial,
                PlaceKind::Estate,
            ];
            if kinds.contains(&place.kind) {
                let own = of_kind(district, PointKind::Xueliang)
                    .find(|point| point.name.zh.starts_with(place.name.zh.as_ref()));
                let own = own.unwrap_or_else(|| panic!("{} has a point", place.name.zh));
                assert_eq!(own.grid, place.grid, "{}", place.name.zh);
            }
        }
    }
}

#[test]
fn poses_and_tables_keep_to_their_ranges_and_no_two_domes_have_the_same_lens() {
    for district in DISTRICTS.iter() {
        for camera in cameras(district) {
            let pose = camera.pose.expect("a measured pose");
            assert!((0.0..360.0).contains(&pose.pan_degrees), "{pose:?}");
            assert!((-90.0..=0.0).contains(&pose.tilt_degrees), "{pose:?}");
            assert!(pose.roll_degrees.abs() <= 1.0, "{pose:?}");
            assert!(pose.height_metres > 3.0, "{pose:?}");
            let table = &camera.fields_of_view;
            assert_eq!(table[0].zoom, 1.0);
            assert_eq!(table.len() > 1, camera.steerable);
            assert!(table.is_sorted_by(|wide, narrow| {
                wide.zoom < narrow.zoom && wide.horizontal_degrees > narrow.horizontal_degrees
            }));
            assert!(
                table
                    .iter()
                    .all(|line| (0.5..175.0).contains(&line.horizontal_degrees))
            );
        }
        let narrow: BTreeSet<u64> = cameras(district)
            .filter(|camera| camera.steerable)
            .filter_map(|camera| camera.fields_of_view.last())
            .map(|line| line.horizontal_degrees.to_bits())
            .collect();
        assert!(narrow.len() > 20);
    }
}

#[test]
fn every_camera_has_one_main_stream_first_and_its_sub_streams_play_in_every_browser() {
    let district = &DISTRICTS[0];
    let mut only_h265 = 0;
    for camera in cameras(district) {
        let [main, subs @ ..] = camera.streams.as_slice() else {
            panic!("{} has no stream", camera.id)
        };
        assert_eq!(main.role, StreamRole::Main);
        for sub in subs {
            assert_eq!((sub.role, sub.codec), (StreamRole::Sub, Codec::H264));
            assert!(sub.width < main.width && sub.height < main.height);
        }
        only_h265 += usize::from(subs.is_empty() && main.codec == Codec::H265);
    }
    assert!(only_h265 > 0, "some can only be said not to play");
}
