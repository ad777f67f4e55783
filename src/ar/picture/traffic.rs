//! The vehicles of a drawn picture: drawn with its labels while it turns, and by themselves while only they move.

use std::cell::{Cell, RefCell};

use leptos::prelude::untrack;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::HtmlCanvasElement;

use super::CameraPicture;
use crate::ar::daylight::Light;
use crate::ar::traffic::{Traffic, Vehicle};
use crate::ar::traffic_brush::TrafficBrush;
use crate::platform::{PageTime, Timeout, page_now, prefers_reduced_motion};

/// Thirty times a second is smooth for what is so small, in milliseconds.
const SMOOTH_MS: f64 = 17.0;

/// Where a frame comes later than this, the machine has enough to do: vehicles wait so many times as long, and at most so long.
const LATE_MS: f64 = 20.0;
const YIELDS: f64 = 4.0;
const LONGEST_MS: f64 = 600.0;

/// What moves on the roads, and when it is drawn next.
pub(super) struct Streets {
    brush: RefCell<TrafficBrush>,
    traffic: RefCell<Option<Traffic>>,
    vehicles: RefCell<Vec<Vehicle>>,
    wait: RefCell<Option<Timeout>>,
    frame: Cell<Option<i32>>,
    asked_at: Cell<PageTime>,
    on_frame: Closure<dyn FnMut()>,
}

impl Streets {
    /// On this canvas; `step` is called in each frame that was asked for.
    pub(super) fn new(canvas: HtmlCanvasElement, step: impl Fn() + 'static) -> Option<Self> {
        let pen = canvas.get_context("2d").ok().flatten()?;
        Some(Self {
            brush: RefCell::new(TrafficBrush::new(canvas, pen.dyn_into().ok()?)),
            traffic: RefCell::default(),
            vehicles: RefCell::default(),
            wait: RefCell::default(),
            frame: Cell::default(),
            asked_at: Cell::new(page_now()),
            on_frame: Closure::new(step),
        })
    }
}

impl CameraPicture {
    /// The camera is another one: its roads are looked at anew when they are first drawn.
    pub(super) fn leave_streets(&self) {
        if let Some(streets) = &self.streets {
            streets.traffic.take();
        }
    }

    /// The page has other pixels.
    pub(super) fn fit_streets(&self) {
        if let Some(streets) = &self.streets {
            let ratio = self.window.device_pixel_ratio();
            streets.brush.borrow_mut().resize(ratio);
        }
    }

    /// The light of the hour is another one.
    pub(super) fn light_streets(&self, light: &Light) {
        if let Some(streets) = &self.streets {
            streets.brush.borrow_mut().set_light(light);
        }
    }

    /// A frame that vehicles alone asked for.
    pub(super) fn step_streets(&self) {
        let Some(streets) = &self.streets else {
            return;
        };
        streets.frame.set(None);
        let late = page_now().0 - streets.asked_at.get().0;
        // While the head is ahead of the map, the map's own frame brings them.
        if !self.behind.get() {
            self.draw_streets();
        }
        self.drive_on(if late > LATE_MS {
            (late * YIELDS).min(LONGEST_MS)
        } else {
            SMOOTH_MS
        });
    }

    /// Sees to it that vehicles move, where they may.
    pub(super) fn drive(&self) {
        self.drive_on(SMOOTH_MS);
    }

    fn drive_on(&self, after_ms: f64) {
        let Some(streets) = &self.streets else {
            return;
        };
        let clock = untrack(|| self.options.store.clock());
        let moves = clock.is_some_and(|clock| !clock.stands());
        let stands = self.is_filmed() || self.engine.borrow().is_none() || prefers_reduced_motion();
        let is_driving = streets.frame.get().is_some() || streets.wait.borrow().is_some();
        if !moves || stands || is_driving || self.disposed.get() {
            return;
        }
        let this = self.this.clone();
        let wait = Timeout::new(after_ms as u32, move || {
            if let Some(picture) = this.upgrade() {
                picture.ask_for_streets();
            }
        });
        streets.wait.replace(Some(wait));
    }

    fn ask_for_streets(&self) {
        let Some(streets) = &self.streets else {
            return;
        };
        streets.wait.take();
        streets.asked_at.set(page_now());
        let callback = streets.on_frame.as_ref().unchecked_ref();
        let frame = self.window.request_animation_frame(callback);
        streets.frame.set(frame.ok());
    }

    /// Draws the vehicles where they are now; none over a film.
    pub(super) fn draw_streets(&self) {
        let Some(streets) = &self.streets else {
            return;
        };
        let brush = streets.brush.borrow();
        let camera = self.drawn_pinhole().filter(|_| !self.is_filmed());
        let Some(camera) = camera.filter(|_| self.engine.borrow().is_some()) else {
            brush.wipe();
            return;
        };
        let mut traffic = streets.traffic.borrow_mut();
        let traffic = traffic.get_or_insert_with(|| {
            let directory = untrack(|| self.options.store.directory());
            let eye = self.head.borrow().standing().drawn_from();
            Traffic::new(&directory.ground, eye, &self.options.skyline)
        });
        let clock = untrack(|| self.options.store.clock());
        let seconds = clock.map_or(0.0, |clock| clock.blink_ms(page_now()) / 1_000.0);
        let mut vehicles = streets.vehicles.borrow_mut();
        traffic.gather(seconds, &mut vehicles);
        brush.draw(&camera, traffic, &vehicles);
    }

    /// Nothing moves any more.
    pub(super) fn close_streets(&self) {
        if let Some(streets) = &self.streets {
            streets.wait.take();
            if let Some(frame) = streets.frame.take() {
                let _ = self.window.cancel_animation_frame(frame);
            }
        }
    }
}
