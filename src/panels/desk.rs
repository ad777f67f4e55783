//! What the person at the console has in hand: one form at most, a call, and the command bar.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::{Assignee, IncidentId, IncidentRef, Network, PhotoKey, Seq, Stage, Wgs84};
use leptos::prelude::*;
use protocol::{Command, NewReport};
use world::Verb;

use super::actions::Written;
use super::call::{CallInHand, Draft};
use super::photos::OpenPhoto;
use super::selectors;
use crate::commands::{Commands, Then, Wish};
use crate::i18n::{Language, t};
use crate::platform::page_now;
use crate::selectors::{Action, Offer, Selectors, Undo, inverse};
use crate::store::{Spot, Store};

/// A form that is open.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenForm {
    /// About which incident.
    pub incident: IncidentRef,
    /// Of which action.
    pub action: Action,
    /// About whose order, where it is about one.
    pub own: Option<Assignee>,
}

/// What somebody should know before an action is carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caution {
    /// Somebody else is just taking the call.
    Taken,
    /// So many crews could be sent.
    CrewsFree(usize),
    /// Nothing takes it back.
    NothingTakesItBack,
}

/// A press that has been told something and has carried nothing out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Warning {
    /// About which incident.
    pub incident: IncidentRef,
    /// For which action.
    pub action: Action,
    /// What was told.
    pub caution: Caution,
}

/// What the person has in hand. A handle: cheap to copy, handed down by context; absent where nothing can be asked.
#[derive(Clone, Copy)]
pub struct Desk {
    /// The form that is open.
    pub form: RwSignal<Option<OpenForm>>,
    /// What is written in it.
    pub written: Written,
    /// Whether the command bar is open.
    pub bar: RwSignal<bool>,
    /// The call that is being taken down.
    pub call: CallInHand,
    /// On which network the handover of the watch is open.
    pub watch: RwSignal<Option<Network>>,
    /// The last press that was told what stands against it, such as somebody else who is taking the call: the same press again
    /// means it.
    pub warned: RwSignal<Option<Warning>>,
    /// Under which key a call was sent last.
    pub call_key: RwSignal<Option<Arc<str>>>,
    /// The photo that is open.
    pub photo: RwSignal<Option<OpenPhoto>>,
    /// What was done last and can be taken back.
    pub undo: RwSignal<Option<Undo>>,
    /// Into which incidents calls are merged once they are reported, by the keys under which they were sent.
    merges: StoredValue<BTreeMap<Arc<str>, IncidentId>>,
    commands: Commands,
    /// Kept, because a key press has no context to find them in.
    selectors: Selectors,
    store: Store,
}

