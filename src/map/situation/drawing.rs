//! What is drawn as the world changes: marks tick by tick, captions and deadlines second by second. The hot path: a tick allocates
//! nothing.

use wasm_bindgen::JsCast;
use web_sys::WebGl2RenderingContext;

use super::{MapFault, Situation, marks_clock_ms};
use crate::config::Directory;
use crate::engine::{Marks, NextDraw};
use crate::map::writer::Conditions;
use crate::platform::{PageTime, is_hidden, page_now};
use crate::selectors::Due;

impl Situation {
    /// The divisions are known, or others are.
    pub fn set_directory(&self, directory: &Directory) {
        *self.directory.borrow_mut() = directory.clone();
        if let Some(labels) = &self.labels {
            labels.set_directory(directory, self.datum);
            labels.speak(self.language.get());
        }
        self.lay_ground();
        self.choose_labels();
        // Stations are among the marks.
        self.write_all(page_now());
    }

    /// Other conditions hold: every mark is written anew.
    pub fn set_conditions(&self, conditions: Conditions, at: PageTime) {
        self.filter.replace(conditions.filter.clone());
        self.writer.borrow_mut().set_conditions(conditions);
        self.write_all(at);
    }

    fn write_all(&self, at: PageTime) {
        // Another picture: names look for their places as soon as it has been drawn.
        self.labels_chosen_at.set(None);
        let directory = self.directory.borrow();
        self.layer.update(|marks| {
            self.writer
                .borrow_mut()
                .write_all(marks, self.store, &directory, at);
        });
    }

    /// The lookouts are known: they are marks of the map from now on.
    pub fn show_lookouts(&self) {
        self.write_all(page_now());
    }

    /// A tick: draws what changed since the last.
    pub fn tick(&self, at: PageTime) {
        let mut dirty = self.dirty.borrow_mut();
        self.store.take_dirty(&mut dirty);
        if dirty.is_empty() {
            return;
        }
        if dirty.everything {
            self.write_all(at);
        } else {
            let pulse_ms = marks_clock_ms(self.store, at);
            self.layer.update_in_frame(|marks| {
                self.writer
                    .borrow_mut()
                    .write_dirty(marks, self.store, &dirty, at, pulse_ms);
            });
        }
        if self.stands() {
            // What stands is looked at for long, and shared: names keep clear of these marks, not of those before.
            self.labels_chosen_at.set(None);
        }
        // Written: nothing is pending, be it that no other tick comes.
        dirty.clear();
    }

    /// Another second: rings close, captions count, the map fits itself if nobody has touched it, and one that does not draw
    /// is noticed.
    pub fn second(&self, at: PageTime) {
        self.layer
            .update(|marks| self.writer.borrow().write_time(marks, self.store, at));
        self.write_captions();
        // Groups, of which names keep clear, are those of the last frame: a picture that stands is drawn first.
        if self.have_names_rested(at) && !(self.stands() && self.draws_next(at)) {
            self.choose_labels();
        }
        self.tell_outside();
        if !is_hidden() {
            let directory = self.directory.borrow();
            self.with_engine(|engine| self.framing.fit_by_itself(engine, &directory, at));
        }
        let mut watch = self.watch.borrow_mut();
        if is_hidden() {
            watch.rest();
            return;
        }
        let clock_ms = marks_clock_ms(self.store, at);
        let stands = self.stands();
        let (due, draws) = self.layer.read(|marks| {
            let next = marks.next_draw(clock_ms);
            // A clock that stands never comes to its next blink.
            let due = next == NextDraw::Now || (next != NextDraw::Never && !stands);
            let due = due || is_lost(marks);
            (due, marks.stats().draws)
        });
        (self.on_fault)(MapFault::NotDrawn, watch.look(at, due, draws));
    }

    /// Which deadlines are over: the first ones get words beside their marks.
    pub fn set_due(&self, due: Vec<Due>) {
        self.captions.set_due(due);
        self.write_captions();
    }

    pub(super) fn write_captions(&self) {
        self.layer
            .update(|marks| self.captions.write(marks, self.language.get()));
    }

    /// Whether the deployment's clock stands, as a demo's does between two plays.
    pub(super) fn stands(&self) -> bool {
        self.store.clock().is_some_and(|clock| clock.stands())
    }

    /// Whether marks are drawn with the next frame.
    pub(super) fn draws_next(&self, at: PageTime) -> bool {
        let clock_ms = marks_clock_ms(self.store, at);
        self.layer
            .read(|marks| marks.next_draw(clock_ms) == NextDraw::Now)
    }
}

/// Whether the browser has taken the graphics card away: nothing is drawn until it gives it back.
fn is_lost(marks: &Marks) -> bool {
    let context = marks.canvas().get_context("webgl2").ok().flatten();
    context
        .and_then(|context| context.dyn_into::<WebGl2RenderingContext>().ok())
        .is_some_and(|context| context.is_context_lost())
}
