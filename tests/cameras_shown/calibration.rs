//! The points by which a camera is calibrated: what the table says of each, and what all of them come to.

use std::sync::Arc;

use domain::{Camera, CameraId, Millis, Network, Wgs84};
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
use leptos::task::tick;
use protocol::{ControlSheet, SheetPoint, SheetView, measured_model};
use serde_json::json;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlButtonElement, HtmlElement};

use crate::page::Page;

const CAMERA: &str = "L-001-01";
const OTHER_CAMERA: &str = "L-001-02";
const SIZE: (f64, f64) = (1_280.0, 720.0);

/// Where things on the ground stand: degrees from straight ahead, and metres away.
const THINGS: [(f64, f64); 8] = [
    (-20.0, 300.0),
    (14.0, 900.0),
    (-6.0, 500.0),
    (22.0, 400.0),
    (-12.0, 700.0),
    (4.0, 350.0),
    (18.0, 650.0),
    (-25.0, 450.0),
];

fn surroundings() -> Surroundings {
    let camera = |id: &str, name: &str| {
        json!({
            "id": id, "name": {"zh": format!("云台 {name}"), "en": format!("Dome {name}")}, "steerable": true,
            "pose": {"position": {"lon": 106.27, "lat": 29.39}, "height_metres": 60.0,
                "pan_degrees": 40.0, "tilt_degrees": -6.0, "roll_degrees": 0.0},
            "fields_of_view": [{"zoom": 1.0, "horizontal_degrees": 60.0}], "streams": [],
        })
    };
    let told = json!({"points": [{
        "id": "L-001", "name": {"zh": "环山瞭望点", "en": "Hill lookout"}, "kind": "lookout",
        "position": {"lon": 106.27, "lat": 29.39}, "mast_height_metres": 60.0, "area": null, "grid": null, "platform": null,
        "cameras": [camera(CAMERA, "1"), camera(OTHER_CAMERA, "2")],
    }], "states": {}});
    Surroundings::parse(told.to_string().as_bytes(), None).expect("a list of cameras")
}

/// What a camera that stands so many degrees askew shows of the first things.
fn sheet_of(askew: f64, count: usize) -> ControlSheet {
    let camera = camera(CAMERA);
    let begun = measured_model(&camera).expect("it was measured");
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
    let lens = view.lens(&camera).expect("its field is known");
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

    /// Numbers of the points that are said not to be saved.
    fn unsaved(&self) -> Vec<String> {
        self.page
            .texts(".points__row:has(.points__unsaved) .points__number")
    }

    async fn until_unsaved(&self, count: usize) {
        let what = format!("{count} points that are not saved");
        let so_many = |_: &Page| self.unsaved().len() == count;
        self.page.until(&what, so_many).await;
    }

    async fn open(&self, camera: &str) {
        self.store.view.camera.set(CameraId::try_from(camera).ok());
        // The page's effects put the points of the camera before aside, one after another.
        for _ in 0..10 {
            tick().await;
        }
        self.until_read().await;
    }

    /// The first of the tool's buttons.
    fn save(&self) -> HtmlButtonElement {
        let button = self.page.one(".calibration__ways button");
        button.unchecked_into()
    }

    /// Chooses a file with these points.
    fn import(&self, sheet: &ControlSheet) {
        let text = json!({"camera": CAMERA, "views": sheet.views}).to_string();
        let choose = js_sys::Function::new_with_args(
            "input, text",
            "const chosen = new DataTransfer(); \
             chosen.items.add(new File([text], 'points.json')); \
             input.files = chosen.files; \
             input.dispatchEvent(new Event('change', { bubbles: true }));",
        );
        let input = self.page.one(".calibration__import input");
        let chosen = choose.call2(&JsValue::NULL, &input, &text.into());
        chosen.expect("a file is chosen");
    }
}

fn camera(id: &str) -> Camera {
    let all = surroundings();
    let id = CameraId::try_from(id).expect("an id");
    let (_, camera) = all.camera(&id).expect("it is there");
    camera.clone()
}

