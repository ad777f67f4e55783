//! A head that the hub turns: who holds it, taking it and letting go, and what hands on the picture ask of it.

use std::rc::Rc;
use std::sync::Arc;

use domain::{CameraId, Wgs84};
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Mounted;
use crate::ar::hearing::Hearing;
use crate::ar::helm::{Helm, Steer};
use crate::ar::picture::CameraPicture;
use crate::ar::standing::Standing;
use crate::commands::{Commands, DoorFault, DoorReason};
use crate::config::{Ability, Head, HeadMove, Holder, Told, Towards};
use crate::store::Store;

/// Between two moves of a hand that drags, in milliseconds: a head does not take more.
const MOVES_APART_MS: u32 = 150;

/// Why a head does not do what was asked of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum HeadSays {
    /// It has to be taken first.
    TakeFirst,
    /// Whoever sits here may not turn it, and may look around without it.
    LookFreely,
    /// Whoever sits here may not turn it, and a film shows what its head looks at.
    NoRight,
    /// It is filmed, and nothing turns it from here.
    NoHead,
    /// Somebody else holds it.
    Held,
    /// It was held, and nothing was done with it for too long, or somebody else took it after that.
    Ended,
    /// Nobody knows where it looks just now: what is pointed at in its film is no point of a calibration.
    Unsure,
    /// It cannot do that.
    NotAble,
    /// The hub or the head's gateway does not answer.
    NoAnswer,
}

/// Where the picture is to look as soon as it is known who turns it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Wish {
    /// If that disturbs nobody.
    Quietly(Wgs84),
    /// With the head taken for it, if need be.
    Firmly(Wgs84),
}

/// What turns the open camera, as far as that is known. A handle: cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct HeadKnown {
    /// What turns it; `None` where nothing does from here, or before that is known.
    head: RwSignal<Option<Head>>,
    /// Whether that is known.
    is_known: RwSignal<bool>,
}

impl HeadKnown {
    /// Nothing is known.
    pub(super) fn new() -> Self {
        Self {
            head: RwSignal::new(None),
            is_known: RwSignal::new(false),
        }
    }

    /// Whether a film that comes under the camera's name is filmed by it: nothing is from where a simulated head looks.
    pub(super) fn films(self) -> bool {
        let is_simulated = |head: &Option<Head>| head.as_ref().is_some_and(|head| head.simulated);
        self.is_known.get() && !self.head.with(is_simulated)
    }
}

/// The open camera's head: who holds it, and what is asked of it. A handle: cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct HeadState {
    store: Store,
    commands: Option<Commands>,
    mounted: StoredValue<Option<Mounted>, LocalStorage>,
    camera: StoredValue<Option<CameraId>>,
    known: HeadKnown,
    /// Who holds it.
    pub(super) holder: RwSignal<Option<Holder>>,
    /// Whether that is this page.
    pub(super) is_mine: RwSignal<bool>,
    /// Whether the drawn picture is looked around in without the head.
    pub(super) is_free: RwSignal<bool>,
    /// Whether the picture is filmed.
    pub(super) is_filmed: Memo<bool>,
    /// Whether nobody knows where it looks.
    pub(super) is_lost: RwSignal<bool>,
    /// What stands in the way of what was asked last.
    pub(super) says: RwSignal<Option<HeadSays>>,
    /// Where the picture is to look.
    pub(super) wish: RwSignal<Option<Wish>>,
    hearing: StoredValue<Option<Hearing>, LocalStorage>,
    next: StoredValue<Option<HeadMove>>,
    is_sending: StoredValue<bool>,
}

impl HeadState {
    /// Follows which camera is open.
    pub(super) fn new(
        store: Store,
        mounted: StoredValue<Option<Mounted>, LocalStorage>,
        standing: Memo<Option<Standing>>,
        known: HeadKnown,
        is_filmed: Memo<bool>,
    ) -> Self {
        let state = Self {
            store,
            commands: use_context(),
            mounted,
            camera: StoredValue::new(None),
            known,
            holder: RwSignal::new(None),
            is_mine: RwSignal::new(false),
            is_free: RwSignal::new(false),
            is_filmed,
            is_lost: RwSignal::new(false),
            says: RwSignal::new(None),
            wish: RwSignal::new(None),
            hearing: StoredValue::new_local(None),
            next: StoredValue::new(None),
            is_sending: StoredValue::new(false),
        };
        // Once for every camera: one that was calibrated anew has the head that it had.
        Effect::new(move |before: Option<Option<CameraId>>| {
            standing.with(|standing| {
                let standing = standing.as_ref();
                let id = standing.map(|standing| standing.id().clone());
                if before.as_ref() != Some(&id) {
                    state.open(standing);
                }
                id
            })
        });
        Effect::new(move |_| state.give_helm());
        Effect::new(move |_| {
            if state.known.is_known.get() && state.wish.with(Option::is_some) {
                state.look_there();
            }
        });
        on_cleanup(move || state.leave());
        state
    }

