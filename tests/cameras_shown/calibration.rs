//! The points by which a camera is calibrated: what the table says of each, and what all of them come to.

use std::sync::Arc;

use domain::{CameraId, Millis, Network, Wgs84};
use furun::ar::{Aim, Control, Pointed};
use furun::calibration::CalibrationPage;
use furun::config::{Directory, Surroundings, SurroundingsSource, SurveySource};
use furun::i18n::{I18n, Language, Zone, provide_i18n};
use furun::selectors::Selectors;
use furun::store::{DemoCalibrations, Store};
use geodesy::{
    CameraModel, Degrees, Elevated, Metres, PanTilt, PicturePixel, great_circle_destination,
};
use leptos::prelude::*;
use protocol::{ControlSheet, SheetPoint, SheetView, measured_model};
use serde_json::json;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlElement;

use crate::page::Page;

const CAMERA: &str = "L-001-01";
const SIZE: (f64, f64) = (1_280.0, 720.0);

/// Where things on the ground stand: degrees from straight ahead, and metres away.
const THINGS: [(f64, f64); 6] = [
    (-20.0, 300.0),
    (14.0, 900.0),
    (-6.0, 500.0),
    (22.0, 400.0),
    (-12.0, 700.0),
    (4.0, 350.0),
];

fn surroundings() -> Surroundings {
    let told = json!({"points": [{
        "id": "L-001", "name": {"zh": "环山瞭望点", "en": "Hill lookout"}, "kind": "lookout",
        "position": {"lon": 106.27, "lat": 29.39}, "mast_height_metres": 60.0, "area": null, "grid": null, "platform": null,
        "cameras": [{
            "id": CAMERA, "name": {"zh": "云台 1", "en": "Dome 1"}, "steerable": true,
            "pose": {"position": {"lon": 106.27, "lat": 29.39}, "height_metres": 60.0,
                "pan_degrees": 40.0, "tilt_degrees": -6.0, "roll_degrees": 0.0},
            "fields_of_view": [{"zoom": 1.0, "horizontal_degrees": 60.0}], "streams": [],
        }],
    }], "states": {}});
    Surroundings::parse(told.to_string().as_bytes(), None).expect("a list of cameras")
}

/// What a camera that stands so many degrees askew shows of the first things.
fn sheet_of(askew: f64, count: usize) -> ControlSheet {
    let all = surroundings();
    let id = CameraId::try_from(CAMERA).expect("an id");
    let (_, camera) = all.camera(&id).expect("it is there");
    let begun = measured_model(camera).expect("it was measured");
    let mut mount = begun.mount;
    mount.pan_offset = Degrees(askew);
    let truth = CameraModel { mount, ..begun };
    let mut view = SheetView {
        pan_degrees: 40.0,
        tilt_degrees: -6.0,
        zoom: 1.0,
        width: SIZE.0,
        height: SIZE.1,
        drawn: true,
        points: Vec::new(),
    };
    let lens = view.lens(camera).expect("its field is known");
    let reading = PanTilt {
        pan: Degrees(40.0),
        tilt: Degrees(-6.0),
    };
    let sees = truth.camera(reading, lens).showing(view.earth());
    for (bearing, away) in &THINGS[..count] {
        let from = begun.eye.position;
        let position =
            great_circle_destination(from, Degrees(40.0 + askew + bearing), Metres(*away));
        let position = position.expect("it is on earth");
        let place = Elevated {
            position,
            height: Metres(0.0),
        };
        let PicturePixel { x, y } = sees.seen(place).expect("it is ahead").pixel;
        view.points.push(SheetPoint {
            x,
            y,
            position,
            height_metres: 0.0,
            counts: true,
        });
    }
    ControlSheet { views: vec![view] }
}

struct Shown {
    page: Page,
    store: Store,
    control: StoredValue<Option<Control>>,
}

/// The page of a browser that keeps the calibrations of the district of this seed: one for each test.
fn show(owner: &Owner, language: Language, seed: u64) -> Shown {
    owner.with(|| {
        provide_i18n(I18n::new(language, Zone::fixed(Millis::from_hours(8))));
        let store = Store::new(&[Network::Police], Directory::default());
        store.surroundings.set(Some(Arc::new(surroundings())));
        store.view.camera.set(CameraId::try_from(CAMERA).ok());
        provide_context(Selectors::new(store));
        provide_context(DemoCalibrations::of_seed(seed));
        provide_context(SurroundingsSource::in_page(|| async { None }));
        provide_context(SurveySource::Page(seed, |seed| {
            DemoCalibrations::of_seed(seed).newest()
        }));
        let control = StoredValue::new(None);
        let page = Page::with(move || {
            view! {
                <CalibrationPage end=ViewFn::from(|| ())>
                    {
                        // Where the picture would stand, which is clicked on.
                        control.set_value(use_context::<Control>());
                    }
                </CalibrationPage>
            }
        });
        Shown {
            page,
            store,
            control,
        }
    })
}

impl Shown {
    /// Waits until it is known which versions there are: the newest one's points take the place of those in hand.
    async fn until_read(&self) {
        let read = |page: &Page| !page.all(".versions__row").is_empty();
        self.page.until("the versions are read", read).await;
    }

