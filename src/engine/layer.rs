//! The marks' canvas above the map: drawn in the map's own frame while it moves, by itself when only a mark changes, and not at
//! all when nothing does.

use std::cell::{Cell, RefCell};
use std::hint::black_box;
use std::rc::{Rc, Weak};

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{HtmlCanvasElement, HtmlElement, Window};

use super::error::EngineError;
use super::map_engine::{MapEngine, MapEvent, Subscription};
use super::marks::{Look, Marks, NextDraw};
use crate::platform::Effort;
use ::marks::{ScreenPoint, View};

/// Told what keeps the marks from being drawn.
pub type OnFault = Rc<dyn Fn(&EngineError)>;

/// Reads the clock that blink and pulse follow, in milliseconds (see [`Marks::next_draw`]).
pub type Clock = Rc<dyn Fn() -> f64>;

/// Marks on a canvas of their own, which lets every touch and click through to the map below.
pub struct MarksLayer {
    window: Window,
    marks: RefCell<Marks>,
    clock: Clock,
    on_fault: OnFault,
    map: RefCell<Option<(Rc<dyn MapEngine>, Subscription)>>,
    frame: Cell<Option<i32>>,
    timer: Cell<Option<i32>>,
    effort: Effort,
    on_frame: Closure<dyn FnMut()>,
    on_timer: Closure<dyn FnMut()>,
}

impl MarksLayer {
    /// Puts the canvas into `container`, above what is in it. The marks do not wait for a map: hand them a view and they are
    /// drawn.
    ///
    /// # Errors
    /// When the browser gives no WebGL 2 or no canvas.
    pub fn new(
        container: &HtmlElement,
        clock: Clock,
        on_fault: OnFault,
    ) -> Result<Rc<Self>, EngineError> {
        let window = web_sys::window().ok_or(EngineError::NoCanvas)?;
        let canvas = canvas_in(container)?;
        let waker: Rc<RefCell<Weak<Self>>> = Rc::default();
        let wake = {
            let waker = Rc::clone(&waker);
            move || {
                if let Some(layer) = waker.borrow().upgrade() {
                    layer.plan();
                }
            }
        };
        let marks = Marks::new(canvas, wake)?;
        let layer = Rc::new_cyclic(|this: &Weak<Self>| {
            let (on_frame, on_timer) = (this.clone(), this.clone());
            Self {
                window,
                marks: RefCell::new(marks),
                clock,
                on_fault,
                map: RefCell::new(None),
                frame: Cell::new(None),
                timer: Cell::new(None),
                effort: Effort::default(),
                on_frame: Closure::new(move || {
                    if let Some(layer) = on_frame.upgrade() {
                        layer.frame.set(None);
                        layer.draw();
                    }
                }),
                on_timer: Closure::new(move || {
                    if let Some(layer) = on_timer.upgrade() {
                        layer.timer.set(None);
                        layer.ask_for_frame();
                    }
                }),
            }
        });
        *waker.borrow_mut() = Rc::downgrade(&layer);
        layer.plan();
        Ok(layer)
    }

    /// Changes marks, and has them drawn in the next frame if that is needed. Call it once a tick, not once a change.
    pub fn update<R>(&self, change: impl FnOnce(&mut Marks) -> R) -> R {
        let changed = change(&mut self.marks.borrow_mut());
        self.plan();
        changed
    }

    /// Changes marks within one of the browser's frames, and draws what that needs in the same frame: nothing that was told
    /// waits for the next. While the map moves they are drawn along with it, so that neither is drawn twice.
    pub fn update_in_frame<R>(&self, change: impl FnOnce(&mut Marks) -> R) -> R {
        let changed = change(&mut self.marks.borrow_mut());
        if self.follows_a_moving_map() || self.next_draw() != NextDraw::Now {
            self.plan();
        } else {
            self.draw();
        }
        changed
    }

    fn follows_a_moving_map(&self) -> bool {
        let map = self.map.borrow();
        map.as_ref().is_some_and(|(map, _)| map.is_moving())
    }

    /// Looks at the marks.
    pub fn read<R>(&self, look: impl FnOnce(&Marks) -> R) -> R {
        look(&self.marks.borrow())
    }

    /// What the draws have cost the page's thread.
    #[must_use]
    pub const fn effort(&self) -> &Effort {
        &self.effort
    }

    /// Shows the marks in `view`, while there is no map to follow.
    pub fn show(&self, view: View) {
        self.update(|marks| marks.set_view(view, false));
    }

    /// Follows a map from now on: the marks stand where it stands, in the same frame.
    pub fn follow(self: &Rc<Self>, map: Rc<dyn MapEngine>) {
        let this = Rc::downgrade(self);
        let subscription = map.subscribe(Rc::new(move |event| {
            if let Some(layer) = this.upgrade() {
                layer.hear(event);
            }
        }));
        *self.map.borrow_mut() = Some((map, subscription));
        self.take_view();
        self.plan();
    }

