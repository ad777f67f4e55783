//! The camera of `engine` against the map library's own: what the marks are placed by, and what lies below them.
#![cfg(target_arch = "wasm32")]

use furun::engine::{
    Bounds, Camera, GROUND_UNITS, Ground, LonLat, MAX_PITCH, Padding, ScreenPoint, View,
};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// Window the table below was recorded in, CSS pixels.
const WIDTH: f64 = 1280.0;
const HEIGHT: f64 = 720.0;

/// (longitude, latitude, zoom, pitch, bearing), (longitude, latitude), and where `project()` of MapLibre GL JS 6.17.0 puts it
/// in a window of 1280 × 720, renderWorldCopies off.
const RECORDED: &[([f64; 5], [f64; 2], [f64; 2])] = &[
    (
        [106.0, 29.5, 12.0, 0.0, 0.0],
        [106.03409146573, 29.5209944617],
        [838.597182, 219.466324],
    ),
    (
        [106.0, 29.5, 12.0, 0.0, 0.0],
        [106.02911014017, 29.446642714629],
        [809.578857, 717.034378],
    ),
    (
        [106.0, 29.5, 12.0, 0.0, 0.0],
        [106.039432453926, 29.48137494939],
        [869.710693, 484.648819],
    ),
    (
        [106.0123, 29.4987, 14.37, 0.0, 0.0],
        [105.998387982892, 29.49072598067],
        [221.053467, 635.883887],
    ),
    (
        [106.0123, 29.4987, 14.37, 0.0, 0.0],
        [106.021110204047, 29.491883866478],
        [905.310516, 595.824881],
    ),
    (
        [106.0123, 29.4987, 14.37, 0.0, 0.0],
        [106.022476553098, 29.502076493699],
        [946.456757, 243.174047],
    ),
    (
        [106.0, 29.5, 16.0, 60.0, 0.0],
        [106.006261372845, 29.506420453406],
        [1016.186981, 138.391256],
    ),
    (
        [106.0, 29.5, 16.0, 60.0, 0.0],
        [106.00158375517, 29.505168970636],
        [742.235603, 168.308659],
    ),
    (
        [106.0, 29.5, 16.0, 60.0, 0.0],
        [105.99699939827, 29.497097028446],
        [267.453957, 567.052932],
    ),
    (
        [106.0, 29.5, 16.0, 0.0, 35.0],
        [106.002652833172, 29.495559868377],
        [1115.272217, 607.670975],
    ),
    (
        [106.0, 29.5, 16.0, 0.0, 35.0],
        [105.995759020768, 29.502827587191],
        [142.513428, 338.678992],
    ),
    (
        [106.0, 29.5, 16.0, 0.0, 35.0],
        [106.003196005385, 29.499151967446],
        [936.106415, 263.529653],
    ),
    (
        [-122.4194, 37.7749, 13.2, 45.0, -120.0],
        [-122.417347018317, 37.754715378084],
        [357.526093, 265.143957],
    ),
    (
        [-122.4194, 37.7749, 13.2, 45.0, -120.0],
        [-122.415867470975, 37.805812930321],
        [1175.967255, 626.950521],
    ),
    (
        [-122.4194, 37.7749, 13.2, 45.0, -120.0],
        [-122.420282175613, 37.767097887679],
        [536.664276, 308.631964],
    ),
    (
        [-118.2437, 34.0522, 10.5, 70.0, -160.0],
        [-118.99546577346, 33.541040000761],
        [1049.226532, 124.363089],
    ),
    (
        [-118.2437, 34.0522, 10.5, 70.0, -160.0],
        [-118.039803448585, 33.743855549468],
        [202.638435, 228.866715],
    ),
    (
        [-118.2437, 34.0522, 10.5, 70.0, -160.0],
        [-118.170883248176, 34.034259405667],
        [482.533035, 363.238091],
    ),
    (
        [151.2093, -33.8688, 18.75, 30.0, 77.0],
        [151.209562420893, -33.869582889917],
        [1245.407104, 336.62487],
    ),
    (
        [151.2093, -33.8688, 18.75, 30.0, 77.0],
        [151.209827036438, -33.869192111412],
        [964.489135, 162.21691],
    ),
    (
        [151.2093, -33.8688, 18.75, 30.0, 77.0],
        [151.208852480808, -33.868788470436],
        [558.102453, 628.874502],
    ),
    (
        [106.1, 29.6, 22.0, 0.0, 0.0],
        [106.100068436389, 29.600020163688],
        [1048.238963, 221.665561],
    ),
    (
        [106.1, 29.6, 22.0, 0.0, 0.0],
        [106.100007681303, 29.599963628143],
        [685.820755, 609.531693],
    ),
    (
        [106.1, 29.6, 22.0, 0.0, 0.0],
        [106.100042962853, 29.600040817578],
        [896.283399, 79.968019],
    ),
    (
        [106.1, 29.6, 21.4, 55.0, -33.0],
        [106.099923960038, 29.600177570296],
        [754.236332, 66.330127],
    ),
    (
        [106.1, 29.6, 21.4, 55.0, -33.0],
        [106.100038301662, 29.600058340178],
        [884.405861, 287.705585],
    ),
    (
        [106.1, 29.6, 21.4, 55.0, -33.0],
        [106.10001534257, 29.600114810845],
        [895.565338, 182.981845],
    ),
    (
        [0.001, 0.002, 6.0, 20.0, 10.0],
        [-1.52058240914, 1.142774495483],
        [489.306793, 288.278246],
    ),
    (
        [0.001, 0.002, 6.0, 20.0, 10.0],
        [-1.607759046367, -3.139515608111],
        [535.284576, 679.752016],
    ),
    (
        [0.001, 0.002, 6.0, 20.0, 10.0],
        [-0.29819207716, 4.662766739721],
        [551.076813, 16.411943],
    ),
    (
        [24.94, 60.17, 15.0, 69.5, 179.0],
        [24.960544492849, 60.146846557375],
        [322.386661, 95.69066],
    ),
    (
        [24.94, 60.17, 15.0, 69.5, 179.0],
        [24.904468748102, 60.077783652197],
        [853.590279, 3.955078],
    ),
    (
        [24.94, 60.17, 15.0, 69.5, 179.0],
        [24.949919760658, 60.162173944064],
        [366.413608, 202.011795],
    ),
    (
        [-58.38, -34.6, 11.0, 10.0, -90.0],
        [-58.45320860053, -34.630749385765],
        [534.779053, 156.965103],
    ),
    (
        [-58.38, -34.6, 11.0, 10.0, -90.0],
        [-58.385189754359, -34.489945849095],
        [1028.231239, 345.149488],
    ),
    (
        [-58.38, -34.6, 11.0, 10.0, -90.0],
        [-58.296070742894, -34.586709647277],
        [688.948822, 610.597715],
    ),
];

