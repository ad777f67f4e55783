//! What there is in the micro-grids, and that it adds up.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use district::figures::*;
use district::{District, PlaceKind};
use domain::{Elements, GridKind};
use geo::GeodesicArea;

static DISTRICTS: LazyLock<Vec<District>> = LazyLock::new(|| {
    [District::DEMO_SEED, 2, 7, 20_261_123]
        .into_iter()
        .map(District::from_seed)
        .collect()
});

#[test]
fn residents_are_more_than_300_000_of_whom_50_000_are_registered_and_firms_more_than_5_000() {
    for district in DISTRICTS.iter() {
        let all = district.elements();
        assert_eq!(RESIDENTS_ABOVE, 300_000);
        assert!(all.people > 300_000 && all.people < 330_000, "{all:?}");
        assert_eq!(all.registered, 50_000);
        assert_eq!(REGISTERED, 50_000);
        assert_eq!(FIRMS_ABOVE, 5_000);
        assert!(all.firms > 5_000 && all.firms < 6_500, "{all:?}");
        assert_eq!(HANDLED_ABOVE, 38_000);
        assert!(all.events > 38_000 && all.events < 40_000, "{all:?}");
    }
}

#[test]
fn there_are_five_specialised_markets_and_six_universities() {
    for district in DISTRICTS.iter() {
        let of = |kind: PlaceKind| {
            district
                .places
                .iter()
                .filter(|place| place.kind == kind)
                .count()
        };
        assert_eq!((of(PlaceKind::Market), MARKETS), (5, 5));
        assert_eq!((of(PlaceKind::University), UNIVERSITIES), (6, 6));
    }
}

#[test]
fn every_micro_grid_has_its_elements_and_the_parts_add_up_to_the_whole() {
    for district in DISTRICTS.iter() {
        assert_eq!(district.micro_grids.len(), 997);
        for part in &district.micro_grids {
            let own = part.elements.expect("counted");
            assert!(own.registered <= own.people, "{}: {own:?}", part.id);
            assert!(own.firms <= own.bodies, "{}: {own:?}", part.id);
            assert!(own.things > 0, "{}: {own:?}", part.id);
        }
        let by_grid: Elements = district
            .grids
            .iter()
            .map(|grid| district.elements_of(&grid.id))
            .sum();
        assert_eq!(by_grid, district.elements());
    }
}

#[test]
fn the_country_is_thin_dwellings_are_dense_and_firms_are_in_quarters_and_markets() {
    for district in DISTRICTS.iter() {
        let mut sums: BTreeMap<GridKind, (Elements, f64)> = BTreeMap::new();
        for grid in &district.grids {
            let kind = *grid.kinds.last().expect("a kind");
            let (elements, km2) = sums.entry(kind).or_default();
            *elements = *elements + district.elements_of(&grid.id);
            *km2 += grid.boundary.geodesic_area_signed() / 1e6;
        }
        let people = |kind: GridKind| f64::from(sums[&kind].0.people) / sums[&kind].1;
        let firms = |kind: GridKind| f64::from(sums[&kind].0.firms) / sums[&kind].1;
        assert!(people(GridKind::Rural) < 700.0, "{sums:?}");
        assert!(people(GridKind::Residential) > 6_000.0, "{sums:?}");
        assert!(people(GridKind::University) > people(GridKind::Residential));
        assert!(firms(GridKind::Commercial) > 4.0 * firms(GridKind::Residential));
        assert!(firms(GridKind::SpecialisedMarket) > 4.0 * firms(GridKind::Residential));
        let rural = sums[&GridKind::Rural].0;
        assert!(rural.registered * 2 > rural.people, "{rural:?}");
    }
}
