//! What the signed-in person can do with an incident at this moment.
//!
//! Nothing is known here of which stage allows what: `world::permits` says it of the screen's own world, by the rules with which
//! the hub decides. Rights are the hub's too; what the role may never do is not offered at all.

use domain::{Assignee, AssignmentStep, Incident, IncidentId, Network, Priority, UnitId};
use protocol::Command;
use world::{Act, Refusal, Verb, World, permits};

use crate::config::{Directory, Me, Reach};

macro_rules! actions {
    ($($action:ident, $verb:ident, $key:literal, $initials:literal;)*) => {
        /// Something that can be done with an incident.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[expect(missing_docs, reason = "each is the act of the same name; those that have none are said below")]
        pub enum Action {
            $($action,)*
        }

        impl Action {
            /// Every action: the next step of the lifecycle before what stands beside it.
            pub const ALL: [Self; [$($key),*].len()] = [$(Self::$action),*];

            /// The command's verb.
            #[must_use]
            pub const fn verb(self) -> Verb {
                match self {
                    $(Self::$action => Verb::$verb,)*
                }
            }

            /// The key that begins it: a capital letter or a digit.
            #[must_use]
            pub const fn key(self) -> &'static str {
                match self {
                    $(Self::$action => $key,)*
                }
            }

            /// The initials of its Chinese name's pinyin, by which it can be typed.
            #[must_use]
            pub const fn initials(self) -> &'static str {
                match self {
                    $(Self::$action => $initials,)*
                }
            }
        }
    };
}

actions! {
    // The steps of whoever has the order.
    Receive, Receive, "1", "jd";
    StartOut, StartOut, "2", "cf";
    Arrive, Arrive, "3", "dc";
    BeginHandling, BeginHandling, "4", "xqcz";
    Resolve, Resolve, "5", "bj";
    Clear, Clear, "6", "hz";
    Decline, Decline, "0", "td";
    // The steps of the centre.
    Accept, Accept, "A", "sl";
    Dispatch, Assign, "D", "pq";
    Verify, Verify, "V", "hctg";
    SendBack, Verify, "X", "fg";
    Acknowledge, Acknowledge, "S", "yx";
    Feedback, Feedback, "I", "fk";
    NobodyFree, NobodyFree, "B", "wrkp";
    HandOver, HandOver, "H", "yj";
    Withdraw, Withdraw, "W", "ch";
    Reply, Reply, "Y", "df";
    Rate, Rate, "T", "hf";
    Amend, Amend, "M", "gz";
    Merge, MergeInto, "G", "gb";
    Unmerge, Unmerge, "J", "qxgb";
    Link, Link, "K", "ld";
    Reject, Reject, "R", "bysl";
    Reopen, Reopen, "7", "cxda";
    // A supervisor's.
    SetPriority, SetPriority, "P", "yxj";
    Supervise, Supervise, "O", "db";
    EndSupervision, Supervise, "O", "jcdb";
    Escalate, Escalate, "E", "sj";
    Suspend, Suspend, "U", "gz";
    Resume, Resume, "U", "hf";
    Close, Close, "C", "zjja";
}

/// What an action wants to know before it is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wants {
    /// Nothing: the key is enough.
    Nothing,
    /// A note, which must not be empty.
    Note,
    /// One of several.
    Choice,
    /// One of several, and why.
    ChoiceAndReason,
    /// One of several, and perhaps a note.
    ChoiceAndNote,
    /// The incident's description, put right.
    Description,
}

impl Action {
    /// What it wants to know before it is sent.
    #[must_use]
    pub const fn wants(self) -> Wants {
        match self {
            Self::Receive
            | Self::StartOut
            | Self::Arrive
            | Self::BeginHandling
            | Self::Clear
            | Self::Accept
            | Self::Acknowledge
            | Self::NobodyFree
            | Self::Verify
            | Self::Unmerge
            | Self::Supervise
            | Self::EndSupervision
            | Self::Escalate
            | Self::Resume => Wants::Nothing,
            Self::Resolve
            | Self::Decline
            | Self::SendBack
            | Self::Feedback
            | Self::Reply
            | Self::Reject
            | Self::Reopen
            | Self::Suspend
            | Self::Close => Wants::Note,
            Self::Dispatch | Self::Merge | Self::Link | Self::SetPriority => Wants::Choice,
            Self::Withdraw | Self::HandOver => Wants::ChoiceAndReason,
            Self::Rate => Wants::ChoiceAndNote,
            Self::Amend => Wants::Description,
        }
    }

    /// Whether it is the usual next step: shown first and filled.
    #[must_use]
    pub const fn is_next_step(self) -> bool {
        matches!(
            self,
            Self::Receive
                | Self::StartOut
                | Self::Arrive
                | Self::BeginHandling
                | Self::Resolve
                | Self::Accept
                | Self::Dispatch
                | Self::Verify
        )
    }

    /// Whether photos go with it: it says what was found or done.
    #[must_use]
    pub const fn takes_photos(self) -> bool {
        matches!(self, Self::Feedback | Self::Resolve)
    }

    /// Whether it is about one order of several, and not about the incident as a whole.
    #[must_use]
    pub const fn is_about_order(self) -> bool {
        matches!(
            self,
            Self::Receive
                | Self::StartOut
                | Self::Arrive
                | Self::BeginHandling
                | Self::Clear
                | Self::Decline
                | Self::HandOver
        )
    }

