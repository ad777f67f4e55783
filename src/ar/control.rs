//! A picture whose camera is being calibrated: a click in it is a point, and its points are drawn in it.

use std::f64::consts::TAU;
use std::rc::{Rc, Weak};

use domain::CameraId;
use geodesy::{CameraModel, Earth, Elevated, Metres, PicturePixel, Pinhole};
use leptos::prelude::*;

use super::brush::Brush;
use super::picture::CameraPicture;
use super::standing::{Aim, Standing};

/// A click in another view is looked for this far along its ray, in metres: far enough for the eye, which stays where it is.
const ALONG: Metres = Metres(2_000.0);

/// How many times as long as they are residuals are drawn, where they are to be seen.
const MAGNIFIED: f64 = 20.0;

const EDGE: &str = "rgba(6,10,14,0.9)";
const GOOD: &str = "#3fcf8e";
const BAD: &str = "#ff7a6e";
const OFF: &str = "#b3c0cc";
const CHOSEN: &str = "#ffffff";

/// What somebody pointed at in a picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pointed {
    /// Where the head looked.
    pub aim: Aim,
    /// The picture's width and height in pixels.
    pub size: (f64, f64),
    /// Where in it.
    pub pixel: PicturePixel,
    /// Whether it was drawn, and not filmed.
    pub drawn: bool,
}

impl Pointed {
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

/// How a point is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarkLook {
    /// It fits, or nobody can say yet.
    Good,
    /// It is off by more than right points are.
    Bad,
    /// It is switched off.
    Off,
}

/// A point as it is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ControlMark {
    /// What stands beside it.
    pub number: usize,
    /// What was pointed at, once it was.
    pub pointed: Option<Pointed>,
    /// Where that is on the map, once somebody has said.
    pub place: Option<Elevated>,
    /// How it looks.
    pub look: MarkLook,
    /// Whether it is in hand.
    pub chosen: bool,
    /// How the camera stands by the points, once they tell.
    pub model: Option<CameraModel>,
}

/// Leads from a picture to where its camera is calibrated; handed down by context on pages that have such a place.
#[derive(Clone, Copy)]
pub struct CalibrationDoor(Callback<CameraId>);

impl CalibrationDoor {
    /// Leads there with the camera's code.
    #[must_use]
    pub fn new(lead: impl Fn(CameraId) + Send + Sync + 'static) -> Self {
        Self(Callback::new(lead))
    }

    pub(super) fn open(self, camera: CameraId) {
        self.0.run(camera);
    }
}

/// What is drawn into a picture whose camera is being calibrated.
#[derive(Clone, Copy)]
pub struct ControlDrawing {
    /// The points.
    pub marks: Signal<Vec<ControlMark>>,
    /// Whether each stands by so many times what it is off.
    pub magnified: Signal<bool>,
    /// Whether what is known is written into the picture, too: labels would stand over what is to be pointed at.
    pub labelled: Signal<bool>,
}

/// What joins a picture to whoever calibrates its camera. A handle: cheap to copy, handed down by context.
#[derive(Clone, Copy)]
pub struct Control {
    on_point: Callback<Pointed>,
    drawing: ControlDrawing,
    picture: StoredValue<Weak<CameraPicture>, LocalStorage>,
}

impl Control {
    /// Calls `on_point` for each click in the picture.
    #[must_use]
    pub fn new(on_point: Callback<Pointed>, drawing: ControlDrawing) -> Self {
        Self {
            on_point,
            drawing,
            picture: StoredValue::new_local(Weak::new()),
        }
    }

    /// The picture, while it is on the page.
    #[must_use]
    pub fn picture(self) -> Option<Rc<CameraPicture>> {
        self.picture.try_with_value(Weak::upgrade).flatten()
    }

    /// Whether what is known is written into the picture; tracks it.
    pub(super) fn is_labelled(self) -> bool {
        self.drawing.labelled.get()
    }

    /// Takes a picture that was put on the page: it is drawn anew when its points change.
    pub(super) fn join(self, picture: &Rc<CameraPicture>) {
        self.picture.set_value(Rc::downgrade(picture));
        Effect::new(move |_| {
            let ControlDrawing {
                marks,
                magnified,
                labelled,
            } = self.drawing;
            marks.track();
            magnified.track();
            labelled.track();
            if let Some(picture) = self.picture() {
                picture.draw_soon();
            }
        });
    }

