//! The line to a hub, against sockets that the tests hold the other end of.
#![cfg(target_arch = "wasm32")]

mod told;

use std::cell::Cell;
use std::rc::Rc;

use domain::{Priority, Seq};
use furun::config::Token;
use furun::connection::{
    Backoff, FrameSource, Freshness, Inbox, Line, LineOptions, Link, LinkState, Restart, Step,
};
use furun::platform::{PageTime, page_now};
use gloo_timers::future::TimeoutFuture;
use protocol::{ClientFrame, CloseCode, Coding, LogId, Resume, ServerFrame};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

use told::{POLICE, deltas, hello, reported, snapshot};

wasm_bindgen_test_configure!(run_in_browser);

// The other end of every socket that the page opens from now on.
#[wasm_bindgen(inline_js = r#"
const opened = [];
class HeldSocket extends EventTarget {
  constructor(address, subprotocol) {
    super();
    Object.assign(this, { address, subprotocol, sent: [], closed: false });
    opened.push(this);
  }
  send(bytes) { this.sent.push(new Uint8Array(bytes)); }
  close() { this.closed = true; }
}
export function hold_sockets() { globalThis.WebSocket = HeldSocket; opened.length = 0; }
export function sockets() { return opened.length; }
export function open_sockets() { return opened.filter((socket) => !socket.closed).length; }
export function subprotocol(at) { return opened[at].subprotocol; }
export function sent(at) { return opened[at].sent[0]; }
export function accept(at) { opened[at].dispatchEvent(new Event("open")); }
export function tell(at, bytes) {
  opened[at].dispatchEvent(new MessageEvent("message", { data: new Uint8Array(bytes).buffer }));
}
export function tell_text(at) { opened[at].dispatchEvent(new MessageEvent("message", { data: "{}" })); }
export function hang_up(at, code) {
  opened[at].closed = true;
  opened[at].dispatchEvent(new CloseEvent("close", { code }));
}
"#)]
extern "C" {
    fn hold_sockets();
    fn sockets() -> usize;
    fn open_sockets() -> usize;
    fn subprotocol(at: usize) -> String;
    fn sent(at: usize) -> Vec<u8>;
    fn accept(at: usize);
    fn tell(at: usize, bytes: &[u8]);
    fn tell_text(at: usize);
    fn hang_up(at: usize, code: u16);
}

struct Held {
    line: Rc<Line>,
    knows: Rc<Cell<Option<Resume>>>,
}

fn held_line() -> Held {
    hold_sockets();
    let knows = Rc::new(Cell::new(None));
    let asked = Rc::clone(&knows);
    let line = Line::open(LineOptions {
        network: POLICE,
        address: "ws://127.0.0.1:1/feeds/police".to_owned(),
        token: Token::parse("wall-token").ok(),
        resume: Box::new(move || asked.get()),
        wake: Box::new(|| ()),
    });
    Held { line, knows }
}

fn frame(at: usize, frame: &ServerFrame) {
    tell(at, &Coding::Postcard.encode(frame).expect("a frame"));
}

fn first_frame(at: usize) -> ClientFrame {
    Coding::Postcard.decode(&sent(at)).expect("a frame")
}

fn drained(line: &Line) -> Vec<ServerFrame> {
    let mut frames = Vec::new();
    line.drain(&mut frames);
    frames
}

/// Waits for the line's own pause to end; generous, and asked again and again.
async fn until(holds: impl Fn() -> bool) {
    for _ in 0..600 {
        if holds() {
            return;
        }
        TimeoutFuture::new(50).await;
    }
    panic!("it did not come to pass in half a minute");
}

fn known() -> Resume {
    Resume {
        log: LogId(1),
        after: Seq(9),
    }
}

#[wasm_bindgen_test]
fn the_first_frame_says_who_we_are_and_what_we_know() {
    let held = held_line();
    held.knows.set(Some(known()));
    assert_eq!(subprotocol(0), "furun.postcard.v3");
    accept(0);
    let ClientFrame::Open { token, resume } = first_frame(0);
    assert_eq!(token.as_deref(), Some("wall-token"));
    assert_eq!(resume, Some(known()));
}

