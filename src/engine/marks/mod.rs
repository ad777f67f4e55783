//! The marks: thousands of signs on a transparent canvas above the map, drawn by WebGL 2 from arrays kept here.
//!
//! A mark is a place and a sign, sixteen bytes on the graphics card. Changes touch the arrays and are uploaded once, by changed
//! ranges, at the next draw. Blink and pulse are computed in the shader from the time handed to [`Marks::draw`], so they cost no
//! upload; when nothing has changed and nothing moves, [`Marks::next_draw`] asks for no draw at all.
//!
//! Marks are drawn as points through an index buffer rather than as instanced quads: one vertex a mark instead of four, and the
//! index buffer leaves out what is far outside, grouped or wholly below others, and puts the urgent ones on top.

mod context;
mod gpu;
mod look;
mod sheet;
mod writing;

use std::collections::BTreeMap;
use std::ops::Range;

use web_sys::HtmlCanvasElement;

use self::context::{Context, ContextWatch};
use self::gpu::{Emphasis, GlyphInstance, Gpu, GroupInstance, Instant};
pub use self::look::Look;
use self::sheet::Sheet;
use super::error::EngineError;
use ::marks::order::{DrawOrder, Layer, Run};
use ::marks::packed::PULSE_STEP_MS;
use ::marks::{
    Camera, Ground, Grouping, LonLat, MarkId, MarkSet, Picked, Pointing, PulsePace, ScreenPoint,
    Sight, Sign, View,
};

/// When the next draw is due.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum NextDraw {
    /// In the next animation frame: something has changed or moves.
    Now,
    /// At this time of the clock that is handed to [`Marks::draw`], in milliseconds: the next half of the blink, or when a picture
    /// that leapt is taken to rest.
    At(f64),
    /// Not before something changes.
    Never,
}

/// What one draw did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Drawn {
    /// Marks drawn one by one.
    pub marks: usize,
    /// Groups and piles drawn.
    pub groups: usize,
    /// Draw calls made.
    pub calls: usize,
    /// Bytes sent to the graphics card for it.
    pub uploaded: usize,
}

/// One mark as it stands in the view.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct InView {
    /// Which one.
    pub id: MarkId,
    /// Its place on the ground, to within 5 mm.
    pub at: LonLat,
    /// Its place in the view.
    pub screen: ScreenPoint,
    /// Whether it is part of a group or pile at this zoom and not drawn by itself.
    pub grouped: bool,
}

/// Figures for the overlay and the benches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// Marks there are.
    pub marks: usize,
    /// Marks that blink.
    pub blinking: usize,
    /// Groups and piles at this zoom.
    pub groups: usize,
    /// Draws since the beginning.
    pub draws: u64,
    /// Bytes uploaded since the beginning.
    pub uploaded: u64,
    /// Bytes held for the marks in memory.
    pub memory: usize,
    /// Bytes held for the marks on the graphics card.
    pub card: usize,
}

/// Half a second: the fill is shown in even halves and dark in odd ones.
const BLINK_HALF_MS: f64 = 500.0;

/// So long after the zoom has changed the picture rests: discs that lie below others are looked for to the pixel then.
const SETTLE_MS: f64 = 250.0;

/// A pulse runs this long.
const PULSE_MS: f64 = 800.0;

/// A mark that pulses again before this is over keeps its first pulse.
const PULSE_PAUSE_MS: f64 = 1000.0;

/// Ended pulses are taken out of the arrays after this long, well before their clock goes round.
const PULSE_SWEEP_MS: f64 = 240_000.0;

