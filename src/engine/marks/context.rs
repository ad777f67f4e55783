//! The WebGL context and whether it still lives: a graphics card may be reset at any hour of a wall's weeks.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Event, HtmlCanvasElement, WebGl2RenderingContext as Gl, WebGlContextAttributes};

use crate::engine::error::EngineError;

/// Whether there is something to draw with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Context {
    /// Everything uploaded is still there.
    Sound,
    /// The card is gone; drawing does nothing.
    Lost,
    /// The card is back and empty.
    Restored,
}

/// A context, and the two listeners that watch it for as long as this value lives.
pub struct ContextWatch {
    canvas: HtmlCanvasElement,
    gl: Gl,
    state: Rc<Cell<Context>>,
    on_lost: Closure<dyn FnMut(Event)>,
    on_restored: Closure<dyn FnMut(Event)>,
}

impl ContextWatch {
    /// Takes the canvas's WebGL 2 context and watches it; `wake` is called when it comes back.
    pub fn new(canvas: &HtmlCanvasElement, wake: impl Fn() + 'static) -> Result<Self, EngineError> {
        let attributes = WebGlContextAttributes::new();
        attributes.set_alpha(true);
        attributes.set_premultiplied_alpha(true);
        attributes.set_antialias(false);
        attributes.set_depth(false);
        attributes.set_stencil(false);
        let gl = canvas
            .get_context_with_context_options("webgl2", &attributes)
            .ok()
            .flatten()
            .map(JsCast::unchecked_into::<Gl>)
            .ok_or(EngineError::NoWebGl)?;
        let state = Rc::new(Cell::new(Context::Sound));
        let on_lost = {
            let state = Rc::clone(&state);
            Closure::new(move |event: Event| {
                // Without this the browser never gives the context back.
                event.prevent_default();
                state.set(Context::Lost);
            })
        };
        let on_restored = {
            let state = Rc::clone(&state);
            Closure::new(move |_: Event| {
                state.set(Context::Restored);
                wake();
            })
        };
        let watch = Self {
            canvas: canvas.clone(),
            gl,
            state,
            on_lost,
            on_restored,
        };
        watch.listen().map_err(|_| EngineError::NoWebGl)?;
        Ok(watch)
    }

    /// The context.
    pub const fn gl(&self) -> &Gl {
        &self.gl
    }

    /// Whether there is something to draw with.
    pub fn state(&self) -> Context {
        self.state.get()
    }

    /// Notes that what was lost is being made anew.
    pub fn acknowledge(&self) {
        self.state.set(Context::Sound);
    }

    fn give_back(&self) {
        if let Ok(Some(switch)) = self.gl.get_extension("WEBGL_lose_context") {
            switch.unchecked_into::<LoseContext>().lose_context();
        }
    }

    fn listen(&self) -> Result<(), JsValue> {
        self.canvas.add_event_listener_with_callback(
            "webglcontextlost",
            self.on_lost.as_ref().unchecked_ref(),
        )?;
        self.canvas.add_event_listener_with_callback(
            "webglcontextrestored",
            self.on_restored.as_ref().unchecked_ref(),
        )
    }
}

/// What `getExtension("WEBGL_lose_context")` gives.
#[wasm_bindgen]
extern "C" {
    type LoseContext;
    #[wasm_bindgen(method, js_name = loseContext)]
    fn lose_context(this: &LoseContext);
}

impl Drop for ContextWatch {
    fn drop(&mut self) {
        let _ = self.canvas.remove_event_listener_with_callback(
            "webglcontextlost",
            self.on_lost.as_ref().unchecked_ref(),
        );
        let _ = self.canvas.remove_event_listener_with_callback(
            "webglcontextrestored",
            self.on_restored.as_ref().unchecked_ref(),
        );
        // A page has few contexts, and the browser frees an unused one only when it collects garbage.
        self.give_back();
    }
}
