//! One day, planned hour by hour.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use domain::{
    CameraId, Channel, ExternalId, Millis, Network, PlatformId, PointId, Timestamp, UnitPosition,
};
use world::Act;

use crate::chance::Chance;
use crate::code::code;
use crate::organisation::POLICE_STATION;
use crate::plane::Spot;

use super::job::{Job, samples};
use super::life::{Birth, Course, Twist, Writer};
use super::matters::{MATTERS, Matter, STORM_MATTERS, Scene};
use super::outage::{Outage, outages, told_at};
use super::rounds::rounds;
use super::scenery::Site;
use super::stories::Story;
use super::storm::Storm;
use super::watch::Engaged;
use super::{Base, Scripted, Told, UTC_OFFSET};

/// Reports in each hour of the day, before chance adds or takes one.
const RHYTHM: [u32; 24] = [
    16, 15, 14, 14, 14, 14, 15, 17, 19, 19, 18, 17, 19, 17, 16, 16, 17, 18, 20, 20, 19, 18, 18, 17,
];
/// The fewest and the most reports an hour at pace 1.
pub(crate) const PER_HOUR: (u32, u32) = (14, 20);
const HOUR: Millis = Millis::from_hours(1);
/// Between which hours a camera goes dark.
const DARK_HOURS: (usize, usize) = (10, 17);
const XUELIANG: &str = "xueliang";
/// The purpose for which chance decides on storms: chosen so that the demo's own day has one.
const STORM: u64 = 22;

/// Everything that happens because of one day's reports, in order of time. What was reported late in the evening goes on
/// after midnight.
#[derive(Clone, Debug)]
pub struct Day {
    base: Arc<Base>,
    start: Timestamp,
    facts: Vec<Scripted>,
    jobs: Vec<Job>,
    storm: Option<Storm>,
    outages: Vec<Outage>,
    dark_cameras: Vec<DarkCamera>,
}

/// A camera without a picture, as its platform reports it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DarkCamera {
    /// Which camera.
    pub camera: CameraId,
    /// The point it is on.
    pub point: PointId,
    /// When its picture went.
    pub from: Timestamp,
    /// When it came back.
    pub until: Timestamp,
    /// The platform's number of the report.
    pub external_id: ExternalId,
}

/// An incident that a later one may turn out to be the same as.
#[derive(Clone, Debug)]
struct Earlier {
    network: Network,
    birth: Birth,
}

impl Day {
    /// When the day began.
    #[must_use]
    pub const fn start(&self) -> Timestamp {
        self.start
    }

    /// All facts of the day's incidents, in order of time.
    #[must_use]
    pub fn facts(&self) -> &[Scripted] {
        &self.facts
    }

    /// The facts within `from` ≤ t < `until`.
    #[must_use]
    pub fn between(&self, from: Timestamp, until: Timestamp) -> &[Scripted] {
        let start = self.facts.partition_point(|fact| fact.at < from);
        let end = self.facts.partition_point(|fact| fact.at < until);
        &self.facts[start..end.max(start)]
    }

    /// The day's storm: its hour brings more reports than anybody can take in. Most days have none.
    #[must_use]
    pub const fn storm(&self) -> Option<Storm> {
        self.storm
    }

    /// When a network's platforms tell nothing, in order of time.
    #[must_use]
    pub fn outages(&self) -> &[Outage] {
        &self.outages
    }

    /// The cameras that lose their picture, in order of time.
    #[must_use]
    pub fn dark_cameras(&self) -> &[DarkCamera] {
        &self.dark_cameras
    }

    /// When a fact of the day is told: as it happens, or late, when its network is back.
    #[must_use]
    pub fn told_at(&self, fact: &Scripted) -> Timestamp {
        let network = self.base.network_of(&fact.platform);
        told_at(&self.outages, network, fact.at)
    }

    /// What is told within `from` ≤ t < `until`, in the order in which it is told: what a silent network held back comes
    /// all at once when it is back, in its own order.
    #[must_use]
    pub fn told_between(&self, from: Timestamp, until: Timestamp) -> Vec<&Scripted> {
        let silent_since = self
            .outages
            .iter()
            .filter(|outage| outage.from < until && from <= outage.until)
            .map(|outage| outage.from);
        let earliest = silent_since.min().map_or(from, |since| since.min(from));
        let mut told: Vec<(Timestamp, &Scripted)> = self
            .between(earliest, until)
            .iter()
            .map(|fact| (self.told_at(fact), fact))
            .filter(|&(at, _)| from <= at && at < until)
            .collect();
        told.sort_by_key(|&(at, _)| at);
        told.into_iter().map(|(_, fact)| fact).collect()
    }

