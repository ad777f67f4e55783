//! What somebody pointed at to calibrate a camera: as it is sent, kept, exported and imported.
//!
//! The hub and the screen read it here and calibrate from it here: what a screen shows before it is saved is what the hub will
//! find, to the last bit.

use domain::{Camera, Wgs84};
use geodesy::{
    Beliefs, Calibration, CalibrationError, CameraModel, ControlPoint, Degrees, Disagreement,
    Earth, Elevated, Lens, LevelGround, Metres, Mount, PanTilt, PicturePixel, PointFit, View,
    calibrate, disagreement,
};
use serde::Serialize;
use serde_json::Value;

/// The most points of a sheet, in all its views.
pub const MOST_POINTS: usize = 200;

/// The most views of a sheet.
const MOST_VIEWS: usize = 60;

/// How exactly somebody points at a thing in a picture, one standard deviation in pixels.
const POINTING: f64 = 1.5;

/// How exactly somebody points at the same thing on a map, one standard deviation each way.
const ON_THE_MAP: Metres = Metres(1.0);

/// Heights are counted from the ground.
const GROUND: LevelGround = LevelGround(Metres(0.0));

/// Every place that somebody pointed at, by view of the camera's head.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ControlSheet {
    /// The views.
    pub views: Vec<SheetView>,
}

/// A picture and what was pointed at in it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SheetView {
    /// What the head read: degrees clockwise from its own zero.
    pub pan_degrees: f64,
    /// Degrees above its own horizon.
    pub tilt_degrees: f64,
    /// Its zoom factor.
    pub zoom: f64,
    /// How wide the picture was, in pixels.
    pub width: f64,
    /// How high.
    pub height: f64,
    /// Whether the picture was drawn, and not filmed: a drawn one is of another earth (`docs/ar.md`).
    pub drawn: bool,
    /// What was pointed at.
    pub points: Vec<SheetPoint>,
}

/// A thing in a picture and on the map.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct SheetPoint {
    /// Where it stands in the picture: pixels from the left.
    pub x: f64,
    /// Pixels from the top.
    pub y: f64,
    /// Where it is.
    pub position: Wgs84,
    /// How far above the ground.
    pub height_metres: f64,
    /// Whether it is to be counted; one that is switched off is only kept.
    pub counts: bool,
}

/// What is wrong with a sheet, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{pointer} {fault}")]
pub struct SheetError {
    /// The field as a JSON pointer (RFC 6901) into the sheet.
    pub pointer: String,
    /// What is wrong with it.
    pub fault: SheetFault,
}

/// What may be wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SheetFault {
    /// It is not there.
    #[error("is missing")]
    Missing,
    /// It is of another kind: a text where a number is needed, say.
    #[error("is not {0}")]
    Kind(&'static str),
    /// It is a number that cannot be.
    #[error("must be {0}")]
    Range(&'static str),
    /// There are too many of them.
    #[error("has more than {0} entries")]
    TooMany(usize),
    /// Nobody measured where the camera stands or how wide it sees.
    #[error("cannot be used: nobody has measured where this camera stands and how wide it sees")]
    Unmeasured,
    /// The points do not make a calibration.
    #[error("make no calibration: {0}")]
    Calibration(#[from] CalibrationError),
}

/// A value of a document, and where it stands.
struct At<'a> {
    value: &'a Value,
    pointer: String,
}

impl<'a> At<'a> {
    fn wrong(&self, fault: SheetFault) -> SheetError {
        SheetError {
            pointer: self.pointer.clone(),
            fault,
        }
    }

    fn field(&self, name: &str) -> Result<At<'a>, SheetError> {
        let pointer = format!("{}/{name}", self.pointer);
        let object = self.value.as_object();
        let object = object.ok_or_else(|| self.wrong(SheetFault::Kind("an object")))?;
        match object.get(name) {
            Some(value) => Ok(At { value, pointer }),
            None => Err(SheetError {
                pointer,
                fault: SheetFault::Missing,
            }),
        }
    }

    /// Whether nothing else stands in an object: a name that was mistyped would otherwise be lost without a word.
    fn only(&self, names: &[&str]) -> Result<(), SheetError> {
        let fields = self.value.as_object().into_iter().flatten();
        for (name, _) in fields {
            if !names.contains(&name.as_str()) {
                return Err(SheetError {
                    pointer: format!("{}/{name}", self.pointer),
                    fault: SheetFault::Kind("a field of it"),
                });
            }
        }
        Ok(())
    }

    fn list(&self, most: usize) -> Result<Vec<At<'a>>, SheetError> {
        let list = self.value.as_array();
        let list = list.ok_or_else(|| self.wrong(SheetFault::Kind("a list")))?;
        if list.len() > most {
            return Err(self.wrong(SheetFault::TooMany(most)));
        }
        let entries = list.iter().enumerate().map(|(number, value)| At {
            value,
            pointer: format!("{}/{number}", self.pointer),
        });
        Ok(entries.collect())
    }

    fn flag(&self, name: &str) -> Result<bool, SheetError> {
        let at = self.field(name)?;
        at.value
            .as_bool()
            .ok_or_else(|| at.wrong(SheetFault::Kind("true or false")))
    }

    fn number(&self, name: &str, (least, most): (f64, f64), words: &'static str) -> Sheet<f64> {
        let at = self.field(name)?;
        let number = at.value.as_f64();
        let number = number.ok_or_else(|| at.wrong(SheetFault::Kind("a number")))?;
        if (least..=most).contains(&number) {
            Ok(number)
        } else {
            Err(at.wrong(SheetFault::Range(words)))
        }
    }
}