    /// Somebody clicked on something in the picture.
    pub fn point(self, pointed: Pointed) {
        self.on_point.run(pointed);
    }

    /// Draws the points into a picture that is drawn as `camera` sees it.
    pub(super) fn draw(self, brush: &Brush, standing: &Standing, aim: Aim, camera: &Pinhole) {
        let magnified = self.drawing.magnified.get_untracked();
        self.drawing.marks.with_untracked(|marks| {
            for mark in marks {
                draw(
                    mark,
                    brush,
                    &View {
                        standing,
                        aim,
                        camera,
                        magnified,
                    },
                );
            }
        });
    }
}

/// What the picture shows now.
struct View<'a> {
    standing: &'a Standing,
    aim: Aim,
    camera: &'a Pinhole,
    magnified: bool,
}

impl View<'_> {
    /// Where what was pointed at stands now, by the camera that was pointed through.
    fn pointed(&self, pointed: &Pointed) -> Option<(f64, f64)> {
        let (width, height) = self.camera.lens().size();
        if pointed.aim == self.aim && pointed.size == (width, height) {
            return Some((pointed.pixel.x, pointed.pixel.y));
        }
        let then = self
            .standing
            .pinhole(pointed.aim, pointed.size, pointed.earth())?;
        let along = then.ray(pointed.pixel)?.at(ALONG)?;
        within(self.camera, along)
    }

    /// Where the place stands by the points, or else by what is known.
    fn placed(&self, mark: &ControlMark) -> Option<(f64, f64)> {
        let place = mark.place?;
        let Some(model) = mark.model else {
            return within(self.camera, place);
        };
        let size = self.camera.lens().size();
        let lens = self.standing.table_lens(self.aim.zoom, size)?;
        let camera = model.camera(self.aim.reading(), lens);
        within(&camera.showing(self.camera.earth()), place)
    }
}

/// Where a place stands, in the picture or just beside it.
fn within(camera: &Pinhole, place: Elevated) -> Option<(f64, f64)> {
    let PicturePixel { x, y } = camera.seen(place)?.pixel;
    let (width, height) = camera.lens().size();
    let near = (-width..2.0 * width).contains(&x) && (-height..2.0 * height).contains(&y);
    near.then_some((x, y))
}

/// A cross where somebody pointed, a ring where the place stands, and a line between; twenty times as long on demand.
fn draw(mark: &ControlMark, brush: &Brush, view: &View<'_>) {
    let (pen, s) = (brush.pen(), brush.scale());
    let colour = match mark.look {
        MarkLook::Good => GOOD,
        MarkLook::Bad => BAD,
        MarkLook::Off => OFF,
    };
    let pointed = mark
        .pointed
        .as_ref()
        .and_then(|pointed| view.pointed(pointed));
    let placed = view.placed(mark);
    let stroke = |width: f64, colour: &str| {
        pen.set_line_width(width * s);
        pen.set_stroke_style_str(colour);
        pen.stroke();
    };
    pen.set_global_alpha(1.0);
    if let (Some((x, y)), Some((to_x, to_y))) = (pointed, placed) {
        let times = if view.magnified { MAGNIFIED } else { 1.0 };
        pen.begin_path();
        pen.move_to(x, y);
        pen.line_to(x + (to_x - x) * times, y + (to_y - y) * times);
        stroke(4.0, EDGE);
        stroke(2.0, colour);
    }
    if let Some((x, y)) = placed.filter(|_| !view.magnified) {
        pen.begin_path();
        // A radius that is not negative is a circle.
        let _ = pen.arc(x, y, 5.0 * s, 0.0, TAU);
        stroke(3.5, EDGE);
        stroke(1.75, colour);
    }
    let Some((x, y)) = pointed else { return };
    let arm = if mark.chosen { 15.0 } else { 10.0 } * s;
    pen.begin_path();
    for (dx, dy) in [(1.0, 0.0), (-1.0, 0.0), (0.0, 1.0), (0.0, -1.0)] {
        pen.move_to(x + dx * 3.0 * s, y + dy * 3.0 * s);
        pen.line_to(x + dx * arm, y + dy * arm);
    }
    stroke(4.5, EDGE);
    stroke(2.25, if mark.chosen { CHOSEN } else { colour });
    brush.number(&mark.number.to_string(), (x + 8.0 * s, y - 11.0 * s));
}
