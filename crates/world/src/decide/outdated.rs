//! Whether a command still rests on what its sender saw.

use domain::Incident;

use crate::register::Remembered;
use crate::{Act, Refusal, Request, Topic};

/// What a command rests on: a change of these after the version it was decided on refuses it.
///
/// A crew's own steps rest on their own assignment only, which [`command`](super::command) looks at anyway: another
/// crew's arrival must not refuse them. What sets a value outright and harms nothing when doubled rests on nothing.
const fn rests_on(act: &Act) -> &'static [Topic] {
    match act {
        // Whoever takes, rejects or merges it has judged what it is.
        Act::Accept { .. } | Act::Reject | Act::MergeInto(_) => &[Topic::Stage, Topic::Description],
        // Whom to send depends on all: where it stands, who is sent already, what and where it is.
        Act::Assign(_) => &Topic::ALL,
        // Taking back, handing on, closing early and giving up rest on how far the others are.
        Act::Withdraw(_) | Act::HandOver { .. } | Act::Close | Act::NobodyFree => {
            &[Topic::Stage, Topic::Assignments]
        }
        // These judge what was done.
        Act::Unmerge
        | Act::Resolve
        | Act::Verify { .. }
        | Act::Suspend
        | Act::Reopen
        | Act::Reply
        | Act::Rate(_)
        | Act::Archive => &[Topic::Stage],
        // These replace a value that the sender has seen.
        Act::SetPriority(_) | Act::Amend { .. } => &[Topic::Description],
        Act::Report(_)
        | Act::Acknowledge
        | Act::Receive(_)
        | Act::Decline(_)
        | Act::StartOut(_)
        | Act::Arrive(_)
        | Act::BeginHandling(_)
        | Act::Clear(_)
        | Act::Feedback
        | Act::Resume
        | Act::Supervise(_)
        | Act::Escalate
        | Act::Link(_) => &[],
    }
}

/// Refuses a command when something it rests on has changed, and says what.
pub(super) fn check(
    incident: &Incident,
    remembered: &Remembered,
    request: &Request,
) -> Result<(), Refusal> {
    let Some(decided_on) = request.decided_on else {
        return Ok(());
    };
    let changed: Vec<Topic> = rests_on(&request.act)
        .iter()
        .copied()
        .filter(|topic| remembered.touched.last(*topic) > decided_on)
        .collect();
    if changed.is_empty() {
        Ok(())
    } else {
        Err(Refusal::Outdated {
            decided_on,
            now_at: incident.version,
            changed,
        })
    }
}
