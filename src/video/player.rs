//! A player: the machine, its link and the `<video>` that shows what the link brings.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use domain::StreamId;
use leptos::task::spawn_local;
use web_sys::HtmlVideoElement;

use super::link::{Ended, Link, Pace};
use super::machine::{Counts, Loss, Machine, Order, Refusal, State, Told};
use super::still::Still;
use crate::commands::{Commands, DoorFault};
use crate::config::Offer;
use crate::platform::{PageTime, chance};

/// Plays one stream into one `<video>` until it is dropped.
pub(super) struct Player {
    stream: StreamId,
    commands: Commands,
    video: HtmlVideoElement,
    machine: Machine,
    link: Option<Link>,
    /// What was told since the last step: an answer, and the end of a link.
    inbox: Rc<RefCell<Vec<Told>>>,
    /// Which question or link is the present one: what earlier ones tell concerns nobody.
    turn: Rc<Cell<u32>>,
    /// How many pictures the element had shown before the link was opened.
    shown_before: u32,
    wake: Rc<dyn Fn()>,
}

impl Player {
    /// Begins to play. `wake` is called when a step would do something.
    pub(super) fn begin(
        stream: StreamId,
        commands: Commands,
        video: HtmlVideoElement,
        still: &mut Still,
        now: PageTime,
        wake: Rc<dyn Fn()>,
    ) -> Self {
        let (machine, first) = Machine::begin();
        let mut player = Self {
            stream,
            commands,
            video,
            machine,
            link: None,
            inbox: Rc::default(),
            turn: Rc::default(),
            shown_before: 0,
            wake,
        };
        player.obey(first, still, now);
        player
    }

    pub(super) const fn state(&self) -> State {
        self.machine.state()
    }

    /// When the picture that is shown was made, as far as the link knows; `None` before there is one.
    pub(super) fn made_at(&self) -> Option<PageTime> {
        let behind = self.link.as_ref().map_or(0.0, Link::behind_ms);
        let came_at = self.machine.picture_at()?;
        Some(came_at + -behind)
    }

    /// Takes what has happened since the last step. `unwatched` says that nobody looked meanwhile.
    pub(super) fn step(&mut self, still: &mut Still, now: PageTime, unwatched: bool) {
        if unwatched {
            self.tell(Told::Unwatched, still, now);
        }
        let told = self.inbox.take();
        for told in told {
            self.tell(told, still, now);
        }
        let told = match &self.link {
            Some(link) => {
                link.look();
                Told::Counted(Counts {
                    bytes: link.bytes(),
                    pictures: self.pictures().into(),
                })
            }
            None => Told::Nothing,
        };
        self.tell(told, still, now);
    }

    fn tell(&mut self, told: Told, still: &mut Still, now: PageTime) {
        // Before anything is closed the machine forgets when its last picture came.
        let made_at = self.made_at();
        if let Some(order) = self.machine.step(told, now, chance()) {
            if let Some(made_at) = made_at {
                still.take(&self.video, made_at);
            }
            self.obey(order, still, now);
        }
    }

    /// Pictures that were decoded since the link was opened.
    fn pictures(&mut self) -> u32 {
        let quality = self.video.get_video_playback_quality();
        let shown = quality.total_video_frames();
        // Some browsers begin anew with each link.
        self.shown_before = self.shown_before.min(shown);
        shown - self.shown_before
    }

    fn obey(&mut self, order: Order, still: &mut Still, now: PageTime) {
        self.turn.set(self.turn.get() + 1);
        match order {
            Order::Ask => self.ask(),
            Order::Close => self.close(),
            Order::Open(offer) => {
                self.close();
                if let Some(fault) = self.open(&offer) {
                    self.tell(Told::Lost(fault), still, now);
                }
            }
        }
    }

    /// Whatever is told of the present question or link.
    fn teller(&self) -> impl Fn(Told) + 'static + use<> {
        let (inbox, turn, wake) = (
            Rc::clone(&self.inbox),
            Rc::clone(&self.turn),
            Rc::clone(&self.wake),
        );
        let own = turn.get();
        move |told| {
            if turn.get() == own {
                inbox.borrow_mut().push(told);
                wake();
            }
        }
    }

    fn ask(&self) {
        let (commands, stream, tell) = (self.commands, self.stream.clone(), self.teller());
        spawn_local(async move {
            tell(match commands.ask_play(&stream).await {
                Ok(offers) => Told::Offered(offers),
                Err(DoorFault::NoRight) => Told::Refused(Refusal::NoRight),
                Err(DoorFault::Unknown) => Told::Refused(Refusal::Unknown),
                Err(DoorFault::SignInNeeded) => Told::Refused(Refusal::SignInNeeded),
                Err(_) => Told::Away,
            });
        });
    }

    fn open(&mut self, offer: &Offer) -> Option<Loss> {
        self.shown_before = self.video.get_video_playback_quality().total_video_frames();
        let tell = self.teller();
        let ended: Ended = Rc::new(move |loss| tell(Told::Lost(loss)));
        let token = self.commands.screen_token();
        match Link::open(offer, token, &self.video, Pace::Live, ended) {
            Ok(link) => {
                self.link = Some(link);
                None
            }
            Err(_) => Some(Loss::Undecodable),
        }
    }

    fn close(&mut self) {
        if self.link.take().is_some() {
            self.video.set_src_object(None);
            // An element without the attribute has nothing to take away.
            let _ = self.video.remove_attribute("src");
            self.video.load();
        }
    }
}

impl Drop for Player {
    fn drop(&mut self) {
        self.turn.set(self.turn.get() + 1);
        self.close();
    }
}