    /// The action that a command is; a report is no action on an incident.
    #[must_use]
    pub fn of_command(command: &Command) -> Option<Self> {
        match command {
            Command::Verify { passed: false } => Some(Self::SendBack),
            Command::Supervise(false) => Some(Self::EndSupervision),
            other => Self::ALL
                .into_iter()
                .find(|action| action.verb() == other.verb()),
        }
    }

    /// The act as it would be tried: where something is to be chosen, with a stand-in that any stage would take.
    fn trial(self, incident: &Incident, own: Option<&Assignee>, other: Option<IncidentId>) -> Act {
        let stand_in = || own.cloned().unwrap_or_else(nobody);
        let first_live = || {
            let mut live = incident.live_assignments();
            live.next()
                .map_or_else(nobody, |order| order.assignee.clone())
        };
        match self {
            Self::Receive => Act::Receive(stand_in()),
            Self::StartOut => Act::StartOut(stand_in()),
            Self::Arrive => Act::Arrive(stand_in()),
            Self::BeginHandling => Act::BeginHandling(own.cloned()),
            Self::Resolve => Act::Resolve,
            Self::Clear => Act::Clear(stand_in()),
            Self::Decline => Act::Decline(stand_in()),
            Self::Accept => Act::Accept {
                category: None,
                priority: None,
                place: None,
            },
            Self::Dispatch => Act::Assign(nobody()),
            Self::Verify => Act::Verify { passed: true },
            Self::SendBack => Act::Verify { passed: false },
            Self::Acknowledge => Act::Acknowledge,
            Self::Feedback => Act::Feedback,
            Self::NobodyFree => Act::NobodyFree,
            Self::HandOver => Act::HandOver {
                from: own.cloned().unwrap_or_else(first_live),
                to: nobody(),
            },
            Self::Withdraw => Act::Withdraw(first_live()),
            Self::Reply => Act::Reply,
            // Any rating it does not have.
            Self::Rate => Act::Rate(if incident.rating == Some(5) { 4 } else { 5 }),
            Self::Amend => Act::Amend {
                place: None,
                category: None,
                subject: Some(format!("{}…", incident.subject).into()),
            },
            Self::Merge => Act::MergeInto(other.unwrap_or(incident.id)),
            Self::Unmerge => Act::Unmerge,
            Self::Link => Act::Link(domain::IncidentRef {
                network: Network::Internet,
                id: IncidentId(u64::MAX),
            }),
            Self::Reject => Act::Reject,
            Self::Reopen => Act::Reopen,
            Self::SetPriority => Act::SetPriority(match incident.priority {
                Priority::Routine => Priority::Urgent,
                Priority::Urgent | Priority::Emergency => Priority::Routine,
            }),
            Self::Supervise => Act::Supervise(true),
            Self::EndSupervision => Act::Supervise(false),
            Self::Escalate => Act::Escalate,
            Self::Suspend => Act::Suspend,
            Self::Resume => Act::Resume,
            Self::Close => Act::Close,
        }
    }
}

/// An assignee that no incident has.
fn nobody() -> Assignee {
    UnitId::try_from("·").map_or_else(|_| unreachable!("a point is an id"), Assignee::Unit)
}

/// An action that the person may ask for, and whether the incident would let it happen now.
#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    /// Which action.
    pub action: Action,
    /// The person's own order that it is about, for what is done with one order of several.
    pub own: Option<Assignee>,
    /// Why not now.
    pub refusal: Option<Refusal>,
}

/// The actions that the person may ask of an incident, those that are possible first.
#[must_use]
pub fn offers(
    me: &Me,
    network: Network,
    incident: &Incident,
    world: &World,
    directory: &Directory,
) -> Vec<Offer> {
    let own: Vec<&Assignee> = me
        .own_orders(incident, directory)
        .map(|order| &order.assignee)
        .collect();
    let has_received = || {
        let mut own = me.own_orders(incident, directory);
        own.any(|order| order.step > AssignmentStep::Offered)
    };
    let other = world
        .incidents()
        .find(|other| other.id != incident.id && other.stage != domain::Stage::Void)
        .map(|other| other.id);
    let mut offers = Vec::new();
    for action in Action::ALL {
        let Some(reach) = me.reach(network, action.verb()) else {
            continue;
        };
        if reach != Reach::All && own.is_empty() || !has_choice(me, reach) {
            continue;
        }
        // A station's order and its crew's are two: each goes its own way.
        let about: Vec<Option<&Assignee>> = if reach == Reach::Own && action.is_about_order() {
            own.iter().copied().map(Some).collect()
        } else {
            vec![None]
        };
        for order in about {
            let act = action.trial(incident, order, other);
            let refusal = permits(world, incident.id, &act).err().or_else(|| {
                // The hub's rule: with an order that is only offered nothing is ended, others may be at work.
                let waits = reach == Reach::Own && action == Action::Resolve && !has_received();
                let assignee = own.first().map(|first| (*first).clone());
                let assignee = assignee.filter(|_| waits)?;
                Some(Refusal::NotReceived { assignee })
            });
            // What already is so needs no button that says so.
            if refusal != Some(Refusal::NothingToChange) {
                let own = order.cloned();
                offers.push(Offer {
                    action,
                    own,
                    refusal,
                });
            }
        }
    }
    offers.sort_by_key(|offer| (offer.refusal.is_some(), !offer.action.is_next_step()));
    offers
}

/// Whether there is anybody to give an order on to: a crew has no crews.
const fn has_choice(me: &Me, reach: Reach) -> bool {
    !(matches!(reach, Reach::OwnCrews) && me.person.unit.is_some())
}