type Sheet<T> = Result<T, SheetError>;

impl ControlSheet {
    /// Reads a sheet out of a document: its field `views`, and whatever else the document has is the reader's.
    ///
    /// # Errors
    /// [`SheetError`] names the first field that cannot be used.
    pub fn read(document: &Value) -> Result<Self, SheetError> {
        let document = At {
            value: document,
            pointer: String::new(),
        };
        let views = document.field("views")?;
        let listed = views.list(MOST_VIEWS)?;
        let read = listed.iter().map(SheetView::read);
        let sheet = Self {
            views: read.collect::<Result<_, _>>()?,
        };
        if sheet.points().count() > MOST_POINTS {
            return Err(views.wrong(SheetFault::TooMany(MOST_POINTS)));
        }
        Ok(sheet)
    }

    /// Every point with its view, and the numbers of both.
    pub fn points(&self) -> impl Iterator<Item = ((usize, usize), &SheetView, &SheetPoint)> {
        let views = self.views.iter().enumerate();
        views.flat_map(|(at, view)| {
            let points = view.points.iter().enumerate();
            points.map(move |(nth, point)| ((at, nth), view, point))
        })
    }

    /// Calibrates a camera from the points that count. What its catalogue says of its direction is only where the search
    /// begins; its place and its table of fields of view are taken as they are. How far it is good is said of the ground, also
    /// where all points stand above the camera. The numbers of views and points in the
    /// result are those of the sheet.
    ///
    /// # Errors
    /// [`SheetError`] when the camera was never measured, or the points are too few or contradict one another.
    pub fn calibrate(&self, camera: &Camera) -> Result<Calibration, SheetError> {
        let wrong = |fault| SheetError {
            pointer: "/views".to_owned(),
            fault,
        };
        let counted = self.counted(camera);
        let counted = counted.ok_or_else(|| wrong(SheetFault::Unmeasured))?;
        let Counted { begun, views, .. } = &counted;
        let found = calibrate(*begun, &Beliefs::default(), views, GROUND);
        let mut found = found.map_err(|error| wrong(error.into()))?;
        counted.number(&mut found.points);
        Ok(found)
    }

    /// Which of the points that count agree, where [`Self::calibrate`] finds that they contradict one another; `None` where too
    /// few do to tell which are mistaken. The numbers are those of the sheet.
    #[must_use]
    pub fn disagreement(&self, camera: &Camera) -> Option<Disagreement> {
        let counted = self.counted(camera)?;
        let Counted { begun, views, .. } = &counted;
        let mut found = disagreement(*begun, &Beliefs::default(), views)?;
        counted.number(&mut found.points);
        Some(found)
    }

