//! What the person at the console has in hand: one form at most, and the command bar.

use domain::IncidentRef;
use leptos::prelude::*;
use protocol::Command;

use super::selectors;
use crate::commands::Commands;
use crate::selectors::{Action, Offer};

/// What the person has in hand. A handle: cheap to copy, handed down by context; absent where nothing can be asked.
#[derive(Clone, Copy)]
pub struct Desk {
    /// The action whose form is open, and about which incident.
    pub form: RwSignal<Option<(IncidentRef, Action)>>,
    /// Whether the command bar is open.
    pub bar: RwSignal<bool>,
    commands: Commands,
}

/// Gives everything below this component a desk, where there is a way out at all.
pub fn provide_desk() -> Option<Desk> {
    let desk = use_context::<Commands>().map(|commands| Desk {
        form: RwSignal::new(None),
        bar: RwSignal::new(false),
        commands,
    })?;
    provide_context(desk);
    Some(desk)
}

impl Desk {
    /// The way out.
    #[must_use]
    pub const fn commands(self) -> Commands {
        self.commands
    }

    /// Begins an action: it is asked for at once where the key is enough, else its form opens.
    pub fn begin(self, incident: IncidentRef, offer: &Offer) {
        if offer.refusal.is_some() {
            return;
        }
        match at_once(offer) {
            Some(command) => {
                let store = selectors().store();
                let version = store.with_incident(incident, |known| known.version);
                if let Some(version) = version {
                    self.commands.send(incident, version, command, None, None);
                }
            }
            None => self.form.set(Some((incident, offer.action))),
        }
    }

    /// Closes what lies uppermost; says whether anything did.
    pub fn close_top(self) -> bool {
        if self.bar.get_untracked() {
            self.bar.set(false);
            return true;
        }
        let open = self.form.get_untracked().is_some();
        if open {
            self.form.set(None);
        }
        open
    }
}

/// The command of an action that wants to know nothing.
fn at_once(offer: &Offer) -> Option<Command> {
    let own = offer.own.clone();
    Some(match offer.action {
        Action::Receive => Command::Receive(own?),
        Action::StartOut => Command::StartOut(own?),
        Action::Arrive => Command::Arrive(own?),
        Action::BeginHandling => Command::BeginHandling(own),
        Action::Clear => Command::Clear(own?),
        Action::Accept => Command::Accept {
            category: None,
            priority: None,
            place: None,
        },
        Action::Acknowledge => Command::Acknowledge,
        Action::NobodyFree => Command::NobodyFree,
        Action::Verify => Command::Verify { passed: true },
        Action::Unmerge => Command::Unmerge,
        Action::Supervise => Command::Supervise(true),
        Action::EndSupervision => Command::Supervise(false),
        Action::Escalate => Command::Escalate,
        Action::Resume => Command::Resume,
        _ => return None,
    })
}
