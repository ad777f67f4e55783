//! One day, decided: what happened on every network, and how it stood at any moment.

use std::collections::BTreeMap;
use std::sync::Arc;

use district::{DarkCamera, Day, District, Script, Scripted};
use domain::{
    Actor, Channel, IncidentId, IncidentRef, Millis, Network, PlatformId, Rules, Seq, TextKey,
    Timestamp, UnitId, UnitPosition,
};
use protocol::{Interest, InterestKind, Silence};
use world::{Act, Body, Decision, Event, Manner, Register, Request, Territory, decide};

use crate::interest::{Lookout, floods, whole_second_from};
use crate::telling::{Texts, network_of, request};

const DAY: Millis = Millis::from_hours(24);

/// Between two keyframes.
const KEYFRAME: Millis = Millis::from_hours(1);

/// What was closed longer than this before midnight leaves the picture then, as a hub's retention would have it.
const STAYS: Millis = Millis::from_hours(3);

/// A unit that stands is seen as often as this; see `district`.
const SEEN_WITHIN: Millis = Millis::from_mins(1);

/// Room for the numbers of one day's incidents.
const NUMBERS_A_DAY: u64 = 10_000;

/// The days of a district: planned and decided when they are asked for.
#[derive(Debug)]
pub struct Days {
    script: Script,
    rules: Rules,
    territory: Territory,
    networks: BTreeMap<PlatformId, Network>,
    /// A day and its eve, and the day before, which a step back wants.
    planned: Vec<Arc<Day>>,
}

impl Days {
    /// The days of a district as the seed tells them.
    #[must_use]
    pub fn new(district: &District, seed: u64) -> Self {
        Self {
            script: Script::new(district, seed, 1.0),
            rules: district.rules.clone(),
            territory: Territory::new(district.areas.clone(), district.grids.clone()),
            networks: district
                .platforms
                .iter()
                .map(|platform| (platform.id.clone(), platform.network))
                .collect(),
            planned: Vec::new(),
        }
    }

    /// The day in which a moment lies.
    pub fn chronicle(&mut self, at: Timestamp) -> Chronicle {
        let start = Script::midnight_before(at);
        let eve = self.planned(start - DAY);
        let today = self.planned(start);
        self.planned
            .retain(|day| (start - day.start()).0.abs() <= DAY.0);
        Chronicle::decide(self, eve, today)
    }

    fn planned(&mut self, start: Timestamp) -> Arc<Day> {
        let known = self.planned.iter().find(|day| day.start() == start);
        match known {
            Some(day) => Arc::clone(day),
            None => {
                let day = Arc::new(self.script.day(start));
                self.planned.push(Arc::clone(&day));
                day
            }
        }
    }
}

/// One day, decided. What was reported the day before and is not over at midnight is part of it.
#[derive(Debug)]
pub struct Chronicle {
    start: Timestamp,
    eve: Arc<Day>,
    today: Arc<Day>,
    threads: BTreeMap<Network, Thread>,
    texts: Texts,
    notes: BTreeMap<IncidentRef, Vec<Noted>>,
    interests: Vec<Interest>,
    refused: usize,
}

/// What happened on one network.
#[derive(Debug, Default)]
struct Thread {
    /// The day's events in order.
    events: Vec<Event>,
    /// How many events are folded into each keyframe, and the register then. The first is midnight.
    keyframes: Vec<(usize, Register)>,
}

/// A thread while it is made.
struct Making {
    register: Register,
    thread: Thread,
    lookout: Lookout,
    /// How many incidents of each day were numbered.
    numbered: BTreeMap<Timestamp, u64>,
    notes: BTreeMap<IncidentId, Vec<Noted>>,
}

/// What people wrote about an incident.
#[derive(Debug)]
struct Noted {
    /// When it was told, which is later than it happened where the network was silent.
    told_at: Timestamp,
    at: Timestamp,
    text: TextKey,
}

