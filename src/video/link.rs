//! A link: what brings a stream's pictures into a `<video>`, in one of three ways. Dropped, it is closed.

use std::rc::Rc;

use leptos::task::spawn_local;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlVideoElement;

use super::fmp4::Fmp4;
use super::hls::Hls;
use super::machine::Loss;
use super::whep::Whep;
use crate::config::{Offer, Token, Transport};

/// Called once when a link has ended by itself; never after it was dropped.
pub(super) type Ended = Rc<dyn Fn(Loss)>;

/// Which picture of what comes is to be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pace {
    /// The youngest: what lies behind is caught up with.
    Live,
    /// One after the other, from the first.
    Recorded,
}

/// Has an element play as soon as it can. One whose link is closed before that says so, which is no fault.
pub(super) fn play(video: &HtmlVideoElement) {
    if let Ok(begun) = video.play() {
        spawn_local(async move {
            let _ = JsFuture::from(begun).await;
        });
    }
}

/// The browser has not what the link needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this browser opens no such link")]
pub(super) struct NoLink;

impl From<JsValue> for NoLink {
    fn from(_: JsValue) -> Self {
        Self
    }
}

/// An open link.
pub(super) enum Link {
    Whep(Whep),
    Fmp4(Fmp4),
    Hls(Hls),
}

impl Link {
    /// Opens what was offered, with the token of a screen that has one.
    ///
    /// # Errors
    /// When this browser cannot. That nobody answers is told later.
    pub(super) fn open(
        offer: &Offer,
        token: Option<Token>,
        video: &HtmlVideoElement,
        pace: Pace,
        ended: Ended,
    ) -> Result<Self, NoLink> {
        let address = offer.address.as_str();
        Ok(match offer.transport {
            Transport::Whep => Self::Whep(Whep::open(address, token, video, ended)?),
            Transport::Fmp4 => Self::Fmp4(Fmp4::open(address, token.as_ref(), video, pace, ended)?),
            Transport::Hls => Self::Hls(Hls::open(address, token, video, ended)),
            Transport::Other => return Err(NoLink),
        })
    }

    /// Bytes that have come, as far as they were counted.
    pub(super) fn bytes(&self) -> u64 {
        match self {
            Self::Whep(whep) => whep.bytes(),
            Self::Fmp4(fmp4) => fmp4.bytes(),
            Self::Hls(hls) => hls.bytes(),
        }
    }

    /// How far what is shown lies behind what has come, in milliseconds.
    pub(super) fn behind_ms(&self) -> f64 {
        match self {
            // What waits in its buffer is shown within two pictures.
            Self::Whep(_) => 0.0,
            Self::Fmp4(fmp4) => fmp4.behind_ms(),
            Self::Hls(hls) => hls.behind_ms(),
        }
    }

    /// Whether what has ended was a recording that came to its end, and did not break off.
    pub(super) fn is_whole(&self) -> bool {
        match self {
            Self::Fmp4(fmp4) => fmp4.is_whole(),
            // Their end is told by the element alone: HLS ends its media source with the playlist (`EXT-X-ENDLIST`).
            Self::Whep(_) | Self::Hls(_) => false,
        }
    }

    /// Does what has to be done several times a second: counts, and keeps up with what comes.
    pub(super) fn look(&self) {
        match self {
            Self::Whep(whep) => whep.look(),
            Self::Fmp4(fmp4) => fmp4.keep_up(),
            Self::Hls(_) => {}
        }
    }
}
