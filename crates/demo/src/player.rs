//! The clock over a day, and what it tells a page.

use std::collections::BTreeMap;

use crate::settings::{deployment, divisions};
use crate::telling::network_of;
use crate::{Chronicle, Days};
use district::District;
use domain::{IncidentRef, Millis, Network, Timestamp, UnitId, UnitPosition};
use protocol::{
    DEMO_RATES, Delta, Deltas, DemoAsked, DemoReply, DemoRequest, DeploymentClock, Hello, Interest,
    LogId, Playhead, ServerFrame, SnapshotPart,
};
use serde_json::json;

/// How often a page hears the time while the demo plays.
const HEARTBEAT: Millis = Millis(250);

/// A page that hears nothing for so long says so; it knows itself when the demo stands.
const STALE_AFTER: Millis = Millis::from_secs(10);

/// The most incidents in one part of a snapshot.
const PART: usize = 500;

/// What was of interest stays so for this long on the demo's clock.
const HERE: Millis = Millis::from_secs(15);

/// More of the page's time than this between two ticks was sleep, in milliseconds: nobody has watched.
const ASLEEP_MS: f64 = 5_000.0;

/// The years that can be played, from and to: 2000-01-01 to 2100-01-01 in the district.
const YEARS: (Timestamp, Timestamp) = (Timestamp(946_656_000_000), Timestamp(4_102_416_000_000));

/// Plays a district's days to a page. The page's clock comes in as milliseconds that only grow.
#[derive(Debug, Default)]
pub struct Player(Option<Playing>);

/// What is played, once it is known what.
#[derive(Debug)]
struct Playing {
    seed: u64,
    days: Days,
    chronicle: Chronicle,
    /// The clock, and the page's clock then.
    anchor: (Timestamp, f64),
    rate: f64,
    runs: bool,
    ticked_ms: f64,
    /// Everything up to and at this has been told.
    told: Timestamp,
    seen: BTreeMap<UnitId, UnitPosition>,
    /// The last request.
    turn: u32,
    /// How often everything was told anew.
    opened: u64,
    /// Whether the page has not heard yet what is of interest of this day.
    owes_day: bool,
}

impl Player {
    /// A player that nobody has told yet what to play.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Answers a request. What is known at once is said at once: a page builds its screen while its day is planned.
    pub fn answer(&mut self, asked: DemoAsked, page_ms: f64, mut say: impl FnMut(DemoReply)) {
        let DemoAsked { turn, request } = asked;
        if let DemoRequest::Open {
            seed,
            at,
            rate,
            playing,
        } = request
        {
            let district = District::from_seed(seed);
            settings(&district).into_iter().for_each(&mut say);
            let at = playable(at);
            let mut days = Days::new(&district, seed);
            let chronicle = days.chronicle(at);
            let opened = self.0.insert(Playing {
                seed,
                days,
                chronicle,
                anchor: (at, page_ms),
                rate: playable_rate(rate),
                runs: playing,
                ticked_ms: page_ms,
                told: at,
                seen: BTreeMap::new(),
                turn,
                opened: 0,
                owes_day: true,
            });
            say(opened.jump(at, page_ms));
        } else if let Some(playing) = &mut self.0 {
            say(playing.answer(turn, &request, page_ms));
        }
    }

    /// What has happened since the last time; `None` while the clock stands.
    pub fn tick(&mut self, page_ms: f64) -> Option<DemoReply> {
        self.0.as_mut()?.tick(page_ms)
    }

    /// The day that is played.
    #[must_use]
    pub fn chronicle(&self) -> Option<&Chronicle> {
        self.0.as_ref().map(|playing| &playing.chronicle)
    }
}