    /// What turns the camera; `None` where nothing does from here, or before that is known.
    pub(super) const fn head(self) -> RwSignal<Option<Head>> {
        self.known.head
    }

    /// Whether whoever sits here may steer the camera: somebody who may steer cameras, and one that is turned from here.
    pub(super) fn may_steer(self) -> bool {
        if self.known.head.with(Option::is_none) {
            return false;
        }
        let session = self.store.session.read();
        session.me().is_some_and(|me| me.has(Ability::Steer))
    }

    /// Whether the picture is turned by the hub.
    pub(super) fn is_shared(self) -> bool {
        self.known.head.with(Option::is_some) && (self.is_filmed.get() || !self.is_free.get())
    }

    /// Whether the picture shows what its camera's head looks at: then it is no use to turn the picture by itself. A film does,
    /// also one of a camera that nothing turns from here.
    fn is_led(self) -> bool {
        self.is_shared() || self.is_filmed.get()
    }

    /// Whether hands on the picture turn it now.
    pub(super) fn turns(self) -> bool {
        !self.is_led() || self.is_mine.get()
    }

    fn open(self, standing: Option<&Standing>) {
        self.leave();
        self.camera
            .set_value(standing.map(|standing| standing.id().clone()));
        self.known.head.set(None);
        self.holder.set(None);
        self.is_free.set(false);
        self.says.set(None);
        let turned = standing.filter(|standing| !standing.is_fixed());
        let (Some(standing), Some(commands)) = (turned, self.commands) else {
            self.known.is_known.set(standing.is_some());
            return;
        };
        self.known.is_known.set(false);
        let camera = standing.id().clone();
        spawn_local(async move {
            let head = commands.head(&camera).await.unwrap_or_default();
            let is_still = move |open: &Option<CameraId>| open.as_ref() == Some(&camera);
            if self.camera.try_with_value(is_still) != Some(true) {
                return;
            }
            if head.is_some() {
                self.listen(commands);
            }
            self.known.head.try_set(head);
            self.known.is_known.try_set(true);
        });
    }

    fn listen(self, commands: Commands) {
        let Some(camera) = self.camera.get_value() else {
            return;
        };
        let hearing = Hearing::begin(commands.telemetry(&camera), move |told| match told {
            Told::Looks(looks) => self.tell(&|picture| picture.hear_head(&looks)),
            Told::Moved(at) => self.tell(&|picture| picture.hear_move(at)),
            Told::Holder(holder) => self.hear_holder(holder),
        });
        self.hearing.set_value(Some(hearing));
    }

    fn own_name(self) -> Option<Arc<str>> {
        let session = self.store.session.read_untracked();
        Some(Arc::clone(&session.me()?.person.name))
    }

    fn hear_holder(self, holder: Option<Holder>) {
        let own = self.own_name();
        let is_own = holder.as_ref().is_some_and(|holder| holder.name == own);
        if !is_own && self.is_mine.try_get_untracked() == Some(true) {
            self.is_mine.set(false);
            self.says.set(Some(HeadSays::Ended));
        }
        let said = self.says.try_get_untracked().flatten();
        if says_no_longer(said, holder.is_some(), is_own) {
            self.says.set(None);
        }
        self.holder.try_set(holder);
    }

    /// Gives the helm of the picture to the hub where it turns the camera or would have to, else to the picture itself.
    pub(super) fn give_helm(self) {
        let shared = self.known.head.get().filter(|_| self.is_shared());
        let follows = shared.as_ref().is_some_and(|head| head.telemetry);
        let helm = if self.is_led() {
            Helm::Hub {
                absolute: shared.is_none_or(|head| head.absolute && head.telemetry),
                steer: Rc::new(move |wanted| self.steer(wanted)),
            }
        } else {
            Helm::Own
        };
        self.tell(&|picture| {
            picture.set_helm(helm.clone());
            if picture.follows() != follows {
                picture.follow(follows);
            }
        });
    }