    /// `None` for a camera that nobody has measured.
    fn counted(&self, camera: &Camera) -> Option<Counted> {
        let mut counted = Counted {
            begun: measured_model(camera)?,
            views: Vec::new(),
            of: Vec::new(),
        };
        for (number, view) in self.views.iter().enumerate() {
            let lens = view.lens(camera)?;
            let points = view.points.iter().enumerate();
            let points = points.filter(|(_, point)| point.counts);
            let (of, points): (Vec<usize>, Vec<ControlPoint>) =
                points.map(|(nth, point)| (nth, point.control())).unzip();
            if points.is_empty() {
                continue;
            }
            counted.of.push((number, of));
            counted.views.push(View {
                reading: view.reading(),
                lens,
                earth: view.earth(),
                points,
            });
        }
        Some(counted)
    }
}

/// The points of a sheet that count, and where a search begins.
struct Counted {
    begun: CameraModel,
    views: Vec<View>,
    /// Which view of the sheet each is, and which of its points are in it.
    of: Vec<(usize, Vec<usize>)>,
}

impl Counted {
    /// Gives points the numbers that they have in the sheet.
    fn number(&self, fits: &mut [PointFit]) {
        for fit in fits {
            let (view, points) = &self.of[fit.view];
            (fit.view, fit.point) = (*view, points[fit.point]);
        }
    }
}

impl SheetView {
    fn read(at: &At<'_>) -> Result<Self, SheetError> {
        at.only(&[
            "pan_degrees",
            "tilt_degrees",
            "zoom",
            "width",
            "height",
            "drawn",
            "points",
        ])?;
        let pixels = (16.0, 16_384.0);
        let width = at.number("width", pixels, "between 16 and 16384")?;
        let height = at.number("height", pixels, "between 16 and 16384")?;
        let listed = at.field("points")?.list(MOST_POINTS)?;
        let read = listed
            .iter()
            .map(|point| SheetPoint::read(point, (width, height)));
        Ok(Self {
            pan_degrees: at.number("pan_degrees", (-360.0, 360.0), "between -360 and 360")?,
            tilt_degrees: at.number("tilt_degrees", (-90.0, 90.0), "between -90 and 90")?,
            zoom: at.number("zoom", (1.0, 1_000.0), "between 1 and 1000")?,
            width,
            height,
            drawn: at.flag("drawn")?,
            points: read.collect::<Result<_, _>>()?,
        })
    }

    /// What the head read.
    #[must_use]
    pub const fn reading(&self) -> PanTilt {
        PanTilt {
            pan: Degrees(self.pan_degrees),
            tilt: Degrees(self.tilt_degrees),
        }
    }

    /// The lens as the camera's table has it at the view's zoom; `None` without a table.
    #[must_use]
    pub fn lens(&self, camera: &Camera) -> Option<Lens> {
        let field = camera.horizontal_field(self.zoom)?;
        Lens::from_field(self.width, self.height, Degrees(field)).ok()
    }

    /// Which earth the picture shows.
    #[must_use]
    pub const fn earth(&self) -> Earth {
        if self.drawn {
            Earth::MercatorSheet
        } else {
            Earth::Ellipsoid
        }
    }
}

impl SheetPoint {
    fn read(at: &At<'_>, (width, height): (f64, f64)) -> Result<Self, SheetError> {
        at.only(&["x", "y", "position", "height_metres", "counts"])?;
        let position = at.field("position")?;
        position.only(&["lon", "lat"])?;
        let lon = position.number("lon", (-180.0, 180.0), "between -180 and 180")?;
        let lat = position.number("lat", (-90.0, 90.0), "between -90 and 90")?;
        let position = Wgs84::from_lon_lat(lon, lat)
            .map_err(|_| position.wrong(SheetFault::Range("a place on earth")))?;
        let heights = (-500.0, 9_000.0);
        Ok(Self {
            x: at.number("x", (0.0, width), "within the picture's width")?,
            y: at.number("y", (0.0, height), "within the picture's height")?,
            position,
            height_metres: at.number("height_metres", heights, "between -500 and 9000")?,
            counts: at.flag("counts")?,
        })
    }

    /// Where it is.
    #[must_use]
    pub const fn place(&self) -> Elevated {
        Elevated {
            position: self.position,
            height: Metres(self.height_metres),
        }
    }

    /// Where it stands in the picture.
    #[must_use]
    pub const fn pixel(&self) -> PicturePixel {
        PicturePixel {
            x: self.x,
            y: self.y,
        }
    }

    const fn control(&self) -> ControlPoint {
        ControlPoint {
            pixel: self.pixel(),
            place: self.place(),
            pixel_deviation: POINTING,
            place_deviation: ON_THE_MAP,
        }
    }
}