impl Playing {
    fn answer(&mut self, turn: u32, request: &DemoRequest, page_ms: f64) -> DemoReply {
        match request {
            DemoRequest::Texts(incident) => return self.texts(turn, *incident),
            DemoRequest::Surroundings => return surroundings(self.seed, turn),
            _ => {}
        }
        self.turn = self.turn.max(turn);
        let now = self.now(page_ms);
        match request {
            DemoRequest::Restart(network) => {
                self.opened += 1;
                let frames = self.whole(*network);
                self.say(frames)
            }
            DemoRequest::SetRate(rate) => {
                self.set_clock(now, page_ms);
                self.rate = playable_rate(*rate);
                let frames = self.advance(now);
                self.say(frames)
            }
            DemoRequest::Play => {
                self.set_clock(now, page_ms);
                self.runs = true;
                let frames = self.advance(now);
                self.say(frames)
            }
            DemoRequest::Pause => {
                self.runs = false;
                self.jump(now, page_ms)
            }
            DemoRequest::Seek(at) => self.jump(*at, page_ms),
            DemoRequest::Next => {
                let next = self.next_after(now).map(|next| next.at);
                let at = next.unwrap_or_else(|| {
                    let tomorrow = self.days.chronicle(self.chronicle.end());
                    tomorrow
                        .interests()
                        .first()
                        .map_or(tomorrow.start(), |first| first.at)
                });
                self.jump(at, page_ms)
            }
            DemoRequest::Previous => {
                let previous = self.last_before(now).map(|previous| previous.at);
                let at = previous.unwrap_or_else(|| {
                    let yesterday = self.days.chronicle(self.chronicle.start() - Millis(1));
                    yesterday
                        .interests()
                        .last()
                        .map_or(yesterday.start(), |last| last.at)
                });
                self.jump(at, page_ms)
            }
            // Answered before: by the player, and above.
            DemoRequest::Open { .. } | DemoRequest::Texts(_) | DemoRequest::Surroundings => {
                self.say(Vec::new())
            }
        }
    }

    fn tick(&mut self, page_ms: f64) -> Option<DemoReply> {
        let since = page_ms - self.ticked_ms;
        if since > ASLEEP_MS {
            self.anchor.1 += since;
        }
        self.ticked_ms = page_ms;
        if !self.runs {
            return None;
        }
        let now = self.now(page_ms);
        if now >= self.chronicle.end() {
            return Some(self.jump(now, page_ms));
        }
        let frames = self.advance(now);
        Some(self.say(frames))
    }

    /// Where the clock stands.
    fn now(&self, page_ms: f64) -> Timestamp {
        let (at, then) = self.anchor;
        if !self.runs {
            return at;
        }
        let passed = (page_ms - then).max(0.0) * self.rate;
        playable(at + Millis(passed as i64)).max(self.told)
    }

    fn set_clock(&mut self, at: Timestamp, page_ms: f64) {
        self.anchor = (at, page_ms);
        self.ticked_ms = page_ms;
    }

    /// Sets the clock, forward or back, and tells everything anew. A clock that stands stands at a whole second, which is
    /// what an address can name.
    fn jump(&mut self, at: Timestamp, page_ms: f64) -> DemoReply {
        let at = playable(at);
        let at = if self.runs { at } else { whole_second(at) };
        if at < self.chronicle.start() || at >= self.chronicle.end() {
            self.chronicle = self.days.chronicle(at);
            self.owes_day = true;
        }
        self.set_clock(at, page_ms);
        self.told = at;
        self.opened += 1;
        let positions = self.chronicle.positions(at);
        self.seen = positions
            .into_iter()
            .map(|seen| (seen.unit.clone(), seen))
            .collect();
        let mut frames = Vec::new();
        for network in Network::ALL {
            frames.extend(self.whole(network));
        }
        self.say(frames)
    }

    /// Everything of a network as it stands: what a hub tells a screen that it does not know.
    fn whole(&self, network: Network) -> Vec<(Network, ServerFrame)> {
        let register = self.chronicle.register(network, self.told);
        let incidents: Vec<_> = register.world().incidents().cloned().collect();
        let chunks: Vec<_> = incidents.chunks(PART).collect();
        let parts = chunks.len().max(1) as u32;
        let hello = ServerFrame::Hello(Box::new(Hello {
            network,
            log: LogId(self.opened),
            clock: self.clock(),
            heartbeat_every: HEARTBEAT,
            stale_after: STALE_AFTER,
            resumed_after: None,
        }));
        let part = |part, incidents: &[_]| {
            ServerFrame::Snapshot(SnapshotPart {
                through: register.through(),
                part,
                parts,
                incidents: incidents.to_vec(),
            })
        };
        let snapshot: Vec<_> = match chunks.as_slice() {
            [] => vec![part(0, &[])],
            chunks => (0..)
                .zip(chunks)
                .map(|(number, chunk)| part(number, chunk))
                .collect(),
        };
        let positions = self
            .seen
            .values()
            .filter(|seen| network_of(&seen.unit) == network);
        let positions = ServerFrame::Positions(positions.cloned().collect());
        std::iter::once(hello)
            .chain(snapshot)
            .chain([positions])
            .map(|frame| (network, frame))
            .collect()
    }