    /// Takes the head, and then looks at a place, if one is given.
    pub(super) fn take(self, then: Option<Wgs84>) {
        let (Some(commands), Some(camera)) = (self.commands, self.camera.get_value()) else {
            return;
        };
        self.says.set(None);
        spawn_local(async move {
            match commands.take_head(&camera).await {
                Ok(holder) => {
                    self.holder.try_set(Some(holder));
                    self.is_mine.try_set(true);
                    // A device tells its presets when it is first asked, and not at once.
                    if let Ok(head @ Some(_)) = commands.head(&camera).await {
                        self.known.head.try_set(head);
                    }
                    if let Some(at) = then {
                        self.tell(&|picture| {
                            picture.turn_to(at);
                        });
                    }
                }
                Err(fault) => self.refuse(&fault),
            }
        });
    }

    /// Lets go of the head.
    pub(super) fn let_go(self) {
        let camera = self.camera.try_get_value().flatten();
        let (Some(commands), Some(camera)) = (self.commands, camera) else {
            return;
        };
        // The page may be on its way out.
        self.is_mine.try_set(false);
        self.says.try_set(None);
        spawn_local(async move {
            // A hub that does not hear it waits for the hold's end.
            let _ = commands.let_go_of_head(&camera).await;
        });
    }

    /// Looks around in the drawn picture without the head, or follows it again.
    pub(super) fn look_freely(self) {
        self.is_free.update(|is_free| *is_free = !*is_free);
        self.says.set(None);
    }

    /// Says that nothing can be pointed at just now, or no longer says so.
    pub(super) fn tell_unsure(self, is_unsure: bool) {
        let was_said = self.says.get_untracked() == Some(HeadSays::Unsure);
        if is_unsure != was_said {
            self.says.set(is_unsure.then_some(HeadSays::Unsure));
        }
    }

    /// Has the head look where a name stands for.
    pub(super) fn call(self, preset: String) {
        self.send(HeadMove::Preset(preset));
    }

    fn steer(self, wanted: Steer) -> bool {
        if !self.is_mine.get_untracked() {
            self.says.set(Some(untrack(|| self.way_to_turn())));
            return false;
        }
        let has_home = self.known.head.with_untracked(|head| {
            let presets = head.as_ref().map(|head| head.presets.as_slice());
            presets.is_some_and(|presets| presets.iter().any(|name| name == "home"))
        });
        match wanted {
            Steer::To(aim) => self.send(HeadMove::Absolute(towards(aim.pan, aim.tilt, aim.zoom))),
            Steer::By { pan, tilt, zoom } => {
                self.send(HeadMove::Relative(towards(pan, tilt, zoom)));
            }
            Steer::Home if has_home => self.send(HeadMove::Preset("home".to_owned())),
            Steer::Home => self.tell(&|picture| {
                let home = picture.standing().home();
                picture.set_aim(home);
            }),
        }
        true
    }

    /// What has to be done before the picture turns, or why it never will.
    fn way_to_turn(self) -> HeadSays {
        if self.may_steer() {
            let own = self.own_name();
            let by_another = |holder: &Holder| holder.name != own;
            if self
                .holder
                .with(|holder| holder.as_ref().is_some_and(by_another))
            {
                HeadSays::Held
            } else {
                HeadSays::TakeFirst
            }
        } else if !self.is_filmed.get() {
            HeadSays::LookFreely
        } else if self.known.head.with(Option::is_some) {
            HeadSays::NoRight
        } else {
            HeadSays::NoHead
        }
    }

    /// Sends a move as soon as the one before was taken; of those that are overtaken meanwhile only the last is sent.
    fn send(self, wanted: HeadMove) {
        self.says.set(None);
        self.next.update_value(|next| {
            *next = Some(match (next.take(), wanted) {
                (Some(HeadMove::Relative(one)), HeadMove::Relative(more)) => {
                    HeadMove::Relative(both(one, more))
                }
                (_, wanted) => wanted,
            });
        });
        if !self.is_sending.get_value() {
            self.is_sending.set_value(true);
            spawn_local(self.send_all());
        }
    }

    async fn send_all(self) {
        while let Some(Some(wanted)) = self.next.try_update_value(Option::take) {
            let (Some(commands), Some(Some(camera))) = (self.commands, self.camera.try_get_value())
            else {
                break;
            };
            if let Err(fault) = commands.move_head(&camera, &wanted).await {
                self.next.try_set_value(None);
                self.refuse(&fault);
                break;
            }
            TimeoutFuture::new(MOVES_APART_MS).await;
        }
        self.is_sending.try_set_value(false);
    }