impl Chronicle {
    fn decide(days: &Days, eve: Arc<Day>, today: Arc<Day>) -> Self {
        let start = today.start();
        let end = start + DAY;
        let mut makings: BTreeMap<Network, Making> = Network::ALL
            .into_iter()
            .map(|network| (network, Making::new(network, start)))
            .collect();
        let mut texts = Texts::default();
        let mut refused = 0;
        let mut reached_midnight = false;
        let mut next_keyframe = start + KEYFRAME;
        for (told_at, fact, day) in in_order(&eve, &today) {
            if told_at >= end {
                break;
            }
            if !reached_midnight && told_at >= start {
                reached_midnight = true;
                for making in makings.values_mut() {
                    making.reach_midnight(&days.rules, start);
                }
            }
            while told_at >= next_keyframe {
                for making in makings.values_mut() {
                    making.keep();
                }
                next_keyframe = next_keyframe + KEYFRAME;
            }
            let making = days
                .networks
                .get(&fact.platform)
                .and_then(|network| makings.get_mut(network));
            let decided = making.map(|making| {
                let asked = request(&making.register, &days.territory, fact, &mut texts)?;
                making.decide(&days.rules, &asked, told_at, day, reached_midnight)
            });
            refused += usize::from(decided.flatten().is_none());
        }
        let mut interests = Vec::new();
        let mut urgent = Vec::new();
        let mut threads = BTreeMap::new();
        let mut notes = BTreeMap::new();
        for (network, making) in makings {
            interests.extend(making.dark_cameras(network, &today));
            let (found, pressing) = making
                .lookout
                .close(making.register.world(), end - Millis(1));
            interests.extend(found);
            urgent.extend(pressing);
            threads.insert(network, making.thread);
            notes.extend(
                making
                    .notes
                    .into_iter()
                    .map(|(id, notes)| (IncidentRef { network, id }, notes)),
            );
        }
        urgent.sort_unstable();
        interests.extend(
            floods(&urgent)
                .into_iter()
                .filter(|at| *at >= start)
                .map(|at| Interest {
                    at: whole_second_from(at),
                    kind: InterestKind::FloodBegins,
                    incident: None,
                }),
        );
        interests.extend(troubles(&today));
        interests.retain(|interest| interest.at < end);
        interests.sort_unstable();
        Self {
            start,
            eve,
            today,
            threads,
            texts,
            notes,
            interests,
            refused,
        }
    }

    /// Its midnight.
    #[must_use]
    pub const fn start(&self) -> Timestamp {
        self.start
    }

    /// The midnight after it.
    #[must_use]
    pub fn end(&self) -> Timestamp {
        self.start + DAY
    }

    /// How many facts of the script were refused: about incidents that had left the picture.
    #[must_use]
    pub const fn refused(&self) -> usize {
        self.refused
    }

    /// How a network stood at a moment of the day, with everything that happened up to and at it.
    #[must_use]
    pub fn register(&self, network: Network, at: Timestamp) -> Register {
        let Some(thread) = self.threads.get(&network) else {
            return Register::new();
        };
        let happened = thread.happened(at);
        let kept = thread
            .keyframes
            .partition_point(|(folded, _)| *folded <= happened);
        let (folded, mut register) = match kept.checked_sub(1).map(|index| &thread.keyframes[index])
        {
            Some((folded, register)) => (*folded, register.clone()),
            None => (0, Register::new()),
        };
        for event in &thread.events[folded..happened] {
            register.apply(event);
        }
        register
    }

    /// What happened on a network after `from`, up to and at `to`.
    #[must_use]
    pub fn events(&self, network: Network, from: Timestamp, to: Timestamp) -> &[Event] {
        self.threads.get(&network).map_or(&[], |thread| {
            let to = thread.happened(to);
            &thread.events[thread.happened(from).min(to)..to]
        })
    }

    /// The last event of a network up to and at a moment of the day.
    #[must_use]
    pub fn through(&self, network: Network, at: Timestamp) -> Seq {
        let Some(thread) = self.threads.get(&network) else {
            return Seq::START;
        };
        let last = thread.happened(at).checked_sub(1);
        match last.and_then(|index| thread.events.get(index)) {
            Some(event) => event.seq,
            None => thread
                .keyframes
                .first()
                .map_or(Seq::START, |(_, register)| register.through()),
        }
    }

