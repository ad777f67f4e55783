//! What the tests share: names, and requests made from numbers, so that a property test and a fixed sequence draw from
//! the same acts.

use domain::{
    Actor, Assignee, Category, CategoryId, Channel, ExternalId, IncidentId, IncidentRef, Millis,
    Name, Network, PhotoKey, Place, PlatformId, Priority, Role, Rules, Seq, Stage, TextKey,
    Timestamp, Wgs84,
};
use world::{Act, Decision, Event, Fact, Manner, Register, Report, Request, World, decide};

/// The begin of the tests' day, 2026-03-01T00:00:00 UTC.
pub const MIDNIGHT: Timestamp = Timestamp(1_772_323_200_000);

pub fn unit(name: &str) -> Assignee {
    Assignee::Unit(name.try_into().expect("a unit's id"))
}

pub fn station(name: &str) -> Assignee {
    Assignee::Station(name.try_into().expect("a station's id"))
}

pub fn department(name: &str) -> Assignee {
    Assignee::Department(name.try_into().expect("a department's id"))
}

pub fn officer() -> Actor {
    Actor::Person {
        person: "wang".try_into().expect("a person's id"),
        role: Role::DutyOfficer,
    }
}

pub fn platform_110() -> PlatformId {
    "110".try_into().expect("a platform's id")
}

pub fn number(external_id: u64) -> ExternalId {
    external_id
        .to_string()
        .as_str()
        .try_into()
        .expect("a platform's number")
}

pub fn category(name: &str) -> CategoryId {
    name.try_into().expect("a category's id")
}

pub fn at(lon: f64, lat: f64) -> Wgs84 {
    Wgs84::from_lon_lat(lon, lat).expect("a place on earth")
}

pub fn place(lon: f64, lat: f64) -> Place {
    Place {
        position: Some(at(lon, lat)),
        ..Place::default()
    }
}

/// The defaults, with a category of its own limits.
pub fn rules() -> Rules {
    let noise = Category {
        name: Name::new("噪声扰民", "Noise"),
        major: 3,
        minor: 7,
        priority: Priority::Urgent,
        feedback_within: Some(Millis::from_mins(20)),
        handle_within: Some(Millis::from_hours(4)),
        subjects: vec![],
    };
    Rules {
        categories: [(category("noise"), noise)].into(),
        ..Rules::default()
    }
}

pub fn report(external_id: u64) -> Report {
    Report {
        platform: platform_110(),
        external_id: number(external_id),
        subject: "井盖边缘翘起".into(),
        category: None,
        priority: None,
        channel: Channel::Call,
        place: place(106.27, 29.39),
        details: Some(TextKey::new(1)),
        caller: None,
        exercise: false,
    }
}

/// A request without what most tests need not say.
pub fn request(incident: Option<IncidentId>, act: Act, occurred_at: Timestamp) -> Request {
    Request {
        incident,
        act,
        by: officer(),
        occurred_at,
        decided_on: None,
        note: None,
        photos: Vec::new(),
        from: None,
    }
}

/// A register with the log it was folded from.
#[derive(Debug, Default)]
pub struct Recording {
    pub register: Register,
    pub log: Vec<Event>,
}

impl Recording {
    pub const fn world(&self) -> &World {
        self.register.world()
    }

    pub fn append(&mut self, facts: Vec<Fact>) -> Vec<Event> {
        let mut appended = Vec::new();
        for fact in facts {
            let seq = Seq(self.log.len() as u64 + 1);
            let event = Event {
                seq,
                recorded_at: fact.occurred_at + Millis(250),
                fact,
            };
            self.log.push(event.clone());
            appended.push(event);
        }
        appended
    }

    /// Decides, records and folds one request.
    pub fn take(
        &mut self,
        rules: &Rules,
        request: &Request,
        manner: Manner,
    ) -> Result<Decision, world::Refusal> {
        let decision = decide(&self.register, rules, request, manner)?;
        if let Decision::Record(facts) = &decision {
            for event in self.append(facts.clone()) {
                self.register.apply(&event);
            }
        }
        Ok(decision)
    }
}

/// A request in numbers: whatever they are, they make a request, if often one that is refused.
#[derive(Clone, Copy, Debug)]
pub struct Choice {
    pub manner: Manner,
    pub act: u8,
    pub incident: u8,
    pub who: u8,
    pub other: u8,
    /// Seconds since the request before; negative when it comes late.
    pub later_secs: i16,
    pub with_note: bool,
    /// Does what the incident's stage calls for, instead of the act above: so that lives are lived to their end.
    pub follows: bool,
    /// How many events before the last one it was decided on.
    pub decided_before: Option<u8>,
}

/// How many different acts [`Choice::act`] tells apart.
pub const ACTS: u8 = 31;

fn who(choice: u8) -> Assignee {
    match choice % 5 {
        0 => unit("E41"),
        1 => unit("T03"),
        2 => station("milan"),
        3 => department("enforcement"),
        _ => unit("B04"),
    }
}

fn priority(choice: u8) -> Priority {
    [Priority::Routine, Priority::Urgent, Priority::Emergency][usize::from(choice % 3)]
}

