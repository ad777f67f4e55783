//! One day, planned hour by hour.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::{Channel, ExternalId, Millis, Network, PlatformId, Timestamp, UnitPosition};

use crate::chance::Chance;
use crate::code::code;
use crate::plane::Spot;

use super::job::{Job, samples};
use super::life::{Birth, Course, Twist, Writer};
use super::matters::{MATTERS, Matter, Scene};
use super::scenery::Site;
use super::stories::Story;
use super::watch::Engaged;
use super::{Base, Scripted, UTC_OFFSET};

/// Reports in each hour of the day, before chance adds or takes one.
const RHYTHM: [u32; 24] = [
    16, 15, 14, 14, 14, 14, 15, 17, 19, 19, 18, 17, 19, 17, 16, 16, 17, 18, 20, 20, 19, 18, 18, 17,
];
/// The fewest and the most reports an hour at pace 1.
pub(crate) const PER_HOUR: (u32, u32) = (14, 20);
const HOUR: Millis = Millis::from_hours(1);

/// Everything that happens because of one day's reports, in order of time. What was reported late in the evening goes on
/// after midnight.
#[derive(Clone, Debug)]
pub struct Day {
    base: Arc<Base>,
    start: Timestamp,
    facts: Vec<Scripted>,
    jobs: Vec<Job>,
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
        let mut planner = Planner {
            base,
            date: civil_date(number),
            chance: chance.fork(1),
            facts: vec![],
            jobs: vec![],
            engaged: base.watch.free(libm::ceil(pace) as usize),
            numbers: BTreeMap::new(),
            reports: 0,
            earlier: vec![],
        };
        for hour in 0..RHYTHM.len() {
            planner.hour(hour, start + Millis(HOUR.0 * hour as i64), pace);
        }
        let Planner {
            mut facts,
            mut jobs,
            ..
        } = planner;
        facts.sort_by_key(|fact| fact.at);
        jobs.sort_by_key(|job| job.started_at);
        Self {
            base: base.clone(),
            start,
            facts,
            jobs,
        }
    }
}

struct Planner<'a> {
    base: &'a Base,
    date: String,
    chance: Chance,
    facts: Vec<Scripted>,
    jobs: Vec<Job>,
    engaged: Engaged,
    numbers: BTreeMap<PlatformId, u32>,
    reports: usize,
    earlier: Vec<Earlier>,
}

impl Planner<'_> {
    fn hour(&mut self, hour: usize, start: Timestamp, pace: f64) {
        let swing = self.chance.below(3) as u32;
        let usual = (RHYTHM[hour] + swing)
            .saturating_sub(1)
            .clamp(PER_HOUR.0, PER_HOUR.1);
        let count = libm::round(f64::from(usual) * pace) as usize;
        let mut times: Vec<i64> = (0..count)
            .map(|_| self.chance.below(HOUR.0 as usize) as i64)
            .collect();
        times.sort_unstable();
        let mut plan: Vec<(i64, Option<Story>)> =
            times.into_iter().map(|time| (time, None)).collect();
        for (story, _, minute) in Story::ALL.into_iter().filter(|&(_, at, _)| at == hour) {
            let time = minute * 60_000 + self.chance.below(40_000) as i64;
            let nearest = plan
                .iter()
                .enumerate()
                .filter(|(_, (_, story))| story.is_none())
                .min_by_key(|(_, (at, _))| (at - time).abs());
            match nearest.map(|(index, _)| index) {
                Some(index) => plan[index] = (time, Some(story)),
                None => plan.push((time, Some(story))),
            }
        }
        plan.sort_by_key(|&(time, _)| time);
        for (time, story) in plan {
            let at = start + Millis(time);
            self.reports += 1;
            match story {
                Some(story) => self.story(story, at),
                None if self.chance.happens(0.045) => self.duplicate(at, hour),
                None => self.ordinary(at, hour),
            }
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
        code(&format!("{platform}-{}-{number:04}", self.date))
    }

    fn story(&mut self, story: Story, at: Timestamp) {
        let opening = story.opening();
        let (place, beside) = opening.place;
        let site = self
            .base
            .scenery
            .site_at(place, &mut self.chance)
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
                address: format!("{place}{beside}"),
                ..site
            },
            details: Some(opening.details.into()),
        };
        story.tell(self.writer().report(birth, false));
    }

    fn ordinary(&mut self, at: Timestamp, hour: usize) {
        let matter = self.matter(hour);
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
    fn duplicate(&mut self, at: Timestamp, hour: usize) {
        let recent: Vec<Earlier> = self
            .earlier
            .iter()
            .rev()
            .take_while(|earlier| at - earlier.birth.at < Millis::from_mins(20))
            .cloned()
            .collect();
        let Some(known) = self.chance.one_of(&recent).cloned() else {
            return self.ordinary(at, hour);
        };
        let others: Vec<PlatformId> = self
            .base
            .platforms
            .iter()
            .filter(|(_, network)| *network == known.network)
            .map(|(id, _)| id.clone())
            .collect();
        let Some(platform) = self.chance.one_of(&others).cloned() else {
            return self.ordinary(at, hour);
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

    fn matter(&mut self, hour: usize) -> &'static Matter {
        let weight = |matter: &Matter| matter.often[hour / 4];
        let total: f64 = MATTERS.iter().map(weight).sum();
        let mut left = self.chance.unit() * total;
        MATTERS
            .iter()
            .find(|matter| {
                left -= weight(matter);
                left < 0.0
            })
            .unwrap_or(&MATTERS[0])
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
        match self.reports {
            31 => return Twist::DispatchedLate,
            57 => return Twist::Returned,
            88 => return Twist::SentTwice,
            119 => return Twist::Reworked,
            143 => return Twist::ArrivedLate,
            171 => return Twist::Suspended,
            202 => return Twist::HandledLate,
            233 => return Twist::Rejected,
            261 => return Twist::ClosedUnverified,
            _ => {}
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
