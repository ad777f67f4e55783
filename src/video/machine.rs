//! How a picture comes and what becomes of it: one machine a player, without a browser. Time, chance and what a link counts come
//! in as arguments; what is to be done goes out as an order.

use std::collections::VecDeque;

use domain::Codec;

use crate::config::{Offer, Transport};
use crate::connection::Backoff;
use crate::platform::PageTime;

/// How long a link may take to bring anything at all, in milliseconds.
const CONNECT_MS: f64 = 8_000.0;

/// After how long without a new picture a picture stands still, in milliseconds: a camera of one picture a second does not.
const SILENT_MS: f64 = 3_000.0;

/// How long a picture may stand still, or packets come without one, before the link is given up, in milliseconds.
const GIVE_UP_MS: f64 = 10_000.0;

/// After how long of playing the next loss begins with the shortest pause again, in milliseconds.
const SETTLED_MS: f64 = 10_000.0;

/// How a player is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum State {
    /// The hub is asked in which ways the stream can be played.
    Asking,
    /// A link is opened; nothing has come.
    Connecting(Transport),
    /// Pictures come.
    Playing(Transport),
    /// Nothing comes any more.
    Stalled(Transport),
    /// Packets come, and no picture of them.
    NoPictures(Transport),
    /// The link is gone; another is tried after a pause.
    Gone {
        /// Why.
        why: Loss,
        /// When it is tried again.
        retry_at: PageTime,
    },
    /// It will not play, however often it is tried.
    Refused(Refusal),
}

impl State {
    /// The word for `data-state` attributes.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Asking => "asking",
            Self::Connecting(_) => "connecting",
            Self::Playing(_) => "playing",
            Self::Stalled(_) => "stalled",
            Self::NoPictures(_) => "no-pictures",
            Self::Gone { .. } => "gone",
            Self::Refused(_) => "refused",
        }
    }

    /// By which way the picture comes, or is to come.
    #[must_use]
    pub const fn transport(self) -> Option<Transport> {
        match self {
            Self::Connecting(transport)
            | Self::Playing(transport)
            | Self::Stalled(transport)
            | Self::NoPictures(transport) => Some(transport),
            Self::Asking | Self::Gone { .. } | Self::Refused(_) => None,
        }
    }
}

/// Why there is no link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loss {
    /// The hub or the gateway does not answer.
    Away,
    /// Nothing came, or no more.
    Silent,
    /// The other side ended it.
    Ended,
    /// What came could not be decoded.
    Undecodable,
}

impl Loss {
    /// The word for `data-why` attributes.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Away => "away",
            Self::Silent => "silent",
            Self::Ended => "ended",
            Self::Undecodable => "undecodable",
        }
    }
}

/// Why a stream will not play.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It comes in H.265 alone, which this browser does not play.
    OnlyH265,
    /// In no way that this screen knows.
    NoWay,
    /// The person may not see it.
    NoRight,
    /// There is no such stream.
    Unknown,
    /// Nobody is signed in.
    SignInNeeded,
}

impl Refusal {
    /// The word for `data-why` attributes.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OnlyH265 => "only-h265",
            Self::NoWay => "no-way",
            Self::NoRight => "no-right",
            Self::Unknown => "unknown",
            Self::SignInNeeded => "sign-in-needed",
        }
    }
}

/// What a machine is told.
#[derive(Clone, Debug, PartialEq)]
pub enum Told {
    /// The hub offers these.
    Offered(Vec<Offer>),
    /// The hub refuses.
    Refused(Refusal),
    /// The hub or the gateway does not answer.
    Away,
    /// What the open link has brought so far.
    Counted(Counts),
    /// The open link has ended.
    Lost(Loss),
    /// Time has passed.
    Nothing,
    /// Time has passed in which nobody looked: a hidden page draws nothing, so nothing is to be concluded from it.
    Unwatched,
}

/// What a link has brought since it was opened. Neither number ever falls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Bytes.
    pub bytes: u64,
    /// Pictures that were decoded of them.
    pub pictures: u64,
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq)]
pub enum Order {
    /// Ask the hub how the stream can be played.
    Ask,
    /// Open this way, and close the one that is open.
    Open(Offer),
    /// Close what is open.
    Close,
}

/// The link that is open.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Open {
    transport: Transport,
    since: PageTime,
    counts: Counts,
    /// When the last bytes and the last picture came.
    bytes_at: Option<PageTime>,
    picture_at: Option<PageTime>,
    /// Since when pictures have come without a break.
    playing_since: PageTime,
    /// Since when packets have come without a picture.
    blind_since: Option<PageTime>,
}

impl Open {
    const fn new(transport: Transport, now: PageTime) -> Self {
        Self {
            transport,
            since: now,
            counts: Counts {
                bytes: 0,
                pictures: 0,
            },
            bytes_at: None,
            picture_at: None,
            playing_since: now,
            blind_since: None,
        }
    }

    /// Begins to count anew what has not come.
    fn excuse(&mut self, now: PageTime) {
        self.since = now;
        self.picture_at = self.picture_at.map(|_| now);
        self.bytes_at = self.bytes_at.map(|_| now);
        self.blind_since = None;
    }

    fn comes(self, now: PageTime) -> bool {
        self.bytes_at
            .is_some_and(|at| now.millis_since(at) < SILENT_MS)
    }
}

/// One player's machine.
#[derive(Clone, Debug, PartialEq)]
pub struct Machine {
    state: State,
    open: Option<Open>,
    /// What is left of the offers, the best first.
    left: VecDeque<Offer>,
    /// Ways that brought nothing: behind the others from now on.
    distrusted: Vec<Transport>,
    backoff: Backoff,
}

