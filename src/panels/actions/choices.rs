//! What there is to choose from, for the actions that want a choice.

use domain::{Assignee, Duty, Incident, IncidentRef, Millis, Priority};
use leptos::prelude::Read;
use protocol::Command;

use super::super::desk::OpenForm;
use super::super::words::{class_words, priority_word, stage_word};
use crate::config::Directory;
use crate::i18n::{Language, integer, length, span_words, t};
use crate::selectors::{Action, Near, Proposal, Selectors};

/// How many incidents are proposed as the same matter.
const MOST_NEAR: usize = 6;

/// How many live orders are offered to be handed on: more are withdrawn one by one.
const MOST_HANDED_ON: usize = 3;

/// Something to choose.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Choice {
    /// What it is called.
    pub title: String,
    /// Why it, or what tells it from others.
    pub detail: String,
    /// What choosing it asks for.
    pub command: Command,
}

/// Everything there is to choose, and what is to be said above it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Choices {
    /// In the order in which they are proposed.
    pub all: Vec<Choice>,
    /// Whether no crew is free to be sent.
    pub nobody_free: bool,
}

/// What there is to choose in a form; tracks what it depends on.
pub(super) fn choices(selectors: Selectors, language: Language, form: &OpenForm) -> Choices {
    let incident = form.incident;
    let all = match form.action {
        Action::Dispatch | Action::HandOver => return sent(selectors, language, form),
        Action::Withdraw => orders(selectors, language, incident),
        Action::SetPriority => priorities(selectors, language, incident),
        Action::Rate => ratings(language),
        Action::Merge => merges(selectors, language, incident),
        Action::Link => links(selectors, language, incident),
        _ => Vec::new(),
    };
    Choices {
        all,
        nobody_free: false,
    }
}

fn sent(selectors: Selectors, language: Language, form: &OpenForm) -> Choices {
    let incident = form.incident;
    let proposals = selectors.proposals(incident, form.action);
    let nobody_free = proposals.nobody_free();
    let choice = |proposal: &Proposal, title: String, command: Command| Choice {
        title,
        detail: proposal_words(language, &selectors.store().directory(), proposal),
        command,
    };
    let all = if form.action == Action::Dispatch {
        let each = proposals.all.iter().map(|proposal| {
            let name = language.pick(&proposal.name).to_owned();
            choice(proposal, name, Command::Assign(proposal.assignee.clone()))
        });
        each.collect()
    } else {
        // Whoever has orders hands this one on; whoever has none, any.
        let from = match &form.own {
            Some(own) => vec![own.clone()],
            None => live(selectors, incident),
        };
        let several = from.len() > 1;
        let directory = selectors.store().directory();
        let pairs = from.iter().take(MOST_HANDED_ON).flat_map(|from| {
            let directory = &directory;
            proposals.all.iter().map(move |proposal| {
                let to = language.pick(&proposal.name);
                let title = if several {
                    let from = directory.assignee(from);
                    t!(language, form.from_to, from = language.pick(&from), to = to)
                } else {
                    to.to_owned()
                };
                let command = Command::HandOver {
                    from: from.clone(),
                    to: proposal.assignee.clone(),
                };
                choice(proposal, title, command)
            })
        });
        pairs.collect()
    };
    Choices { all, nobody_free }
}

/// Who has a live order.
fn live(selectors: Selectors, incident: IncidentRef) -> Vec<Assignee> {
    let of = |known: &Incident| -> Vec<Assignee> {
        let orders = known.live_assignments().map(|order| &order.assignee);
        orders.cloned().collect()
    };
    let known = selectors.store().with_incident(incident, of);
    known.unwrap_or_default()
}

fn orders(selectors: Selectors, language: Language, incident: IncidentRef) -> Vec<Choice> {
    let directory = selectors.store().directory();
    let orders = live(selectors, incident)
        .into_iter()
        .map(|assignee| Choice {
            title: language.pick(&directory.assignee(&assignee)).to_owned(),
            detail: String::new(),
            command: Command::Withdraw(assignee),
        });
    orders.collect()
}

fn priorities(selectors: Selectors, language: Language, incident: IncidentRef) -> Vec<Choice> {
    let store = selectors.store();
    let now = store.with_incident(incident, |known| known.priority);
    [Priority::Emergency, Priority::Urgent, Priority::Routine]
        .into_iter()
        .filter(|priority| Some(*priority) != now)
        .map(|priority| Choice {
            title: priority_word(language, priority).to_owned(),
            detail: String::new(),
            command: Command::SetPriority(priority),
        })
        .collect()
}

