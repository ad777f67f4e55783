//! Deciding on what a person asks, and noting it in the trail.

use domain::{IncidentId, PhotoKey};
use protocol::CommandRequest;
use world::{Decision, Manner, Refusal, decide};

use super::answers::{Remembered, Waiting, remember};
use super::{Asked, Group, Writer};
use crate::audit::{Entry, What};
use crate::auth::Person;
use crate::auth::rights::{self, MissingRight};
use crate::clock::system_now;
use crate::line::commands::{self, Commanded};
use crate::line::outcome::Unanswered;
use crate::line::requests::Texts;
use crate::log::{Batch, LogError, NewText};

impl Writer {
    pub(super) fn decide_command(&mut self, asked: Asked, group: &mut Group) {
        let Asked {
            asker,
            command,
            request,
            address,
            answer,
        } = asked;
        let Some(person) = asker() else {
            group
                .waiting
                .push(Waiting::Command(answer, Err(Unanswered::SignedOut)));
            return;
        };
        let commanded = match self.remembered(&request, &group.batch) {
            Ok(Remembered::New) => {
                let decided = self.carry_out_own(&person, command.clone(), &mut group.batch);
                if let Ok(commanded) = &decided {
                    let (what, incident, outcome) = told_of(commanded, command.incident);
                    group.batch.audit.push(Entry {
                        network: Some(self.network),
                        incident,
                        key: Some(request.0.key.clone()),
                        outcome,
                        ..Entry::of(what, Some(person.id.clone()), address, system_now())
                            .about(command.command.verb().as_str())
                    });
                    remember(request, commanded, &mut group.batch);
                }
                decided
            }
            Ok(Remembered::Answered(again)) => Ok(again),
            // Most commands done again would not be known: to be careful is to do nothing.
            Ok(Remembered::Lost) => Err(Unanswered::AnswerLost),
            Err(unanswered) => Err(unanswered),
        };
        group.waiting.push(Waiting::Command(answer, commanded));
    }

    /// Carries a command out if its photos are the person's to attach.
    fn carry_out_own(
        &mut self,
        person: &Person,
        command: CommandRequest,
        batch: &mut Batch,
    ) -> Result<Commanded, Unanswered> {
        match self.foreign_photo(person, &command) {
            Ok(None) => Ok(self.carry_out(person, command, batch)),
            Ok(Some(photo)) => Ok(Commanded::UnknownPhoto(photo)),
            Err(error) => {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "The log cannot be read"
                );
                Err(Unanswered::NotDurable)
            }
        }
    }

    fn carry_out(
        &mut self,
        person: &Person,
        command: CommandRequest,
        batch: &mut Batch,
    ) -> Commanded {
        let network = self.network;
        if !person.networks.contains(&network) {
            return Commanded::Forbidden(MissingRight::OtherNetwork { network });
        }
        let view = person.view();
        let sees = |id: IncidentId| match self.draft.world().incident(id) {
            Some(incident) => view.sees(incident.place.area.as_ref()),
            // Where an archived incident lay is not known any more.
            None => view.areas().is_none(),
        };
        let merged = match &command.command {
            protocol::Command::MergeInto(other) => Some(*other),
            _ => None,
        };
        let named = command.incident;
        let version = named
            .and_then(|id| self.draft.world().incident(id))
            .map(|incident| incident.version);
        // Whoever may not see an incident must not learn that there is one.
        if named.into_iter().chain(merged).any(|id| !sees(id)) {
            return Commanded::Refused {
                refusal: Refusal::UnknownIncident,
                version: None,
            };
        }
        let photos = command.photos.clone();
        let now = self.clock.now();
        let mut texts = Texts::from(self.next_text);
        let request = commands::request(
            &self.draft,
            &self.territory,
            person,
            command,
            now,
            &mut texts,
        );
        let request = match request {
            Ok(request) => request,
            Err(refusal) => return Commanded::Refused { refusal, version },
        };
        let incident = named.and_then(|id| self.draft.world().incident(id));
        if let Err(missing) = rights::check(person, &request.act, incident, &self.crews) {
            return Commanded::Forbidden(missing);
        }
        if let Some(assignee) = incident
            .and_then(|incident| rights::to_receive(person, &request.act, incident, &self.crews))
        {
            let assignee = assignee.clone();
            return Commanded::Refused {
                refusal: Refusal::NotReceived { assignee },
                version,
            };
        }
        match decide(&self.draft, &self.rules, &request, Manner::Command) {
            Ok(Decision::Record(facts)) => {
                let incident = facts.first().map(|fact| fact.incident);
                let incident = incident.or(named).unwrap_or(IncidentId(0));
                let (kept, next_text) = texts.into_parts();
                self.next_text = next_text;
                batch
                    .texts
                    .extend(kept.into_iter().map(|(key, text)| NewText {
                        key,
                        incident,
                        text,
                    }));
                let owned = photos.into_iter().map(|photo| (photo, incident));
                batch.photos.extend(owned);
                for fact in facts {
                    self.draft_event(fact, now, batch);
                }
                let seq = self.draft.through();
                let known = self.draft.world().incident(incident);
                Commanded::Done {
                    incident,
                    version: known.map_or(seq, |incident| incident.version),
                    seq,
                }
            }
            // Only what is told can be known already; what is asked either changes something or is refused.
            Ok(Decision::Known) => Commanded::Refused {
                refusal: Refusal::NothingToChange,
                version,
            },
            Err(refusal) => Commanded::Refused { refusal, version },
        }
    }

    /// A photo that the person has not sent and that is not on the incident either: there may be one, and it is not told.
    fn foreign_photo(
        &self,
        person: &Person,
        command: &CommandRequest,
    ) -> Result<Option<PhotoKey>, LogError> {
        for photo in &command.photos {
            let known = self.reader.photo(photo)?;
            let on_it = |incident| known.incidents.contains(&incident);
            if !known.people.contains(&person.id) && !command.incident.is_some_and(on_it) {
                return Ok(Some(photo.clone()));
            }
        }
        Ok(None)
    }
}

/// What the trail tells of a command: what it was, on which incident, and why not.
fn told_of(
    commanded: &Commanded,
    asked_of: Option<IncidentId>,
) -> (What, Option<IncidentId>, Option<String>) {
    match commanded {
        Commanded::Done { incident, .. } => (What::CommandDone, Some(*incident), None),
        Commanded::Refused { refusal, .. } => {
            let outcome = commands::word(refusal);
            (What::CommandRefused, asked_of, Some(outcome))
        }
        Commanded::Forbidden(missing) => {
            let outcome = format!("right-missing {}", missing.word());
            (What::CommandRefused, asked_of, Some(outcome))
        }
        Commanded::UnknownPhoto(_) => {
            let outcome = "unknown_photo".to_owned();
            (What::CommandRefused, asked_of, Some(outcome))
        }
    }
}