impl Machine {
    /// A machine that begins to ask, with its first order.
    #[must_use]
    pub fn begin() -> (Self, Order) {
        let machine = Self {
            state: State::Asking,
            open: None,
            left: VecDeque::new(),
            distrusted: Vec::new(),
            backoff: Backoff::default(),
        };
        (machine, Order::Ask)
    }

    /// How the player is.
    #[must_use]
    pub const fn state(&self) -> State {
        self.state
    }

    /// When the last picture came that the open link brought.
    #[must_use]
    pub fn picture_at(&self) -> Option<PageTime> {
        self.open.and_then(|open| open.picture_at)
    }

    /// Takes what it is told at a moment, with a chance from 0 to 1 for pauses, and says what is to be done.
    pub fn step(&mut self, told: Told, now: PageTime, chance: f64) -> Option<Order> {
        match (told, self.state) {
            // What was asked for before it was refused or given up concerns nobody.
            (Told::Offered(offers), State::Asking) => {
                match ways(offers, &self.distrusted) {
                    Ok(ways) => self.left = ways.into(),
                    Err(refusal) => {
                        self.state = State::Refused(refusal);
                        return None;
                    }
                }
                self.open_next(now)
            }
            (Told::Refused(refusal), State::Asking) => {
                self.state = State::Refused(refusal);
                None
            }
            (Told::Away, State::Asking) => {
                self.wait(Loss::Away, now, chance);
                None
            }
            (Told::Counted(counts), _) => {
                self.count(counts, now);
                self.look(now, chance)
            }
            (Told::Unwatched, _) => {
                if let Some(open) = &mut self.open {
                    open.excuse(now);
                }
                None
            }
            (Told::Lost(why), _) if self.open.is_some() => Some(self.give_up(why, now, chance)),
            _ => self.look(now, chance),
        }
    }

    /// Takes what the link has brought.
    fn count(&mut self, counts: Counts, now: PageTime) {
        let Some(open) = &mut self.open else {
            return;
        };
        if counts.bytes > open.counts.bytes {
            open.bytes_at = Some(now);
        }
        if counts.pictures > open.counts.pictures {
            if !matches!(self.state, State::Playing(_)) {
                open.playing_since = now;
            }
            // A picture is made of bytes, whether they were counted or not.
            open.bytes_at = Some(now);
            open.picture_at = Some(now);
            open.blind_since = None;
            self.state = State::Playing(open.transport);
            self.distrusted.retain(|way| *way != open.transport);
        }
        open.counts = counts;
    }

    /// What time alone changes.
    fn look(&mut self, now: PageTime, chance: f64) -> Option<Order> {
        if let State::Gone { retry_at, .. } = self.state {
            if now < retry_at {
                return None;
            }
            self.state = State::Asking;
            return Some(Order::Ask);
        }
        let open = self.open.as_mut()?;
        if matches!(self.state, State::Playing(_))
            && now.millis_since(open.playing_since) >= SETTLED_MS
        {
            self.backoff.reset();
        }
        let silent_since = open.picture_at.unwrap_or(open.since);
        let silent = now.millis_since(silent_since);
        if silent < SILENT_MS {
            return None;
        }
        if open.comes(now) {
            let since = *open.blind_since.get_or_insert(now);
            self.state = State::NoPictures(open.transport);
            if now.millis_since(since) < GIVE_UP_MS {
                return None;
            }
            return Some(self.give_up(Loss::Undecodable, now, chance));
        }
        open.blind_since = None;
        let patience = if open.bytes_at.is_none() {
            CONNECT_MS
        } else {
            self.state = State::Stalled(open.transport);
            GIVE_UP_MS
        };
        (silent >= patience).then(|| self.give_up(Loss::Silent, now, chance))
    }

    fn open_next(&mut self, now: PageTime) -> Option<Order> {
        let offer = self.left.pop_front()?;
        self.open = Some(Open::new(offer.transport, now));
        self.state = State::Connecting(offer.transport);
        Some(Order::Open(offer))
    }

    /// Gives the open link up: another way at once where this one never brought a picture, else after a pause.
    fn give_up(&mut self, why: Loss, now: PageTime, chance: f64) -> Order {
        let open = self.open.take();
        if let Some(open) = open
            && open.picture_at.is_none()
        {
            if !self.distrusted.contains(&open.transport) {
                self.distrusted.push(open.transport);
            }
            if let Some(order) = self.open_next(now) {
                return order;
            }
        }
        self.wait(why, now, chance);
        Order::Close
    }

    fn wait(&mut self, why: Loss, now: PageTime, chance: f64) {
        self.left.clear();
        self.state = State::Gone {
            why,
            retry_at: now + self.backoff.next_pause(chance),
        };
    }
}

/// The offers that this screen can play, the youngest picture first, and behind them those that brought nothing before.
fn ways(offers: Vec<Offer>, distrusted: &[Transport]) -> Result<Vec<Offer>, Refusal> {
    let known = offers
        .into_iter()
        .filter(|offer| offer.transport != Transport::Other);
    let (mut ways, other): (Vec<_>, Vec<_>) = known.partition(|offer| offer.codec == Codec::H264);
    if ways.is_empty() {
        return Err(if other.is_empty() {
            Refusal::NoWay
        } else {
            Refusal::OnlyH265
        });
    }
    ways.sort_by_key(|offer| (distrusted.contains(&offer.transport), offer.transport));
    Ok(ways)
}

#[cfg(test)]
#[path = "machine_tests.rs"]
mod tests;
