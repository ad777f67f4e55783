//! Hands on a picture: pointers, wheel and keys.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Event, KeyboardEvent, PointerEvent, WheelEvent};

use super::grip::{Did, Grip};
use super::picture::CameraPicture;
use crate::platform::Listener;
use crate::store::Store;

/// How far a key turns: a share of what is seen.
const KEY_TURNS: f64 = 0.12;

/// How much a key zooms.
const KEY_ZOOMS: f64 = 1.35;

/// What something that happened to the picture's element means.
type Act = Box<dyn Fn(&Rc<CameraPicture>, Event)>;

/// Pointer, wheel and keys on the picture.
pub fn listen(picture: &Rc<CameraPicture>, store: Store) -> Vec<Listener> {
    let element = picture.container().clone();
    let grip = Rc::new(RefCell::new(Grip::default()));
    let on = |word: &'static str, act: Act| {
        let picture = Rc::downgrade(picture);
        Listener::new(&element, word, move |event| {
            if let Some(picture) = picture.upgrade() {
                act(&picture, event);
            }
        })
    };
    let pointer = |event: Event| event.dyn_into::<PointerEvent>().ok();
    let place = |event: &PointerEvent| (f64::from(event.client_x()), f64::from(event.client_y()));
    let [down, moved, up, gone] = [(); 4].map(|()| Rc::clone(&grip));
    vec![
        on(
            "pointerdown",
            Box::new(move |picture, event| {
                let Some(event) = pointer(event).filter(|event| event.button() == 0) else {
                    return;
                };
                // A pointer that is gone already cannot be captured, and need not.
                let _ = picture.container().set_pointer_capture(event.pointer_id());
                let _ = picture.container().focus();
                down.borrow_mut().press(event.pointer_id(), place(&event));
            }),
        ),
        on(
            "pointermove",
            Box::new(move |picture, event| {
                let Some(event) = pointer(event) else { return };
                let at = place(&event);
                let did = moved.borrow_mut().draw(event.pointer_id(), at);
                match did {
                    Did::Drag(right, down) => picture.drag(right, down),
                    Did::Pinch {
                        factor,
                        middle,
                        by: (right, down),
                    } => {
                        let middle = within(picture, middle);
                        if picture.pinch(factor, middle, (right, down)) {
                            moved.borrow_mut().pinched();
                        }
                    }
                    Did::Hover => {
                        let (x, y) = within(picture, at);
                        store.view.hover(picture.incident_at(x, y));
                        let cursor = if picture.is_over_something(x, y) {
                            "pointer"
                        } else {
                            ""
                        };
                        // A style that is a word is taken.
                        let _ = picture.container().style().set_property("cursor", cursor);
                    }
                    Did::Nothing => {}
                }
            }),
        ),
        on(
            "pointerup",
            Box::new(move |picture, event| {
                let Some(event) = pointer(event) else { return };
                let has_clicked = up.borrow_mut().lift(event.pointer_id());
                if has_clicked {
                    let (x, y) = within(picture, place(&event));
                    picture.click(x, y);
                }
            }),
        ),
        on(
            "pointercancel",
            Box::new(move |_, event| {
                // The browser has taken the pointer for something of its own: that was no click.
                if let Some(event) = pointer(event) {
                    gone.borrow_mut().lift(event.pointer_id());
                }
            }),
        ),
        on("pointerleave", Box::new(move |_, _| store.view.hover(None))),
        on(
            "wheel",
            Box::new(|picture, event| {
                let Some(wheel) = event.dyn_ref::<WheelEvent>() else {
                    return;
                };
                let at = (f64::from(wheel.client_x()), f64::from(wheel.client_y()));
                let factor = (-wheel.delta_y().clamp(-240.0, 240.0) / 300.0).exp();
                picture.zoom(factor, Some(within(picture, at)));
                event.prevent_default();
            }),
        ),
        on(
            "keydown",
            Box::new(|picture, event| {
                let is_ours = event
                    .dyn_ref::<KeyboardEvent>()
                    .is_some_and(|key| press(picture, key));
                if is_ours {
                    event.prevent_default();
                    // Arrows move in the console's list; here they turn the camera.
                    event.stop_propagation();
                }
            }),
        ),
    ]
}

/// A point of the window in the picture.
fn within(picture: &CameraPicture, at: (f64, f64)) -> (f64, f64) {
    let place = picture.canvas().get_bounding_client_rect();
    (at.0 - place.left(), at.1 - place.top())
}

/// Turns and zooms by keys; says whether the key was one of the picture's.
fn press(picture: &CameraPicture, key: &KeyboardEvent) -> bool {
    if key.ctrl_key() || key.meta_key() || key.alt_key() {
        return false;
    }
    match key.key().as_str() {
        "ArrowLeft" => picture.nudge(-KEY_TURNS, 0.0),
        "ArrowRight" => picture.nudge(KEY_TURNS, 0.0),
        "ArrowUp" => picture.nudge(0.0, KEY_TURNS),
        "ArrowDown" => picture.nudge(0.0, -KEY_TURNS),
        "+" | "=" => picture.zoom(KEY_ZOOMS, None),
        "-" => picture.zoom(1.0 / KEY_ZOOMS, None),
        "Home" => picture.go_home(),
        "[" => picture.choose_next(false),
        "]" => picture.choose_next(true),
        "Enter" => picture.press(),
        "Escape" => return picture.choose_nothing(),
        _ => return false,
    }
    true
}
