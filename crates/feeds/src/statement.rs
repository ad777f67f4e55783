//! What a platform says about one of its incidents.

use domain::{
    ArcStr, Assignee, CategoryId, Channel, DeskId, ExternalId, PhotoKey, Place, Priority,
    Timestamp, Wgs84,
};

/// One fact as its platform tells it. Who the platform is comes from the door it knocked at, not from the text.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// The platform's own number for the incident.
    pub external_id: ExternalId,
    /// When it happened, by the platform's own time.
    pub occurred_at: Timestamp,
    /// The seat at the platform that did it.
    pub desk: Option<DeskId>,
    /// The reason or note: text about people, for the erasable store.
    pub note: Option<String>,
    /// Photos that prove it.
    pub photos: Vec<PhotoKey>,
    /// What happened.
    pub said: Said,
}

/// What happened, in the verbs of the lifecycle. Reasons and notes stand in [`Statement::note`].
#[derive(Clone, Debug, PartialEq)]
pub enum Said {
    /// Something happened; the first one with its number makes an incident.
    Report(Box<Report>),
    /// Seen, not yet taken.
    Acknowledge,
    /// Taken in.
    Accept {
        /// Its category, when the acceptance changed it.
        category: Option<CategoryId>,
        /// Its priority, when the acceptance changed it.
        priority: Option<Priority>,
    },
    /// Not for the centre.
    Reject,
    /// The same matter as another incident of the platform.
    MergeInto(ExternalId),
    /// Not the same matter after all.
    Unmerge,
    /// Given to somebody.
    Assign(Assignee),
    /// Received by a station or unit, or claimed by a department.
    Receive(Assignee),
    /// Sent back by its holder.
    Decline(Assignee),
    /// Taken back by the centre.
    Withdraw(Assignee),
    /// On the way.
    StartOut(Assignee),
    /// On scene.
    Arrive(Assignee),
    /// Dealt with from now on, by whom when the platform knows.
    BeginHandling(Option<Assignee>),
    /// Its crew is free again.
    Clear(Assignee),
    /// From one to another.
    HandOver {
        /// Who had it.
        from: Assignee,
        /// Who got it.
        to: Assignee,
    },
    /// How far it is (定时反馈).
    Feedback,
    /// Done.
    Resolve,
    /// Checked by the centre: closed, or to be done again.
    Verify {
        /// Whether it was done well.
        passed: bool,
    },
    /// Closed without verification.
    Close,
    /// Put aside (挂账).
    Suspend,
    /// Taken up again.
    Resume,
    /// Passed upwards.
    Escalate,
    /// Under a supervisor's eye (督办), or no longer.
    Supervise(bool),
    /// More or less pressing.
    SetPriority(Priority),
    /// Something of the report was wrong. What is `None` stays as it is; at least one is not.
    Amend {
        /// The right position.
        position: Option<Wgs84>,
        /// The right place in words.
        address: Option<ArcStr>,
        /// The right category.
        category: Option<CategoryId>,
        /// The right subject.
        subject: Option<ArcStr>,
    },
    /// Not done after all.
    Reopen,
    /// Nobody is free to be sent.
    NobodyFree,
    /// The citizen was answered.
    Reply,
    /// The citizen's rating after the call back (回访), 1 to 5.
    Rate(u8),
}

/// What a platform says happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// What it is about, as a class of thing, never about a named person.
    pub subject: ArcStr,
    /// Its category.
    pub category: Option<CategoryId>,
    /// How pressing, when the platform says so.
    pub priority: Option<Priority>,
    /// How the report came to the platform.
    pub channel: Channel,
    /// Where; grid and area are left to the hub, which knows the outlines.
    pub place: Place,
    /// The free text: text about people, for the erasable store.
    pub details: Option<String>,
    /// Who called: text about people, for the erasable store.
    pub caller: Option<Caller>,
    /// Not real: belongs to an exercise.
    pub exercise: bool,
}

/// Who called a platform. At least one of the two is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// What the caller is called.
    pub name: Option<String>,
    /// Where the caller can be called back.
    pub phone: Option<String>,
}

impl Said {
    /// The kind's word in webhook JSON and in mapping files.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Report(_) => "report",
            Self::Acknowledge => "acknowledge",
            Self::Accept { .. } => "accept",
            Self::Reject => "reject",
            Self::MergeInto(_) => "merge",
            Self::Unmerge => "unmerge",
            Self::Assign(_) => "assign",
            Self::Receive(Assignee::Department(_)) => "claim",
            Self::Receive(_) => "receive",
            Self::Decline(_) => "decline",
            Self::Withdraw(_) => "withdraw",
            Self::StartOut(_) => "start_out",
            Self::Arrive(_) => "arrive",
            Self::BeginHandling(_) => "begin_handling",
            Self::Clear(_) => "clear",
            Self::HandOver { .. } => "hand_over",
            Self::Feedback => "feedback",
            Self::Resolve => "resolve",
            Self::Verify { .. } => "verify",
            Self::Close => "close",
            Self::Suspend => "suspend",
            Self::Resume => "resume",
            Self::Escalate => "escalate",
            Self::Supervise(_) => "supervise",
            Self::SetPriority(_) => "set_priority",
            Self::Amend { .. } => "amend",
            Self::Reopen => "reopen",
            Self::NobodyFree => "nobody_free",
            Self::Reply => "reply",
            Self::Rate(_) => "rate",
        }
    }

    /// Whether the kind's text is a reason (`reason` in JSON) and not a note (`note`).
    #[must_use]
    pub const fn wants_a_reason(&self) -> bool {
        matches!(
            self,
            Self::Reject
                | Self::Decline(_)
                | Self::Withdraw(_)
                | Self::HandOver { .. }
                | Self::Close
                | Self::Suspend
                | Self::Reopen
        )
    }
}
