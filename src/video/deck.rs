//! All pictures of a page: who plays, who is shown as a still, and how each is.

use std::rc::Rc;

use domain::StreamId;
use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::{HtmlCanvasElement, HtmlVideoElement};

use super::machine::State;
use super::player::Player;
use super::still::Still;
use super::turns::Turns;
use crate::commands::Commands;
use crate::platform::{Interval, PageTime, Storage, is_hidden, keep, kept, page_now};

/// How often every picture is looked after, in milliseconds.
const LOOK_EVERY_MS: u32 = 250;

/// After how long without a look nothing is concluded from it, in milliseconds: browsers let hidden pages sleep.
const UNWATCHED_MS: f64 = 2_000.0;

/// Under which name this machine's limit is kept.
const LIMIT_KEPT_AS: &str = "furun.video.limit";

/// How many pictures a machine decodes at once when nobody said otherwise.
const USUAL_LIMIT: usize = 9;

/// What can be chosen as limit.
pub const LIMITS: [usize; 5] = [1, 2, 4, 9, 16];

/// How a tile is, as its words say it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Shown {
    /// How its player is; `None` while another tile's turn is used.
    pub state: Option<State>,
    /// How old the picture is that is seen, in whole seconds; `None` where there is none.
    pub age_secs: Option<u32>,
    /// In how many seconds a lost link is tried again.
    pub retry_secs: u32,
}

impl Shown {
    /// Whether it is a still that waits for its turn to be renewed.
    #[must_use]
    pub const fn is_still(self) -> bool {
        self.state.is_none() && self.age_secs.is_some()
    }
}

/// A tile's place on the deck.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place(u32);

struct Tile {
    place: Place,
    stream: StreamId,
    video: HtmlVideoElement,
    still: Still,
    shown: RwSignal<Shown>,
    player: Option<Player>,
}

#[derive(Default)]
struct Tiles {
    tiles: Vec<Tile>,
    turns: Turns<Place>,
    joined: u32,
    looked_at: PageTime,
    timer: Option<Interval>,
}

/// All pictures of a page. A handle: cheap to copy.
#[derive(Clone, Copy)]
pub struct Deck {
    tiles: StoredValue<Tiles, LocalStorage>,
    commands: Commands,
    limit: RwSignal<usize>,
}

impl Deck {
    /// An empty deck, which asks for its pictures by `commands`.
    #[must_use]
    pub fn new(commands: Commands) -> Self {
        let limit = kept(Storage::Machine, LIMIT_KEPT_AS).and_then(|text| text.parse().ok());
        let limit = limit.filter(|limit| LIMITS.contains(limit));
        let deck = Self {
            tiles: StoredValue::new_local(Tiles::default()),
            commands,
            limit: RwSignal::new(limit.unwrap_or(USUAL_LIMIT)),
        };
        let timer = Interval::new(LOOK_EVERY_MS, move || deck.look());
        deck.tiles.update_value(|tiles| tiles.timer = Some(timer));
        on_cleanup(move || {
            deck.tiles.try_update_value(std::mem::take);
        });
        deck
    }

    /// How many pictures this machine decodes at once.
    #[must_use]
    pub const fn limit(self) -> RwSignal<usize> {
        self.limit
    }

    /// Decides how many it decodes, from now on and the next time.
    pub fn set_limit(self, limit: usize) {
        self.limit.set(limit);
        keep(Storage::Machine, LIMIT_KEPT_AS, Some(&limit.to_string()));
        self.look();
    }

    /// Takes a tile's elements, which show a stream from now on; how it is, is told to `shown`.
    pub fn join(
        self,
        stream: StreamId,
        video: HtmlVideoElement,
        still: HtmlCanvasElement,
        shown: RwSignal<Shown>,
    ) -> Place {
        let place = self.tiles.try_update_value(|tiles| {
            tiles.joined += 1;
            let place = Place(tiles.joined);
            tiles.tiles.push(Tile {
                place,
                stream,
                video,
                still: Still::new(still),
                shown,
                player: None,
            });
            place
        });
        self.wake();
        place.unwrap_or(Place(0))
    }

    /// Gives a tile's elements back.
    pub fn leave(self, place: Place) {
        self.tiles.try_update_value(|tiles| {
            tiles.tiles.retain(|tile| tile.place != place);
        });
        self.wake();
    }

    /// Looks after every picture as soon as whoever is at it is done.
    fn wake(self) {
        spawn_local(async move { self.look() });
    }

    /// Looks after every picture.
    fn look(self) {
        if is_hidden() {
            return;
        }
        let now = page_now();
        let limit = self.limit.try_get_untracked().unwrap_or(USUAL_LIMIT);
        let told = self.tiles.try_update_value(|tiles| {
            let unwatched = now.millis_since(tiles.looked_at) > UNWATCHED_MS;
            tiles.looked_at = now;
            tiles.look(self, limit, now, unwatched)
        });
        // Outside: whoever hears of it may ask the deck for something.
        for (shown, now_shown) in told.unwrap_or_default() {
            if shown.try_get_untracked() != Some(now_shown) {
                shown.try_set(now_shown);
            }
        }
    }
}

impl Tiles {
    fn look(
        &mut self,
        deck: Deck,
        limit: usize,
        now: PageTime,
        unwatched: bool,
    ) -> Vec<(RwSignal<Shown>, Shown)> {
        let places: Vec<Place> = self.tiles.iter().map(|tile| tile.place).collect();
        let tiles = &self.tiles;
        let playing_since = |place: Place, since: PageTime| {
            let mut all = tiles.iter();
            all.find(|tile| tile.place == place)
                .is_some_and(|tile| tile.has_picture_since(since))
        };
        let decoding = self.turns.decoding(&places, limit, now, playing_since);
        for tile in &mut self.tiles {
            let plays = decoding.contains(&tile.place);
            tile.look(deck, plays, now, unwatched);
        }
        let told = self.tiles.iter();
        told.map(|tile| (tile.shown, tile.shown_at(now))).collect()
    }
}

impl Tile {
    fn has_picture_since(&self, since: PageTime) -> bool {
        let player = self.player.as_ref();
        player
            .filter(|player| matches!(player.state(), State::Playing(_)))
            .and_then(Player::made_at)
            .is_some_and(|made_at| made_at >= since)
    }

    fn look(&mut self, deck: Deck, plays: bool, now: PageTime, unwatched: bool) {
        match &mut self.player {
            Some(player) if plays => player.step(&mut self.still, now, unwatched),
            Some(player) => {
                if let Some(made_at) = player.made_at() {
                    self.still.take(&self.video, made_at);
                }
                self.player = None;
            }
            None if plays => {
                let wake = Rc::new(move || deck.wake());
                let (stream, video) = (self.stream.clone(), self.video.clone());
                self.player = Some(Player::begin(
                    stream,
                    deck.commands,
                    video,
                    &mut self.still,
                    now,
                    wake,
                ));
            }
            None => {}
        }
    }

    fn shown_at(&self, now: PageTime) -> Shown {
        let state = self.player.as_ref().map(Player::state);
        let made_at = self.player.as_ref().and_then(Player::made_at);
        let made_at = made_at.or(self.still.made_at());
        let retry_secs = match state {
            Some(State::Gone { retry_at, .. }) => {
                (retry_at.millis_since(now) / 1_000.0).ceil() as u32
            }
            _ => 0,
        };
        Shown {
            state,
            age_secs: made_at.map(|made_at| (now.millis_since(made_at) / 1_000.0) as u32),
            retry_secs,
        }
    }
}
