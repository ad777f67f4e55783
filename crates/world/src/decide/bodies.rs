//! The facts that are recorded, with the limits of the rules written into them.

use domain::{Assignee, Incident, IncidentId, Rules, Stage};

use crate::{Act, Amended, Body, Fact, Order, Report, Reported, Request};

/// The fact of a new incident.
pub(super) fn report(id: IncidentId, rules: &Rules, request: &Request, report: &Report) -> Fact {
    let usual = rules
        .category(report.category.as_ref())
        .map(|category| category.priority);
    let reported = Reported {
        platform: report.platform.clone(),
        external_id: report.external_id.clone(),
        subject: report.subject.clone(),
        category: report.category.clone(),
        priority: report.priority.or(usual).unwrap_or_default(),
        channel: report.channel,
        place: report.place.clone(),
        details: report.details,
        caller: report.caller,
        exercise: report.exercise,
        dispatch_within: rules.dispatch_within,
    };
    fact(
        id,
        request,
        Order::InOrder,
        Body::Reported(Box::new(reported)),
    )
}

/// The facts of a request that is neither refused nor known: one, after an acceptance where somebody is sent who was not
/// waited for.
pub(super) fn facts(
    incident: &Incident,
    rules: &Rules,
    request: &Request,
    order: Order,
) -> Vec<Fact> {
    let mut facts = Vec::with_capacity(2);
    if incident.stage == Stage::Reported && accepts_at_once(&request.act) {
        let handle_within = rules.handle_within(incident.category.as_ref());
        let accepted = Body::Accepted {
            category: None,
            priority: None,
            place: None,
            handle_within,
        };
        let implied = fact(incident.id, request, order, accepted);
        facts.push(Fact {
            note: None,
            photos: Vec::new(),
            from: None,
            ..implied
        });
    }
    facts.extend(
        body(incident, rules, &request.act).map(|body| fact(incident.id, request, order, body)),
    );
    facts
}

fn fact(incident: IncidentId, request: &Request, order: Order, body: Body) -> Fact {
    Fact {
        incident,
        occurred_at: request.occurred_at,
        by: request.by.clone(),
        order,
        note: request.note,
        photos: request.photos.clone(),
        from: request.from,
        body,
    }
}

/// Whoever sends somebody to an incident has taken it.
const fn accepts_at_once(act: &Act) -> bool {
    matches!(
        act,
        Act::Assign(_)
            | Act::Receive(_)
            | Act::StartOut(_)
            | Act::Arrive(_)
            | Act::BeginHandling(_)
            | Act::HandOver { .. }
    )
}

/// What an act becomes once it has happened. `None` for what becomes nothing: a report of an incident that is there.
fn body(incident: &Incident, rules: &Rules, act: &Act) -> Option<Body> {
    let feedback_within = rules.feedback_within(incident.category.as_ref());
    let receive_within = |assignee: &Assignee| match assignee {
        Assignee::Station(_) | Assignee::Unit(_) => rules.receive_within,
        Assignee::Department(_) => rules.claim_within,
    };
    Some(match act.clone() {
        Act::Report(_) => return None,
        Act::Acknowledge => Body::Acknowledged,
        Act::Accept {
            category,
            priority,
            place,
        } => {
            let handle_within =
                rules.handle_within(category.as_ref().or(incident.category.as_ref()));
            Body::Accepted {
                category,
                priority,
                place,
                handle_within,
            }
        }
        Act::Reject => Body::Rejected,
        Act::MergeInto(into) => Body::Merged { into },
        Act::Unmerge => Body::Unmerged,
        Act::Assign(to) => Body::Assigned {
            receive_within: receive_within(&to),
            to,
        },
        Act::Receive(assignee) => {
            let goes_there = !matches!(assignee, Assignee::Department(_));
            Body::Received {
                assignee,
                arrive_within: goes_there.then_some(rules.arrive_within),
            }
        }
        Act::Decline(assignee) => Body::Declined { assignee },
        Act::Withdraw(assignee) => Body::Withdrawn { assignee },
        Act::StartOut(assignee) => Body::StartedOut { assignee },
        Act::Arrive(assignee) => Body::Arrived { assignee },
        Act::BeginHandling(assignee) => Body::HandlingBegan {
            assignee,
            feedback_within,
        },
        Act::Clear(assignee) => Body::Cleared { assignee },
        Act::HandOver { from, to } => Body::HandedOver {
            receive_within: receive_within(&to),
            from,
            to,
        },
        Act::Feedback => Body::FedBack { feedback_within },
        Act::Resolve => Body::Resolved {
            verify_within: rules.verify_within,
        },
        Act::Verify { passed: true } => Body::Verified,
        Act::Verify { passed: false } => Body::Reworked { feedback_within },
        Act::Close => Body::ClosedUnverified,
        Act::Suspend => Body::Suspended,
        Act::Resume => Body::Resumed,
        Act::Supervise(supervised) => Body::Supervised(supervised),
        Act::Escalate => Body::Escalated,
        Act::SetPriority(to) => Body::PrioritySet {
            from: incident.priority,
            to,
        },
        Act::Amend { .. } => Body::Amended(Box::new(amended(incident, act)?)),
        Act::Reopen => Body::Reopened {
            handle_within: rules.handle_within(incident.category.as_ref()),
        },
        Act::NobodyFree => Body::NobodyFree,
        Act::Reply => Body::Replied,
        Act::Rate(rating) => Body::Rated(rating),
        Act::Link(counterpart) => Body::Linked(counterpart),
        Act::Archive => Body::Archived,
    })
}

/// What an amendment puts right, old beside new; `None` when it names nothing that is not so already.
pub(super) fn amended(incident: &Incident, act: &Act) -> Option<Amended> {
    let Act::Amend {
        place,
        category,
        subject,
    } = act
    else {
        return None;
    };
    let amended = Amended {
        place: place
            .clone()
            .filter(|new| *new != incident.place)
            .map(|new| (incident.place.clone(), new)),
        category: category
            .clone()
            .filter(|new| incident.category.as_ref() != Some(new))
            .map(|new| (incident.category.clone(), new)),
        subject: subject
            .clone()
            .filter(|new| *new != incident.subject)
            .map(|new| (incident.subject.clone(), new)),
    };
    let something =
        amended.place.is_some() || amended.category.is_some() || amended.subject.is_some();
    something.then_some(amended)
}
