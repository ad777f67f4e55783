//! What the person at the console has in hand: one form at most, and the command bar.

use std::sync::Arc;

use domain::{IncidentId, IncidentRef, Network, Seq, Stage};
use leptos::prelude::*;
use protocol::{Command, NewReport};
use world::Verb;

use super::call::Draft;
use super::photos::OpenPhoto;
use super::selectors;
use crate::commands::{Commands, Then, Wish};
use crate::i18n::{Language, t};
use crate::platform::{Storage, keep, kept, page_now};
use crate::selectors::{Action, Offer, Undo, inverse};
use crate::store::Store;

/// What the person has in hand. A handle: cheap to copy, handed down by context; absent where nothing can be asked.
#[derive(Clone, Copy)]
pub struct Desk {
    /// The action whose form is open, and about which incident.
    pub form: RwSignal<Option<(IncidentRef, Action)>>,
    /// Whether the command bar is open.
    pub bar: RwSignal<bool>,
    /// Whether the form for a call is open.
    pub call: RwSignal<bool>,
    /// What is written down of a call, be it that its form is closed.
    pub draft: RwSignal<Draft>,
    /// On which network the handover of the watch is open.
    pub watch: RwSignal<Option<Network>>,
    /// The last press that was told of somebody else who is taking the call: the same press again means it.
    pub warned: RwSignal<Option<(IncidentRef, Action)>>,
    /// Under which key the call was sent last.
    pub call_key: RwSignal<Option<Arc<str>>>,
    /// The photo that is open.
    pub photo: RwSignal<Option<OpenPhoto>>,
    /// What was done last and can be taken back.
    pub undo: RwSignal<Option<Undo>>,
    commands: Commands,
    store: Store,
}

/// Under which names a call is kept for this tab, and whether its form is open.
const DRAFT_KEPT_AS: &str = "furun.call";
const OPEN_KEPT_AS: &str = "furun.call-open";