    fn refuse(self, fault: &DoorFault) {
        let says = match fault {
            DoorFault::Refused(DoorReason::Held) => HeadSays::Held,
            DoorFault::Refused(DoorReason::NotHeld) => HeadSays::Ended,
            DoorFault::Refused(_) | DoorFault::Field(_) => HeadSays::NotAble,
            _ => HeadSays::NoAnswer,
        };
        if matches!(says, HeadSays::Held | HeadSays::Ended) {
            self.is_mine.try_set(false);
        }
        self.says.try_set(Some(says));
    }

    /// Looks where it was wished, now that it is known who turns the picture.
    fn look_there(self) {
        let open = self.store.view.camera.get_untracked();
        if self.camera.get_value() != open {
            // Another camera is being opened: what turns that one is not known yet.
            return;
        }
        let Some(wish) = self.wish.try_update(Option::take).flatten() else {
            return;
        };
        let (turns, led) = untrack(|| (self.turns(), self.is_led()));
        match wish {
            Wish::Quietly(at) if !led => self.tell(&|picture| {
                picture.turn_to(at);
            }),
            Wish::Quietly(_) => {}
            Wish::Firmly(at) if turns => self.tell(&|picture| {
                picture.turn_to(at);
            }),
            Wish::Firmly(at) if untrack(|| self.may_steer()) => self.take(Some(at)),
            // A film is left as it is.
            Wish::Firmly(_) if self.is_filmed.get_untracked() => {
                self.says.set(Some(untrack(|| self.way_to_turn())));
            }
            Wish::Firmly(at) => {
                // Whoever may not turn the head looks around in the drawn picture.
                self.is_free.set(true);
                untrack(|| self.give_helm());
                self.tell(&|picture| {
                    picture.turn_to(at);
                });
            }
        }
    }

    fn tell(self, tell: &dyn Fn(&CameraPicture)) {
        self.mounted.try_with_value(|mounted| {
            if let Some(mounted) = mounted {
                tell(&mounted.picture);
            }
        });
    }

    /// Leaves the camera: its head is let go of, and not heard any more.
    fn leave(self) {
        if self.is_mine.try_get_untracked() == Some(true) {
            self.let_go();
        }
        self.hearing.try_set_value(None);
        self.next.try_set_value(None);
    }
}

/// Whether what was said does not hold any more, now that somebody holds the head, under one's own name or another, or nobody.
const fn says_no_longer(said: Option<HeadSays>, is_held: bool, is_own: bool) -> bool {
    match said {
        // It is free: whoever waited for it may take it.
        Some(HeadSays::Held) => !is_held,
        // Another has it: there is nothing to take.
        Some(HeadSays::TakeFirst) => is_held && !is_own,
        _ => false,
    }
}

const fn towards(pan: f64, tilt: f64, zoom: f64) -> Towards {
    Towards {
        pan_degrees: Some(pan),
        tilt_degrees: Some(tilt),
        zoom: Some(zoom),
    }
}

fn both(one: Towards, more: Towards) -> Towards {
    let sum = |one: Option<f64>, more: Option<f64>| Some(one.unwrap_or(0.0) + more.unwrap_or(0.0));
    Towards {
        pan_degrees: sum(one.pan_degrees, more.pan_degrees),
        tilt_degrees: sum(one.tilt_degrees, more.tilt_degrees),
        zoom: sum(one.zoom, more.zoom),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_of_a_head_goes_when_it_does_not_hold_any_more_and_not_before() {
        let check = |said, is_held, is_own, goes| {
            assert_eq!(
                says_no_longer(Some(said), is_held, is_own),
                goes,
                "{said:?}"
            );
        };
        check(HeadSays::Held, false, false, true);
        check(HeadSays::Held, true, false, false);
        // Under the same name, on another page.
        check(HeadSays::Held, true, true, false);
        check(HeadSays::TakeFirst, true, false, true);
        check(HeadSays::TakeFirst, true, true, false);
        check(HeadSays::TakeFirst, false, false, false);
        // Who lost it is told so, whoever has it now.
        check(HeadSays::Ended, true, false, false);
        check(HeadSays::Ended, false, false, false);
        check(HeadSays::NoAnswer, false, false, false);
    }
}