/// The marks and the canvas they are drawn on.
pub struct Marks {
    canvas: HtmlCanvasElement,
    context: ContextWatch,
    gpu: Option<Gpu>,
    set: MarkSet,
    grouping: Grouping,
    order: DrawOrder,
    runs: Vec<Run>,
    sheet: Sheet,
    look: Look,
    view: View,
    moving: bool,
    labels: BTreeMap<MarkId, String>,
    glyphs: Vec<GlyphInstance>,
    group_instances: Vec<GroupInstance>,
    parts: Parts,
    selected: Option<MarkId>,
    hovered: Option<MarkId>,
    pulse_pace: PulsePace,
    pulses_end: f64,
    sweep_at: Option<f64>,
    look_stale: bool,
    sheet_stale: bool,
    labels_stale: bool,
    emphasis_stale: bool,
    shown: Option<Shown>,
    draws: u64,
    uploaded: u64,
}

/// Where in the arrays of groups and characters what is drawn below the marks ends, and what is drawn above them begins.
#[derive(Clone, Copy, Default)]
struct Parts {
    groups: usize,
    group_glyphs: usize,
    label_glyphs: usize,
}

/// A step of a draw.
enum Part {
    Marks(Layer),
    Groups(Range<usize>),
    Piles(Range<usize>),
    Glyphs(Range<usize>),
}

/// What the canvas shows.
#[derive(Clone, Copy)]
struct Shown {
    view: View,
    snapped: bool,
    dark: bool,
    at: f64,
}

impl Marks {
    /// Marks on `canvas`, which must have no other context. `wake` is called when the graphics card comes back after it was
    /// lost, so that somebody draws.
    ///
    /// # Errors
    /// When the browser gives no WebGL 2, no 2D canvas for the letters, or refuses a shader.
    pub fn new(canvas: HtmlCanvasElement, wake: impl Fn() + 'static) -> Result<Self, EngineError> {
        let context = ContextWatch::new(&canvas, wake)?;
        let look = Look::default();
        let sheet = Sheet::new(&look)?;
        let gpu = Gpu::new(context.gl())?;
        Ok(Self {
            canvas,
            context,
            gpu: Some(gpu),
            set: MarkSet::default(),
            grouping: Grouping::default(),
            order: DrawOrder::default(),
            runs: Vec::new(),
            sheet,
            look,
            view: View::new(Camera::over(LonLat::new(0.0, 0.0), 0.0), 1.0, 1.0),
            moving: false,
            labels: BTreeMap::new(),
            glyphs: Vec::new(),
            group_instances: Vec::new(),
            parts: Parts::default(),
            selected: None,
            hovered: None,
            pulse_pace: PulsePace::default(),
            pulses_end: f64::NEG_INFINITY,
            sweep_at: None,
            look_stale: true,
            sheet_stale: true,
            labels_stale: true,
            emphasis_stale: true,
            shown: None,
            draws: 0,
            uploaded: 0,
        })
    }

    /// The canvas.
    #[must_use]
    pub const fn canvas(&self) -> &HtmlCanvasElement {
        &self.canvas
    }

    /// Sets a mark's place and sign, and makes the mark if there is none.
    pub fn upsert(&mut self, id: MarkId, at: LonLat, sign: &Sign) {
        self.set.upsert(id.0, Ground::from(at), sign);
    }

    /// Sets a mark's sign alone; says whether there is such a mark.
    pub fn restyle(&mut self, id: MarkId, sign: &Sign) -> bool {
        self.set.restyle(id.0, sign)
    }

    /// Takes a mark away, its label too; says whether there was one.
    pub fn remove(&mut self, id: MarkId) -> bool {
        self.label(id, None);
        self.set.remove(id.0)
    }

    /// Takes all marks and labels away.
    pub fn clear(&mut self) {
        self.set.clear();
        self.pulses_end = f64::NEG_INFINITY;
        self.labels.clear();
        self.labels_stale = true;
    }

    /// Makes room for `more` marks, exactly.
    pub fn reserve(&mut self, more: usize) {
        self.set.reserve(more);
    }

    /// Number of marks.
    #[must_use]
    pub fn len(&self) -> usize {
        self.set.len()
    }

