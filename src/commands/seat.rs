//! Who sits at this screen: signing in and out.

use std::sync::Arc;

use domain::Network;
use gloo_net::http::Request;
use gloo_timers::future::TimeoutFuture;
use leptos::logging::warn;
use leptos::prelude::*;
use serde::Serialize;

use super::Commands;
use super::unsettled::Unsettled;
use crate::config::{Addresses, FetchError, Me, fetch_me};
use crate::connection::Backoff;
use crate::platform::{Storage, asked, chance, go_to, keep, kept, path_of_page, query_of_page};
use crate::store::Session;

/// Under which name is kept that somebody signed in on this machine, and which networks the hub has told to be that person's.
/// The session itself is in a cookie that no script reads: a screen at which nobody signed in need not ask the hub who sits
/// there.
const SIGNED_IN: &str = "furun.signed-in";

/// Why signing in did not work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignInFault {
    /// Account or password is wrong, or the account is disabled.
    Wrong,
    /// Too many attempts: come back after so many seconds.
    Wait {
        /// How many.
        secs: u32,
    },
    /// The hub did not answer, or not so that it can be understood.
    NoAnswer,
}

/// Under which name is kept which incident was open when somebody went to sign in.
const LEFT_AT: &str = "furun.left-at";

/// Under which name is kept which page it was, with what its address asked for: "worklog?day=2026-11-23".
const LEFT_PAGE: &str = "furun.left-page";

#[derive(Serialize)]
struct Credentials<'a> {
    id: &'a str,
    password: &'a str,
}

/// Who sits at a screen, and of which networks that person may know: asked before anything is opened, so that nothing is ever
/// asked of a network that is not the person's.
#[derive(Clone, Debug)]
pub struct Seating {
    /// Who, as far as the hub has answered.
    pub session: Session,
    /// The networks that are the person's; `None` where nobody signed in, and the hub's doors alone decide.
    pub networks: Option<Vec<Network>>,
}

impl Seating {
    /// Asks the hub who sits here, when somebody signed in on this machine before. What the hub told the last time holds while
    /// it does not answer: a phone opens without a network.
    pub async fn ask(addresses: &Addresses) -> Self {
        let Some(told) = kept(Storage::Machine, SIGNED_IN) else {
            return Self {
                session: Session::Nobody,
                networks: None,
            };
        };
        match fetch_me(addresses).await {
            Ok(me) => {
                remember(&me);
                Self {
                    networks: Some(me.person.networks.clone()),
                    session: Session::SignedIn(Arc::new(me)),
                }
            }
            Err(FetchError::Refused { .. }) => {
                forget();
                Self {
                    session: Session::Ended,
                    networks: read_networks(&told),
                }
            }
            Err(error) => {
                warn!("{error}");
                Self {
                    session: Session::Awaited,
                    networks: read_networks(&told),
                }
            }
        }
    }
}

/// Somebody is signed in on this machine.
fn remember(me: &Me) {
    let networks = &me.person.networks;
    let words: Vec<_> = networks.iter().map(|network| network.as_str()).collect();
    keep(Storage::Machine, SIGNED_IN, Some(&words.join(" ")));
}

/// A wall was let in on this machine: who it is, and of which networks, is asked from now on.
pub(super) fn expect_wall() {
    keep(Storage::Machine, SIGNED_IN, Some("a wall"));
}

/// Nobody is signed in on this machine any more.
pub(super) fn forget() {
    keep(Storage::Machine, SIGNED_IN, None);
}

/// What [`remember`] has written; `None` for what an earlier version wrote, which knew of no networks.
fn read_networks(told: &str) -> Option<Vec<Network>> {
    let words = told.split_whitespace();
    words.map(|word| word.parse().ok()).collect()
}

impl Commands {
    /// Asks the hub who sits here until it answers.
    pub async fn find_seat(self) {
        let addresses = self.hubs.with_value(|hubs| hubs.own().clone());
        let mut backoff = Backoff::default();
        let session = loop {
            TimeoutFuture::new(backoff.next_pause(chance()) as u32).await;
            match Seating::ask(&addresses).await.session {
                Session::Awaited => {}
                session => break session,
            }
        };
        self.store.session.set(session);
    }

