//! A tone that calls somebody. Browsers let a page sound only after it was touched.

use std::cell::RefCell;
use std::rc::Rc;

use web_sys::AudioContext;

use super::Listener;

/// The tone's two notes in hertz: a falling third carries through a room and is no siren.
const NOTES: [f32; 2] = [880.0, 698.5];

/// How long a note sounds, in seconds.
const NOTE_SECS: f64 = 0.18;

/// How loud, 0 to 1.
const GAIN: f32 = 0.4;

/// Sounds once the page was touched.
pub struct Chime {
    context: Rc<RefCell<Option<AudioContext>>>,
    _touched: Vec<Listener>,
}

impl Chime {
    /// Silent until the page is touched for the first time.
    #[must_use]
    pub fn new() -> Self {
        let context = Rc::new(RefCell::new(None));
        let window = web_sys::window();
        let listen = |word: &'static str| {
            let context = Rc::clone(&context);
            let window = window.as_ref()?;
            Some(Listener::new(window, word, move |_| {
                let mut context = context.borrow_mut();
                if context.is_none() {
                    *context = AudioContext::new().ok();
                }
            }))
        };
        let touched = ["pointerdown", "keydown"].into_iter().filter_map(listen);
        Self {
            _touched: touched.collect(),
            context,
        }
    }

    /// Whether it could be heard now.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.context.borrow().is_some()
    }

    /// Sounds once; nothing on a page that nobody has touched yet.
    pub fn ring(&self) {
        if let Some(context) = &*self.context.borrow() {
            for (place, hertz) in NOTES.into_iter().enumerate() {
                // A device without sound stays silent: the border and the title call too.
                let _ = note(context, hertz, place as f64 * NOTE_SECS);
            }
        }
    }
}

impl Default for Chime {
    fn default() -> Self {
        Self::new()
    }
}

fn note(context: &AudioContext, hertz: f32, after: f64) -> Result<(), wasm_bindgen::JsValue> {
    let tone = context.create_oscillator()?;
    let gain = context.create_gain()?;
    tone.frequency().set_value(hertz);
    gain.gain().set_value(GAIN);
    tone.connect_with_audio_node(&gain)?;
    gain.connect_with_audio_node(&context.destination())?;
    let begins = context.current_time() + after;
    tone.start_with_when(begins)?;
    tone.stop_with_when(begins + NOTE_SECS)
}