/// In the order of the scores: the digit that chooses a score is the score.
fn ratings(language: Language) -> Vec<Choice> {
    let words = [
        t!(language, form.rating_1),
        t!(language, form.rating_2),
        t!(language, form.rating_3),
        t!(language, form.rating_4),
        t!(language, form.rating_5),
    ];
    (1..=5_u8)
        .zip(words)
        .map(|(rating, words)| Choice {
            title: integer(u64::from(rating)),
            detail: words.to_owned(),
            command: Command::Rate(rating),
        })
        .collect()
}

fn merges(selectors: Selectors, language: Language, incident: IncidentRef) -> Vec<Choice> {
    let near = selectors.near(incident, incident.network, MOST_NEAR);
    let choices = near.into_iter().filter_map(|near| {
        let other = IncidentRef {
            network: incident.network,
            id: near.incident,
        };
        let (title, detail) = near_words(selectors, language, other, &near)?;
        let command = Command::MergeInto(near.incident);
        Some(Choice {
            title,
            detail,
            command,
        })
    });
    choices.collect()
}

/// Counterparts on the other networks that the person is entitled to.
fn links(selectors: Selectors, language: Language, incident: IncidentRef) -> Vec<Choice> {
    let session = selectors.store().session.read();
    let Some(me) = session.me() else {
        return Vec::new();
    };
    let others = me.person.networks.iter().copied();
    let others = others.filter(|network| *network != incident.network);
    let choices = others.flat_map(|network| {
        let near = selectors.near(incident, network, MOST_NEAR);
        near.into_iter().filter_map(move |near| {
            let other = IncidentRef {
                network,
                id: near.incident,
            };
            let (title, detail) = near_words(selectors, language, other, &near)?;
            let command = Command::Link(other);
            Some(Choice {
                title,
                detail,
                command,
            })
        })
    });
    choices.collect()
}

/// What an incident is called, and how near it is: "120 m · 4 分前 · 受理".
pub(in crate::panels) fn near_words(
    selectors: Selectors,
    language: Language,
    other: IncidentRef,
    near: &Near,
) -> Option<(String, String)> {
    let store = selectors.store();
    let directory = store.directory();
    store.with_incident(other, |known| {
        let title = language.pick(&directory.subject(known)).to_owned();
        let distance = length(language, near.distance);
        let apart = Millis(near.before.0.abs());
        let span = span_words(language, apart);
        let stage = stage_word(language, known.stage);
        let detail = if near.before.0 >= 0 {
            t!(
                language,
                near.earlier,
                distance = distance,
                span = span,
                stage = stage
            )
        } else {
            t!(
                language,
                near.later,
                distance = distance,
                span = span,
                stage = stage
            )
        };
        (title, detail)
    })
}

/// Why somebody is proposed: "空闲 · 1.2 km · 约 4 分 · 本巡区".
fn proposal_words(language: Language, directory: &Directory, proposal: &Proposal) -> String {
    let way = proposal.distance.map(|distance| length(language, distance));
    let parts: Vec<String> = match &proposal.assignee {
        Assignee::Unit(_) => {
            let estimate = proposal
                .estimate()
                .map(|span| t!(language, proposal.about, span = span_words(language, span)));
            let area = if proposal.same_area {
                t!(language, proposal.same_area)
            } else {
                t!(language, proposal.other_area)
            };
            let free = Some(t!(language, proposal.free).to_owned());
            let unseen = (!proposal.is_seen).then(|| t!(language, proposal.unseen).to_owned());
            [free, way, estimate, Some(area.to_owned()), unseen]
                .into_iter()
                .flatten()
                .collect()
        }
        Assignee::Station(_) => {
            let station = t!(language, proposal.station).to_owned();
            [Some(station), way].into_iter().flatten().collect()
        }
        Assignee::Department(_) => {
            let department = t!(language, proposal.department).to_owned();
            let duty = proposal.duty.as_ref();
            let duty = duty.map(|duty| duty_words(language, directory, duty));
            duty.into_iter().chain([department]).collect()
        }
    };
    parts.join(" · ")
}

/// By what a department is responsible: "负责井盖破损", "负责公用设施类".
fn duty_words(language: Language, directory: &Directory, duty: &Duty) -> String {
    match duty {
        Duty::Category(id) => {
            let name = directory.category(id);
            let what = name.map_or(id.as_str(), |name| language.pick(name));
            t!(language, proposal.responsible, what = what)
        }
        Duty::Major(major) => {
            let class = class_words(language, *major);
            t!(language, proposal.responsible_class, class = class)
        }
    }
}
