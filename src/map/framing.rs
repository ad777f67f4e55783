//! Where the map looks: home and what is open as long as nobody has touched it, and what it is asked for.

use std::cell::Cell;

use domain::Wgs84;
use protocol::HomeView;

use super::datum::Datum;
use super::fitting::{Reach, beyond_home, home_zoom, open_places};
use super::ground;
use crate::config::{AskedCamera, Directory};
use crate::engine::{Bounds, Camera, LonLat, MapEngine, Padding, ScreenPoint, Travel, View};
use crate::platform::{PageTime, root_font_px};
use crate::store::{Store, Wanted};

/// A place that was asked for is shown from this near at least (zoom).
const NEAR_ZOOM: f64 = 16.0;

/// Nothing is fitted nearer than this (zoom).
const NEAREST_FIT: f64 = 17.0;

/// Between two movements that the map makes by itself, in milliseconds.
const REST_MS: f64 = 10_000.0;

/// How long the camera takes to a group's marks, in milliseconds.
const GROUP_TRAVEL_MS: f64 = 350.0;

/// How long it takes to what the map shows by itself, in milliseconds.
const OWN_TRAVEL_MS: f64 = 600.0;

/// Where the map looks, and whether a person has a hand on it.
pub struct Framing {
    store: Store,
    home_view: HomeView,
    datum: Datum,
    begins: Option<AskedCamera>,
    follows: bool,
    // Whether a person, or a test in his place, has moved the map.
    in_hand: Cell<bool>,
    fitted_at: Cell<Option<PageTime>>,
    /// What was asked for last, until somebody moves the map.
    asked: Cell<Option<Wanted>>,
}

impl Framing {
    /// Looks home with nobody's hand on it, or where it is asked to begin, as if somebody had moved it there. One that does not
    /// follow never moves by itself.
    #[must_use]
    pub const fn new(
        store: Store,
        home_view: HomeView,
        datum: Datum,
        begins: Option<AskedCamera>,
        follows: bool,
    ) -> Self {
        Self {
            store,
            home_view,
            datum,
            begins,
            follows,
            in_hand: Cell::new(begins.is_some()),
            fitted_at: Cell::new(None),
            asked: Cell::new(None),
        }
    }

    /// Somebody has moved the map: it no longer moves by itself.
    pub fn take_in_hand(&self) {
        self.in_hand.set(true);
        self.asked.set(None);
    }

    /// Whether somebody has moved the map.
    #[must_use]
    pub const fn is_in_hand(&self) -> bool {
        self.in_hand.get()
    }

    /// Where the camera begins.
    #[must_use]
    pub fn first(&self, size: (f64, f64)) -> Camera {
        self.begins.map_or_else(
            || self.home(size),
            |begins| self.camera_over(begins.centre, begins.zoom, begins.pitch, begins.bearing),
        )
    }

    /// The camera at home, which shows the same part of the earth on a map of any size.
    #[must_use]
    pub fn home(&self, (width, height): (f64, f64)) -> Camera {
        Camera {
            centre: self.datum.drawn(self.home_view.centre),
            zoom: home_zoom(self.home_view.zoom, width, height),
            pitch: self.home_view.pitch_degrees,
            bearing: self.home_view.bearing_degrees,
        }
    }

    /// The window has another size: home is seen from elsewhere, and so is what was asked for, as long as nobody has moved the
    /// map since.
    pub fn resized(&self, engine: &impl MapEngine, directory: &Directory) {
        if let Some(asked) = self.asked.get() {
            self.show(engine, directory, asked);
        } else if !self.in_hand.get() {
            engine.go_to(self.home(size_of(&engine.view())), Travel::Jump);
        }
    }