fn view_of([lon, lat, zoom, pitch, bearing]: [f64; 5]) -> View {
    let camera = Camera {
        centre: LonLat::new(lon, lat),
        zoom,
        pitch,
        bearing,
    };
    View::new(camera, WIDTH, HEIGHT)
}

fn recorded_views() -> impl Iterator<Item = View> {
    RECORDED.iter().map(|(camera, _, _)| view_of(*camera))
}

fn distance(a: ScreenPoint, b: ScreenPoint) -> f64 {
    (a.x - b.x).hypot(a.y - b.y)
}

#[wasm_bindgen_test]
fn a_position_stands_where_the_map_library_puts_it() {
    for (camera, [lon, lat], [x, y]) in RECORDED {
        let found = view_of(*camera)
            .project(LonLat::new(*lon, *lat))
            .expect("recorded in front of the camera");
        let off = distance(found, ScreenPoint { x: *x, y: *y });
        assert!(off < 0.001, "{camera:?}: {off} px off");
    }
}

#[wasm_bindgen_test]
fn a_mark_on_the_integer_grid_stands_within_half_a_pixel_of_the_map_library() {
    for (camera, [lon, lat], [x, y]) in RECORDED {
        let found = view_of(*camera)
            .project_ground(Ground::from(LonLat::new(*lon, *lat)))
            .expect("recorded in front of the camera");
        let off = distance(found, ScreenPoint { x: *x, y: *y });
        assert!(off < 0.5, "{camera:?}: {off} px off");
    }
}

#[wasm_bindgen_test]
fn the_shaders_arithmetic_in_f32_puts_a_mark_where_f64_does() {
    for (camera, [lon, lat], _) in RECORDED {
        let view = view_of(*camera);
        let at = Ground::from(LonLat::new(*lon, *lat));
        let clip = view.ground_to_clip();
        let (dx, dy) = at.offset_from(clip.origin);
        let (dx, dy) = (dx as f32, dy as f32);
        let m = clip.matrix;
        let [x, y, w] = [0, 1, 2].map(|row| m[row] * dx + m[row + 3] * dy + m[row + 6]);
        let shader = ScreenPoint {
            x: (f64::from(x / w) + 1.0) / 2.0 * WIDTH,
            y: (1.0 - f64::from(y / w)) / 2.0 * HEIGHT,
        };
        let exact = view
            .project_ground(at)
            .expect("recorded in front of the camera");
        let off = distance(shader, exact);
        assert!(off < 0.01, "{camera:?}: {off} px off");
    }
}

#[wasm_bindgen_test]
fn what_is_unprojected_projects_back() {
    for view in recorded_views() {
        for (x, y) in [(1.0, 719.0), (640.0, 360.0), (1279.0, 200.0), (30.0, 30.0)] {
            let at = ScreenPoint { x, y };
            let ground = view
                .unproject(at)
                .expect("no horizon up to the steepest look");
            let again = view.project(ground).expect("seen a moment ago");
            assert!(distance(at, again) < 1e-3, "{:?}: {again:?}", view.camera());
        }
    }
}