    /// What has happened since the last time.
    fn advance(&mut self, now: Timestamp) -> Vec<(Network, ServerFrame)> {
        let from = std::mem::replace(&mut self.told, now);
        let positions: Vec<UnitPosition> = self
            .chronicle
            .positions(now)
            .into_iter()
            .filter(|seen| {
                let known = self.seen.get(&seen.unit);
                known.is_none_or(|known| known.sampled_at < seen.sampled_at)
            })
            .collect();
        for seen in &positions {
            self.seen.insert(seen.unit.clone(), seen.clone());
        }
        let clock = self.clock();
        let mut frames = Vec::new();
        for network in Network::ALL {
            let events = self.chronicle.events(network, from, now);
            if let Some(last) = events.last() {
                let deltas = events.iter().cloned().map(Delta::Event);
                let packed = Deltas::pack(last.seq, deltas);
                frames.push((network, ServerFrame::Deltas(packed)));
            }
            let moved: Vec<_> = positions
                .iter()
                .filter(|seen| network_of(&seen.unit) == network)
                .cloned()
                .collect();
            if !moved.is_empty() {
                frames.push((network, ServerFrame::Positions(moved)));
            }
            let through = self.chronicle.through(network, now);
            frames.push((network, ServerFrame::Heartbeat { clock, through }));
        }
        frames
    }

    fn clock(&self) -> DeploymentClock {
        DeploymentClock {
            now: self.told,
            rate: if self.runs { self.rate } else { 0.0 },
            day_started_at: self.chronicle.start(),
        }
    }

    fn say(&mut self, frames: Vec<(Network, ServerFrame)>) -> DemoReply {
        let at = self.told;
        let previous = self.last_before(at);
        let here = self
            .chronicle
            .interests()
            .iter()
            .rfind(|interest| interest.at <= at && at - interest.at < HERE)
            .copied();
        let day = std::mem::take(&mut self.owes_day).then(|| self.chronicle.interests().to_vec());
        DemoReply::Told {
            turn: self.turn,
            silences: self.chronicle.silences(at),
            day,
            playhead: Playhead {
                seed: self.seed,
                at,
                day_started_at: self.chronicle.start(),
                rate: self.rate,
                playing: self.runs,
                here,
                next: self.next_after(at),
                previous,
            },
            frames,
        }
    }

    fn next_after(&self, at: Timestamp) -> Option<Interest> {
        let all = self.chronicle.interests();
        all.get(all.partition_point(|interest| interest.at <= at))
            .copied()
    }

    /// The moment before this one; while the clock runs one that has just passed is this one.
    fn last_before(&self, at: Timestamp) -> Option<Interest> {
        let this = if self.runs {
            at - Millis((1_500.0 * self.rate) as i64)
        } else {
            at
        };
        let all = self.chronicle.interests();
        let before = all.partition_point(|interest| interest.at < this);
        before.checked_sub(1).map(|index| all[index])
    }

    fn texts(&self, turn: u32, incident: IncidentRef) -> DemoReply {
        let register = self.chronicle.register(incident.network, self.told);
        let details = register
            .world()
            .incident(incident.id)
            .and_then(|incident| self.chronicle.text(incident.details?).cloned());
        let notes = self.chronicle.notes(incident, self.told);
        DemoReply::Texts {
            turn,
            details,
            notes: notes.map(|(at, note)| (at, note.clone())).collect(),
        }
    }
}

/// Settings and divisions as a hub would answer them.
fn settings(district: &District) -> Option<DemoReply> {
    Some(DemoReply::Settings {
        deployment: serde_json::to_vec(&deployment(district)?).ok()?,
        divisions: serde_json::to_vec(&divisions(district)).ok()?,
    })
}

/// Cameras and buildings as a hub would answer them. The district is grown again for it, once a page at most: its buildings
/// are no part of what a day is played with, and would be carried along by everybody who never looks through a camera.
fn surroundings(seed: u64, turn: u32) -> DemoReply {
    let district = District::from_seed(seed);
    let cameras = json!({ "points": district.camera_points, "states": {} });
    DemoReply::Surroundings {
        turn,
        cameras: cameras.to_string().into_bytes(),
        buildings: district.buildings_geojson().to_string().into_bytes(),
    }
}

fn playable(at: Timestamp) -> Timestamp {
    at.clamp(YEARS.0, YEARS.1)
}

fn playable_rate(rate: f64) -> f64 {
    if rate.is_nan() {
        return 1.0;
    }
    rate.clamp(DEMO_RATES.0, DEMO_RATES.1)
}

const fn whole_second(at: Timestamp) -> Timestamp {
    Timestamp(at.0 - at.0.rem_euclid(1_000))
}