    fn point_at(&self, x: f64, y: f64) {
        let control = self.control.get_value().expect("a picture is joined");
        control.point(Pointed {
            aim: Aim {
                pan: 40.0,
                tilt: -6.0,
                zoom: 1.0,
            },
            size: SIZE,
            pixel: PicturePixel { x, y },
            drawn: true,
        });
    }

    fn place_at(&self, at: Wgs84) {
        self.store.view.put_pin(Some(at));
    }

    /// Points at all points of a sheet, in the picture and on the map.
    fn point_at_all(&self, sheet: &ControlSheet) {
        for (_, _, point) in sheet.points() {
            self.point_at(point.x, point.y);
            self.place_at(point.position);
        }
    }

    fn states(&self) -> Vec<String> {
        let rows = self.page.all(".points__row").into_iter();
        rows.filter_map(|row| row.get_attribute("data-state"))
            .collect()
    }

    async fn until_verdict(&self, words: &str) {
        let said = |page: &Page| page.texts(".calibration__verdict").concat().contains(words);
        self.page.until(words, said).await;
    }

    async fn until_states(&self, states: &[&str]) {
        let what = format!("rows that are {states:?}");
        self.page.until(&what, |_| self.states() == states).await;
    }

    /// Presses a button of a row, both counted from 1.
    fn press(&self, row: usize, button: usize) {
        let selector =
            format!(".points__row:nth-child({row}) .points__ways button:nth-child({button})");
        let button: HtmlElement = self.page.one(&selector).unchecked_into();
        button.click();
    }
}

#[wasm_bindgen_test]
async fn a_table_without_points_says_how_many_it_takes_and_a_half_point_waits_for_its_other_half() {
    for (seed, language, none, one, half) in [
        (
            9_001,
            Language::Chinese,
            "还需 3 个点",
            "还需 2 个点",
            "待补另一半",
        ),
        (
            9_002,
            Language::English,
            "3 more points are needed",
            "2 more points are needed",
            "Half of it is missing",
        ),
    ] {
        let owner = Owner::new();
        let shown = show(&owner, language, seed);
        shown.until_read().await;
        shown.until_verdict(none).await;
        assert!(shown.states().is_empty());
        let sheet = sheet_of(0.0, 1);
        let point = sheet.views[0].points[0];
        shown.point_at(point.x, point.y);
        shown.until_states(&["half"]).await;
        assert_eq!(shown.page.texts(".points__state"), [half]);
        shown.until_verdict(none).await;
        shown.place_at(point.position);
        shown.until_states(&["waiting"]).await;
        shown.until_verdict(one).await;
    }
}

#[wasm_bindgen_test]
async fn good_points_are_used_and_a_mistaken_one_is_red_said_to_be_left_out_and_used_again_once_it_is_moved()
 {
    for (seed, language, good, left_out, used, bad) in [
        (
            9_003,
            Language::Chinese,
            "6 个点，0.0 像素，",
            "；1 个未采用",
            "采用",
            "偏差过大，未采用",
        ),
        (
            9_004,
            Language::English,
            "6 points, 0.0 px, good to",
            "; 1 left out",
            "Used",
            "Too far off, not used",
        ),
    ] {
        let owner = Owner::new();
        let shown = show(&owner, language, seed);
        shown.until_read().await;
        let sheet = sheet_of(1.5, 6);
        shown.point_at_all(&sheet);
        shown.until_states(&["used"; 6]).await;
        shown.until_verdict(good).await;
        assert_eq!(shown.page.texts(".points__state"), [used; 6]);

        // In hand, the fourth is moved to somewhere else, and back.
        let fourth = sheet.views[0].points[3];
        shown.press(4, 1);
        shown.point_at(fourth.x - 130.0, fourth.y);
        shown
            .until_states(&["used", "used", "used", "bad", "used", "used"])
            .await;
        shown.until_verdict(left_out).await;
        assert_eq!(shown.page.texts(".points__state")[3], bad);
        shown.point_at(fourth.x, fourth.y);
        shown.until_states(&["used"; 6]).await;

        // One that is switched off is kept, and is not counted.
        shown.press(6, 3);
        shown
            .until_states(&["used", "used", "used", "used", "used", "off"])
            .await;
        shown.until_verdict("5").await;
    }
}

#[wasm_bindgen_test]
async fn a_camera_that_moved_since_it_was_calibrated_is_said_to_have_and_by_how_much() {
    for (seed, language, words) in [
        (9_005, Language::Chinese, "似乎转动了 0.8°"),
        (9_006, Language::English, "seems to have moved by 0.8°"),
    ] {
        let all = surroundings();
        let id = CameraId::try_from(CAMERA).expect("an id");
        let (_, camera) = all.camera(&id).expect("it is there");
        let kept = DemoCalibrations::of_seed(seed).save(camera, &sheet_of(1.5, 6));
        kept.expect("the browser keeps it");
        let owner = Owner::new();
        let shown = show(&owner, language, seed);
        shown.until_read().await;
        shown.until_states(&["used"; 6]).await;
        assert!(
            shown.page.all(".calibration__moved").is_empty(),
            "it stands as it stood"
        );
        shown.point_at_all(&sheet_of(2.3, 3));
        let said = |page: &Page| page.texts(".calibration__moved").concat().contains(words);
        shown.page.until(words, said).await;
    }
}