    /// Where the units were within `from` ≤ t < `until`, as far as this day's incidents move them: a sample every five
    /// seconds of a unit that drives, every minute of one that stands.
    #[must_use]
    pub fn unit_positions(&self, from: Timestamp, until: Timestamp) -> Vec<UnitPosition> {
        samples(
            &self.base.watch,
            &self.jobs.iter().collect::<Vec<_>>(),
            from,
            until,
        )
    }

    /// The same with the drives of the evening before, which end after midnight. Of two drives of a unit the one that began
    /// last counts, as in [`Playback::unit_positions`](super::Playback::unit_positions).
    #[must_use]
    pub fn unit_positions_after(
        &self,
        eve: &Self,
        from: Timestamp,
        until: Timestamp,
    ) -> Vec<UnitPosition> {
        let evening = eve.jobs().filter(|job| job.back_at >= self.start);
        let jobs: Vec<&Job> = evening.chain(self.jobs()).collect();
        samples(&self.base.watch, &jobs, from, until)
    }

    pub(crate) fn jobs(&self) -> impl Iterator<Item = &Job> {
        self.jobs.iter()
    }

    pub(crate) fn plan(base: &Arc<Base>, seed: u64, start: Timestamp, pace: f64) -> Self {
        let number = (start + UTC_OFFSET).0.div_euclid(24 * HOUR.0);
        let chance = Chance::from_seed(seed).fork(number.unsigned_abs());
        let storm = Storm::of_the_day(start, &mut chance.fork(STORM));
        let mut planner = Planner {
            base,
            date: civil_date(number),
            chance: chance.fork(1),
            facts: vec![],
            jobs: vec![],
            engaged: base.watch.free(libm::ceil(pace) as usize, start),
            numbers: BTreeMap::new(),
            reports: 0,
            twists: TWISTS.into(),
            earlier: vec![],
            dark: vec![],
        };
        let entries = planner.entries(start, pace, storm);
        // Stories first: they need their crews whatever else happens.
        for is_story in [true, false] {
            for entry in entries
                .iter()
                .filter(|entry| matches!(entry.kind, Kind::Story(_)) == is_story)
            {
                planner.enter(entry);
            }
        }
        planner.number_in_order_of_time();
        let rounds = rounds(&base.watch, &planner.engaged, &mut chance.fork(2));
        let outages = outages(start, storm, &mut chance.fork(3));
        let dark_cameras = planner.dark_cameras();
        let Planner {
            facts, mut jobs, ..
        } = planner;
        jobs.extend(rounds);
        jobs.sort_by_key(|job| (job.started_at, job.post));
        Self {
            base: base.clone(),
            start,
            facts,
            jobs,
            storm,
            outages,
            dark_cameras,
        }
    }
}

/// What a report of the day will be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Ordinary,
    Story(Story),
    DarkCamera,
    Storm,
}

/// A report that is going to come in.
#[derive(Clone, Copy, Debug)]
struct Entry {
    at: Timestamp,
    hour: usize,
    kind: Kind,
}

/// What goes wrong on every day: with which report at the earliest, in order.
const TWISTS: [(usize, Twist); 9] = [
    (31, Twist::DispatchedLate),
    (57, Twist::Returned),
    (88, Twist::SentTwice),
    (119, Twist::Reworked),
    (143, Twist::ArrivedLate),
    (171, Twist::Suspended),
    (202, Twist::HandledLate),
    (233, Twist::Rejected),
    (261, Twist::ClosedUnverified),
];

struct Planner<'a> {
    base: &'a Base,
    date: String,
    chance: Chance,
    facts: Vec<Scripted>,
    jobs: Vec<Job>,
    engaged: Engaged,
    numbers: BTreeMap<PlatformId, u32>,
    reports: usize,
    twists: VecDeque<(usize, Twist)>,
    earlier: Vec<Earlier>,
    /// The cameras that went dark, with their platform's number of the report.
    dark: Vec<(CameraId, PointId, ExternalId)>,
}

