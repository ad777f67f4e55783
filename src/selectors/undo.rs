//! What takes an act of one's own back.
//!
//! Only what the lifecycle can take back without telling a lie has an inverse: nothing that somebody on the way, on the scene or
//! outside of the centre has been told, and nothing that would leave a state that was not there. Whether it may be asked for now
//! say the rights and a dry run, as of every other action.

use domain::{AssignmentStep, Incident, IncidentRef, Seq};
use protocol::Command;
use world::{Act, Verb, World, permits};

use super::actions::Action;
use crate::config::{Me, Reach};
use crate::platform::PageTime;

/// For how long an act can be taken back, in milliseconds: long enough to read what one has just done.
const OPEN_MS: f64 = 15_000.0;

/// An act of one's own that can be taken back.
#[derive(Clone, Debug, PartialEq)]
pub struct Undo {
    /// About which incident.
    pub incident: IncidentRef,
    /// What was done.
    pub done: Action,
    /// The version that followed: what takes it back is decided on that, so that it is refused once somebody has acted since.
    pub version: Seq,
    /// What takes it back.
    pub inverse: Command,
    /// When it was done.
    pub at: PageTime,
}

impl Undo {
    /// How long it is still open, in whole seconds; `None` when it is over.
    #[must_use]
    pub fn seconds_left(&self, now: PageTime) -> Option<u32> {
        let left = OPEN_MS - now.millis_since(self.at);
        (left > 0.0).then_some((left / 1_000.0).ceil() as u32)
    }
}

/// The one table of inverses: what takes a command back that was given to the incident as it was `before`.
#[must_use]
pub fn inverse(command: &Command, before: &Incident) -> Option<Command> {
    Some(match command {
        Command::Assign(to) => Command::Withdraw(to.clone()),
        // Whoever had received it would have to receive it again.
        Command::Withdraw(from) => {
            let mut live = before.live_assignments();
            let order = live.find(|order| order.assignee == *from)?;
            let nobody_knew = order.step == AssignmentStep::Offered;
            nobody_knew.then(|| Command::Assign(from.clone()))?
        }
        Command::MergeInto(_) => Command::Unmerge,
        Command::Unmerge => Command::MergeInto(
            before
                .merged_into
                .get()
                .filter(|other| !other.is_withheld())?,
        ),
        Command::Suspend => Command::Resume,
        Command::Supervise(supervised) => Command::Supervise(!supervised),
        Command::SetPriority(_) => Command::SetPriority(before.priority),
        // A place cannot be taken away again, nor a category where there was none.
        Command::Amend {
            place: None,
            category,
            subject,
        } => Command::Amend {
            place: None,
            category: match category {
                Some(_) => Some(before.category.clone()?),
                None => None,
            },
            subject: subject.as_ref().map(|_| before.subject.clone()),
        },
        Command::Reject | Command::Close => Command::Reopen,
        // Somebody acts on it, is told of it, or nothing leads back.
        Command::Report(_)
        | Command::Acknowledge
        | Command::Accept { .. }
        | Command::NobodyFree
        | Command::Receive(_)
        | Command::Decline(_)
        | Command::StartOut(_)
        | Command::Arrive(_)
        | Command::BeginHandling(_)
        | Command::Clear(_)
        | Command::HandOver { .. }
        | Command::Feedback
        | Command::Resolve
        | Command::Verify { .. }
        | Command::Resume
        | Command::Escalate
        | Command::Amend { .. }
        | Command::Reopen
        | Command::Reply
        | Command::Rate(_)
        | Command::Link(_) => return None,
    })
}

/// Whether the person may take it back, and the incident would let it happen now. A reply that went out since is not taken
/// back with it: of what was closed or rejected nothing may have happened since.
#[must_use]
pub fn may_undo(undo: &Undo, me: &Me, incident: &Incident, world: &World) -> bool {
    let verb = undo.inverse.verb();
    let entitled = me.reach(undo.incident.network, verb) == Some(Reach::All);
    let is_untouched = verb != Verb::Reopen || incident.version <= undo.version;
    let act = act_of(&undo.inverse);
    entitled && is_untouched && act.is_some_and(|act| permits(world, incident.id, &act).is_ok())
}

/// The act as it would be tried; `None` for what is no inverse.
fn act_of(inverse: &Command) -> Option<Act> {
    Some(match inverse.clone() {
        Command::Withdraw(from) => Act::Withdraw(from),
        Command::Assign(to) => Act::Assign(to),
        Command::Unmerge => Act::Unmerge,
        Command::MergeInto(into) => Act::MergeInto(into),
        Command::Resume => Act::Resume,
        Command::Supervise(supervised) => Act::Supervise(supervised),
        Command::SetPriority(priority) => Act::SetPriority(priority),
        Command::Amend {
            category, subject, ..
        } => Act::Amend {
            place: None,
            category,
            subject,
        },
        Command::Reopen => Act::Reopen,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use domain::{IncidentId, Network};

    use super::*;

    #[test]
    fn an_act_can_be_taken_back_for_some_seconds_and_no_longer() {
        let undo = Undo {
            incident: IncidentRef {
                network: Network::Police,
                id: IncidentId(1),
            },
            done: Action::Suspend,
            version: Seq(7),
            inverse: Command::Resume,
            at: PageTime::default(),
        };
        let after = |millis: f64| undo.seconds_left(PageTime::default() + millis);
        assert_eq!(after(0.0), Some(15));
        assert_eq!(after(14_999.0), Some(1));
        assert_eq!(after(15_000.0), None);
    }
}
