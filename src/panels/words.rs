//! The domain's words in the operator's language.

use domain::{
    AssignmentEnd, AssignmentStep, ClockKind, ClockState, Name, Network, Priority, Role, Stage,
};

use crate::connection::{FeedHealth, Freshness, LinkState};
use crate::i18n::{
    I18n, Language, LocalTime, ago, span_brief, span_clock, span_words, t, time_left, time_over,
};
use crate::selectors::{AssigneeKind, Deadline, IncidentRow, Pressure, Who};
use crate::store::Store;
use domain::{Millis, Timestamp};

/// A major class of GB/T 30428.2, with the two-digit numbers of the deployment's categories: events from 1, parts of the street
/// from 11, the street office's own from 21.
#[must_use]
pub fn class_words(language: Language, major: u8) -> &'static str {
    match major {
        1 => t!(language, class.appearance),
        2 => t!(language, class.notices),
        3 => t!(language, class.sites),
        4 => t!(language, class.emergencies),
        5 => t!(language, class.streets),
        11 => t!(language, class.facilities),
        12 => t!(language, class.traffic),
        13 => t!(language, class.cleaning),
        14 => t!(language, class.greens),
        21 => t!(language, class.police),
        22 => t!(language, class.disputes),
        _ => t!(language, class.other),
    }
}

/// What a stage is called.
#[must_use]
pub fn stage_word(language: Language, stage: Stage) -> &'static str {
    match stage {
        Stage::Reported => t!(language, stage.reported.name),
        Stage::Accepted => t!(language, stage.accepted.name),
        Stage::Dispatched => t!(language, stage.dispatched.name),
        Stage::OnScene => t!(language, stage.on_scene.name),
        Stage::Handling => t!(language, stage.handling.name),
        Stage::Resolved => t!(language, stage.resolved.name),
        Stage::Closed => t!(language, stage.closed.name),
        Stage::Void => t!(language, stage.void.name),
    }
}

/// The letter inside a stage's sign; what is over has none.
pub(super) fn stage_letter(language: Language, stage: Stage) -> &'static str {
    match stage {
        Stage::Reported => t!(language, stage.reported.letter),
        Stage::Accepted => t!(language, stage.accepted.letter),
        Stage::Dispatched => t!(language, stage.dispatched.letter),
        Stage::OnScene => t!(language, stage.on_scene.letter),
        Stage::Handling => t!(language, stage.handling.letter),
        Stage::Resolved => t!(language, stage.resolved.letter),
        Stage::Closed | Stage::Void => "",
    }
}

/// What a priority is called.
#[must_use]
pub fn priority_word(language: Language, priority: Priority) -> &'static str {
    match priority {
        Priority::Routine => t!(language, priority.routine),
        Priority::Urgent => t!(language, priority.urgent),
        Priority::Emergency => t!(language, priority.emergency),
    }
}

/// What a network is called.
#[must_use]
pub fn network_word(language: Language, network: Network) -> &'static str {
    match network {
        Network::Police => t!(language, network.police),
        Network::Government => t!(language, network.government),
        Network::Internet => t!(language, network.internet),
    }
}

/// What a clock measures.
#[must_use]
pub fn clock_word(language: Language, kind: ClockKind) -> &'static str {
    match kind {
        ClockKind::Dispatch => t!(language, clock.dispatch),
        ClockKind::Receipt => t!(language, clock.receipt),
        ClockKind::Arrival => t!(language, clock.arrival),
        ClockKind::Feedback => t!(language, clock.feedback),
        ClockKind::Handling => t!(language, clock.handling),
        ClockKind::Verification => t!(language, clock.verification),
    }
}

/// What a clock measures of somebody's order: a department claims where a station receives.
pub(super) fn order_clock_word(
    language: Language,
    holder: AssigneeKind,
    kind: ClockKind,
) -> &'static str {
    match (kind, holder) {
        (ClockKind::Receipt, AssigneeKind::Department) => t!(language, action.claim),
        _ => clock_word(language, kind),
    }
}