#[wasm_bindgen_test]
fn a_camera_that_creeps_never_makes_a_mark_jump() {
    let mark = Ground::from(LonLat::new(106.100_01, 29.600_01));
    let mut camera = Camera::over(LonLat::new(106.1, 29.6), 22.0);
    let pixel = 360.0 / (512.0 * 22.0_f64.exp2());
    let mut before: Option<ScreenPoint> = None;
    for _ in 0..50 {
        let now = View::new(camera, WIDTH, HEIGHT)
            .project_ground(mark)
            .expect("straight below");
        if let Some(before) = before {
            let step = before.x - now.x;
            assert!((step - 0.1).abs() < 1e-4, "moved {step} px instead of 0.1");
        }
        before = Some(now);
        camera.centre.lon += pixel / 10.0;
    }
}

#[wasm_bindgen_test]
fn nothing_behind_the_camera_is_projected() {
    let camera = Camera {
        centre: LonLat::new(106.0, 29.5),
        zoom: 16.0,
        pitch: MAX_PITCH,
        bearing: 0.0,
    };
    let view = View::new(camera, WIDTH, HEIGHT);
    // The camera looks north from the south: two kilometres south of the centre is behind it.
    assert_eq!(view.project(LonLat::new(106.0, 29.48)), None);
    assert!(view.project(LonLat::new(106.0, 29.52)).is_some());
}

#[wasm_bindgen_test]
fn a_fitted_camera_shows_all_of_the_bounds_and_touches_the_padding() {
    let bounds = Bounds::around([LonLat::new(106.0, 29.4), LonLat::new(106.2, 29.6)])
        .expect("two positions");
    let padding = Padding {
        top: 100.0,
        right: 300.0,
        bottom: 40.0,
        left: 20.0,
    };
    for bearing in [0.0, 30.0, 90.0, 200.0] {
        let looking = Camera {
            bearing,
            ..Camera::over(LonLat::new(0.0, 0.0), 3.0)
        };
        let fitted = View::new(looking, WIDTH, HEIGHT).fit(bounds, padding, 20.0);
        let view = View::new(fitted, WIDTH, HEIGHT);
        let corners = [(106.0, 29.4), (106.2, 29.4), (106.2, 29.6), (106.0, 29.6)]
            .map(|(lon, lat)| view.project(LonLat::new(lon, lat)).expect("straight below"));
        let least = |of: fn(&ScreenPoint) -> f64| corners.iter().map(of).fold(f64::MAX, f64::min);
        let most = |of: fn(&ScreenPoint) -> f64| corners.iter().map(of).fold(f64::MIN, f64::max);
        let free = [
            least(|corner| corner.x) - padding.left,
            WIDTH - padding.right - most(|corner| corner.x),
            least(|corner| corner.y) - padding.top,
            HEIGHT - padding.bottom - most(|corner| corner.y),
        ];
        assert!(
            free.iter().all(|free| *free > -1e-6),
            "bearing {bearing}: {free:?}"
        );
        // One pair of opposite edges is touched, and what is left on the other pair is the same on both sides.
        assert!(
            (free[0] - free[1]).abs() < 1e-6 && (free[2] - free[3]).abs() < 1e-6,
            "{free:?}"
        );
        assert!(free[0].min(free[2]) < 1e-6, "bearing {bearing}: {free:?}");
    }
}

#[wasm_bindgen_test]
fn a_single_place_is_fitted_at_the_greatest_zoom_allowed() {
    let here = LonLat::new(106.0, 29.5);
    let bounds = Bounds::around([here]).expect("one position");
    let view = View::new(Camera::over(LonLat::new(0.0, 0.0), 3.0), WIDTH, HEIGHT);
    let fitted = view.fit(bounds, Padding::all(50.0), 16.5);
    assert_eq!(fitted.zoom, 16.5);
    assert!((fitted.centre.lon - here.lon).abs() < 1e-9);
    assert!((fitted.centre.lat - here.lat).abs() < 1e-9);
}

#[wasm_bindgen_test]
fn the_shorter_way_is_taken_over_the_antimeridian() {
    let west = Ground::from(LonLat::new(179.999, 0.0));
    let east = Ground::from(LonLat::new(-179.999, 0.0));
    let (dx, dy) = east.offset_from(west);
    assert_eq!(dy, 0);
    assert!((f64::from(dx) / GROUND_UNITS * 360.0 - 0.002).abs() < 1e-6);
    let view = View::new(
        Camera::over(LonLat::new(179.9999, 0.0), 18.0),
        WIDTH,
        HEIGHT,
    );
    let seen = view.project_ground(east).expect("straight below");
    assert!(seen.x > WIDTH / 2.0);
}

#[wasm_bindgen_test]
fn a_position_comes_back_from_the_grid_within_five_millimetres() {
    for (_, [lon, lat], _) in RECORDED {
        let back = LonLat::from(Ground::from(LonLat::new(*lon, *lat)));
        let metres = 111_320.0;
        assert!((back.lon - lon).abs() * metres * lat.to_radians().cos() < 0.005);
        assert!((back.lat - lat).abs() * metres < 0.005);
    }
}