    /// Signs somebody in. The session is in the answer's cookie: pages that are opened from now on carry it.
    ///
    /// # Errors
    /// When it did not work: the fault says why.
    pub async fn sign_in(self, id: &str, password: &str) -> Result<Me, SignInFault> {
        let address = self.page("api/v1/session");
        let request = Request::post(&address).json(&Credentials { id, password });
        let request = request.map_err(|_| SignInFault::NoAnswer)?;
        let response = request.send().await.map_err(|_| SignInFault::NoAnswer)?;
        match response.status() {
            200 => {
                let me = response.json().await.map_err(|_| SignInFault::NoAnswer)?;
                remember(&me);
                Ok(me)
            }
            429 => {
                let secs = response.headers().get("Retry-After");
                let secs = secs.and_then(|secs| secs.parse().ok()).unwrap_or(1);
                Err(SignInFault::Wait { secs })
            }
            401 => Err(SignInFault::Wrong),
            _ => Err(SignInFault::NoAnswer),
        }
    }

    /// Signs out here. Says whether the hub has ended the session; a session that had ended already is as good.
    pub async fn sign_out(self) -> bool {
        let address = self.page("api/v1/session");
        let session = self.store.session;
        // The hub closes the feeds with the session: whoever goes is not told that it has ended.
        let before = session.get_untracked();
        session.set(Session::Awaited);
        let answer = Request::delete(&address).send().await;
        let ended = answer.is_ok_and(|answer| matches!(answer.status(), 204 | 401));
        if ended {
            forget();
            Unsettled::forget();
        } else {
            session.set(before);
        }
        ended
    }

    /// Leaves for the page on which one signs in, from which one comes back to where one was.
    pub fn lead_to_sign_in(self) {
        let open = self.store.view.selected.get_untracked();
        let open = open.map(|incident| incident.to_string());
        keep(Storage::Session, LEFT_AT, open.as_deref());
        let page = self.page_name();
        let whole = format!("{page}{}", query_of_page());
        keep(Storage::Session, LEFT_PAGE, Some(&whole));
        let ended = match *self.store.session.read_untracked() {
            Session::Ended => "&ended",
            _ => "",
        };
        go_to(&self.page(&format!("signin?back={page}{ended}")));
    }

    /// A page with what its address asked for when somebody left it to sign in; as it is where another one was left.
    #[must_use]
    pub fn as_it_was_left(self, page: String) -> String {
        let left = kept(Storage::Session, LEFT_PAGE);
        keep(Storage::Session, LEFT_PAGE, None);
        let left = left.filter(|left| left.split('?').next() == Some(&*page));
        left.unwrap_or(page)
    }

    /// What the page that is shown is called: "console".
    #[must_use]
    pub fn page_name(self) -> String {
        let folder = self.hubs.with_value(|hubs| hubs.own().folder().to_owned());
        let path = path_of_page();
        let page = path.strip_prefix(&*folder).unwrap_or(&path);
        page.trim_matches('/').to_owned()
    }

    /// Opens what the address asks for, else what was open when somebody went to sign in.
    pub fn come_back(self) {
        let left = kept(Storage::Session, LEFT_AT);
        keep(Storage::Session, LEFT_AT, None);
        let wanted = asked("incident").or(left);
        if let Some(incident) = wanted.and_then(|text| text.parse().ok()) {
            self.store.view.selected.set(Some(incident));
        }
    }

    /// Where one signs in at the hub of a network.
    #[must_use]
    pub fn sign_in_page(self, network: Network) -> String {
        self.hubs.with_value(|hubs| hubs.at(network, "signin"))
    }

    /// The address of a page of the hub's.
    #[must_use]
    pub fn page(self, relative: &str) -> String {
        self.hubs.with_value(|hubs| hubs.own().of(relative))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn which_networks_are_the_persons_is_read_as_it_was_written() {
        let both = Some(vec![Network::Government, Network::Internet]);
        assert_eq!(read_networks("government internet"), both);
        assert_eq!(read_networks(""), Some(Vec::new()));
        assert_eq!(read_networks("1"), None);
    }
}
