//! For tests: what a camera that stands askew shows.

use domain::Camera;
use geodesy::{CameraModel, Degrees, LevelGround, Metres, PicturePixel};
use protocol::{ControlSheet, SheetPoint, SheetView, measured_model};

use crate::ar::test_camera;

pub(super) fn camera() -> Camera {
    test_camera(80.0, 40.0, -5.0).camera().clone()
}

/// What a head shows whose zero points so far past north, at these pixels.
pub(super) fn shown_askew(askew: f64, pixels: &[(f64, f64)]) -> ControlSheet {
    let begun = measured_model(&camera()).expect("it was measured");
    let mut mount = begun.mount;
    mount.pan_offset = Degrees(askew);
    let mut view = SheetView {
        pan_degrees: 40.0,
        tilt_degrees: -6.0,
        zoom: 1.0,
        width: 1_280.0,
        height: 720.0,
        drawn: true,
        points: Vec::new(),
    };
    let lens = view.lens(&camera()).expect("its field is known");
    let truth = CameraModel { mount, ..begun };
    let sees = truth.camera(view.reading(), lens).showing(view.earth());
    for &(x, y) in pixels {
        let place = sees.place(PicturePixel { x, y }, &LevelGround(Metres(0.0)));
        view.points.push(SheetPoint {
            x,
            y,
            position: place.expect("ground").position,
            height_metres: 0.0,
            counts: true,
        });
    }
    ControlSheet { views: vec![view] }
}
