//! WebRTC, asked for by WHEP: an offer is posted, the answer comes back with the place of the session.
//!
//! Source: draft-ietf-wish-whep (POST, PATCH with `application/trickle-ice-sdpfrag`, DELETE), RFC 8840 (its body).

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_net::http::{Method, RequestBuilder};
use js_sys::{Array, Map, Reflect};
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    HtmlVideoElement, MediaStream, RequestCredentials, RtcPeerConnection,
    RtcPeerConnectionIceEvent, RtcPeerConnectionState, RtcRtpTransceiverDirection,
    RtcRtpTransceiverInit, RtcSdpType, RtcSessionDescriptionInit, RtcTrackEvent, Url,
};

use super::link::{Ended, NoLink, play};
use super::machine::Loss;
use crate::config::Token;
use crate::platform::{Listener, PageTime, page_now};

const SDP: &str = "application/sdp";
const SDP_FRAGMENT: &str = "application/trickle-ice-sdpfrag";

/// How often what has come is counted, in milliseconds: the browser makes a long report of it.
const COUNT_EVERY_MS: f64 = 1_000.0;

/// A WebRTC session that receives.
pub(super) struct Whep {
    session: Rc<Session>,
    counted_at: Cell<PageTime>,
    _listeners: [Listener; 3],
}

struct Session {
    peer: RtcPeerConnection,
    /// With which token the hub is asked.
    token: Option<Token>,
    /// Where the session stands at the gateway, once it stands there.
    place: RefCell<Option<String>>,
    /// Candidates that were found before it stood.
    early: RefCell<Vec<String>>,
    bytes: Cell<u64>,
    closed: Cell<bool>,
}

impl Whep {
    /// Opens a session; its picture goes to `video`.
    pub(super) fn open(
        address: &str,
        token: Option<Token>,
        video: &HtmlVideoElement,
        ended: Ended,
    ) -> Result<Self, NoLink> {
        let peer = RtcPeerConnection::new()?;
        let receive = RtcRtpTransceiverInit::new();
        receive.set_direction(RtcRtpTransceiverDirection::Recvonly);
        peer.add_transceiver_with_str_and_init("video", &receive);
        let session = Rc::new(Session {
            peer,
            token,
            place: RefCell::default(),
            early: RefCell::default(),
            bytes: Cell::new(0),
            closed: Cell::new(false),
        });
        let listeners = [
            Listener::new(&session.peer, "track", show_in(video.clone())),
            Listener::new(&session.peer, "icecandidate", trickle(&session)),
            Listener::new(&session.peer, "connectionstatechange", {
                let (peer, ended) = (session.peer.clone(), Rc::clone(&ended));
                move |_| match peer.connection_state() {
                    RtcPeerConnectionState::Failed => ended(Loss::Silent),
                    RtcPeerConnectionState::Closed => ended(Loss::Ended),
                    _ => {}
                }
            }),
        ];
        let address = address.to_owned();
        let own = Rc::clone(&session);
        spawn_local(async move {
            let agreed = own.agree(&address).await;
            if agreed.is_none() && !own.closed.get() {
                ended(Loss::Away);
            }
        });
        Ok(Self {
            session,
            counted_at: Cell::new(PageTime(0.0)),
            _listeners: listeners,
        })
    }

    pub(super) fn bytes(&self) -> u64 {
        self.session.bytes.get()
    }

    /// Counts what has come, now and then.
    pub(super) fn look(&self) {
        let now = page_now();
        if now.millis_since(self.counted_at.get()) < COUNT_EVERY_MS {
            return;
        }
        self.counted_at.set(now);
        let session = Rc::clone(&self.session);
        spawn_local(async move {
            let report = JsFuture::from(session.peer.get_stats()).await;
            if let Ok(report) = report
                && let Some(bytes) = received(&report)
            {
                session.bytes.set(session.bytes.get().max(bytes));
            }
        });
    }
}

impl Drop for Whep {
    fn drop(&mut self) {
        self.session.closed.set(true);
        self.session.peer.close();
        if let Some(place) = self.session.place.take() {
            spawn_local(leave(place, self.session.token.clone()));
        }
    }
}