/// A sheet whose points were mistaken for others: what was pointed at is so far to the right, or to the left where that would be
/// beside the picture.
fn mistaken(mut sheet: ControlSheet, points: &[(usize, f64)]) -> ControlSheet {
    for &(at, by) in points {
        let x = &mut sheet.views[0].points[at].x;
        *x = if *x + by < SIZE.0 { *x + by } else { *x - by };
    }
    sheet
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
        let kept = DemoCalibrations::of_seed(seed).save(&camera(CAMERA), &sheet_of(1.5, 6));
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

#[wasm_bindgen_test]
async fn points_that_contradict_those_that_agree_are_named_and_marked_and_nothing_is_saved_until_they_do_not()
 {
    for (seed, language, words, agrees, contradicts) in [
        (
            9_007,
            Language::Chinese,
            "4 个点（第 2、4、5、8 点）与其余各点矛盾",
            "相符",
            "矛盾，请核对",
        ),
        (
            9_008,
            Language::English,
            "4 points (2, 4, 5, 8) contradict the others",
            "Agrees",
            "Contradicts: check it",
        ),
    ] {
        let owner = Owner::new();
        let shown = show(&owner, language, seed);
        shown.until_read().await;
        let wrong = [(1, 400.0), (3, 700.0), (4, 250.0), (7, 550.0)];
        let sheet = mistaken(sheet_of(1.5, 8), &wrong);
        shown.point_at_all(&sheet);
        shown.until_verdict(words).await;
        let states = [
            agrees,
            contradicts,
            agrees,
            contradicts,
            contradicts,
            agrees,
            agrees,
            contradicts,
        ];
        assert_eq!(shown.page.texts(".points__state"), states);
        let off = shown.page.texts(".points__off");
        assert!(off.iter().all(|off| !off.is_empty()), "{off:?}");
        assert!(shown.save().disabled(), "nothing comes of them");
        // One that is switched off contradicts nothing, and the others are more.
        shown.press(2, 3);
        shown
            .until_states(&["used", "off", "used", "bad", "bad", "used", "used", "bad"])
            .await;
        assert!(!shown.save().disabled());
    }
}

#[wasm_bindgen_test]
async fn where_nothing_tells_which_of_three_points_is_mistaken_the_farthest_off_by_what_is_known_is_to_be_checked_first()
 {
    for (seed, language, is_calibrated, words) in [
        (
            9_009,
            Language::Chinese,
            false,
            "偏差按设备目录的安装参数计，请先核对偏差最大的第 3 点",
        ),
        (
            9_010,
            Language::English,
            true,
            "by the last calibration: check point 3 first",
        ),
    ] {
        // By its catalogue a camera that stands far askew shows nothing where it should.
        let askew = if is_calibrated { 9.0 } else { 0.3 };
        let browser = DemoCalibrations::of_seed(seed);
        if is_calibrated {
            let kept = browser.save(&camera(CAMERA), &sheet_of(askew, 6));
            kept.expect("the browser keeps it");
        }
        let owner = Owner::new();
        let shown = show(&owner, language, seed);
        shown.until_read().await;
        for left in (0..shown.states().len()).rev() {
            shown.press(1, 4);
            let what = format!("{left} points");
            let so_many = |_: &Page| shown.states().len() == left;
            shown.page.until(&what, so_many).await;
        }
        let sheet = mistaken(sheet_of(askew, 3), &[(2, 500.0)]);
        shown.point_at_all(&sheet);
        shown.until_verdict(words).await;
        assert_eq!(shown.states(), ["unclear"; 3]);
        let off = shown.page.texts(".points__off");
        let pixels = |off: &String| {
            let number = off
                .split_whitespace()
                .next()
                .and_then(|off| off.parse().ok());
            number.unwrap_or(f64::NAN)
        };
        let off: Vec<f64> = off.iter().map(pixels).collect();
        assert!(off[0] < 12.0 && off[1] < 12.0, "{off:?}");
        assert!((off[2] - 500.0).abs() < 12.0, "{off:?}");
    }
}

#[wasm_bindgen_test]
async fn points_in_hand_wait_for_their_camera_while_another_is_opened() {
    let owner = Owner::new();
    let shown = show(&owner, Language::Chinese, 9_011);
    shown.until_read().await;
    let sheet = sheet_of(1.5, 4);
    shown.point_at_all(&sheet);
    shown.until_states(&["used"; 4]).await;
    // Half a point, too.
    shown.point_at(700.0, 300.0);
    let whole = ["used", "used", "used", "used", "half"];
    shown.until_states(&whole).await;
    shown.open(OTHER_CAMERA).await;
    shown.until_states(&[]).await;
    shown.point_at_all(&sheet_of(0.0, 1));
    shown.until_states(&["waiting"]).await;
    shown.open(CAMERA).await;
    shown.until_states(&whole).await;
    assert_eq!(shown.unsaved().len(), 4);
    shown.open(OTHER_CAMERA).await;
    shown.until_states(&["waiting"]).await;
}

#[wasm_bindgen_test]
async fn points_of_a_file_that_differ_from_the_saved_ones_are_said_not_to_be_saved_and_can_be() {
    let seed = 9_012;
    let saved = sheet_of(1.5, 6);
    let kept = DemoCalibrations::of_seed(seed).save(&camera(CAMERA), &saved);
    kept.expect("the browser keeps it");
    let owner = Owner::new();
    let shown = show(&owner, Language::Chinese, seed);
    shown.until_read().await;
    shown.until_states(&["used"; 6]).await;
    assert!(shown.unsaved().is_empty() && shown.save().disabled());
    // The same points again are the saved ones.
    shown.press(2, 4);
    shown.until_states(&["used"; 5]).await;
    shown.import(&saved);
    shown.until_states(&["used"; 6]).await;
    assert!(shown.unsaved().is_empty() && shown.save().disabled());
    let mut other = saved.clone();
    other.views[0].points[1].height_metres = 2.0;
    other.views[0].points[4].x += 1.0;
    shown.import(&other);
    shown.until_unsaved(2).await;
    assert_eq!(shown.unsaved(), ["2未保存", "5未保存"]);
    assert_eq!(shown.page.texts(".calibration__unsaved"), ["2 个点未保存"]);
    // When they were pointed at nobody knows.
    assert!(shown.page.all(".calibration__moved").is_empty());
    shown.save().click();
    shown.until_unsaved(0).await;
    assert!(shown.page.all(".calibration__unsaved").is_empty());
    assert_eq!(
        shown.page.texts(".versions__number"),
        ["第 2 版", "第 1 版"]
    );
}

#[wasm_bindgen_test]
async fn a_file_is_of_the_camera_for_which_it_was_chosen_whichever_is_open_once_it_is_read() {
    let owner = Owner::new();
    let shown = show(&owner, Language::English, 9_013);
    shown.until_read().await;
    shown.import(&sheet_of(1.5, 5));
    shown.open(OTHER_CAMERA).await;
    shown.point_at_all(&sheet_of(0.0, 1));
    shown.until_states(&["waiting"]).await;
    shown.open(CAMERA).await;
    shown.until_states(&["used"; 5]).await;
    assert_eq!(shown.unsaved().len(), 5);
}