#[wasm_bindgen_test]
fn frames_wait_for_the_tick_in_the_order_in_which_they_came() {
    let held = held_line();
    accept(0);
    let told = [
        hello(1, 1, None),
        snapshot(0, 0, 1, Vec::new()),
        deltas(1, [reported(1, 1, 0, Priority::Routine)]),
    ];
    for one in &told {
        frame(0, one);
    }
    assert!(!held.line.is_drained());
    assert_eq!(drained(&held.line), told);
    assert!(held.line.is_drained());
    let health = held.line.health(page_now());
    assert_eq!(
        (health.freshness, health.link),
        (Freshness::Live, LinkState::Open)
    );
}

#[wasm_bindgen_test]
async fn a_malformed_frame_is_counted_and_the_feed_goes_on_from_a_snapshot() {
    let held = held_line();
    held.knows.set(Some(known()));
    accept(0);
    frame(0, &hello(1, 1, Some(9)));
    tell(0, &[0xff; 40]);
    let health = held.line.health(page_now());
    assert_eq!(health.malformed, 1);
    assert_eq!(
        health.freshness,
        Freshness::Live,
        "what is shown is still fresh"
    );
    assert!(
        held.line.is_drained(),
        "nothing of before it is told any more"
    );
    assert_eq!(open_sockets(), 0);

    until(|| sockets() == 2).await;
    assert_eq!(open_sockets(), 1);
    accept(1);
    let ClientFrame::Open { resume, .. } = first_frame(1);
    assert_eq!(resume, None, "a snapshot makes sure that nothing was lost");
    frame(1, &hello(2, 1, None));
    frame(1, &snapshot(12, 0, 1, Vec::new()));
    assert_eq!(drained(&held.line).len(), 2);
    frame(0, &hello(3, 1, None));
    assert!(
        held.line.is_drained(),
        "a socket that was given up is not heard"
    );
}

#[wasm_bindgen_test]
async fn a_text_message_is_malformed_too() {
    let held = held_line();
    accept(0);
    tell_text(0);
    assert_eq!(held.line.health(page_now()).malformed, 1);
    until(|| sockets() == 2).await;
}

#[wasm_bindgen_test]
async fn a_lost_line_is_lost_at_once_and_comes_back_by_resuming() {
    let held = held_line();
    accept(0);
    frame(0, &hello(1, 1, None));
    held.knows.set(Some(known()));
    hang_up(0, 1006);
    let health = held.line.health(page_now());
    assert_eq!(health.freshness, Freshness::Lost);
    assert!(
        matches!(health.link, LinkState::Waiting { .. }),
        "{health:?}"
    );
    until(|| sockets() == 2).await;
    accept(1);
    let ClientFrame::Open { resume, .. } = first_frame(1);
    assert_eq!(resume, Some(known()));
    frame(1, &hello(2, 1, Some(9)));
    assert_eq!(held.line.health(page_now()).freshness, Freshness::Live);
}

#[wasm_bindgen_test]
async fn a_client_that_was_too_slow_takes_a_snapshot() {
    let held = held_line();
    accept(0);
    frame(0, &hello(1, 1, None));
    held.knows.set(Some(known()));
    hang_up(0, CloseCode::TooSlow.number());
    until(|| sockets() == 2).await;
    accept(1);
    let ClientFrame::Open { resume, .. } = first_frame(1);
    assert_eq!(resume, None);
}

#[wasm_bindgen_test]
fn a_refused_token_is_not_tried_again() {
    let held = held_line();
    accept(0);
    hang_up(0, CloseCode::Unauthorised.number());
    let link = held.line.health(page_now()).link;
    assert_eq!(link, LinkState::Refused(CloseCode::Unauthorised));
    let mut link = Link::new(POLICE, PageTime(0.0));
    assert_eq!(link.advance(PageTime(0.0), 0.0), Step::Open);
    link.closed(PageTime(1.0), Some(CloseCode::Forbidden), 0.0);
    assert_eq!(link.next_due(), None);
    assert_eq!(link.advance(PageTime(1e9), 0.0), Step::Stay);
}