impl Session {
    /// Offers, and takes the answer. `None` when there is none.
    async fn agree(&self, address: &str) -> Option<()> {
        let offer = JsFuture::from(self.peer.create_offer()).await.ok()?;
        let offer: RtcSessionDescriptionInit = offer.unchecked_into();
        let set = self.peer.set_local_description(&offer);
        JsFuture::from(set).await.ok()?;
        let sdp = self.peer.local_description()?.sdp();
        let offered = (SDP, sdp.as_str());
        let response = ask(Method::POST, address, offered, self.token.as_ref()).await?;
        if response.status() != 201 {
            return None;
        }
        if let Some(location) = response.headers().get("Location") {
            let place = Url::new_with_base(&location, &response.url()).ok()?.href();
            if self.closed.get() {
                leave(place, self.token.clone()).await;
                return None;
            }
            *self.place.borrow_mut() = Some(place);
        }
        let answer = RtcSessionDescriptionInit::new(RtcSdpType::Answer);
        answer.set_sdp(&response.text().await.ok()?);
        let set = self.peer.set_remote_description(&answer);
        JsFuture::from(set).await.ok()?;
        let early = self.early.take();
        if !early.is_empty() {
            self.send_candidates(&early).await;
        }
        Some(())
    }

    /// Tells the gateway where this side can be reached. It may well find out by itself, so a refusal is no fault.
    async fn send_candidates(&self, candidates: &[String]) {
        let Some(place) = self.place.borrow().clone() else {
            return;
        };
        let sdp = self.peer.local_description().map(|local| local.sdp());
        let sdp = sdp.unwrap_or_default();
        let kept = |start: &str| sdp.lines().find(|line| line.starts_with(start));
        let head = ["a=ice-ufrag:", "a=ice-pwd:", "m=", "a=mid:"];
        let mut lines: Vec<String> = head.into_iter().filter_map(kept).map(Into::into).collect();
        lines.extend(candidates.iter().map(|candidate| format!("a={candidate}")));
        let body = lines.join("\r\n") + "\r\n";
        let found = (SDP_FRAGMENT, body.as_str());
        let _ = ask(Method::PATCH, &place, found, self.token.as_ref()).await;
    }
}

fn show_in(video: HtmlVideoElement) -> impl FnMut(web_sys::Event) {
    move |event| {
        let Ok(event) = event.dyn_into::<RtcTrackEvent>() else {
            return;
        };
        // As young as can be: what waits for a smoother picture grows old. A browser that knows no such target has its own.
        let _ = Reflect::set(
            &event.receiver(),
            &"jitterBufferTarget".into(),
            &JsValue::from_f64(0.0),
        );
        if let Ok(stream) = MediaStream::new_with_tracks(&Array::of1(&event.track())) {
            video.set_src_object(Some(&stream));
            play(&video);
        }
    }
}

fn trickle(session: &Rc<Session>) -> impl FnMut(web_sys::Event) + use<> {
    let session = Rc::clone(session);
    move |event| {
        let event = event.dyn_into::<RtcPeerConnectionIceEvent>();
        let candidate = event.ok().and_then(|event| event.candidate());
        // Without one there are no more.
        let Some(candidate) = candidate.map(|found| found.candidate()) else {
            return;
        };
        if candidate.is_empty() {
            return;
        }
        let session = Rc::clone(&session);
        if session.place.borrow().is_none() {
            session.early.borrow_mut().push(candidate);
            return;
        }
        spawn_local(async move { session.send_candidates(&[candidate]).await });
    }
}

async fn ask(
    method: Method,
    address: &str,
    (content_type, body): (&str, &str),
    token: Option<&Token>,
) -> Option<gloo_net::http::Response> {
    let request = request(method, address, token)
        .header("Content-Type", content_type)
        .body(body)
        .ok()?;
    request.send().await.ok()
}

/// Tells the gateway that nobody watches any more; it finds out by itself where this is lost.
async fn leave(place: String, token: Option<Token>) {
    let _ = request(Method::DELETE, &place, token.as_ref()).send().await;
}

/// As whom the play was asked for.
fn request(method: Method, address: &str, token: Option<&Token>) -> RequestBuilder {
    let request = RequestBuilder::new(address)
        .method(method)
        .credentials(RequestCredentials::Include);
    match token {
        Some(token) => request.header("Authorization", &token.bearer()),
        None => request,
    }
}

/// The bytes of pictures in a browser's report, a map of records.
fn received(report: &JsValue) -> Option<u64> {
    let records = report.unchecked_ref::<Map>().values().into_iter();
    records.flatten().find_map(|record| {
        let word = |name: &str| Reflect::get(&record, &name.into()).ok();
        let is_inbound = word("type")?.as_string()? == "inbound-rtp";
        let bytes = word("bytesReceived").filter(|_| is_inbound)?.as_f64()?;
        Some(bytes as u64)
    })
}