impl Planner<'_> {
    /// Every report of the day, in order of time.
    fn entries(&mut self, start: Timestamp, pace: f64, storm: Option<Storm>) -> Vec<Entry> {
        let mut entries = vec![];
        let dark_hour = DARK_HOURS.0 + self.chance.below(DARK_HOURS.1 - DARK_HOURS.0);
        for (hour, reports) in RHYTHM.into_iter().enumerate() {
            let swing = self.chance.below(3) as u32;
            let usual = (reports + swing)
                .saturating_sub(1)
                .clamp(PER_HOUR.0, PER_HOUR.1);
            let count = libm::round(f64::from(usual) * pace) as usize;
            let mut own: Vec<(i64, Kind)> = (0..count)
                .map(|_| (self.chance.below(HOUR.0 as usize) as i64, Kind::Ordinary))
                .collect();
            let stories = Story::ALL
                .into_iter()
                .filter(|&(_, at, _)| at == hour)
                .map(|(story, _, minute)| (minute, Kind::Story(story)));
            let dark = (hour == dark_hour).then_some((31, Kind::DarkCamera));
            for (minute, kind) in stories.chain(dark) {
                let time = minute * 60_000 + self.chance.below(40_000) as i64;
                let nearest = own
                    .iter_mut()
                    .filter(|(_, known)| *known == Kind::Ordinary)
                    .min_by_key(|(at, _)| (*at - time).abs());
                match nearest {
                    Some(entry) => *entry = (time, kind),
                    None => own.push((time, kind)),
                }
            }
            entries.extend(own.into_iter().map(|(time, kind)| Entry {
                at: start + Millis(HOUR.0 * hour as i64 + time),
                hour,
                kind,
            }));
        }
        if let Some(storm) = storm {
            for at in storm.reports(pace, &mut self.chance) {
                let hour = (at - start).0.div_euclid(HOUR.0) as usize;
                entries.push(Entry {
                    at,
                    hour,
                    kind: Kind::Storm,
                });
            }
        }
        entries.sort_by_key(|entry| entry.at);
        entries
    }

    fn enter(&mut self, entry: &Entry) {
        let (at, hour) = (entry.at, entry.hour);
        self.reports += 1;
        match entry.kind {
            Kind::Story(story) => self.story(story, at),
            Kind::DarkCamera => self.dark_camera(at, hour),
            Kind::Storm if self.chance.happens(0.15) => self.duplicate(at, hour, &STORM_MATTERS),
            Kind::Storm => self.ordinary(at, hour, &STORM_MATTERS),
            Kind::Ordinary if self.chance.happens(0.045) => self.duplicate(at, hour, &MATTERS),
            Kind::Ordinary => self.ordinary(at, hour, &MATTERS),
        }
    }

    fn writer(&mut self) -> Writer<'_> {
        let chance = self.chance.fork(self.reports as u64 + 1_000);
        Writer {
            watch: &self.base.watch,
            rules: &self.base.rules,
            engaged: &mut self.engaged,
            facts: &mut self.facts,
            jobs: &mut self.jobs,
            chance,
        }
    }

    fn next_number(&mut self, platform: &PlatformId) -> ExternalId {
        let number = self.numbers.entry(platform.clone()).or_insert(0);
        *number += 1;
        let number = *number;
        self.number(platform, number)
    }

    fn number(&self, platform: &PlatformId, number: u32) -> ExternalId {
        code(&format!("{platform}-{}-{number:04}", self.date))
    }

    /// Puts the facts in order of time and numbers each platform's reports as they came in, not as they were planned.
    fn number_in_order_of_time(&mut self) {
        self.facts.sort_by_key(|fact| fact.at);
        let mut counted: BTreeMap<PlatformId, u32> = BTreeMap::new();
        let mut numbers: BTreeMap<(PlatformId, ExternalId), ExternalId> = BTreeMap::new();
        for fact in &self.facts {
            let planned = (fact.platform.clone(), fact.external_id.clone());
            if matches!(fact.told, Told::Act(Act::Report(_))) && !numbers.contains_key(&planned) {
                let number = counted.entry(fact.platform.clone()).or_insert(0);
                *number += 1;
                let told = self.number(&fact.platform, *number);
                numbers.insert(planned, told);
            }
        }
        let renumber = |platform: &PlatformId, id: &mut ExternalId| {
            if let Some(told) = numbers.get(&(platform.clone(), id.clone())) {
                *id = told.clone();
            }
        };
        for fact in &mut self.facts {
            match &mut fact.told {
                Told::Act(Act::Report(report)) => {
                    renumber(&fact.platform, &mut report.external_id);
                }
                Told::SameAs {
                    platform,
                    external_id,
                } => renumber(platform, external_id),
                Told::Act(_) => {}
            }
            renumber(&fact.platform, &mut fact.external_id);
        }
        let xueliang: PlatformId = code(XUELIANG);
        for (_, _, id) in &mut self.dark {
            renumber(&xueliang, id);
        }
    }

    /// The Xueliang platform reports that one of its cameras has no picture.
    fn dark_camera(&mut self, at: Timestamp, hour: usize) {
        let mast = self.base.scenery.mast(&mut self.chance).cloned();
        let Some((mast, (camera, name))) = mast.and_then(|mast| {
            let camera = self.chance.one_of(&mast.cameras)?.clone();
            Some((mast, camera))
        }) else {
            return self.ordinary(at, hour, &MATTERS);
        };
        let platform: PlatformId = code(XUELIANG);
        let external_id = self.next_number(&platform);
        self.dark
            .push((camera.clone(), mast.point.clone(), external_id.clone()));
        let birth = Birth {
            external_id,
            platform,
            at,
            subject: "视频点位黑屏".into(),
            category: code("camera-fault"),
            channel: Channel::Camera,
            details: Some(format!("点位 {}，{name}（{camera}）无图像。", mast.point).into()),
            site: mast.site,
        };
        let course = Course {
            crews: &[],
            department: Some(POLICE_STATION),
            minutes: (35.0, 120.0),
            words: ("维保人员已到现场检修供电和光纤", "图像已恢复"),
            second: 0.0,
            twist: Twist::None,
        };
        let mut life = self.writer().report(birth, false);
        life.wait(14.0, 24.0);
        life.accept(false);
        life.wait(14.0, 30.0);
        life.through_department(POLICE_STATION, &course);
    }

    /// The dark cameras with the times that the facts say.
    fn dark_cameras(&self) -> Vec<DarkCamera> {
        let known = self.dark.iter().filter_map(|(camera, point, external_id)| {
            let mut own = self.facts.iter().filter(|fact| {
                fact.platform.as_str() == XUELIANG && fact.external_id == *external_id
            });
            let reported = own.next()?;
            let resolved = own.find(|fact| fact.told == Told::Act(Act::Resolve))?;
            Some(DarkCamera {
                camera: camera.clone(),
                point: point.clone(),
                // The platform looks at its cameras every two minutes.
                from: reported.at - Millis::from_secs(95),
                until: resolved.at - Millis::from_secs(120),
                external_id: external_id.clone(),
            })
        });
        known.collect()
    }

    fn story(&mut self, story: Story, at: Timestamp) {
        let opening = story.opening();
        let (building, words) = opening.place;
        let site = self
            .base
            .scenery
            .beside(building, &mut self.chance)
            .unwrap_or_else(|| self.base.scenery.site(Scene::Dwellings, &mut self.chance));
        let platform: PlatformId = code(opening.platform);
        let birth = Birth {
            external_id: self.next_number(&platform),
            platform,
            at,
            subject: opening.subject.into(),
            category: code(opening.category),
            channel: opening.channel,
            site: Site {
                address: format!("{building}{words}"),
                ..site
            },
            details: Some(opening.details.into()),
        };
        story.tell(self.writer().report(birth, false));
    }

    fn ordinary(&mut self, at: Timestamp, hour: usize, matters: &'static [Matter]) {
        let matter = self.matter(hour, matters);
        let platform = self.platform(matter);
        let site = self.base.scenery.site(matter.scene, &mut self.chance);
        let subject = matter.subject(hour, &mut self.chance);
        let birth = Birth {
            external_id: self.next_number(&platform),
            channel: channel(&platform),
            platform,
            at,
            subject: subject.into(),
            category: code(matter.category),
            details: Some(format!("{}，{subject}。", site.address).into()),
            site,
        };
        let twist = self.twist();
        let course = Course {
            crews: matter.crews,
            department: matter.department,
            minutes: matter.minutes,
            words: matter.words,
            second: matter.second,
            twist,
        };
        let vague = self.base.network_of(&birth.platform) == Some(Network::Internet)
            && self.chance.happens(0.25);
        if twist != Twist::Rejected
            && let Some(network) = self.base.network_of(&birth.platform)
        {
            self.earlier.push(Earlier {
                network,
                birth: birth.clone(),
            });
        }
        self.writer().report(birth, vague).run(&course, vague);
    }

    /// Somebody else reports what is already known; where nothing of the last twenty minutes fits, something new.
    fn duplicate(&mut self, at: Timestamp, hour: usize, matters: &'static [Matter]) {
        let recent: Vec<Earlier> = self
            .earlier
            .iter()
            .rev()
            .take_while(|earlier| at - earlier.birth.at < Millis::from_mins(20))
            .cloned()
            .collect();
        let Some(known) = self.chance.one_of(&recent).cloned() else {
            return self.ordinary(at, hour, matters);
        };
        let others: Vec<PlatformId> = self
            .base
            .platforms
            .iter()
            .filter(|(_, network)| *network == known.network)
            .map(|(id, _)| id.clone())
            .collect();
        let Some(platform) = self.chance.one_of(&others).cloned() else {
            return self.ordinary(at, hour, matters);
        };
        let (x, y) = known.birth.site.spot.metres();
        let spot = Spot::from_metres(
            x + self.chance.between(-18.0, 18.0),
            y + self.chance.between(-18.0, 18.0),
        );
        let birth = Birth {
            external_id: self.next_number(&platform),
            channel: channel(&platform),
            platform,
            at,
            site: Site {
                spot,
                ..known.birth.site.clone()
            },
            ..known.birth.clone()
        };
        let mut life = self.writer().report(birth, false);
        life.wait(12.0, 40.0);
        life.accept(false);
        life.wait(15.0, 60.0);
        life.same_as(&known.birth.platform, &known.birth.external_id);
    }

    fn matter(&mut self, hour: usize, matters: &'static [Matter]) -> &'static Matter {
        let weight = |matter: &Matter| matter.often[hour / 4];
        let total: f64 = matters.iter().map(weight).sum();
        let mut left = self.chance.unit() * total;
        matters
            .iter()
            .find(|matter| {
                left -= weight(matter);
                left < 0.0
            })
            .unwrap_or(&matters[0])
    }

    fn platform(&mut self, matter: &Matter) -> PlatformId {
        let total: f64 = matter.platforms.iter().map(|(_, weight)| weight).sum();
        let mut left = self.chance.unit() * total;
        let chosen = matter.platforms.iter().find(|(_, weight)| {
            left -= weight;
            left < 0.0
        });
        code(chosen.map_or(matter.platforms[0].0, |(platform, _)| platform))
    }

    /// What goes wrong: each kind at least once a day, and more by chance.
    fn twist(&mut self) -> Twist {
        if let Some(&(due, twist)) = self.twists.front()
            && due <= self.reports
        {
            self.twists.pop_front();
            return twist;
        }
        let draw = self.chance.unit();
        [
            (0.05, Twist::DispatchedLate),
            (0.10, Twist::ArrivedLate),
            (0.112, Twist::Returned),
            (0.132, Twist::Reworked),
            (0.150, Twist::HandledLate),
            (0.158, Twist::Suspended),
            (0.188, Twist::Rejected),
            (0.200, Twist::ClosedUnverified),
            (0.212, Twist::SentTwice),
        ]
        .into_iter()
        .find(|(below, _)| draw < *below)
        .map_or(Twist::None, |(_, twist)| twist)
    }
}

/// How reports of a platform come in.
fn channel(platform: &PlatformId) -> Channel {
    match platform.as_str() {
        "110" | "12345" => Channel::Call,
        "xueliang" => Channel::Camera,
        "grid-cloud" | "one-form" => Channel::GridWorker,
        "wechat" | "citizen-app" => Channel::Citizen,
        _ => Channel::Platform,
    }
}

/// The date of a day as eight digits, from its number since 1970-01-01.
///
/// H. Hinnant, "chrono-compatible low-level date algorithms", `civil_from_days`.
fn civil_date(day: i64) -> String {
    let shifted = day + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let day_of_month = of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 {
        shifted_month + 3
    } else {
        shifted_month - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}{month:02}{day_of_month:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_number_has_its_date() {
        assert_eq!(civil_date(0), "19700101");
        assert_eq!(civil_date(11_016), "20000229");
        assert_eq!(civil_date(20_780), "20261123");
    }
}