/// How far an assignment is; a department claims where a station or crew receives.
pub(super) fn step_word(
    language: Language,
    kind: AssigneeKind,
    step: AssignmentStep,
) -> &'static str {
    match (step, kind) {
        (AssignmentStep::Offered, AssigneeKind::Department) => t!(language, assignment.to_claim),
        (AssignmentStep::Offered, _) => t!(language, assignment.offered),
        (AssignmentStep::Received, AssigneeKind::Department) => t!(language, assignment.claimed),
        (AssignmentStep::Received, _) => t!(language, assignment.received),
        (AssignmentStep::UnderWay, _) => t!(language, assignment.under_way),
        (AssignmentStep::OnScene, _) => t!(language, assignment.on_scene),
    }
}

pub(super) fn end_word(language: Language, end: AssignmentEnd) -> &'static str {
    match end {
        AssignmentEnd::Cleared => t!(language, assignment.cleared),
        AssignmentEnd::Declined => t!(language, assignment.declined),
        AssignmentEnd::Withdrawn => t!(language, assignment.withdrawn),
        AssignmentEnd::HandedOver => t!(language, assignment.handed_over),
    }
}

/// What a role is called.
#[must_use]
pub fn role_word(language: Language, role: Role) -> &'static str {
    match role {
        Role::Wall => t!(language, role.wall),
        Role::DutyOfficer => t!(language, role.duty_officer),
        Role::Station => t!(language, role.station),
        Role::Department => t!(language, role.department),
        Role::GridWorker => t!(language, role.grid_worker),
        Role::Supervisor => t!(language, role.supervisor),
        Role::Trainer => t!(language, role.trainer),
        Role::Administrator => t!(language, role.administrator),
    }
}

pub(super) fn who_words(language: Language, who: &Who) -> String {
    match who {
        Who::Platform(name) | Who::Assignee(name) => language.pick(name).to_owned(),
        Who::Desk(desk) => desk.to_string(),
        Who::Person(_, role) => role_word(language, *role).to_owned(),
        Who::Hub => t!(language, role.hub).to_owned(),
    }
}

/// How a clock stands to its limit: "按时", "余 0:19", "超 3 分".
pub(super) fn limit_words(language: Language, deadline: &Deadline) -> String {
    let reading = &deadline.reading;
    match reading.state {
        ClockState::Running => t!(language, limit.left, span = left(language, reading.left())),
        ClockState::Overdue | ClockState::Missed => time_over(language, deadline.over()),
        ClockState::Standing => t!(language, limit.standing).to_owned(),
        ClockState::Kept => t!(language, limit.kept).to_owned(),
    }
}

/// A span as it is said of something that goes on: as a clock below ten minutes, in one word above.
pub(super) fn short(language: Language, span: Millis) -> String {
    if span < Millis::from_mins(10) {
        span_clock(span)
    } else {
        span_brief(language, span)
    }
}

/// What is left of a limit: as a clock below ten minutes, in one word above.
fn left(language: Language, left: Millis) -> String {
    if left < Millis::from_mins(10) {
        span_clock(left)
    } else {
        time_left(language, left)
    }
}

/// What most deserves to be said of an incident beside its age.
pub(super) fn state_words(language: Language, row: &IncidentRow) -> String {
    if row.flags.suspended && row.stage.is_open() {
        return t!(language, flag.suspended).to_owned();
    }
    if let Some(deadline) = row
        .deadline
        .filter(|deadline| deadline.pressure > Pressure::Calm)
    {
        return t!(
            language,
            row.clock,
            clock = clock_word(language, deadline.kind),
            state = limit_words(language, &deadline),
        );
    }
    if row.unattended {
        return t!(
            language,
            row.unattended,
            priority = priority_word(language, row.priority),
        );
    }
    if row.flags.nobody_free && row.stage.is_open() {
        return t!(language, flag.nobody_free).to_owned();
    }
    match row.assignees.as_slice() {
        [] => stage_word(language, row.stage).to_owned(),
        [only] => language.pick(only).to_owned(),
        [first, others @ ..] => t!(
            language,
            row.assignees,
            first = language.pick(first),
            others = others.len(),
        ),
    }
}

