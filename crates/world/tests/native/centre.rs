//! One incident and those who deal with it: the stage on which the sentences are played.

use domain::{Actor, Assignee, Incident, IncidentId, Millis, Rules, Stage, TextKey, Timestamp};
use world::{Act, Decision, Manner, Order, Refusal, Request};

use crate::shared::{MIDNIGHT, Recording, platform_110, report, request, rules, unit};

/// Times are seconds after midnight.
pub fn secs(after_midnight: i64) -> Timestamp {
    MIDNIGHT + Millis::from_secs(after_midnight)
}

/// What a statement came to.
#[derive(Debug, PartialEq, Eq)]
pub enum Told {
    InOrder,
    OutOfOrder,
    Known,
}

/// A centre with one incident, number 1, reported at midnight.
pub struct Centre {
    pub recording: Recording,
    pub rules: Rules,
}

impl Centre {
    pub fn with_a_report() -> Self {
        let mut centre = Self {
            recording: Recording::default(),
            rules: rules(),
        };
        centre.reports(0, 1);
        centre
    }

    /// An incident that a unit was sent to, which has received it.
    pub fn with_a_unit_on_the_way() -> Self {
        let mut centre = Self::with_a_report();
        centre.does(30, Act::Assign(unit("E41")));
        centre.does(50, Act::Receive(unit("E41")));
        centre
    }

    /// An incident that is being handled by a unit on scene.
    pub fn handling() -> Self {
        let mut centre = Self::with_a_unit_on_the_way();
        centre.does(200, Act::Arrive(unit("E41")));
        centre.does(220, Act::BeginHandling(Some(unit("E41"))));
        centre
    }

    pub fn resolved() -> Self {
        let mut centre = Self::handling();
        centre.does(900, Act::Resolve);
        centre
    }

    pub fn closed() -> Self {
        let mut centre = Self::resolved();
        centre.does(1_000, Act::Verify { passed: true });
        centre
    }

    /// At each stage one centre, as commands reach it.
    pub fn at(stage: Stage) -> Self {
        match stage {
            Stage::Reported => Self::with_a_report(),
            Stage::Accepted => {
                let mut centre = Self::with_a_report();
                centre.does(20, accept());
                centre
            }
            Stage::Dispatched => Self::with_a_unit_on_the_way(),
            Stage::OnScene => {
                let mut centre = Self::with_a_unit_on_the_way();
                centre.does(200, Act::Arrive(unit("E41")));
                centre
            }
            Stage::Handling => Self::handling(),
            Stage::Resolved => Self::resolved(),
            Stage::Closed => Self::closed(),
            Stage::Void => {
                let mut centre = Self::with_a_report();
                centre.does(20, Act::Reject);
                centre
            }
        }
    }

    pub fn reports(&mut self, at: i64, external_id: u64) -> Decision {
        let act = Act::Report(Box::new(report(external_id)));
        self.recording
            .take(
                &self.rules,
                &request(None, act, secs(at)),
                Manner::Statement,
            )
            .expect("a report is never refused")
    }

    /// A command with a reason.
    pub fn commands(&mut self, at: i64, act: Act) -> Result<Decision, Refusal> {
        self.asks(Request {
            note: Some(TextKey::new(7)),
            ..request(Some(IncidentId(1)), act, secs(at))
        })
    }

    pub fn asks(&mut self, request: Request) -> Result<Decision, Refusal> {
        self.recording.take(&self.rules, &request, Manner::Command)
    }

    /// A command that is not refused.
    pub fn does(&mut self, at: i64, act: Act) -> &mut Self {
        let said = format!("{act:?}");
        self.commands(at, act)
            .unwrap_or_else(|refusal| panic!("{said} was refused: {refusal}"));
        self
    }

    /// A platform's word.
    pub fn is_told(&mut self, at: i64, act: Act) -> Told {
        let by = Actor::Platform {
            platform: platform_110(),
            desk: None,
        };
        let request = Request {
            by,
            ..request(Some(IncidentId(1)), act, secs(at))
        };
        let decision = self
            .recording
            .take(&self.rules, &request, Manner::Statement);
        match decision.unwrap_or_else(|refusal| panic!("{request:?} was refused: {refusal}")) {
            Decision::Known => Told::Known,
            Decision::Record(facts) if facts.iter().all(|fact| fact.order == Order::InOrder) => {
                Told::InOrder
            }
            Decision::Record(_) => Told::OutOfOrder,
        }
    }

    pub fn incident(&self) -> &Incident {
        self.recording
            .world()
            .incident(IncidentId(1))
            .expect("the incident is there")
    }

    pub fn stage(&self) -> Stage {
        self.incident().stage
    }
}

pub fn accept() -> Act {
    Act::Accept {
        category: None,
        priority: None,
        place: None,
    }
}

pub fn live(incident: &Incident) -> Vec<Assignee> {
    incident
        .live_assignments()
        .map(|assignment| assignment.assignee.clone())
        .collect()
}