    /// Where every unit was last seen at a moment of the day, in the order of their call signs: units that a silent network
    /// tells of, before it fell silent.
    #[must_use]
    pub fn positions(&self, at: Timestamp) -> Vec<UnitPosition> {
        let mut latest = self.sampled(at);
        for silence in self.silences(at) {
            for (unit, last) in self.sampled(silence.since - Millis(1)) {
                if network_of(&unit) == silence.network {
                    latest.insert(unit, last);
                }
            }
        }
        latest.into_values().collect()
    }

    /// Where every unit was at a moment.
    fn sampled(&self, at: Timestamp) -> BTreeMap<UnitId, UnitPosition> {
        let moment = Millis(1);
        let from = at - SEEN_WITHIN + moment;
        self.today
            .unit_positions_after(&self.eve, from, at + moment)
            .into_iter()
            .map(|sample| (sample.unit.clone(), sample))
            .collect()
    }

    /// Which networks are not heard at a moment of the day.
    #[must_use]
    pub fn silences(&self, at: Timestamp) -> Vec<Silence> {
        let days = [&self.eve, &self.today];
        let outages = days.into_iter().flat_map(|day| day.outages());
        outages
            .filter(|outage| outage.from <= at && at < outage.until)
            .map(|outage| Silence {
                network: outage.network,
                since: outage.from,
            })
            .collect()
    }

    /// What of the day is worth looking at, in order.
    #[must_use]
    pub fn interests(&self) -> &[Interest] {
        &self.interests
    }

    /// A text by its key.
    #[must_use]
    pub fn text(&self, key: TextKey) -> Option<&Arc<str>> {
        self.texts.text(key)
    }

    /// The notes about an incident that were told up to and at a moment of the day, in order.
    pub fn notes(
        &self,
        incident: IncidentRef,
        at: Timestamp,
    ) -> impl Iterator<Item = (Timestamp, &Arc<str>)> {
        let notes = self.notes.get(&incident).map_or(&[][..], Vec::as_slice);
        notes
            .iter()
            .filter(move |noted| noted.told_at <= at)
            .filter_map(|noted| Some((noted.at, self.text(noted.text)?)))
    }
}

impl Thread {
    /// How many of the events happened up to and at a moment.
    fn happened(&self, at: Timestamp) -> usize {
        self.events.partition_point(|event| event.recorded_at <= at)
    }
}

impl Making {
    fn new(network: Network, midnight: Timestamp) -> Self {
        Self {
            register: Register::new(),
            thread: Thread::default(),
            lookout: Lookout::new(network, midnight),
            numbered: BTreeMap::new(),
            notes: BTreeMap::new(),
        }
    }

    /// What was over long before midnight leaves the picture; the day begins with the rest.
    fn reach_midnight(&mut self, rules: &Rules, midnight: Timestamp) {
        let over: Vec<IncidentId> = self
            .register
            .world()
            .incidents()
            .filter(|incident| !incident.stage.is_open())
            .filter(|incident| {
                let ended = incident.reached.first(incident.stage);
                ended.is_none_or(|ended| midnight - ended > STAYS)
            })
            .map(|incident| incident.id)
            .collect();
        for incident in over {
            let archive = Request {
                incident: Some(incident),
                act: Act::Archive,
                by: Actor::Hub,
                occurred_at: midnight,
                decided_on: None,
                note: None,
                photos: Vec::new(),
                from: None,
            };
            if let Ok(Decision::Record(facts)) =
                decide(&self.register, rules, &archive, Manner::Command)
            {
                for fact in facts {
                    let event = self.event(fact, midnight);
                    self.register.apply(&event);
                }
            }
        }
        self.keep();
    }

    /// Keeps the register as it is.
    fn keep(&mut self) {
        let folded = self.thread.events.len();
        self.thread.keyframes.push((folded, self.register.clone()));
    }