/// Gives everything below this component a desk, where there is a way out at all.
pub fn provide_desk() -> Option<Desk> {
    let store = selectors().store();
    let desk = use_context::<Commands>().map(|commands| Desk {
        form: RwSignal::new(None),
        bar: RwSignal::new(false),
        call: RwSignal::new(kept(Storage::Session, OPEN_KEPT_AS).is_some()),
        draft: RwSignal::new(kept_draft()),
        watch: RwSignal::new(None),
        warned: RwSignal::new(None),
        call_key: RwSignal::new(None),
        photo: RwSignal::new(None),
        undo: RwSignal::new(None),
        commands,
        store,
    })?;
    provide_context(desk);
    let view = store.view;
    Effect::new(move |_| {
        let (open, pin) = (desk.call.get(), view.pin.get());
        let draft = desk.draft.with(|draft| Draft {
            // While the form is open the pin on the map is the place.
            at: if open { pin.at } else { draft.at },
            ..draft.clone()
        });
        let written = serde_json::to_string(&draft).ok();
        let written = written.filter(|_| !draft.is_empty());
        keep(Storage::Session, DRAFT_KEPT_AS, written.as_deref());
        keep(Storage::Session, OPEN_KEPT_AS, open.then_some("1"));
    });
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
        if offer.refusal.is_some() || self.is_to_press_again(incident, offer.action) {
            return;
        }
        match at_once(offer) {
            Some(command) => {
                let version = self.store.with_incident(incident, |known| known.version);
                if let Some(version) = version {
                    self.send(incident, version, command.into(), None);
                }
            }
            None => self.form.set(Some((incident, offer.action))),
        }
    }

    /// Whether somebody else is just taking the call, and the person has not been told so yet. Nobody is held up for good: the
    /// same press again takes it, and the command decides between two.
    fn is_to_press_again(self, incident: IncidentRef, action: Action) -> bool {
        let takes = matches!(
            action,
            Action::Accept | Action::Dispatch | Action::Reject | Action::Merge
        );
        let waits =
            self.store.with_incident(incident, |known| known.stage) == Some(Stage::Reported);
        let claim = self.store.claims.of_untracked(incident);
        let other = claim.filter(|claim| {
            let session = self.store.session.read_untracked();
            let own = session.me().map(|me| &me.person.id);
            claim.left(page_now()).is_some() && own != Some(&claim.person)
        });
        if !takes || !waits || other.is_none() {
            return false;
        }
        let press = Some((incident, action));
        let is_told = self.warned.get_untracked() == press;
        self.warned.set(press.filter(|_| !is_told));
        !is_told
    }

    /// Opens the handover of a network's watch, or closes it.
    pub fn toggle_watch(self, network: Network) {
        let is_open = self.watch.get_untracked() == Some(network);
        self.watch.set((!is_open).then_some(network));
        if !is_open && self.call.get_untracked() {
            self.close_call();
        }
    }

    /// Asks something of an incident as it was at `version`, and remembers what would take it back. Gives the key under which
    /// it is pending.
    pub fn send(
        self,
        incident: IncidentRef,
        version: Seq,
        wish: Wish,
        then: Option<Then>,
    ) -> Arc<str> {
        let done = wish.command.verb();
        let back = self
            .store
            .with_incident(incident, |before| inverse(&wish.command, before))
            .flatten();
        self.undo.set(None);
        let followed = Callback::new(move |(incident, version): (IncidentRef, Seq)| {
            if let Some(inverse) = back.clone() {
                self.undo.set(Some(Undo {
                    incident,
                    done,
                    version,
                    inverse,
                    at: page_now(),
                }));
            }
            if let Some(then) = then {
                then.run((incident, version));
            }
        });
        self.commands.send(incident, version, wish, Some(followed))
    }

    /// How long what was done last can still be taken back, in seconds; tracks the second.
    #[must_use]
    pub fn undo_seconds_left(self) -> Option<u32> {
        let now = self.store.second();
        self.undo
            .with(|undo| undo.as_ref().and_then(|undo| undo.seconds_left(now)))
    }

    /// Takes back what was done last, on the version that followed it.
    pub fn take_back(self, language: Language) {
        let Some(undo) = self.undo.try_update(Option::take).flatten() else {
            return;
        };
        let wish = Wish {
            command: undo.inverse,
            note: Some(t!(language, undo.reason).to_owned()),
            photos: Vec::new(),
        };
        self.commands.send(undo.incident, undo.version, wish, None);
    }

    /// Whether the person may report on any network.
    #[must_use]
    pub fn may_report(self) -> bool {
        let session = self.store.session.read();
        session.me().is_some_and(|me| {
            let mut networks = me.person.networks.iter();
            networks.any(|network| me.reach(*network, Verb::Report).is_some())
        })
    }

    /// Opens the form for a call, or closes it.
    pub fn toggle_call(self) {
        if self.call.get_untracked() {
            self.close_call();
        } else {
            self.watch.set(None);
            self.call.set(true);
        }
    }

    /// Closes the form for a call; what was written stays.
    pub fn close_call(self) {
        let at = self.store.view.pin.get_untracked().at;
        self.draft.update(|draft| draft.at = at);
        self.call.set(false);
    }

    /// Reports the call; once that is done it is selected, and merged where it is the same matter as another. A report that got
    /// no answer is sent again under its own key: it is one report however often it is sent.
    pub fn report(self, network: Network, report: NewReport, same_as: Option<IncidentId>) {
        let view = self.store.view;
        let done = Callback::new(move |(incident, version): (IncidentRef, Seq)| {
            self.call.set(false);
            self.draft.set(Draft::default());
            view.selected.set(Some(incident));
            if let Some(other) = same_as {
                let merge = Command::MergeInto(other);
                self.commands.send(incident, version, merge.into(), None);
            }
        });
        let commands = self.commands;
        let before = self.call_key.get_untracked();
        let again = before.and_then(|key| commands.report_again(&key, &report, done));
        let key = again.unwrap_or_else(|| commands.report(network, report, Some(done)));
        self.call_key.set(Some(key));
    }

    /// Names `incident` as the counterpart of `other` too, where that is on a network of the person's: a pair carries each the
    /// other's number. On a network that is not, whoever sits there does it.
    pub fn link_back(self, other: IncidentRef, incident: IncidentRef) {
        let may = self.store.session.with_untracked(|session| {
            let me = session.me();
            me.is_some_and(|me| me.reach(other.network, Verb::Link).is_some())
        });
        let known = self
            .store
            .with_incident(other, |known| (known.version, known.linked));
        if let Some((version, linked)) = known
            && may
            && linked != Some(incident)
        {
            let command = Command::Link(incident);
            self.commands.send(other, version, command.into(), None);
        }
    }

    /// Closes what lies uppermost; says whether anything did.
    pub fn close_top(self) -> bool {
        if self.bar.get_untracked() {
            self.bar.set(false);
            return true;
        }
        if self.photo.get_untracked().is_some() {
            self.photo.set(None);
            return true;
        }
        if self.form.get_untracked().is_some() {
            self.form.set(None);
            return true;
        }
        if self.watch.get_untracked().is_some() {
            self.watch.set(None);
            return true;
        }
        let open = self.call.get_untracked();
        if open {
            self.close_call();
        }
        open
    }
}

/// Forgets what is kept of a call: whoever sits here next must not read who called.
pub fn forget_call() {
    keep(Storage::Session, DRAFT_KEPT_AS, None);
    keep(Storage::Session, OPEN_KEPT_AS, None);
}

fn kept_draft() -> Draft {
    let kept = kept(Storage::Session, DRAFT_KEPT_AS);
    let draft = kept.and_then(|text| serde_json::from_str(&text).ok());
    draft.unwrap_or_default()
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