/// A camera as its catalogue has it: a head whose zero points to true north and whose horizon is the true one. `None` where
/// nobody has measured where it stands.
#[must_use]
pub fn measured_model(camera: &Camera) -> Option<CameraModel> {
    let pose = camera.pose?;
    Some(CameraModel {
        eye: Elevated {
            position: pose.position,
            height: Metres(pose.height_metres),
        },
        mount: Mount {
            roll: Degrees(pose.roll_degrees),
            ..Mount::default()
        },
        focal_times: 1.0,
        k1: 0.0,
    })
}

#[cfg(test)]
mod tests {
    use domain::{CameraId, CameraPose, FieldOfView, Name};
    use serde_json::json;

    use super::*;

    fn camera() -> Camera {
        Camera {
            id: CameraId::try_from("L-001-01").expect("an id"),
            name: Name::same("head"),
            steerable: true,
            pose: Some(CameraPose {
                position: Wgs84::from_lon_lat(106.27, 29.39).expect("a place on earth"),
                height_metres: 80.0,
                pan_degrees: 40.0,
                tilt_degrees: -5.0,
                roll_degrees: 0.0,
            }),
            fields_of_view: vec![FieldOfView {
                zoom: 1.0,
                horizontal_degrees: 60.0,
            }],
            film_delay: domain::Millis(0),
            streams: Vec::new(),
        }
    }

    /// What a head that stands askew shows, drawn or filmed.
    fn pointed(drawn: bool) -> (CameraModel, ControlSheet) {
        let begun = measured_model(&camera()).expect("it was measured");
        let truth = CameraModel {
            mount: Mount {
                pan_offset: Degrees(2.0),
                tilt_offset: Degrees(-0.5),
                roll: Degrees(0.4),
                ..begun.mount
            },
            focal_times: 1.02,
            ..begun
        };
        let views = [(40.0, -6.0), (95.0, -9.0)].map(|(pan, tilt)| {
            let mut view = SheetView {
                pan_degrees: pan,
                tilt_degrees: tilt,
                zoom: 1.0,
                width: 1_280.0,
                height: 720.0,
                drawn,
                points: Vec::new(),
            };
            let lens = view.lens(&camera()).expect("its field is known");
            let sees = truth.camera(view.reading(), lens).showing(view.earth());
            for (x, y) in [
                (100.0, 420.0),
                (1_150.0, 380.0),
                (600.0, 660.0),
                (900.0, 500.0),
            ] {
                let ground = LevelGround(Metres(0.0));
                let place = sees.place(PicturePixel { x, y }, &ground);
                view.points.push(SheetPoint {
                    x,
                    y,
                    position: place.expect("ground").position,
                    height_metres: 0.0,
                    counts: true,
                });
            }
            view
        });
        let views = views.into();
        (truth, ControlSheet { views })
    }

    #[test]
    fn a_head_that_stands_askew_is_found_from_two_views_of_a_drawn_picture_and_of_a_filmed_one() {
        for drawn in [true, false] {
            let (truth, sheet) = pointed(drawn);
            let found = sheet.calibrate(&camera()).expect("eight good points");
            // What is believed of the lens pulls a little.
            assert!(found.root_mean_square < 0.2, "{found:?}");
            let off = found.model.mount.pan_offset.0 - truth.mount.pan_offset.0;
            assert!(off.abs() < 0.005, "{off}");
        }
    }

    #[test]
    fn a_drawn_picture_that_is_taken_for_a_filmed_one_leaves_what_the_earths_differ_by() {
        let (_, mut sheet) = pointed(true);
        for view in &mut sheet.views {
            view.drawn = false;
        }
        let found = sheet
            .calibrate(&camera())
            .expect("they still come together");
        assert!(found.root_mean_square > 0.3, "{}", found.root_mean_square);
    }

    #[test]
    fn points_that_are_switched_off_do_not_count_and_all_keep_their_numbers() {
        let (_, mut sheet) = pointed(true);
        sheet.views[0].points[1].counts = false;
        sheet.views[0].points[1].x = 5.0;
        sheet.views[1].points[2].x += 90.0;
        let found = sheet.calibrate(&camera()).expect("six good points");
        let fits = found.points.iter();
        let (bad, good): (Vec<&PointFit>, Vec<&PointFit>) = fits.partition(|fit| !fit.belongs);
        assert_eq!(
            bad.iter()
                .map(|fit| (fit.view, fit.point))
                .collect::<Vec<_>>(),
            [(1, 2)]
        );
        let good: Vec<_> = good.iter().map(|fit| (fit.view, fit.point)).collect();
        assert_eq!(good, [(0, 0), (0, 2), (0, 3), (1, 0), (1, 1), (1, 3)]);
    }

