//! Deciding on what a platform said.

use domain::{PlatformId, TextKey};
use feeds::{Said, Statement};
use protocol::DeploymentClock;
use world::{Decision, Manner, Order, Request, decide};

use super::answers::{Remembered, Waiting, remember};
use super::{Group, Statements, Writer};
use crate::line::outcome::{Ahead, Objection, Outcome, Verdict};
use crate::line::requests::{self, Texts};
use crate::log::{Batch, NewText};

impl Writer {
    pub(super) fn decide_statements(&mut self, asked: Statements, group: &mut Group) {
        let Statements {
            platform,
            statements,
            request,
            answer,
        } = asked;
        if let Some(request) = &request {
            let known = match self.remembered(request, &group.batch) {
                // What was said then is known, so saying it again adds nothing.
                Ok(Remembered::New | Remembered::Lost) => None,
                Ok(Remembered::Answered(again)) => Some(Ok(again)),
                Err(unanswered) => Some(Err(unanswered)),
            };
            if let Some(known) = known {
                group.waiting.push(Waiting::Statements(answer, known));
                return;
            }
        }
        let clock = self.clock.reading();
        let outcomes: Vec<Outcome> = statements
            .into_iter()
            .map(|statement| self.decide_statement(&platform, statement, clock, &mut group.batch))
            .collect();
        if let Some(request) = request {
            remember(request, &outcomes, &mut group.batch);
        }
        group
            .waiting
            .push(Waiting::Statements(answer, Ok(outcomes)));
    }

    fn decide_statement(
        &mut self,
        platform: &PlatformId,
        statement: Statement,
        clock: DeploymentClock,
        batch: &mut Batch,
    ) -> Outcome {
        let external_id = statement.external_id.clone();
        let ahead = statement.occurred_at > self.limits.latest(clock);
        let feedback = matches!(statement.said, Said::Feedback);
        let mut texts = Texts::from(self.next_text);
        let request = requests::request(
            &self.draft,
            &self.territory,
            platform,
            statement,
            &mut texts,
        );
        let (kept, next_text) = texts.into_parts();
        let decided = if ahead {
            Err(Objection::Ahead(Ahead { now: clock.now }))
        } else {
            let decided = request.and_then(|mut request| {
                if feedback {
                    self.recognise_note(&mut request, &kept, batch);
                }
                decide(&self.draft, &self.rules, &request, Manner::Statement)
            });
            decided.map_err(Objection::Refused)
        };
        let (verdict, seq, refusal) = match decided {
            Ok(Decision::Record(facts)) => {
                self.next_text = next_text;
                let incident = facts.first().map(|fact| fact.incident);
                batch
                    .texts
                    .extend(kept.into_iter().filter_map(|(key, text)| {
                        let incident = incident?;
                        Some(NewText {
                            key,
                            incident,
                            text,
                        })
                    }));
                let late = facts.iter().any(|fact| fact.order == Order::OutOfOrder);
                for fact in facts {
                    self.draft_event(fact, clock.now, batch);
                }
                let verdict = if late {
                    Verdict::OutOfOrder
                } else {
                    Verdict::Applied
                };
                (verdict, Some(self.draft.through()), None)
            }
            Ok(Decision::Known) => (Verdict::Duplicate, None, None),
            Err(objection) => (Verdict::Refused, None, Some(objection)),
        };
        let incident = self.draft.find(platform, &external_id);
        let place = incident
            .and_then(|id| self.draft.world().incident(id))
            .map(|incident| incident.place.clone())
            .unwrap_or_default();
        Outcome {
            verdict,
            incident,
            seq,
            grid: place.grid,
            area: place.area,
            refusal,
        }
    }

    /// A feedback told again carries its note again: the same text under the key it has already makes it a known one.
    fn recognise_note(&self, request: &mut Request, kept: &[(TextKey, String)], batch: &Batch) {
        let known = request
            .incident
            .and_then(|id| self.draft.world().incident(id)?.last_feedback.get()?.1);
        let (Some(known), Some((_, text))) = (known, kept.first()) else {
            return;
        };
        let in_group = batch.texts.iter().find(|text| text.key == known);
        let same = match in_group {
            Some(stored) => stored.text == *text,
            None => self
                .reader
                .texts(&[known])
                .is_ok_and(|stored| stored.get(&known) == Some(text)),
        };
        if same {
            request.note = Some(known);
        }
    }
}