#[wasm_bindgen_test]
fn a_dropped_line_closes_its_socket() {
    let held = held_line();
    accept(0);
    drop(held);
    assert_eq!(open_sockets(), 0);
}

#[wasm_bindgen_test]
fn a_full_inbox_says_so_and_is_empty() {
    let mut inbox = Inbox::with_limit(2, 1_000);
    assert!(inbox.push(hello(1, 1, None), 10).is_ok());
    assert!(inbox.push(hello(1, 1, None), 10).is_ok());
    let full = inbox.push(hello(1, 1, None), 10).expect_err("no room");
    assert_eq!((full.frames, full.bytes), (2, 20));
    assert!(inbox.is_empty());
    assert!(inbox.push(hello(1, 1, None), 1_000).is_ok());
    assert!(inbox.push(hello(1, 1, None), 1).is_err(), "too many bytes");
}

#[wasm_bindgen_test]
async fn a_full_inbox_begins_again_from_a_snapshot() {
    let held = held_line();
    held.knows.set(Some(known()));
    accept(0);
    frame(0, &hello(1, 1, Some(9)));
    let heartbeat = Coding::Postcard.encode(&deltas(10, [])).expect("a frame");
    for _ in 0..10_000 {
        tell(0, &heartbeat);
    }
    assert_eq!(held.line.health(page_now()).overflows, 1);
    assert!(held.line.is_drained());
    until(|| sockets() == 2).await;
    accept(1);
    let ClientFrame::Open { resume, .. } = first_frame(1);
    assert_eq!(resume, None);
}

#[wasm_bindgen_test]
fn a_silent_feed_is_stale_after_its_hubs_promise_and_given_up_after_three() {
    let mut link = Link::new(POLICE, PageTime(0.0));
    link.advance(PageTime(0.0), 0.0);
    let ServerFrame::Hello(greeting) = hello(1, 1, None) else {
        panic!("a greeting");
    };
    link.greeted(&greeting, PageTime(100.0));
    let freshness = |link: &Link, at: f64| link.health(PageTime(at)).freshness;
    assert_eq!(freshness(&link, 3_100.0), Freshness::Live);
    assert_eq!(freshness(&link, 3_101.0), Freshness::Stale);
    link.heard(PageTime(3_500.0));
    assert_eq!(freshness(&link, 6_000.0), Freshness::Live);
    assert_eq!(link.advance(PageTime(12_499.0), 0.0), Step::Stay);
    assert_eq!(link.advance(PageTime(12_500.0), 0.0), Step::Drop);
    assert_eq!(freshness(&link, 12_500.0), Freshness::Lost);
}

#[wasm_bindgen_test]
fn a_feed_that_was_never_heard_is_lost_and_not_live() {
    let link = Link::new(POLICE, PageTime(0.0));
    assert_eq!(link.health(PageTime(0.0)).freshness, Freshness::Lost);
}

#[wasm_bindgen_test]
fn pauses_double_up_to_ten_seconds_and_chance_spreads_them() {
    let mut backoff = Backoff::default();
    let longest: Vec<f64> = (0..9).map(|_| backoff.next_pause(1.0)).collect();
    assert_eq!(longest, [500.0, 1e3, 2e3, 4e3, 8e3, 10e3, 10e3, 10e3, 10e3]);
    backoff.reset();
    assert_eq!(backoff.next_pause(0.0), 250.0);
}

#[wasm_bindgen_test]
fn a_link_that_keeps_failing_right_after_the_greeting_is_tried_less_and_less_often() {
    let mut link = Link::new(POLICE, PageTime(0.0));
    let ServerFrame::Hello(greeting) = hello(1, 1, None) else {
        panic!("a greeting");
    };
    let mut at = PageTime(0.0);
    let mut pauses = Vec::new();
    for _ in 0..4 {
        assert_eq!(link.advance(at, 1.0), Step::Open);
        link.greeted(&greeting, at);
        link.restart(Restart::Malformed, at, 1.0);
        let due = link.next_due().expect("it tries again");
        pauses.push(due.millis_since(at));
        at = due;
    }
    assert_eq!(pauses, [500.0, 1_000.0, 2_000.0, 4_000.0]);
}