    /// Shows what was asked for.
    pub fn show(&self, engine: &impl MapEngine, directory: &Directory, wanted: Wanted) {
        self.in_hand
            .set(matches!(wanted, Wanted::Point(_) | Wanted::Box(..)));
        self.asked.set(Some(wanted));
        match wanted {
            Wanted::Point(place) => {
                let camera = engine.camera();
                engine.go_to(
                    Camera {
                        centre: self.datum.drawn(place),
                        zoom: camera.zoom.max(NEAR_ZOOM),
                        ..camera
                    },
                    Travel::Fly,
                );
            }
            Wanted::Box(low, high) => {
                let corners = [low, high].map(|corner| self.datum.drawn(corner));
                if let Some(bounds) = Bounds::around(corners) {
                    engine.fit(bounds, padding(), NEAREST_FIT, Travel::Fly);
                }
            }
            Wanted::Everything => match Bounds::around(self.open(directory)) {
                Some(bounds) => engine.fit(bounds, padding(), NEAREST_FIT, Travel::Fly),
                None => engine.go_to(self.home(size_of(&engine.view())), Travel::Fly),
            },
            Wanted::Home => engine.go_to(self.home(size_of(&engine.view())), Travel::Fly),
        }
    }

    /// Comes as near to a group as shows its marks apart.
    pub fn open_group(&self, engine: &impl MapEngine, bounds: Bounds) {
        self.take_in_hand();
        let view = engine.view();
        let fitted = view.fit(bounds, Padding::all(80.0), NEAREST_FIT);
        // A group whose marks stand close together still opens a step further.
        let camera = Camera {
            zoom: fitted.zoom.max(view.camera().zoom + 1.0),
            pitch: view.camera().pitch,
            ..fitted
        };
        engine.go_to(camera, Travel::Ease(GROUP_TRAVEL_MS));
    }

    /// When more than stragglers lie outside of the view and nobody has touched the map, it shows them too, and rests a while.
    pub fn fit_by_itself(&self, engine: &impl MapEngine, directory: &Directory, at: PageTime) {
        let rested = self
            .fitted_at
            .get()
            .is_none_or(|fitted_at| at.millis_since(fitted_at) >= REST_MS);
        if !self.follows || self.in_hand.get() || !rested || engine.is_moving() {
            return;
        }
        let view = engine.view();
        let size = size_of(&view);
        if size.0 < 2.0 {
            return;
        }
        let home = self.home(size);
        let home_view = View::new(home, size.0, size.1);
        let Some(open) = beyond_home(&self.open(directory), |at| is_seen(&home_view, at)) else {
            return;
        };
        if is_seen(&view, open.south_west) && is_seen(&view, open.north_east) {
            return;
        }
        self.fitted_at.set(Some(at));
        let corners = [(0.0, 0.0), size]
            .into_iter()
            .filter_map(|(x, y)| home_view.unproject(ScreenPoint { x, y }));
        if let Some(all) = Bounds::around(corners.chain([open.south_west, open.north_east])) {
            engine.fit(
                all,
                Padding::all(0.0),
                home.zoom,
                Travel::Ease(OWN_TRAVEL_MS),
            );
        }
    }

    /// Where what is open is drawn, as far as it counts.
    fn open(&self, directory: &Directory) -> Vec<LonLat> {
        let extent = ground::extent(directory).or_else(|| ground::extent_of_home(self.home_view));
        let reach = extent.map(Reach::around);
        self.store.with_feeds(|feeds| {
            let incidents = feeds.values().flat_map(|feed| feed.world().incidents());
            open_places(incidents, reach, |place| self.datum.drawn(place))
        })
    }

    /// A camera over a place.
    #[must_use]
    pub fn camera_over(&self, centre: Wgs84, zoom: f64, pitch: f64, bearing: f64) -> Camera {
        Camera {
            centre: self.datum.drawn(centre),
            zoom,
            pitch,
            bearing,
        }
    }
}

const fn size_of(view: &View) -> (f64, f64) {
    (view.width(), view.height())
}

fn is_seen(view: &View, at: LonLat) -> bool {
    view.project(at).is_some_and(|at| {
        (0.0..=view.width()).contains(&at.x) && (0.0..=view.height()).contains(&at.y)
    })
}

fn padding() -> Padding {
    Padding::all(4.0 * root_font_px())
}