/// Where an incident is, in words: its address, else its grid, else its area.
pub(super) fn place_word(language: Language, row: &IncidentRow) -> Option<String> {
    let named = |name: &Option<Name>| name.as_ref().map(|name| language.pick(name).to_owned());
    row.address
        .as_deref()
        .map(str::to_owned)
        .or_else(|| named(&row.grid))
        .or_else(|| named(&row.area))
}

/// Where an incident is and who reported it: "福城西苑 · 网格云". Without a place in words, only who reported it.
pub(super) fn place_words(language: Language, row: &IncidentRow) -> String {
    let platform = language.pick(&row.platform);
    match place_word(language, row) {
        Some(place) => t!(language, row.place, place = place, platform = platform),
        None => platform.to_owned(),
    }
}

/// What an incident is about and where: "夜间噪声 · 米兰小镇 B 座".
pub(super) fn named_words(language: Language, row: &IncidentRow) -> String {
    let subject = language.pick(&row.subject);
    match place_word(language, row) {
        Some(place) => t!(language, row.named, subject = subject, place = place),
        None => subject.to_owned(),
    }
}

/// A moment of the machine's clock: its time of day, with the date where that is not the deployment's today.
pub(super) fn moment_words(i18n: I18n, store: Store, at: Timestamp) -> String {
    let local = i18n.local(at);
    let today = store.now().map(|now| i18n.local(now));
    let date = |local: LocalTime| (local.year, local.month, local.day);
    if today.map(date) == Some(date(local)) {
        local.with_minutes()
    } else {
        let day = local.date(i18n.language());
        t!(i18n, watch.moment, day = day, time = local.with_minutes())
    }
}

/// How a feed is, in a few words with an age.
pub(super) fn freshness_words(language: Language, health: &FeedHealth) -> String {
    let age = health.silent_for.unwrap_or(Millis::ZERO);
    match (health.freshness, health.link) {
        (Freshness::Live, _) => ago(language, age),
        (Freshness::Stale, _) => t!(language, freshness.stale, ago = ago(language, age)),
        (Freshness::Lost, LinkState::Refused(_)) => t!(language, freshness.refused).to_owned(),
        (Freshness::Lost, _) if health.silent_for.is_none() => {
            t!(language, freshness.awaited).to_owned()
        }
        (Freshness::Lost, _) => t!(language, freshness.lost, span = span_words(language, age)),
    }
}

/// The word for `data-freshness`: a feed that was never heard is awaited, not lost.
pub(super) fn freshness_state(health: &FeedHealth) -> &'static str {
    match health.freshness {
        Freshness::Lost
            if health.silent_for.is_none() && !matches!(health.link, LinkState::Refused(_)) =>
        {
            "awaited"
        }
        freshness => freshness.as_str(),
    }
}

/// What stands beside the stage, one word a flag.
pub(super) fn flag_words(language: Language, row: &IncidentRow) -> Vec<String> {
    let flags = row.flags;
    let plain = [
        (flags.escalated, t!(language, flag.escalated)),
        (flags.supervised, t!(language, flag.supervised)),
        (flags.suspended, t!(language, flag.suspended)),
        (row.linked, t!(language, flag.linked)),
        (flags.nobody_free, t!(language, flag.nobody_free)),
    ];
    let mut words: Vec<String> = plain
        .into_iter()
        .filter(|(set, _)| *set)
        .map(|(_, word)| word.to_owned())
        .collect();
    if flags.reworked > 0 {
        words.push(t!(
            language,
            flag.reworked,
            count = u64::from(flags.reworked)
        ));
    }
    if flags.returned > 0 {
        words.push(t!(
            language,
            flag.returned,
            count = u64::from(flags.returned)
        ));
    }
    words
}