/// Gives everything below this component a desk, where there is a way out at all.
pub fn provide_desk() -> Option<Desk> {
    let selectors = selectors();
    let store = selectors.store();
    let desk = use_context::<Commands>().map(|commands| Desk {
        form: RwSignal::new(None),
        written: Written::new(),
        bar: RwSignal::new(false),
        call: CallInHand::begin(store),
        watch: RwSignal::new(None),
        warned: RwSignal::new(None),
        call_key: RwSignal::new(None),
        photo: RwSignal::new(None),
        undo: RwSignal::new(None),
        merges: StoredValue::new(BTreeMap::new()),
        commands,
        selectors,
        store,
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
            None => self.form.set(Some(OpenForm {
                incident,
                action: offer.action,
                own: offer.own.clone(),
            })),
        }
    }

    /// What the person should know before an action is carried out; tracks nothing. Nobody is held up for good: the same press
    /// again means it, and the command decides between two.
    fn caution(self, incident: IncidentRef, action: Action) -> Option<Caution> {
        match action {
            Action::Accept | Action::Dispatch | Action::Reject | Action::Merge => {
                self.is_taken_by_other(incident).then_some(Caution::Taken)
            }
            Action::NobodyFree => {
                let proposals = untrack(|| self.selectors.proposals(incident, action));
                let free_crews = proposals.free_crews;
                (free_crews > 0).then_some(Caution::CrewsFree(free_crews))
            }
            Action::Escalate => Some(Caution::NothingTakesItBack),
            _ => None,
        }
    }

    /// Whether a call waits that somebody else is just taking.
    fn is_taken_by_other(self, incident: IncidentRef) -> bool {
        let stage = self.store.with_incident(incident, |known| known.stage);
        let claim = self.store.claims.of_untracked(incident);
        let other = claim.filter(|claim| {
            let session = self.store.session.read_untracked();
            let own = session.me().map(|me| &me.person.id);
            claim.left(page_now()).is_some() && own != Some(&claim.person)
        });
        stage == Some(Stage::Reported) && other.is_some()
    }

    /// Whether the person has to be told something first, and the same press again is wanted.
    fn is_to_press_again(self, incident: IncidentRef, action: Action) -> bool {
        let warning = self.caution(incident, action).map(|caution| Warning {
            incident,
            action,
            caution,
        });
        let is_told = self.warned.with_untracked(|told| {
            let told = told.as_ref().map(|told| (told.incident, told.action));
            told == Some((incident, action))
        });
        let next = warning.filter(|_| !is_told);
        let is_again = next.is_some();
        if self.warned.with_untracked(|told| *told != next) {
            self.warned.set(next);
        }
        is_again
    }

    /// Opens the handover of a network's watch, or closes it.
    pub fn toggle_watch(self, network: Network) {
        if self.watch.get_untracked() == Some(network) {
            self.watch.set(None);
        } else {
            self.open_watch(network);
        }
    }

    /// Opens the handover of a network's watch, in the place of a call's form: what was written down of the call stays.
    pub fn open_watch(self, network: Network) {
        self.watch.set(Some(network));
        if untrack(|| self.call.is_open()) {
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
        let done = Action::of_command(&wish.command);
        let back = self
            .store
            .with_incident(incident, |before| inverse(&wish.command, before))
            .flatten();
        self.undo.set(None);
        let followed = Callback::new(move |(incident, version): (IncidentRef, Seq)| {
            if let (Some(done), Some(inverse)) = (done, back.clone()) {
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

    /// Sends what is written in a form, with `photos` that the hub has, unless the form was closed or emptied while they were
    /// sent.
    pub fn send_written(self, form: OpenForm, command: Command, photos: Vec<PhotoKey>) {
        let incident = form.incident;
        if !self.is_open(&form) || untrack(|| self.written.lacks_note(form.action)) {
            return;
        }
        let now = self.store.with_incident(incident, |known| known.version);
        let Some(version) = self.written.decides_on(now) else {
            return;
        };
        let wish = Wish {
            command,
            note: Some(self.written.note.get_untracked()),
            photos,
        };
        let done = Callback::new(move |_| self.close(&form));
        let key = self.send(incident, version, wish, Some(done));
        self.written.sent.set(Some(key));
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

    /// Closes a form, unless another one is open by now.
    pub fn close(self, form: &OpenForm) {
        if self.is_open(form) {
            self.give_up();
        }
    }

    /// Whether a form is the one that is open; tracks nothing.
    #[must_use]
    pub fn is_open(self, form: &OpenForm) -> bool {
        self.form.with_untracked(|open| open.as_ref() == Some(form))
    }

    /// Closes the form that is open, and forgets what was written in it.
    pub fn give_up(self) {
        self.form.set(None);
        self.written.forget();
    }

    /// Asks again what was not done. What is done then needs its form no longer.
    pub fn again(self, key: &str) {
        let Some(asked) = self.store.pending.find(key) else {
            return;
        };
        let done = match &asked.request.command {
            Command::Report(report) => {
                let same_as = self.merges.with_value(|merges| merges.get(key).copied());
                self.when_reported((**report).clone(), same_as)
            }
            command => {
                let action = Action::of_command(command);
                Callback::new(move |(about, _)| {
                    let open = self.form.get_untracked();
                    if open
                        .is_some_and(|form| form.incident == about && Some(form.action) == action)
                    {
                        self.give_up();
                    }
                })
            }
        };
        self.commands.again(key, Some(done));
    }

    /// Whether the person takes calls: reports them on some network, and accepts there what is reported.
    #[must_use]
    pub fn may_report(self) -> bool {
        let session = self.store.session.read();
        session.me().is_some_and(|me| {
            let may = |network, verb| me.reach(network, verb).is_some();
            let mut networks = me.person.networks.iter();
            networks.any(|one| may(*one, Verb::Report) && may(*one, Verb::Accept))
        })
    }

    /// Opens the form for a call, or closes it. A call without a place takes the one that is pointed at in a camera's picture.
    pub fn toggle_call(self) {
        if untrack(|| self.call.is_open()) {
            self.close_call();
            return;
        }
        let pointed = self
            .store
            .view
            .spot
            .with_untracked(|spot| Some(spot.as_ref()?.at));
        let is_placed = untrack(|| self.call.with(|draft| draft.at.is_some()));
        self.open_call(pointed.filter(|_| !is_placed));
    }

    /// Opens the form for a call about a place.
    pub fn take_call_at(self, at: Wgs84) {
        self.open_call(Some(at));
    }

    fn open_call(self, at: Option<Wgs84>) {
        self.watch.set(None);
        if at.is_some() {
            self.call.update(|draft| draft.at = at);
        }
        self.call.show(true);
    }

    /// Closes the form for a call; what was written stays.
    pub fn close_call(self) {
        self.call.show(false);
    }

    /// Reports the call; once that is done it is selected, and merged where it is the same matter as another.
    pub fn report(self, network: Network, report: NewReport, same_as: Option<IncidentId>) {
        let pending = self.store.pending;
        if let Some(before) = self.call_key.get_untracked()
            && pending
                .find(&before)
                .is_some_and(|asked| !asked.is_waiting())
        {
            // The form has told of it: what follows is another report, or the same again.
            pending.take(&before);
        }
        let done = self.when_reported(report.clone(), same_as);
        let key = self.commands.report(network, report, Some(done));
        self.merges.update_value(|merges| {
            merges.retain(|known, _| *known != key && pending.find(known).is_some());
            merges.extend(same_as.map(|other| (Arc::clone(&key), other)));
        });
        self.call_key.set(Some(key));
    }

    /// What follows once a call is reported. Whoever has begun to write the next one down meanwhile is left alone.
    fn when_reported(self, report: NewReport, same_as: Option<IncidentId>) -> Then {
        Callback::new(move |(incident, version): (IncidentRef, Seq)| {
            let written = self.call.get_untracked().report();
            if written.is_ok_and(|written| written == report) {
                self.call.show(false);
                self.call.set(Draft::default());
                self.forget_spot(report.place.position);
                self.store.view.selected.set(Some(incident));
            }
            if let Some(other) = same_as {
                let merge = Command::MergeInto(other);
                self.commands.send(incident, version, merge.into(), None);
            }
        })
    }

    /// What was pointed at and is reported now is not where the next call is.
    fn forget_spot(self, reported: Option<Wgs84>) {
        let spot = self.store.view.spot;
        let is_reported = |pointed: &Option<Spot>| {
            pointed
                .as_ref()
                .is_some_and(|pointed| Some(pointed.at) == reported)
        };
        if spot.with_untracked(is_reported) {
            spot.set(None);
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
        if self.form.with_untracked(Option::is_some) {
            self.give_up();
            return true;
        }
        if self.watch.get_untracked().is_some() {
            self.watch.set(None);
            return true;
        }
        let open = untrack(|| self.call.is_open());
        if open {
            self.close_call();
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