    /// Decides what follows, and folds it; `None` when it is refused.
    fn decide(
        &mut self,
        rules: &Rules,
        asked: &Request,
        told_at: Timestamp,
        day: &Day,
        is_today: bool,
    ) -> Option<()> {
        let facts = match decide(&self.register, rules, asked, Manner::Statement) {
            Ok(Decision::Record(facts)) => facts,
            Ok(Decision::Known) => return Some(()),
            Err(_) => return None,
        };
        for mut fact in facts {
            if matches!(fact.body, Body::Reported(_)) {
                fact.incident = self.number(day);
            }
            let event = self.event(fact, told_at);
            self.lookout.look(self.register.world(), &event);
            self.register.apply(&event);
            if let Some(note) = event.fact.note {
                let notes = self.notes.entry(event.fact.incident).or_default();
                notes.push(Noted {
                    told_at,
                    at: event.fact.occurred_at,
                    text: note,
                });
            }
            if is_today {
                self.thread.events.push(event);
            }
        }
        Some(())
    }

    /// When the day's cameras went dark, as this network's platforms told it.
    fn dark_cameras(&self, network: Network, today: &Day) -> Vec<Interest> {
        let reported = self.thread.events.iter().filter_map(|event| {
            let Body::Reported(_) = event.fact.body else {
                return None;
            };
            let incident = self.register.world().incident(event.fact.incident)?;
            let is_dark = |dark: &DarkCamera| {
                dark.external_id == incident.external_id && incident.channel == Channel::Camera
            };
            let dark = today.dark_cameras().iter().any(is_dark);
            dark.then_some(Interest {
                at: whole_second_from(event.recorded_at),
                kind: InterestKind::CameraDark,
                incident: Some(IncidentRef {
                    network,
                    id: incident.id,
                }),
            })
        });
        reported.collect()
    }

    fn event(&self, fact: world::Fact, recorded_at: Timestamp) -> Event {
        Event {
            seq: Seq(self.register.through().0 + 1),
            recorded_at,
            fact,
        }
    }

    /// The next number of a day's incidents: the same whether the day is told as a day or as the eve of the next, so that an
    /// open card stays open over midnight.
    fn number(&mut self, day: &Day) -> IncidentId {
        let number = self.numbered.entry(day.start()).or_default();
        *number += 1;
        let days = (day.start() + district::UTC_OFFSET).0.div_euclid(DAY.0);
        IncidentId(days.unsigned_abs() * NUMBERS_A_DAY + *number)
    }
}

/// When the whole day gets hard: its storm, and networks that fall silent and come back.
fn troubles(today: &Day) -> Vec<Interest> {
    let interest = |at, kind| Interest {
        at: whole_second_from(at),
        kind,
        incident: None,
    };
    let storm = today
        .storm()
        .map(|storm| interest(storm.from, InterestKind::StormBegins));
    let outages = today.outages().iter().flat_map(|outage| {
        [
            interest(outage.from, InterestKind::FeedSilent(outage.network)),
            interest(outage.until, InterestKind::FeedBack(outage.network)),
        ]
    });
    outages.chain(storm).collect()
}

/// The facts of both days in the order in which they are told, each with that moment and its day; those of the eve first where
/// they are of the same moment. What a silent network held back comes in its own order when it is back.
fn in_order<'d>(
    eve: &'d Day,
    today: &'d Day,
) -> impl Iterator<Item = (Timestamp, &'d Scripted, &'d Day)> + use<'d> {
    let of = |day: &'d Day| day.facts().iter().map(move |fact| (fact, day));
    let mut facts: Vec<(Timestamp, &Scripted, &Day)> = of(eve)
        .chain(of(today))
        // What was reported the day before goes on today, and today's silence holds it back as well.
        .map(|(fact, day)| (eve.told_at(fact).max(today.told_at(fact)), fact, day))
        .collect();
    facts.sort_by_key(|(told_at, fact, _)| (*told_at, fact.at));
    facts.into_iter()
}