    /// Whether there is no mark.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.set.is_empty()
    }

    /// Runs one ring outward from a mark, from `now_ms` for 0.8 s; a mark pulses at most once a second, and none while so many
    /// are asked for that nobody could follow them. Says whether there is such a mark.
    pub fn pulse(&mut self, id: MarkId, now_ms: f64) -> bool {
        if self.look.reduced_motion || !self.pulse_pace.admits(now_ms) {
            return self.set.find(id.0).is_some();
        }
        let now = pulse_step(now_ms);
        let fresh = |start: u16| age_ms(start, now) < PULSE_PAUSE_MS;
        let known = self.set.pulse(id.0, now, fresh);
        if known {
            self.pulses_end = self.pulses_end.max(now_ms + PULSE_MS);
            self.sweep_at.get_or_insert(now_ms + PULSE_SWEEP_MS);
        }
        known
    }

    /// Writes `text` at a mark's right, or takes it away. It never covers a mark of the highest rank.
    pub fn label(&mut self, id: MarkId, text: Option<&str>) {
        match text {
            Some(text) if self.labels.get(&id).is_none_or(|old| old != text) => {
                self.labels.insert(id, text.to_owned());
                self.labels_stale = true;
            }
            None => self.labels_stale |= self.labels.remove(&id).is_some(),
            Some(_) => {}
        }
    }

    /// Puts the white ring around one mark and draws it above all others.
    pub fn select(&mut self, id: Option<MarkId>) {
        self.emphasis_stale |= self.selected != id;
        self.selected = id;
    }

    /// Puts a thin ring around the mark under the pointer.
    pub fn hover(&mut self, id: Option<MarkId>) {
        self.emphasis_stale |= self.hovered != id;
        self.hovered = id;
    }

    /// Changes what all marks have in common.
    pub fn set_look(&mut self, look: Look) {
        if self.look == look {
            return;
        }
        if !self.look.writes_as(&look) {
            self.sheet.write(&look);
            self.sheet_stale = true;
            self.labels_stale = true;
        }
        self.set.groups_stale |= self.look.grouping != look.grouping;
        // Larger or smaller discs hide others, and so do those that stand farther apart.
        self.set.order_stale |= self.look.unit().to_bits() != look.unit().to_bits()
            || self.look.pixel_ratio.to_bits() != look.pixel_ratio.to_bits();
        self.look = look;
        self.look_stale = true;
    }

    /// What all marks have in common.
    #[must_use]
    pub const fn look(&self) -> &Look {
        &self.look
    }

    /// What is seen. While the picture is `moving` marks move smoothly with it; at rest they stand on whole pixels.
    pub fn set_view(&mut self, view: View, moving: bool) {
        self.view = view;
        self.moving = moving;
    }

    /// Has the characters of a text in the letter sheet before a label needs them: the sheet, and with it how letters fall onto
    /// pixels, then does not depend on which labels there have been.
    pub fn expect_characters(&mut self, text: &str) {
        self.sheet_stale |= self.sheet.cover(text, &self.look);
    }

    /// What is seen.
    #[must_use]
    pub const fn view(&self) -> &View {
        &self.view
    }

    /// When the next draw is due. `now_ms` runs as fast as real time and is the same on all screens, so that they blink
    /// together: the deployment clock, with a replay's rate taken out.
    #[must_use]
    pub fn next_draw(&self, now_ms: f64) -> NextDraw {
        if self.is_lost() {
            return NextDraw::Never;
        }
        let Some(shown) = self.shown else {
            return NextDraw::Now;
        };
        let changed = self.set.dirty_places.any()
            || self.set.dirty_looks.any()
            || self.set.order_stale
            || self.set.groups_stale
            || self.set.palette_stale
            || self.look_stale
            || self.sheet_stale
            || self.labels_stale
            || self.emphasis_stale
            || self.context.state() == Context::Restored;
        if changed || shown.view != self.view || shown.snapped == self.moving {
            return NextDraw::Now;
        }
        let settled = self.order.awaits_rest() && !self.moving;
        let settled = settled.then_some(shown.at + SETTLE_MS);
        // The clock may have been set back.
        if settled.is_some_and(|at| now_ms >= at || now_ms < shown.at) {
            return NextDraw::Now;
        }
        let at_rest = settled.map_or(NextDraw::Never, NextDraw::At);
        if self.look.reduced_motion {
            return at_rest;
        }
        // The last draw of a pulse is the one that no longer shows it.
        if shown.at < self.pulses_end {
            return NextDraw::Now;
        }
        if self.set.blinking() == 0 {
            return at_rest;
        }
        if is_dark(now_ms) != shown.dark {
            return NextDraw::Now;
        }
        let blink = ((now_ms / BLINK_HALF_MS).floor() + 1.0) * BLINK_HALF_MS;
        NextDraw::At(settled.map_or(blink, |at| blink.min(at)))
    }

    /// Whether the graphics card is gone for now: nothing can be drawn until the browser gives it back.
    #[must_use]
    pub fn is_lost(&self) -> bool {
        self.context.state() == Context::Lost
    }

    /// Uploads what has changed and draws the marks as they stand at `now_ms` (see [`Marks::next_draw`]).
    ///
    /// # Errors
    /// When the graphics card, back after a loss, refuses what it took before.
    pub fn draw(&mut self, now_ms: f64) -> Result<Drawn, EngineError> {
        match self.context.state() {
            Context::Lost => {
                self.gpu = None;
                return Ok(Drawn::default());
            }
            Context::Restored => {
                self.gpu = None;
                self.context.acknowledge();
            }
            Context::Sound => {}
        }
        if self.gpu.is_none() {
            self.gpu = Some(Gpu::new(self.context.gl())?);
            self.set.mark_all_dirty();
            self.look_stale = true;
            self.sheet_stale = true;
            self.labels_stale = true;
        }
        self.sweep_pulses(now_ms);
        let size = self.fit_canvas();
        self.regroup();
        self.reorder();
        self.write_labels();
        let snapped = !self.moving;
        let dark = is_dark(now_ms) && !self.look.reduced_motion;
        let uploaded = self.upload()?;
        let instant = Instant {
            dark,
            pulse_step: pulse_step(now_ms),
            emphasised: self.emphasised().next().is_some(),
            snapped,
        };
        let drawn = self.draw_all(size, &instant, uploaded);
        self.shown = Some(Shown {
            view: self.view,
            snapped,
            dark,
            at: now_ms,
        });
        self.draws += 1;
        self.uploaded += uploaded as u64;
        Ok(drawn)
    }

    /// The marks that stand inside the window, in no particular order.
    pub fn in_view(&self) -> impl Iterator<Item = InView> + '_ {
        let inside = |at: &ScreenPoint| {
            (0.0..=self.view.width()).contains(&at.x) && (0.0..=self.view.height()).contains(&at.y)
        };
        (0..self.set.len()).filter_map(move |slot| {
            let [x, y] = self.set.places()[slot];
            let screen = self.view.project_ground(Ground { x, y }).filter(inside)?;
            Some(InView {
                id: MarkId(self.set.ids()[slot]),
                at: Ground { x, y }.into(),
                screen,
                grouped: self.grouping.hides(slot),
            })
        })
    }

    /// What lies under a point of the view: what is drawn topmost there of piles, marks whose body holds it, and groups; else
    /// the nearest mark whose body is within `reach` CSS pixels, else a group so near. `reach` is 0 for a mouse and a finger's
    /// breadth for touch.
    #[must_use]
    pub fn pick(&self, at: ScreenPoint, reach: f64) -> Option<Picked> {
        self.pointing().pick(at, reach)
    }

    /// Of the marks whose body holds a point the one that is drawn next below `mark`, after the lowest the topmost again:
    /// several that stand at one address are reached by clicking on. `None` when there is no other.
    #[must_use]
    pub fn pick_below(&self, at: ScreenPoint, mark: MarkId) -> Option<MarkId> {
        self.pointing().pick_below(at, mark)
    }

    /// The rectangles of the view (left, top, right, bottom) that signs cover, in no particular order: where no text may stand.
    /// With or without `traces`, the small dots of what is over and done.
    #[must_use]
    pub fn covered(&self, traces: bool) -> Vec<[f64; 4]> {
        self.pointing().covered(traces)
    }

    fn pointing(&self) -> Pointing<'_> {
        Pointing {
            set: &self.set,
            grouping: &self.grouping,
            view: &self.view,
            scale: self.look.scale,
            selected: self.selected.and_then(|id| self.set.find(id.0)),
        }
    }

    /// Where one mark stands on the ground, to within 5 mm.
    #[must_use]
    pub fn position(&self, id: MarkId) -> Option<LonLat> {
        self.set.find(id.0).map(|slot| self.set.place(slot).into())
    }

    /// Figures for the overlay and the benches.
    #[must_use]
    pub fn stats(&self) -> Stats {
        Stats {
            marks: self.set.len(),
            blinking: self.set.blinking(),
            groups: self.grouping.signs(),
            draws: self.draws,
            uploaded: self.uploaded,
            memory: self.set.bytes() + self.order.bytes(),
            card: self.gpu.as_ref().map_or(0, Gpu::bytes),
        }
    }

    /// Takes ended pulses out of the arrays in time.
    fn sweep_pulses(&mut self, now_ms: f64) {
        if self.sweep_at.is_none_or(|at| now_ms < at) {
            return;
        }
        let now = pulse_step(now_ms);
        self.set
            .end_pulses(|start| age_ms(start, now) >= PULSE_PAUSE_MS);
        self.sweep_at = (now_ms < self.pulses_end).then_some(now_ms + PULSE_SWEEP_MS);
    }

    /// Makes the canvas as large as the view in device pixels.
    fn fit_canvas(&self) -> (u32, u32) {
        let pixels = |length: f64| (length * self.look.pixel_ratio).round().max(1.0) as u32;
        let size = (pixels(self.view.width()), pixels(self.view.height()));
        if (self.canvas.width(), self.canvas.height()) != size {
            self.canvas.set_width(size.0);
            self.canvas.set_height(size.1);
        }
        size
    }

    fn regroup(&mut self) {
        let step = if self.look.grouping {
            Grouping::step_for(self.view.camera().zoom, self.look.scale)
        } else {
            None
        };
        if !self.set.groups_stale && step == self.grouping.step() {
            let turned = self.grouping.resize(self.set.resized());
            self.set.forget_resized();
            if !turned {
                return;
            }
        }
        self.set.groups_stale = false;
        self.set.forget_resized();
        if step.is_none() && self.grouping.step().is_none() {
            return;
        }
        self.grouping.compute(&self.set, step);
        self.set.order_stale = true;
        self.labels_stale = true;
    }

    fn reorder(&mut self) {
        // Who moves the camera by leaps, one a frame, says each time that it rests.
        let zoom = self.view.camera().zoom;
        let leapt = self
            .shown
            .is_some_and(|shown| shown.view.camera().zoom != zoom);
        let sight = Sight {
            view: &self.view,
            moving: self.moving || leapt,
            pixel_ratio: self.look.pixel_ratio,
            unit: self.look.unit(),
        };
        let opened = std::mem::take(&mut self.set.discs_resized) && self.order.leaves_out();
        if !self.set.order_stale && !opened && self.order.serves(&sight) {
            return;
        }
        self.order.compute(&self.set, &self.grouping, &sight);
        self.runs.clear();
        self.runs.extend(self.order.runs());
        self.set.order_stale = true;
    }

    fn upload(&mut self) -> Result<usize, EngineError> {
        let Some(gpu) = &mut self.gpu else {
            return Ok(0);
        };
        let set = &mut self.set;
        let mut sent = gpu.upload_marks(
            set.places(),
            &set.dirty_places,
            set.looks(),
            &set.dirty_looks,
        );
        set.dirty_places.clear();
        set.dirty_looks.clear();
        if set.order_stale {
            sent += gpu.upload_order(self.order.slots());
            set.order_stale = false;
        }
        if self.sheet_stale {
            gpu.upload_sheet(&self.sheet)?;
        }
        if self.look_stale || self.sheet_stale || set.palette_stale {
            gpu.set_look(&self.look, set.palette(), &self.sheet);
            self.look_stale = false;
            self.sheet_stale = false;
            set.palette_stale = false;
        }
        if self.labels_stale {
            sent += gpu.upload_groups(&self.group_instances);
            sent += gpu.upload_glyphs(&self.glyphs);
            self.labels_stale = false;
        }
        self.emphasis_stale = false;
        Ok(sent)
    }

    /// The marks that are drawn within a white ring above all others, by slot: the selected one last, and as nothing else.
    fn emphasised(&self) -> impl Iterator<Item = (u32, Emphasis)> + '_ {
        let hovered = self.hovered.filter(|id| self.selected != Some(*id));
        [
            (hovered, Emphasis::Hovered),
            (self.selected, Emphasis::Selected),
        ]
        .into_iter()
        .filter_map(|(id, emphasis)| Some((self.set.find(id?.0)?.0, emphasis)))
    }

    fn draw_all(&self, size: (u32, u32), instant: &Instant, uploaded: usize) -> Drawn {
        let mut drawn = Drawn {
            marks: self.order.drawn(),
            groups: self.group_instances.len(),
            calls: 0,
            uploaded,
        };
        let Some(gpu) = &self.gpu else {
            return drawn;
        };
        gpu.begin(&self.view, size, &self.look, instant);
        let parts = self.parts;
        let steps = [
            Part::Marks(Layer::Floor),
            Part::Groups(0..parts.groups),
            Part::Glyphs(0..parts.group_glyphs),
            Part::Marks(Layer::Middle),
            Part::Glyphs(parts.group_glyphs..parts.label_glyphs),
            Part::Marks(Layer::Top),
            Part::Piles(parts.groups..self.group_instances.len()),
            Part::Glyphs(parts.label_glyphs..self.glyphs.len()),
        ];
        for part in steps {
            match part {
                Part::Marks(layer) => {
                    for run in self.runs.iter().filter(|run| run.layer == layer) {
                        gpu.draw_run(run);
                        drawn.calls += 1;
                    }
                }
                Part::Groups(range) if !range.is_empty() => {
                    gpu.draw_groups(range);
                    drawn.calls += 1;
                }
                Part::Piles(range) if !range.is_empty() => {
                    gpu.draw_piles(range);
                    drawn.calls += 1;
                }
                Part::Glyphs(range) if !range.is_empty() => {
                    gpu.draw_glyphs(range);
                    drawn.calls += 1;
                }
                Part::Groups(_) | Part::Piles(_) | Part::Glyphs(_) => {}
            }
        }
        for (slot, emphasis) in self.emphasised() {
            gpu.draw_emphasised(slot, emphasis);
            drawn.calls += 1;
        }
        gpu.end();
        drawn
    }
}

impl Drop for Marks {
    fn drop(&mut self) {
        if let Some(gpu) = &self.gpu {
            gpu.delete();
        }
    }
}

fn is_dark(now_ms: f64) -> bool {
    (now_ms / BLINK_HALF_MS).floor().rem_euclid(2.0) == 1.0
}

fn pulse_step(now_ms: f64) -> u16 {
    (now_ms / PULSE_STEP_MS).floor().rem_euclid(65_536.0) as u16
}

fn age_ms(start: u16, now: u16) -> f64 {
    f64::from(now.wrapping_sub(start)) * PULSE_STEP_MS
}
