//! What a tile costs, over town and country alike.

use criterion::{BenchmarkId, Criterion, criterion_group};
use district::{District, Picture};
use domain::Wgs84;
use geodesy::{Tile, tile_from_wgs84};
use std::hint::black_box;

/// Tiles of a zoom all over the district, none twice in a row.
fn tiles(zoom: u8) -> Vec<Tile> {
    const SPREAD: f64 = 0.036;
    (1..=24)
        .map(|k| {
            let share = |step: f64| (f64::from(k) * step).fract() - 0.5;
            let lon = 106.27 + SPREAD * share(0.618_034);
            let lat = 29.39 + SPREAD * share(0.381_966);
            let at = Wgs84::from_lon_lat(lon, lat).expect("on earth");
            tile_from_wgs84(zoom, at).expect("a zoom that there is")
        })
        .collect()
}

fn paint(c: &mut Criterion) {
    let picture = Picture::of(&District::from_seed(District::DEMO_SEED));
    let mut group = c.benchmark_group("district/tile");
    group.sample_size(20);
    for zoom in 12..=18 {
        let mut turn = tiles(zoom).into_iter().cycle();
        group.bench_function(BenchmarkId::new("zoom", zoom), |b| {
            b.iter(|| {
                let tile = turn.next().expect("there is always a next");
                black_box(picture.rgba(tile))
            });
        });
    }
    group.finish();
}

fn grow(c: &mut Criterion) {
    let mut group = c.benchmark_group("district/from_seed");
    group.sample_size(10);
    group.bench_function("demo", |b| {
        b.iter(|| black_box(District::from_seed(District::DEMO_SEED)));
    });
    group.finish();
}

criterion_group!(benches, paint, grow);
