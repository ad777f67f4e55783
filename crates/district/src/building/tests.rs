use super::inset::is_simple;
use super::{BuildingUse, YardKind};
use crate::District;
use crate::plane::{contains, doubled_area};

fn districts() -> impl Iterator<Item = District> {
    [District::DEMO_SEED, 2, 3]
        .into_iter()
        .map(District::from_seed)
}

#[test]
fn each_of_the_six_campuses_has_a_track_with_its_field_a_library_teaching_and_dormitories() {
    let more_seeds = [5, 7, 11, 42, 20_261_123].into_iter();
    for district in districts().chain(more_seeds.map(District::from_seed)) {
        let plots = district.ground.plots.plots.iter().enumerate();
        let campuses: Vec<_> = plots.filter(|(_, plot)| plot.university).collect();
        assert_eq!(campuses.len(), 6);
        for (grid, campus) in campuses {
            for kind in [YardKind::Track, YardKind::Pitch] {
                let yards = district.ground.yards.iter();
                let found = yards.filter(|yard| yard.kind == kind).any(|yard| {
                    yard.ring
                        .iter()
                        .all(|at| contains(&campus.ring, at.metres()))
                });
                assert!(found, "seed {}, grid {grid}: {kind:?}", district.seed);
            }
            for purpose in [
                BuildingUse::Library,
                BuildingUse::Teaching,
                BuildingUse::Dormitory,
            ] {
                let found = district
                    .buildings_of(grid)
                    .any(|building| building.purpose == purpose);
                assert!(found, "seed {}, grid {grid}: {purpose:?}", district.seed);
            }
        }
    }
}

#[test]
fn a_footprint_on_the_sheet_is_simple_and_counter_clockwise_with_four_to_twelve_corners() {
    for district in districts() {
        for building in &district.buildings {
            let ring = &building.ring;
            assert!((4..=12).contains(&ring.len()), "{building:?}");
            assert!(doubled_area(ring) > 0 && is_simple(ring), "{building:?}");
        }
    }
}

#[test]
fn a_yard_is_counter_clockwise_and_laid_out_along_a_unit_vector() {
    for district in districts() {
        for yard in &district.ground.yards {
            let (x, y) = yard.along;
            assert!((x * x + y * y - 1.0).abs() < 1e-9, "{yard:?}");
            assert!(doubled_area(&yard.ring) > 0, "{yard:?}");
        }
    }
}

#[test]
fn a_patrol_station_stands_in_a_building_of_its_own_near_its_spot() {
    for district in districts() {
        for (station, spot) in district.stations.iter().zip(&district.ground.station_spots) {
            let building = district
                .building_named(&station.name.zh)
                .expect("every station has a building");
            let away = building.ring.iter().map(|corner| corner.distance(*spot));
            let nearest = away.fold(f64::MAX, f64::min);
            assert!(nearest < 60.0, "{}: {nearest} m", station.id);
        }
    }
}
