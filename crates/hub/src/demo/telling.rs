//! The script's words in those that a platform posts.

use district::{Scripted, Told};
use domain::UnitPosition;
use feeds::{Report, Said, Statement};
use serde_json::{Value, json};
use world::Act;

/// What a platform says when that happens; `None` for what no platform says.
pub fn statement(scripted: Scripted) -> Option<Statement> {
    let said = match scripted.told {
        Told::Act(Act::Report(report)) => Said::Report(Box::new(Report {
            subject: report.subject,
            category: report.category,
            priority: report.priority,
            channel: report.channel,
            place: report.place,
            details: scripted.details.as_deref().map(str::to_owned),
            caller: None,
            exercise: report.exercise,
        })),
        Told::Act(act) => said(act)?,
        Told::SameAs {
            platform,
            external_id,
        } if platform == scripted.platform => Said::MergeInto(external_id),
        // A platform knows no other platform's numbers: it closes its own with the reason.
        Told::SameAs { .. } => Said::Close,
    };
    Some(Statement {
        external_id: scripted.external_id,
        occurred_at: scripted.at,
        desk: scripted.desk,
        note: scripted.note.as_deref().map(str::to_owned),
        photos: Vec::new(),
        said,
    })
}

fn said(act: Act) -> Option<Said> {
    Some(match act {
        Act::Acknowledge => Said::Acknowledge,
        Act::Accept {
            category,
            priority,
            place: _,
        } => Said::Accept { category, priority },
        Act::Reject => Said::Reject,
        Act::Unmerge => Said::Unmerge,
        Act::Assign(assignee) => Said::Assign(assignee),
        Act::Receive(assignee) => Said::Receive(assignee),
        Act::Decline(assignee) => Said::Decline(assignee),
        Act::Withdraw(assignee) => Said::Withdraw(assignee),
        Act::StartOut(assignee) => Said::StartOut(assignee),
        Act::Arrive(assignee) => Said::Arrive(assignee),
        Act::BeginHandling(assignee) => Said::BeginHandling(assignee),
        Act::Clear(assignee) => Said::Clear(assignee),
        Act::HandOver { from, to } => Said::HandOver { from, to },
        Act::Feedback => Said::Feedback,
        Act::Resolve => Said::Resolve,
        Act::Verify { passed } => Said::Verify { passed },
        Act::Close => Said::Close,
        Act::Suspend => Said::Suspend,
        Act::Resume => Said::Resume,
        Act::Supervise(supervised) => Said::Supervise(supervised),
        Act::Escalate => Said::Escalate,
        Act::SetPriority(priority) => Said::SetPriority(priority),
        Act::Amend {
            place,
            category,
            subject,
        } => {
            let place = place.unwrap_or_default();
            Said::Amend {
                position: place.position,
                address: place.address,
                category,
                subject,
            }
        }
        Act::Reopen => Said::Reopen,
        Act::NobodyFree => Said::NobodyFree,
        Act::Reply => Said::Reply,
        Act::Rate(rating) => Said::Rate(rating),
        // A report has its own words, a merge names a number of the hub's, and the others are the hub's own business.
        Act::Report(_) | Act::MergeInto(_) | Act::Link(_) | Act::Archive => return None,
    })
}

/// A position as it is posted.
pub fn position(sample: &UnitPosition) -> Value {
    let mut posted = json!({
        "unit": sample.unit,
        "lon": sample.position.lon(),
        "lat": sample.position.lat(),
        "sampled_at": sample.sampled_at,
    });
    if let (Some(heading), Some(fields)) = (sample.heading_degrees, posted.as_object_mut()) {
        fields.insert("heading".to_owned(), json!(heading));
    }
    posted
}

/// The platform that tells where a unit is: police and patrols are the 110's, all others the grid cloud's.
pub fn platform_of(unit: &str) -> &'static str {
    match unit.split('-').next() {
        Some("PT" | "PO") => "110",
        _ => "grid-cloud",
    }
}
