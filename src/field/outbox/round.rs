//! Sending what waits, one report after the other.

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::{Network, PersonId};
use leptos::logging::warn;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::entry::{Entry, Step};
use super::fault::{Fault, Verdict};
use super::{EntryState, Outbox, new_keys};
use crate::commands::PhotoAnswer;
use crate::config::FetchError;
use crate::connection::Backoff;
use crate::platform::{Timeout, chance};

/// What the sending is doing.
#[derive(Default)]
pub(super) struct Course {
    /// A round is under way.
    busy: bool,
    /// Something has changed since it began.
    again: bool,
    backoff: Backoff,
    /// When the next round begins by itself.
    timer: Option<Timeout>,
}

/// How a round ended.
enum Ending {
    /// Nothing waits that could be sent.
    Empty,
    /// There is no way now: again after a pause, not shorter than so many milliseconds.
    NoWay(u32),
    /// Nobody is signed in whose reports wait.
    Nobody,
}

/// Begins a round, or lets the one under way look once more.
pub(super) fn push(outbox: Outbox) {
    let begins = outbox.course.try_update_value(|course| {
        course.timer = None;
        course.again = course.busy;
        !std::mem::replace(&mut course.busy, true)
    });
    if begins == Some(true) {
        spawn_local(rounds(outbox));
    }
}

/// A way may be there again: the next pause is the first again.
pub(super) fn encourage(outbox: Outbox) {
    outbox
        .course
        .try_update_value(|course| course.backoff.reset());
    push(outbox);
}

async fn rounds(outbox: Outbox) {
    loop {
        let ending = round(outbox).await;
        let goes_on = outbox.course.try_update_value(|course| {
            if std::mem::take(&mut course.again) {
                return true;
            }
            course.busy = false;
            match ending {
                Ending::Empty => course.backoff.reset(),
                Ending::NoWay(least) => {
                    let pause = course.backoff.next_pause(chance()) as u32;
                    course.timer = Some(Timeout::new(pause.max(least), move || push(outbox)));
                }
                Ending::Nobody => {}
            }
            false
        });
        if goes_on != Some(true) {
            return;
        }
    }
}

async fn round(outbox: Outbox) -> Ending {
    let waits = || {
        let entries = outbox.entries.try_read_untracked();
        entries.is_some_and(|entries| entries.iter().any(Entry::is_due))
    };
    if !waits() {
        return Ending::Empty;
    }
    // Another tab may have signed somebody else in: only the hub knows whose name a report would carry.
    let me = match outbox.commands.who().await {
        Ok(me) => me.person.id,
        Err(FetchError::Refused { .. }) => {
            outbox.commands.end_session();
            return Ending::Nobody;
        }
        Err(_) => return Ending::NoWay(0),
    };
    // Another network's hub has a sign-in of its own: where it knows nobody, its reports wait, and the others go on.
    let mut closed = BTreeSet::new();
    while let Some((id, network)) = next_of(outbox, &me, &closed) {
        match send(outbox, &id).await {
            Sent::Answered => {}
            Sent::Again(after) => return Ending::NoWay(after.unwrap_or(0)),
            Sent::SignInNeeded if outbox.commands.is_own_hub(network) => return Ending::Nobody,
            Sent::SignInNeeded => {
                closed.insert(network);
            }
        }
    }
    if closed.is_empty() {
        Ending::Empty
    } else {
        Ending::NoWay(0)
    }
}

/// The oldest of a person's reports that still has to be sent, and on which network; not one whose hub knows nobody.
fn next_of(
    outbox: Outbox,
    owner: &PersonId,
    closed: &BTreeSet<Network>,
) -> Option<(Arc<str>, Network)> {
    let entries = outbox.entries.try_read_untracked()?;
    let due = entries
        .iter()
        .find(|entry| entry.is_due() && entry.owner == *owner && !closed.contains(&entry.network));
    due.map(|entry| (Arc::clone(&entry.id), entry.network))
}

enum Sent {
    /// The hub has said yes or no.
    Answered,
    /// Nobody knows, or not now.
    Again(Option<u32>),
    /// Nobody is signed in any more.
    SignInNeeded,
}

/// Sends one report as far as it goes. Each step is kept before it is taken.
async fn send(outbox: Outbox, id: &Arc<str>) -> Sent {
    // A photo that the hub has just taken and does not know is a fault, and no matter of age.
    let mut has_just_sent_photo = false;
    loop {
        let Ok(keeper) = outbox.keeper() else {
            return Sent::Again(None);
        };
        // As it is kept: another tab may have sent or mended it.
        let mut entry = match keeper.entry(id).await {
            Ok(Some(entry)) => entry,
            Ok(None) => {
                outbox
                    .entries
                    .try_update(|entries| entries.retain(|known| known.id != *id));
                return Sent::Answered;
            }
            Err(_) => return Sent::Again(None),
        };
        let Some(step) = entry.take_up() else {
            outbox.show(entry);
            return Sent::Answered;
        };
        if let Err(error) = keeper.keep(&entry, None).await {
            warn!("outbox: {error}");
            return Sent::Again(None);
        }
        outbox.show(entry.clone());
        let verdict = match step {
            Step::Photo { key } => {
                has_just_sent_photo = true;
                post_photo(outbox, &mut entry, &key).await
            }
            Step::Command { key, body } => {
                let answer = outbox.commands.post_once(entry.network, &key, &body).await;
                Some(answer.into())
            }
        };
        let sent = match verdict {
            None => None,
            Some(Verdict::Done(incident)) => {
                entry.is_sent(incident);
                Some(Sent::Answered)
            }
            Some(Verdict::Refused(fault)) if fault.is_about_photo() && !has_just_sent_photo => {
                entry.photo_is_forgotten(new_keys());
                None
            }
            Some(Verdict::Refused(fault)) => {
                entry.is_refused(fault);
                Some(Sent::Answered)
            }
            Some(Verdict::Again(after)) => {
                entry.put_back();
                Some(Sent::Again(after))
            }
            Some(Verdict::SignInNeeded) => {
                entry.put_back();
                if outbox.commands.is_own_hub(entry.network) {
                    outbox.commands.end_session();
                }
                Some(Sent::SignInNeeded)
            }
        };
        if let Err(error) = keeper.keep(&entry, None).await {
            // What is kept is a report under way: the next round asks again with the same key and hears the same.
            warn!("outbox: {error}");
        }
        if matches!(entry.state, EntryState::Sent(_)) {
            // Room that is not given back now is given back with the report.
            let _ = keeper.drop_photo(id).await;
        }
        outbox.show(entry);
        if let Some(sent) = sent {
            return sent;
        }
    }
}

/// Posts the photo of a report; `None` when the hub has it now and the report can follow.
async fn post_photo(outbox: Outbox, entry: &mut Entry, key: &str) -> Option<Verdict> {
    let jpeg = match outbox.keeper() {
        Ok(keeper) => keeper.photo(&entry.id).await,
        Err(_) => return Some(Verdict::Again(None)),
    };
    let Some(jpeg) = jpeg else {
        return Some(Verdict::Refused(Fault::NoPicture));
    };
    match outbox.commands.post_photo(entry.network, key, &jpeg).await {
        PhotoAnswer::Kept(name) => {
            entry.photo_is_kept(name);
            None
        }
        PhotoAnswer::Refused(fault) => Some(Verdict::Refused(fault.into())),
        PhotoAnswer::SignInNeeded => Some(Verdict::SignInNeeded),
        PhotoAnswer::ComeBack { after } => Some(Verdict::Again(after)),
    }
}
