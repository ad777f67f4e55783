//! The layer above a map: its context, its draws and its rest.

use std::cell::Cell;
use std::rc::Rc;

use furun::engine::{EngineError, Letter, MarkId, Marks, MarksLayer, NextDraw, Ring, Sign};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlCanvasElement, HtmlElement};

use super::{
    BLUE, GREEN, Picture, RED, context, disc, document, draw, element, ground, home_view,
    plain_look, wait, wait_until,
};

#[wasm_bindgen_test]
async fn a_lost_graphics_card_comes_back_with_every_mark() {
    let canvas: HtmlCanvasElement = element("canvas");
    let woken = Rc::new(Cell::new(0));
    let counter = Rc::clone(&woken);
    let wake = move || counter.set(counter.get() + 1);
    let mut marks = Marks::new(canvas, wake).expect("Chromium has WebGL 2");
    marks.set_view(home_view(), false);
    marks.set_look(plain_look());
    let lettered = Sign {
        letter: Some(Letter(0)),
        ring: Ring::Double,
        ..disc(RED)
    };
    marks.upsert(MarkId(1), ground(100.0, 150.0), &lettered);
    marks.upsert(MarkId(2), ground(300.0, 150.0), &disc(BLUE));
    draw(&mut marks, 0.0);
    let before = Picture::of(&marks).bytes;
    let gl = context(marks.canvas());
    let switch = gl
        .get_extension("WEBGL_lose_context")
        .expect("known")
        .expect("there");
    let call = |name: &str| {
        let method = js_sys::Reflect::get(&switch, &JsValue::from_str(name)).expect("a method");
        let method: js_sys::Function = method.unchecked_into();
        method.call0(&switch).expect("the extension works");
    };
    call("loseContext");
    // A change that cannot be drawn is how the loss shows here.
    marks.upsert(MarkId(2), ground(300.0, 200.0), &disc(GREEN));
    wait_until(|| marks.next_draw(0.0) == NextDraw::Never, "the loss").await;
    marks.upsert(MarkId(2), ground(300.0, 150.0), &disc(BLUE));
    draw(&mut marks, 0.0);
    assert_eq!(marks.next_draw(0.0), NextDraw::Never);
    call("restoreContext");
    wait_until(|| woken.get() == 1, "the return").await;
    assert_eq!(marks.next_draw(0.0), NextDraw::Now);
    draw(&mut marks, 0.0);
    assert!(
        Picture::of(&marks).bytes == before,
        "the picture is not the same as before"
    );
    assert_eq!(marks.next_draw(0.0), NextDraw::Never);
}

#[wasm_bindgen_test]
async fn the_layer_draws_when_something_changes_and_rests_when_nothing_does() {
    let container: HtmlElement = element("div");
    let style = container.style();
    for (property, value) in [
        ("position", "fixed"),
        ("width", "400px"),
        ("height", "300px"),
    ] {
        style
            .set_property(property, value)
            .expect("a known property");
    }
    let body = document().body().expect("the page has a body");
    body.append_child(&container)
        .expect("the body takes children");
    let now = Rc::new(Cell::new(0.0));
    let clock = {
        let now = Rc::clone(&now);
        Rc::new(move || now.get())
    };
    let faults = Rc::new(Cell::new(0));
    let on_fault = {
        let faults = Rc::clone(&faults);
        Rc::new(move |_: &EngineError| faults.set(faults.get() + 1))
    };
    let layer = MarksLayer::new(&container, clock, on_fault).expect("Chromium has WebGL 2");
    layer.show(home_view());
    layer.update(|marks| {
        for id in 0..100 {
            marks.upsert(MarkId(id), ground(200.0 + id as f64, 150.0), &disc(RED));
        }
    });
    let draws = || layer.read(|marks| marks.stats().draws);
    wait_until(|| draws() == 1, "the first draw").await;
    wait(300).await;
    assert_eq!(draws(), 1, "nothing changed, so nothing may be drawn");
    // Many changes in one task are one draw.
    for id in 0..50 {
        layer.update(|marks| marks.restyle(MarkId(id), &disc(BLUE)));
    }
    wait_until(|| draws() == 2, "the second draw").await;
    // A blinking mark is drawn when its half is over by the clock that was handed in, not by any other.
    let blinking = Sign {
        blink: true,
        ..disc(RED)
    };
    layer.update(|marks| marks.restyle(MarkId(3), &blinking));
    wait_until(|| draws() == 3, "the third draw").await;
    now.set(510.0);
    wait_until(|| draws() == 4, "the dark half").await;

    let canvas = layer.read(|marks| marks.canvas().clone());
    assert_eq!(
        canvas
            .style()
            .get_property_value("pointer-events")
            .expect("set"),
        "none"
    );
    assert_eq!(canvas.parent_element().as_ref(), Some(container.as_ref()));
    drop(layer);
    assert!(
        canvas.parent_element().is_none(),
        "the layer takes its canvas away"
    );
    assert_eq!(faults.get(), 0);
    container.remove();
}