    #[test]
    fn points_that_contradict_one_another_are_told_from_those_that_agree_and_all_keep_their_numbers()
     {
        let (_, mut sheet) = pointed(true);
        let mut off = sheet.views[0].points[0];
        off.counts = false;
        sheet.views[0].points.insert(0, off);
        // Half of them were taken for other places.
        for (view, point, x, y) in [
            (0, 2, 90.0, 100.0),
            (0, 3, 1_270.0, 30.0),
            (1, 1, 80.0, 700.0),
            (1, 3, 1_200.0, 20.0),
        ] {
            let point = &mut sheet.views[view].points[point];
            (point.x, point.y) = (x, y);
        }
        let refused = sheet.calibrate(&camera()).expect_err("half of them");
        let not_together = SheetFault::Calibration(CalibrationError::NotTogether);
        assert_eq!(refused.fault, not_together);
        let told = sheet.disagreement(&camera()).expect("four agree");
        let agree = told.points.iter().filter(|fit| fit.belongs);
        let agree: Vec<_> = agree.map(|fit| (fit.view, fit.point)).collect();
        assert_eq!(agree, [(0, 1), (0, 4), (1, 0), (1, 2)]);
        sheet.views[1].points[0].y -= 300.0;
        assert_eq!(sheet.disagreement(&camera()), None, "three are no proof");
    }

    #[test]
    fn a_sheet_is_read_as_it_was_written_and_what_cannot_be_used_is_named() {
        let (_, sheet) = pointed(true);
        let written = serde_json::to_value(&sheet).expect("JSON");
        assert_eq!(ControlSheet::read(&written), Ok(sheet));
        let check = |pointer: &str, value: Option<Value>, fault: SheetFault| {
            let mut broken = written.clone();
            let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
            let parent = broken.pointer_mut(parent).expect("it is there");
            match value {
                Some(value) => parent[name] = value,
                None => {
                    parent.as_object_mut().expect("an object").remove(name);
                }
            }
            let refused = ControlSheet::read(&broken).expect_err("it is broken");
            assert_eq!((refused.pointer.as_str(), refused.fault), (pointer, fault));
        };
        check("/views", None, SheetFault::Missing);
        check("/views", Some(json!("many")), SheetFault::Kind("a list"));
        check(
            "/views/1/zoom",
            Some(json!(0.5)),
            SheetFault::Range("between 1 and 1000"),
        );
        check(
            "/views/0/drawn",
            Some(json!("yes")),
            SheetFault::Kind("true or false"),
        );
        check(
            "/views/0/points/2/x",
            Some(json!(1_281.0)),
            SheetFault::Range("within the picture's width"),
        );
        check(
            "/views/0/points/3/position/lat",
            Some(json!(91.0)),
            SheetFault::Range("between -90 and 90"),
        );
        check("/views/1/points/0/height_metres", None, SheetFault::Missing);
        check(
            "/views/1/points/0/heigth",
            Some(json!(1)),
            SheetFault::Kind("a field of it"),
        );
        let point = written["views"][0]["points"][0].clone();
        let many = vec![point; MOST_POINTS + 1];
        check(
            "/views/0/points",
            Some(json!(many)),
            SheetFault::TooMany(MOST_POINTS),
        );
    }

    #[test]
    fn too_few_points_and_a_camera_that_nobody_measured_are_said_to_be_that() {
        let (_, mut sheet) = pointed(true);
        let mut unmeasured = camera();
        unmeasured.pose = None;
        let refused = sheet.calibrate(&unmeasured).expect_err("nowhere to begin");
        assert_eq!(refused.fault, SheetFault::Unmeasured);
        sheet.views.truncate(1);
        sheet.views[0].points.truncate(2);
        let refused = sheet.calibrate(&camera()).expect_err("two points");
        let too_few = CalibrationError::TooFew {
            needed: 3,
            given: 2,
        };
        assert_eq!(refused.fault, SheetFault::Calibration(too_few));
    }
}
