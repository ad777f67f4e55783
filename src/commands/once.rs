//! One post at a time, for a sender that keeps its own book of what it asked: the outbox of the field page, whose reports outlive
//! the page. The sender chooses the keys and decides when to come back.

use domain::{Network, PhotoKey};
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::WithValue;
use serde::Deserialize;

use super::exchange::{Inquiry, Reply, exchange};
use super::post::post_text;
use super::{Answer, Commands, Next, Retry};
use crate::config::{FetchError, Me, fetch_me};
use crate::platform::chance;

/// A photo over a bad connection may take a minute, in milliseconds.
const PHOTO_PATIENCE_MS: u32 = 90_000;

/// What became of a photo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PhotoAnswer {
    /// The hub has it, under this name.
    Kept(PhotoKey),
    /// The hub does not want it.
    Refused(PhotoFault),
    /// Nobody is signed in any more.
    SignInNeeded,
    /// Nobody knows, or not now: come back with the same key.
    ComeBack {
        /// After how many milliseconds, when the hub says so.
        after: Option<u32>,
    },
}

/// Why the hub does not want a photo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhotoFault {
    /// It is no picture that the hub can read.
    NoPicture,
    /// It is too large.
    TooLarge,
    /// The person may not.
    NoRight,
    /// The hub's answer makes no sense to this screen.
    Unreadable(u16),
}

/// Why a photo is not with the hub.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhotoUnsent {
    /// The hub does not want it: another one is needed.
    Refused(PhotoFault),
    /// Nobody is signed in any more.
    SignInNeeded,
    /// Nobody answered for a while: the same can be tried again.
    NoAnswer,
}

#[derive(Deserialize)]
struct Kept {
    photo: PhotoKey,
}

impl Commands {
    /// Who the hub says is signed in here, now.
    ///
    /// # Errors
    /// [`FetchError::Refused`] when nobody is; else when the hub does not say.
    pub async fn who(self) -> Result<Me, FetchError> {
        let addresses = self.hubs.with_value(|hubs| hubs.own().clone());
        fetch_me(&addresses).await
    }

    /// Posts a command once, under a key and with a body that its sender has written down before.
    pub async fn post_once(self, network: Network, key: &str, body: &str) -> Answer {
        let address = self.commands_of(network);
        post_text(&address, key, body).await
    }

    /// Posts a photo once, a JPEG.
    pub async fn post_photo(self, network: Network, key: &str, jpeg: &[u8]) -> PhotoAnswer {
        let address = self
            .hubs
            .with_value(|hubs| hubs.at(network, &format!("api/v1/{network}/photos")));
        let body = js_sys::Uint8Array::from(jpeg).into();
        match exchange(
            Inquiry::post(&address, key, "image/jpeg", body),
            PHOTO_PATIENCE_MS,
        )
        .await
        {
            Some(reply) => photo_answer(&reply),
            None => PhotoAnswer::ComeBack { after: None },
        }
    }

    /// Posts a photo until the hub has it or nobody has answered for about a minute, always under the same key.
    ///
    /// # Errors
    /// When the hub does not have it.
    pub async fn send_photo(
        self,
        network: Network,
        key: &str,
        jpeg: &[u8],
    ) -> Result<PhotoKey, PhotoUnsent> {
        let mut retry = Retry::default();
        loop {
            let after = match self.post_photo(network, key, jpeg).await {
                PhotoAnswer::Kept(photo) => return Ok(photo),
                PhotoAnswer::Refused(fault) => return Err(PhotoUnsent::Refused(fault)),
                PhotoAnswer::SignInNeeded => {
                    // Another network's hub ends only its own session.
                    if self.is_own_hub(network) {
                        self.end_session();
                    }
                    return Err(PhotoUnsent::SignInNeeded);
                }
                PhotoAnswer::ComeBack { after } => after,
            };
            match retry.next(&Answer::ComeBack { after }, chance()) {
                Next::Wait { millis } => TimeoutFuture::new(millis).await,
                Next::GiveUp | Next::Take => return Err(PhotoUnsent::NoAnswer),
            }
        }
    }
}

fn photo_answer(reply: &Reply) -> PhotoAnswer {
    match reply.status {
        200 | 201 => match serde_json::from_str::<Kept>(&reply.body) {
            Ok(kept) => PhotoAnswer::Kept(kept.photo),
            Err(_) => PhotoAnswer::Refused(PhotoFault::Unreadable(reply.status)),
        },
        401 => PhotoAnswer::SignInNeeded,
        403 => PhotoAnswer::Refused(PhotoFault::NoRight),
        413 => PhotoAnswer::Refused(PhotoFault::TooLarge),
        400 | 415 | 422 => PhotoAnswer::Refused(PhotoFault::NoPicture),
        // 409: too many photos of this person wait for their commands.
        408 | 409 | 429 | 500..=599 => PhotoAnswer::ComeBack {
            after: reply
                .retry_after_secs
                .map(|secs| secs.saturating_mul(1_000)),
        },
        other => PhotoAnswer::Refused(PhotoFault::Unreadable(other)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(status: u16, retry_after_secs: Option<u32>, body: &str) -> PhotoAnswer {
        photo_answer(&Reply {
            status,
            retry_after_secs,
            body: body.to_owned(),
        })
    }

    #[test]
    fn a_photo_is_known_by_the_name_that_the_hub_gives_it() {
        assert_eq!(
            answered(200, None, r#"{"photo": "9f86d081"}"#),
            PhotoAnswer::Kept(PhotoKey::try_from("9f86d081").expect("a name"))
        );
    }

    #[test]
    fn what_the_hub_cannot_read_is_refused_and_what_it_cannot_do_now_is_tried_again() {
        for (status, fault) in [
            (413, PhotoFault::TooLarge),
            (415, PhotoFault::NoPicture),
            (422, PhotoFault::NoPicture),
            (403, PhotoFault::NoRight),
            (404, PhotoFault::Unreadable(404)),
        ] {
            assert_eq!(answered(status, None, ""), PhotoAnswer::Refused(fault));
        }
        let after = Some(2_000);
        assert_eq!(answered(503, Some(2), ""), PhotoAnswer::ComeBack { after });
        assert_eq!(answered(401, None, ""), PhotoAnswer::SignInNeeded);
    }
}
