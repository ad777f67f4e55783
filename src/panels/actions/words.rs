//! The words of actions and of refusals.

use protocol::Command;
use world::{Topic, Verb};

use super::super::selectors;
use crate::i18n::{Language, t};
use crate::selectors::{Action, AssigneeKind, Offer};
use crate::store::{Reason, Rejection};

pub(in crate::panels) fn action_word(language: Language, action: Action) -> &'static str {
    match action {
        Action::Receive => t!(language, action.receive),
        Action::StartOut => t!(language, action.start_out),
        Action::Arrive => t!(language, action.arrive),
        Action::BeginHandling => t!(language, action.begin_handling),
        Action::Resolve => t!(language, action.resolve),
        Action::Clear => t!(language, action.clear),
        Action::Decline => t!(language, action.decline),
        Action::Accept => t!(language, action.accept),
        Action::Dispatch => t!(language, action.dispatch),
        Action::Verify => t!(language, action.verify),
        Action::SendBack => t!(language, action.send_back),
        Action::Acknowledge => t!(language, action.acknowledge),
        Action::Feedback => t!(language, action.feedback),
        Action::NobodyFree => t!(language, action.nobody_free),
        Action::HandOver => t!(language, action.hand_over),
        Action::Withdraw => t!(language, action.withdraw),
        Action::Reply => t!(language, action.reply),
        Action::Rate => t!(language, action.rate),
        Action::Amend => t!(language, action.amend),
        Action::Merge => t!(language, action.merge),
        Action::Unmerge => t!(language, action.unmerge),
        Action::Link => t!(language, action.link),
        Action::Reject => t!(language, action.reject),
        Action::Reopen => t!(language, action.reopen),
        Action::SetPriority => t!(language, action.set_priority),
        Action::Supervise => t!(language, action.supervise),
        Action::EndSupervision => t!(language, action.end_supervision),
        Action::Escalate => t!(language, action.escalate),
        Action::Suspend => t!(language, action.suspend),
        Action::Resume => t!(language, action.resume),
        Action::Close => t!(language, action.close),
    }
}

/// What an offer is called: with whose order it is about, where there are several.
pub(super) fn offer_words(language: Language, offer: &Offer, is_one_of_several: bool) -> String {
    let action = action_word(language, offer.action);
    match offer.own.as_ref().filter(|_| is_one_of_several) {
        Some(own) => {
            let whose = selectors().store().directory().assignee(own);
            t!(
                language,
                action.of_order,
                action = action,
                whose = language.pick(&whose)
            )
        }
        None => action.to_owned(),
    }
}

/// What a step of whoever has the order is called: a department claims where a station receives.
pub(in crate::panels) fn order_action_word(
    language: Language,
    kind: AssigneeKind,
    action: Action,
) -> &'static str {
    match (kind, action) {
        (AssigneeKind::Department, Action::Receive) => t!(language, action.claim),
        (AssigneeKind::Department, Action::BeginHandling) => t!(language, action.take_up),
        (_, Action::Dispatch) => t!(language, action.give_on),
        _ => action_word(language, action),
    }
}

/// What a verb is called; a report is no action on an incident, and has a word of its own.
#[must_use]
pub fn verb_word(language: Language, verb: Verb) -> &'static str {
    let action = Action::ALL.into_iter().find(|action| action.verb() == verb);
    action.map_or(t!(language, action.report), |action| {
        action_word(language, action)
    })
}

/// What a command is called; a report is no action on an incident, and has a word of its own.
pub(in crate::panels) fn command_word(language: Language, command: &Command) -> &'static str {
    Action::of_command(command).map_or(t!(language, action.report), |action| {
        action_word(language, action)
    })
}

/// Why the incident does not allow it.
#[must_use]
pub fn reason_words(language: Language, reason: Reason) -> &'static str {
    match reason {
        Reason::Archived => t!(language, reason.archived),
        Reason::NotInThisStage => t!(language, reason.not_in_this_stage),
        Reason::NotAssigned => t!(language, reason.not_assigned),
        Reason::AlreadyAssigned => t!(language, reason.already_assigned),
        Reason::NotReceived => t!(language, reason.not_received),
        Reason::StepPassed => t!(language, reason.step_passed),
        Reason::NothingToChange => t!(language, reason.nothing_to_change),
        Reason::ReasonMissing => t!(language, reason.reason_missing),
        Reason::CannotMergeInto => t!(language, reason.cannot_merge_into),
        Reason::RatingOutOfRange => t!(language, reason.rating_out_of_range),
        Reason::Other => t!(language, reason.other),
    }
}

/// Why a command was not done.
pub(in crate::panels) fn rejection_words(language: Language, rejection: &Rejection) -> String {
    match rejection {
        Rejection::Refused(reason) => reason_words(language, *reason).to_owned(),
        Rejection::Outdated(changed) => {
            let words = changed.iter().map(|topic| topic_word(language, *topic));
            let what = words.collect::<Vec<_>>().join(t!(language, told.and));
            t!(language, told.changed, what = what)
        }
        Rejection::NoRight => t!(language, told.no_right).to_owned(),
        Rejection::Unknown => t!(language, told.unknown).to_owned(),
        Rejection::Field { pointer, detail } => {
            let field = pointer.rsplit('/').next().unwrap_or_default();
            t!(language, told.field, field = field, detail = detail)
        }
        Rejection::SignInNeeded => t!(language, told.sign_in_needed).to_owned(),
        Rejection::NoAnswer => t!(language, told.no_answer).to_owned(),
        Rejection::Unreadable(status) => t!(language, told.unreadable, status = status),
    }
}

fn topic_word(language: Language, topic: Topic) -> &'static str {
    match topic {
        Topic::Stage => t!(language, topic.stage),
        Topic::Assignments => t!(language, topic.assignments),
        Topic::Description => t!(language, topic.description),
    }
}
