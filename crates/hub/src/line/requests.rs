//! From what a platform said to what is decided on.
//!
//! The platform's numbers become incidents, its texts about people keys of the erasable store, its positions grids and
//! patrol areas.

use domain::{Actor, IncidentId, Place, PlatformId, TextKey};
use feeds::{Caller, Said, Statement};
use world::{Act, Refusal, Register, Request, Territory};

/// The texts of one request, before it is known whether it is recorded.
#[derive(Debug)]
pub(super) struct Texts {
    next: TextKey,
    kept: Vec<(TextKey, String)>,
}

impl Texts {
    pub(super) const fn from(next: TextKey) -> Self {
        Self {
            next,
            kept: Vec::new(),
        }
    }

    pub(super) fn keep(&mut self, text: Option<String>) -> Option<TextKey> {
        let text = text?;
        let key = self.next;
        self.next = TextKey::new(key.number() + 1);
        self.kept.push((key, text));
        Some(key)
    }

    /// The texts, and the key after the last of them.
    pub(super) fn into_parts(self) -> (Vec<(TextKey, String)>, TextKey) {
        (self.kept, self.next)
    }
}

/// What a statement asks of the world.
///
/// # Errors
/// When it is about an incident that its platform never reported.
pub(super) fn request(
    register: &Register,
    territory: &Territory,
    platform: &PlatformId,
    statement: Statement,
    texts: &mut Texts,
) -> Result<Request, Refusal> {
    let incident = register.find(platform, &statement.external_id);
    let act = match statement.said {
        Said::Report(report) => Act::Report(Box::new(world::Report {
            platform: platform.clone(),
            external_id: statement.external_id,
            subject: report.subject,
            category: report.category,
            priority: report.priority,
            channel: report.channel,
            place: located(territory, report.place),
            details: texts.keep(report.details),
            caller: texts.keep(report.caller.map(written)),
            exercise: report.exercise,
        })),
        said => act(
            register,
            territory,
            platform,
            incident.ok_or(Refusal::UnknownIncident)?,
            said,
        )?,
    };
    Ok(Request {
        incident,
        act,
        by: Actor::Platform {
            platform: platform.clone(),
            desk: statement.desk,
        },
        occurred_at: statement.occurred_at,
        decided_on: None,
        note: texts.keep(statement.note),
        photos: statement.photos,
        from: None,
    })
}

fn act(
    register: &Register,
    territory: &Territory,
    platform: &PlatformId,
    incident: IncidentId,
    said: Said,
) -> Result<Act, Refusal> {
    Ok(match said {
        // A second report of an incident adds nothing: `decide` knows it by its number.
        Said::Report(_) | Said::Acknowledge => Act::Acknowledge,
        Said::Accept { category, priority } => Act::Accept {
            category,
            priority,
            place: None,
        },
        Said::Reject => Act::Reject,
        Said::MergeInto(other) => Act::MergeInto(
            register
                .find(platform, &other)
                .ok_or(Refusal::UnknownIncident)?,
        ),
        Said::Unmerge => Act::Unmerge,
        Said::Assign(assignee) => Act::Assign(assignee),
        Said::Receive(assignee) => Act::Receive(assignee),
        Said::Decline(assignee) => Act::Decline(assignee),
        Said::Withdraw(assignee) => Act::Withdraw(assignee),
        Said::StartOut(assignee) => Act::StartOut(assignee),
        Said::Arrive(assignee) => Act::Arrive(assignee),
        Said::BeginHandling(assignee) => Act::BeginHandling(assignee),
        Said::Clear(assignee) => Act::Clear(assignee),
        Said::HandOver { from, to } => Act::HandOver { from, to },
        Said::Feedback => Act::Feedback,
        Said::Resolve => Act::Resolve,
        Said::Verify { passed } => Act::Verify { passed },
        Said::Close => Act::Close,
        Said::Suspend => Act::Suspend,
        Said::Resume => Act::Resume,
        Said::Escalate => Act::Escalate,
        Said::Supervise(supervised) => Act::Supervise(supervised),
        Said::SetPriority(priority) => Act::SetPriority(priority),
        Said::Amend {
            position,
            address,
            category,
            subject,
        } => {
            let known = register
                .world()
                .incident(incident)
                .map(|incident| incident.place.clone());
            let place = (position.is_some() || address.is_some()).then(|| {
                let known = known.unwrap_or_default();
                located(
                    territory,
                    Place {
                        position: position.or(known.position),
                        address: address.or(known.address),
                        ..Place::default()
                    },
                )
            });
            Act::Amend {
                place,
                category,
                subject,
            }
        }
        Said::Reopen => Act::Reopen,
        Said::NobodyFree => Act::NobodyFree,
        Said::Reply => Act::Reply,
        Said::Rate(rating) => Act::Rate(rating),
    })
}

/// The place with the grid and area that contain it.
pub(super) fn located(territory: &Territory, place: Place) -> Place {
    let Some(position) = place.position else {
        return place;
    };
    let located = territory.locate(position);
    Place {
        grid: located.grid,
        area: located.area,
        ..place
    }
}

/// A caller as one text.
pub(super) fn written(caller: Caller) -> String {
    match (caller.name, caller.phone) {
        (Some(name), Some(phone)) => format!("{name}, {phone}"),
        (Some(only), None) | (None, Some(only)) => only,
        (None, None) => String::new(),
    }
}