fn place_of(choice: u8) -> Place {
    if choice.is_multiple_of(7) {
        return Place {
            address: Some("米兰小镇".into()),
            ..Place::default()
        };
    }
    Place {
        grid: Some(
            format!("G{}", choice % 9)
                .as_str()
                .try_into()
                .expect("a grid's id"),
        ),
        ..place(
            106.2 + f64::from(choice) / 1000.0,
            29.3 + f64::from(choice % 13) / 130.0,
        )
    }
}

fn act(choice: Choice) -> Act {
    let Choice {
        who: w, other: o, ..
    } = choice;
    match choice.act % ACTS {
        0 => Act::Report(Box::new(Report {
            external_id: number(u64::from(w % 12)),
            category: o.is_multiple_of(3).then(|| category("noise")),
            priority: o.is_multiple_of(4).then(|| priority(w)),
            place: place_of(o),
            exercise: o.is_multiple_of(11),
            ..report(0)
        })),
        1 => Act::Acknowledge,
        2 => Act::Accept {
            category: w.is_multiple_of(2).then(|| category("noise")),
            priority: o.is_multiple_of(5).then(|| priority(w)),
            place: o.is_multiple_of(3).then(|| place_of(w)),
        },
        3 => Act::Reject,
        4 => Act::MergeInto(IncidentId(u64::from(w % 6))),
        5 => Act::Unmerge,
        6 => Act::Assign(who(w)),
        7 => Act::Receive(who(w)),
        8 => Act::Decline(who(w)),
        9 => Act::Withdraw(who(w)),
        10 => Act::StartOut(who(w)),
        11 => Act::Arrive(who(w)),
        12 => Act::BeginHandling(o.is_multiple_of(2).then(|| who(w))),
        13 => Act::Clear(who(w)),
        14 => Act::HandOver {
            from: who(w),
            to: who(o),
        },
        15 => Act::Feedback,
        16 => Act::Resolve,
        17 => Act::Verify {
            passed: !w.is_multiple_of(3),
        },
        18 => Act::Close,
        19 => Act::Suspend,
        20 => Act::Resume,
        21 => Act::Supervise(w.is_multiple_of(2)),
        22 => Act::Escalate,
        23 => Act::SetPriority(priority(w)),
        24 => Act::Amend {
            place: w.is_multiple_of(2).then(|| place_of(o)),
            category: o.is_multiple_of(2).then(|| category("rubble")),
            subject: o.is_multiple_of(3).then(|| "建筑垃圾".into()),
        },
        25 => Act::Reopen,
        26 => Act::NobodyFree,
        27 => Act::Reply,
        28 => Act::Rate(w % 7),
        29 => Act::Link(IncidentRef {
            network: Network::Police,
            id: IncidentId(u64::from(o)),
        }),
        _ => Act::Archive,
    }
}

/// What the incident's stage calls for, in numbers of [`act`].
fn next_act(choice: Choice, incident: &domain::Incident) -> Choice {
    let acts: &[u8] = match incident.stage {
        Stage::Reported => &[2, 6],
        Stage::Accepted => &[6],
        Stage::Dispatched => &[7, 11, 10, 11],
        Stage::OnScene => &[12, 16, 12],
        Stage::Handling => &[15, 16, 16],
        Stage::Resolved => &[17, 17, 27, 28],
        Stage::Closed => &[27, 28, 25],
        Stage::Void => &[5, 25],
    };
    Choice {
        act: acts[usize::from(choice.other) % acts.len()],
        ..choice
    }
}

/// Plays choices into a recording; `see` looks at what every one of them came to.
pub fn play(
    choices: impl IntoIterator<Item = Choice>,
    mut see: impl FnMut(&Recording, &Request, Manner, &Result<Decision, world::Refusal>),
) -> Recording {
    let rules = rules();
    let mut recording = Recording::default();
    let mut now = MIDNIGHT;
    for choice in choices {
        now = now + Millis::from_secs(choice.later_secs.into());
        let about = recording
            .world()
            .incident(IncidentId(u64::from(choice.incident)));
        let choice = match about {
            Some(incident) if choice.follows => next_act(choice, incident),
            _ => choice,
        };
        let act = act(choice);
        let by = match (&act, choice.manner) {
            (Act::Archive, _) => Actor::Hub,
            (_, Manner::Statement) => Actor::Platform {
                platform: platform_110(),
                desk: None,
            },
            (_, Manner::Command) => officer(),
        };
        let through = recording.register.through().0;
        let request = Request {
            by,
            decided_on: choice
                .decided_before
                .map(|before| Seq(through.saturating_sub(before.into()))),
            note: choice
                .with_note
                .then_some(TextKey::new(u64::from(choice.other))),
            photos: if choice.act == 16 {
                vec![PhotoKey::try_from("result").expect("a photo's key")]
            } else {
                Vec::new()
            },
            ..request(Some(IncidentId(u64::from(choice.incident))), act, now)
        };
        let outcome = recording.take(&rules, &request, choice.manner);
        see(&recording, &request, choice.manner, &outcome);
    }
    recording
}