    /// Lets go of the map; the marks stay where they are.
    pub fn unfollow(&self) {
        self.map.borrow_mut().take();
    }

    fn hear(&self, event: &MapEvent) {
        match event {
            MapEvent::Rendered => {
                self.take_view();
                if self.next_draw() == NextDraw::Now {
                    self.draw();
                }
            }
            // At rest marks stand on whole pixels. The camera itself is taken only when the map shows it.
            MapEvent::Stopped => {
                let mut marks = self.marks.borrow_mut();
                let view = *marks.view();
                marks.set_view(view, false);
                drop(marks);
                self.plan();
            }
            MapEvent::Idle => self.rehearse_pick(),
            _ => {}
        }
    }

    /// The browser compiles what finds a mark when it is first called, which takes it ten times as long as finding one: better
    /// now than when somebody points.
    fn rehearse_pick(&self) {
        let marks = self.marks.borrow();
        let (x, y) = (marks.view().width() / 2.0, marks.view().height() / 2.0);
        black_box(marks.pick(ScreenPoint { x, y }, 0.0));
    }

    fn take_view(&self) {
        if let Some((map, _)) = &*self.map.borrow() {
            let (view, moving) = (map.view(), map.is_moving());
            self.marks.borrow_mut().set_view(view, moving);
        }
    }

    fn next_draw(&self) -> NextDraw {
        self.marks.borrow().next_draw((self.clock)())
    }

    /// Draws, and plans the next draw.
    fn draw(&self) {
        self.cancel_frame();
        self.follow_pixel_ratio();
        let drawn = self
            .effort
            .measure(|| self.marks.borrow_mut().draw((self.clock)()));
        match drawn {
            Ok(_) => self.plan(),
            // Asking for another frame would only fail again; a change or a restored context asks.
            Err(fault) => (self.on_fault)(&fault),
        }
    }

    /// A window may be moved to a screen with smaller pixels.
    fn follow_pixel_ratio(&self) {
        let pixel_ratio = self.window.device_pixel_ratio();
        let mut marks = self.marks.borrow_mut();
        if marks.look().pixel_ratio.to_bits() != pixel_ratio.to_bits() {
            let look = Look {
                pixel_ratio,
                ..marks.look().clone()
            };
            marks.set_look(look);
        }
    }

    /// Sees to it that the next draw happens when it is due.
    fn plan(&self) {
        let now = (self.clock)();
        self.cancel_timer();
        match self.marks.borrow().next_draw(now) {
            NextDraw::Now => self.ask_for_frame(),
            NextDraw::At(due) => self.ask_for_timer(due - now),
            NextDraw::Never => {}
        }
    }

    fn ask_for_frame(&self) {
        if self.frame.get().is_none() {
            let callback = self.on_frame.as_ref().unchecked_ref();
            self.frame
                .set(self.window.request_animation_frame(callback).ok());
        }
    }

    fn ask_for_timer(&self, delay_ms: f64) {
        let callback = self.on_timer.as_ref().unchecked_ref();
        let timer = self
            .window
            .set_timeout_with_callback_and_timeout_and_arguments_0(
                callback,
                delay_ms.ceil() as i32,
            );
        self.timer.set(timer.ok());
    }

    fn cancel_frame(&self) {
        if let Some(frame) = self.frame.take() {
            let _ = self.window.cancel_animation_frame(frame);
        }
    }

    fn cancel_timer(&self) {
        if let Some(timer) = self.timer.take() {
            self.window.clear_timeout_with_handle(timer);
        }
    }
}

impl Drop for MarksLayer {
    fn drop(&mut self) {
        self.cancel_frame();
        self.cancel_timer();
        self.marks.borrow().canvas().remove();
    }
}

/// A canvas that fills the container and takes no pointer: gestures and the keyboard stay with the map.
fn canvas_in(container: &HtmlElement) -> Result<HtmlCanvasElement, EngineError> {
    let canvas: HtmlCanvasElement = container
        .owner_document()
        .and_then(|document| document.create_element("canvas").ok())
        .and_then(|element| element.dyn_into().ok())
        .ok_or(EngineError::NoCanvas)?;
    canvas.set_class_name("engine-marks");
    let style = canvas.style();
    for (property, value) in [
        ("position", "absolute"),
        ("inset", "0"),
        ("width", "100%"),
        ("height", "100%"),
        ("pointer-events", "none"),
    ] {
        let _ = style.set_property(property, value);
    }
    // The picture is told in words elsewhere; a screen reader has nothing to find here.
    let _ = canvas.set_attribute("aria-hidden", "true");
    container
        .append_child(&canvas)
        .map_err(|_| EngineError::NoCanvas)?;
    Ok(canvas)
}
