//! The demo's end of the line, against a worker whose other end the tests hold.
#![cfg(target_arch = "wasm32")]

use std::rc::Rc;

use domain::{Millis, Network, Timestamp};
use furun::connection::Demo;
use protocol::{Coding, DemoAsked, DemoReply, DemoRequest, Playhead};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::Worker;

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen(inline_js = r#"
class HeldWorker extends EventTarget {
  constructor() { super(); this.asked = []; }
  postMessage(buffer) { this.asked.push(new Uint8Array(buffer)); }
  terminate() {}
}
export function held_worker() { return new HeldWorker(); }
export function asked_of(worker) { return worker.asked; }
export function answer(worker, bytes) {
  worker.dispatchEvent(new MessageEvent("message", { data: new Uint8Array(bytes).buffer }));
}
"#)]
extern "C" {
    fn held_worker() -> Worker;
    fn asked_of(worker: &Worker) -> Vec<js_sys::Uint8Array>;
    fn answer(worker: &Worker, bytes: &[u8]);
}

const BEGIN: Timestamp = Timestamp(1_795_622_400_000);

/// A demo that was opened and has not spoken, and its worker's other end.
fn silent_demo() -> (Rc<Demo>, Worker) {
    let worker = held_worker();
    let open = DemoRequest::Open {
        seed: 1,
        at: BEGIN,
        rate: 1.0,
        playing: true,
    };
    let demo = Demo::open(worker.clone(), open, |_| {});
    (demo, worker)
}

fn asked(worker: &Worker) -> Vec<DemoAsked> {
    let read = |bytes: js_sys::Uint8Array| Coding::Postcard.decode(&bytes.to_vec());
    let asked: Result<_, _> = asked_of(worker).into_iter().map(read).collect();
    asked.expect("the page asks what a demo understands")
}

/// The demo tells what follows its last request, and the page drains it.
fn tell(demo: &Rc<Demo>, worker: &Worker) {
    let told = DemoReply::Told {
        turn: asked(worker).last().expect("something was asked").turn,
        playhead: Playhead {
            seed: 1,
            at: BEGIN,
            day_started_at: BEGIN,
            rate: 1.0,
            playing: true,
            here: None,
            next: None,
            previous: None,
        },
        silences: Vec::new(),
        day: None,
        frames: Vec::new(),
    };
    let bytes = Coding::Postcard.encode(&told).expect("a reply is encoded");
    answer(worker, &bytes);
    demo.source(Network::Police).drain(&mut Vec::new());
}

fn later(minutes: i64) -> Timestamp {
    BEGIN + Millis::from_mins(minutes)
}

#[wasm_bindgen_test]
fn of_the_places_that_a_slider_is_dragged_over_the_last_is_asked_for() {
    let (demo, worker) = silent_demo();
    demo.ask(DemoRequest::Seek(later(10)));
    demo.ask(DemoRequest::Seek(later(20)));
    assert_eq!(asked(&worker).len(), 1, "the demo has not answered");
    tell(&demo, &worker);
    let last = asked(&worker).pop().map(|asked| asked.request);
    assert_eq!(last, Some(DemoRequest::Seek(later(20))));
}

#[wasm_bindgen_test]
fn a_change_of_pace_does_not_lose_where_the_slider_was_dragged_to() {
    let (demo, worker) = silent_demo();
    demo.ask(DemoRequest::Seek(later(10)));
    demo.ask(DemoRequest::SetRate(60.0));
    demo.ask(DemoRequest::Pause);
    tell(&demo, &worker);
    let last = asked(&worker).pop().map(|asked| asked.request);
    assert_eq!(last, Some(DemoRequest::Seek(later(10))));
}

#[wasm_bindgen_test]
fn a_clock_that_was_set_otherwise_meanwhile_stays_where_it_was_set() {
    let (demo, worker) = silent_demo();
    demo.ask(DemoRequest::Seek(later(10)));
    demo.ask(DemoRequest::Next);
    tell(&demo, &worker);
    let last = asked(&worker).pop().map(|asked| asked.request);
    assert_eq!(last, Some(DemoRequest::Next));
}
