use geodesy::tile_from_wgs84;

use super::*;

fn picture() -> Picture {
    Picture::of(&District::from_seed(District::DEMO_SEED))
}

fn tile_at(zoom: u8, lon: f64, lat: f64) -> Tile {
    let at = Wgs84::from_lon_lat(lon, lat).expect("on earth");
    tile_from_wgs84(zoom, at).expect("a zoom that there is")
}

/// Town, campus, river and market, country.
const PLACES: [(f64, f64); 4] = [
    (106.268, 29.389),
    (106.256, 29.402),
    (106.288, 29.392),
    (106.225, 29.40),
];

/// The mean colour of each square of a tile, `squares` on a side.
fn means(rgba: &[u8], squares: usize) -> Vec<[f32; 3]> {
    let side = TILE / squares;
    let mut sums = vec![[0.0_f32; 3]; squares * squares];
    for (index, pixel) in rgba.chunks_exact(4).enumerate() {
        let (row, column) = (index / TILE, index % TILE);
        let square = &mut sums[row / side * squares + column / side];
        for (sum, &value) in square.iter_mut().zip(pixel) {
            *sum += f32::from(value) / (side * side) as f32;
        }
    }
    sums
}

fn off(one: &[f32; 3], other: &[f32; 3]) -> f32 {
    one.iter()
        .zip(other)
        .map(|(a, b)| (a - b).abs())
        .fold(0.0, f32::max)
}

#[test]
fn a_tile_does_not_depend_on_how_far_beyond_its_edge_was_painted() {
    let picture = picture();
    for (lon, lat) in PLACES {
        for zoom in [12, 14, 16, 17, 18, 19] {
            let tile = tile_at(zoom, lon, lat);
            let usual = picture.rgba(tile);
            let metres = picture.ground.metres_per_pixel(zoom);
            let wide = picture.painted(Frame::of(tile, &picture.ground, 56.0 * metres));
            let differ = usual.iter().zip(&wide).filter(|(a, b)| a.abs_diff(**b) > 1);
            // Where a pixel is covered by half to the last bit, rounding decides; a seam would be a row of them.
            let values = differ.count();
            assert!(
                values <= 12,
                "zoom {zoom} at {lon}, {lat}: {values} values differ"
            );
        }
    }
}

#[test]
fn the_same_place_looks_the_same_from_twice_as_far() {
    let picture = picture();
    for (lon, lat) in PLACES {
        for zoom in 11..=18 {
            let parent = tile_at(zoom, lon, lat);
            let far = means(&picture.rgba(parent), 8);
            let mut near = vec![[0.0; 3]; 64];
            for (dx, dy) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
                let child = Tile::new(zoom + 1, 2 * parent.x() + dx, 2 * parent.y() + dy);
                let quarter = means(&picture.rgba(child.expect("a child")), 4);
                for (index, mean) in quarter.into_iter().enumerate() {
                    let (row, column) = (index / 4 + 4 * dy as usize, index % 4 + 4 * dx as usize);
                    near[row * 8 + column] = mean;
                }
            }
            let apart: f32 = far.iter().zip(&near).map(|(a, b)| off(a, b)).sum::<f32>() / 64.0;
            assert!(
                apart < 6.0,
                "zoom {zoom} at {lon}, {lat}: {apart} steps apart in the mean"
            );
        }
    }
}

#[test]
fn no_picture_is_empty_or_without_detail() {
    let picture = picture();
    for (lon, lat) in PLACES {
        for zoom in [13, 15, 17] {
            let means = means(&picture.rgba(tile_at(zoom, lon, lat)), 16);
            let (low, high) = means
                .iter()
                .fold((f32::MAX, f32::MIN), |(low, high), mean| {
                    (low.min(mean[1]), high.max(mean[1]))
                });
            assert!(
                high - low > 12.0,
                "zoom {zoom} at {lon}, {lat}: {low} to {high}"
            );
        }
    }
}

#[test]
fn far_from_the_district_there_is_country() {
    let tile = tile_at(15, 106.9, 29.9);
    let means = means(&picture().rgba(tile), 1);
    let [red, green, blue] = means[0];
    assert!(green > blue && green > 60.0 && red > 50.0, "{means:?}");
}
