//! The feed on its way through the day.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, HeaderValue};
use bytes::Bytes;
use district::{District, Playback, Script, Scripted, Told};
use domain::{
    ExternalId, Incident, Millis, Network, PlatformId, Stage, Timestamp, UnitId, UnitPosition,
};
use feeds::webhook::json_from_statement;
use futures_util::future::join_all;
use serde_json::Value;
use tokio::runtime::Handle;
use tokio::sync::watch;
use world::Act;

use super::telling;
use crate::clock::uptime;
use crate::config::PlatformConfig;
use crate::hub::Hub;
use crate::ingest::{Admitted, positions, statements};
use crate::problem::Problem;

/// How often is told what has happened since.
const TICK: Duration = Duration::from_millis(250);
/// How long is waited when the hub is busy.
const BUSY_WAIT: Duration = Duration::from_millis(500);
/// The most facts that are told together.
const MOST_FACTS: usize = 2_000;
/// The most statements in one post.
const MOST_STATEMENTS: usize = 500;
/// A clock that goes further in one tick was set by somebody: the day is told again from its midnight.
const JUMP: Millis = Millis::from_hours(1);
const DAY: Millis = Millis::from_hours(24);
/// A young day begins with what was reported before its midnight, so that nobody sees an empty demo.
const AT_LEAST: Millis = Millis::from_hours(3);

/// Tells the script to the hub.
pub struct Feed {
    hub: Arc<Hub>,
    runtime: Handle,
    stopping: watch::Receiver<bool>,
    script: Script,
    /// With which key each platform knocks, and on which network it then is.
    doors: BTreeMap<PlatformId, (HeaderValue, Network)>,
}

/// What is told of one stretch of the clock.
struct Course {
    playback: Playback,
    /// What happens next.
    next: Option<Scripted>,
    /// What a silent network's platforms hold back, with the moment at which they are back, in order.
    held: VecDeque<(Timestamp, Scripted)>,
    /// Incidents reported earlier are told of only when the hub knows them.
    reported_since: Timestamp,
    /// Told up to and with that moment.
    told: Timestamp,
}

/// The feed's hub stops.
struct Stopped;

impl Feed {
    pub fn new(hub: Arc<Hub>, runtime: Handle, seed: u64) -> Self {
        let script = Script::new(&District::from_seed(seed), seed, 1.0);
        let doors = hub.config.platforms.iter().filter_map(door).collect();
        Self {
            stopping: hub.stopping.clone(),
            hub,
            runtime,
            script,
            doors,
        }
    }

    /// Runs until the hub stops.
    pub fn run(mut self) {
        while let Ok(()) = self.tell_from_midnight() {
            tracing::info!("The clock was set: the demo tells the new day from its midnight");
        }
    }

    /// Tells today, and what follows, until somebody sets the clock.
    fn tell_from_midnight(&mut self) -> Result<(), Stopped> {
        let started = uptime();
        let now = self.hub.clock.now();
        let midnight = Script::midnight_before(now);
        // From the day before: what the hub has been told of it goes on.
        let from = midnight - DAY;
        let mut playback = self.script.play(from, from);
        let mut course = Course {
            next: playback.next(),
            playback,
            held: VecDeque::new(),
            reported_since: midnight.min(now - AT_LEAST),
            told: now - Millis::from_mins(2),
        };
        let told = self.tell_up_to(&mut course, now)?;
        tracing::info!(
            statements = told,
            duration_ms = (uptime() - started).as_millis() as u64,
            "The demo has told today so far"
        );
        loop {
            self.wait(TICK)?;
            let now = self.hub.clock.now();
            if now < course.told || now - course.told > JUMP {
                return Ok(());
            }
            self.tell_up_to(&mut course, now)?;
        }
    }

    /// Tells everything up to and with a moment: how many statements that were.
    fn tell_up_to(&mut self, course: &mut Course, now: Timestamp) -> Result<usize, Stopped> {
        let mut statements = 0;
        loop {
            let facts: Vec<Scripted> = std::iter::from_fn(|| course.next_until(now))
                .take(MOST_FACTS)
                .collect();
            if facts.is_empty() {
                break;
            }
            let unknown = self.without_known(facts, course.reported_since);
            statements += unknown.len();
            self.post_statements(unknown)?;
        }
        self.post_positions(course, now)?;
        course.told = now;
        Ok(statements)
    }

    /// Leaves out what the hub has heard, and what is about incidents it never heard of.
    fn without_known(&self, facts: Vec<Scripted>, reported_since: Timestamp) -> Vec<Scripted> {
        let mut new: BTreeSet<(PlatformId, ExternalId)> = BTreeSet::new();
        let mut wanted = Vec::with_capacity(facts.len());
        for fact in facts {
            let Some((_, network)) = self.doors.get(&fact.platform) else {
                continue;
            };
            let Some(line) = self.hub.lines.get(network) else {
                continue;
            };
            let heard = {
                let picture = line.picture();
                picture
                    .register()
                    .find(&fact.platform, &fact.external_id)
                    .map(|id| picture.world().incident(id).map(last_stage_at))
            };
            let subject = (fact.platform.clone(), fact.external_id.clone());
            let reports = matches!(fact.told, Told::Act(Act::Report(_)));
            let tells = match heard {
                // Archived, or further than that already.
                Some(None) => false,
                Some(Some(last)) => fact.at >= last && !(reports && fact.at == last),
                None if reports && fact.at >= reported_since => {
                    new.insert(subject);
                    true
                }
                None => new.contains(&subject),
            };
            if tells {
                wanted.push(fact);
            }
        }
        wanted
    }

    fn post_statements(&mut self, facts: Vec<Scripted>) -> Result<(), Stopped> {
        let mut said: BTreeMap<PlatformId, Vec<Value>> = BTreeMap::new();
        for fact in facts {
            let platform = fact.platform.clone();
            if let Some(statement) = telling::statement(fact) {
                said.entry(platform)
                    .or_default()
                    .push(json_from_statement(&statement));
            }
        }
        self.post(said, Door::Statements)
    }

    /// The latest position of every unit that was seen since the last time.
    fn post_positions(&mut self, course: &Course, now: Timestamp) -> Result<(), Stopped> {
        let mut latest: BTreeMap<UnitId, UnitPosition> = BTreeMap::new();
        let moment = Millis(1);
        for sample in course
            .playback
            .unit_positions(course.told + moment, now + moment)
        {
            let platform = telling::platform_of(sample.unit.as_str());
            let network = PlatformId::try_from(platform)
                .ok()
                .and_then(|platform| Some(self.doors.get(&platform)?.1));
            if !network.is_some_and(|network| course.holds_back(network, sample.sampled_at, now)) {
                latest.insert(sample.unit.clone(), sample);
            }
        }
        let mut seen: BTreeMap<PlatformId, Vec<Value>> = BTreeMap::new();
        for sample in latest.values() {
            if let Ok(platform) = PlatformId::try_from(telling::platform_of(sample.unit.as_str())) {
                seen.entry(platform)
                    .or_default()
                    .push(telling::position(sample));
            }
        }
        self.post(seen, Door::Positions)
    }

    /// Every platform knocks at its own door, all at the same time, and says what it has to say in order.
    fn post(&mut self, said: BTreeMap<PlatformId, Vec<Value>>, door: Door) -> Result<(), Stopped> {
        let most = MOST_STATEMENTS.min(self.hub.config.limits.batch);
        let knocks = said.into_iter().filter_map(|(platform, elements)| {
            let (key, _) = self.doors.get(&platform)?;
            let visitor = Visitor {
                hub: Arc::clone(&self.hub),
                platform,
                key: key.clone(),
                stopping: self.stopping.clone(),
            };
            Some(async move {
                for part in elements.chunks(most) {
                    visitor.knock(door, part).await?;
                }
                Ok(())
            })
        });
        let knocks: Vec<_> = knocks.collect();
        self.runtime
            .block_on(join_all(knocks))
            .into_iter()
            .collect()
    }

    /// Waits, unless the hub stops.
    fn wait(&mut self, span: Duration) -> Result<(), Stopped> {
        let stopping = &mut self.stopping;
        self.runtime.block_on(pause(stopping, span))
    }
}

impl Course {
    /// The next fact that is told, if it is told by then. What a silent network holds back comes when it is back, before
    /// anything that happens later.
    fn next_until(&mut self, now: Timestamp) -> Option<Scripted> {
        loop {
            let happens_at = self.next.as_ref().map(|fact| fact.at);
            let is_due = |held: &mut (Timestamp, Scripted)| {
                held.0 <= now && happens_at.is_none_or(|at| held.0 <= at)
            };
            if let Some((_, late)) = self.held.pop_front_if(is_due) {
                return Some(late);
            }
            let fact = self.next.take_if(|fact| fact.at <= now)?;
            let told_at = self.playback.told_at(&fact);
            self.next = self.playback.next();
            if told_at <= fact.at {
                return Some(fact);
            }
            let place = self.held.partition_point(|(at, _)| *at <= told_at);
            self.held.insert(place, (told_at, fact));
        }
    }

    /// Whether a network's platforms do not tell yet of a moment.
    fn holds_back(&self, network: Network, at: Timestamp, now: Timestamp) -> bool {
        self.playback.outages().iter().any(|outage| {
            outage.network == network
                && outage.from <= at
                && at < outage.until
                && now < outage.until
        })
    }
}

/// At which door is knocked.
#[derive(Clone, Copy)]
enum Door {
    Statements,
    Positions,
}

/// A platform at its door.
struct Visitor {
    hub: Arc<Hub>,
    platform: PlatformId,
    key: HeaderValue,
    stopping: watch::Receiver<bool>,
}

impl Visitor {
    /// Says something until it is heard or refused.
    async fn knock(&self, door: Door, elements: &[Value]) -> Result<(), Stopped> {
        let Ok(body) = serde_json::to_vec(elements).map(Bytes::from) else {
            return Ok(());
        };
        loop {
            let heard = self.ask(door, body.clone()).await;
            match heard {
                Ok(0) => return Ok(()),
                Ok(refused) => {
                    tracing::warn!(
                        platform.id = self.platform.as_str(),
                        refused,
                        "The demo was not understood"
                    );
                    return Ok(());
                }
                Err(problem) if matches!(problem.status(), 429 | 503) => {
                    pause(&mut self.stopping.clone(), BUSY_WAIT).await?;
                }
                Err(problem) => {
                    tracing::error!(
                        platform.id = self.platform.as_str(),
                        status = problem.status(),
                        "The demo is not let in"
                    );
                    return Ok(());
                }
            }
        }
    }

    /// Knocks as a request from outside does: how many elements were refused.
    async fn ask(&self, door: Door, body: Bytes) -> Result<u64, Problem> {
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, self.key.clone());
        let admitted = Admitted::at(&self.hub, self.platform.as_str(), &headers)?;
        match door {
            Door::Statements => {
                let Json(receipt) = statements::statements(admitted, headers, Ok(body)).await?;
                Ok(receipt.refused)
            }
            Door::Positions => {
                let Json(receipt) = positions::positions(admitted, Ok(body)).await?;
                Ok(receipt.refused)
            }
        }
    }
}

/// Waits, unless the hub stops.
async fn pause(stopping: &mut watch::Receiver<bool>, span: Duration) -> Result<(), Stopped> {
    match tokio::time::timeout(span, stopping.wait_for(|stopping| *stopping)).await {
        Ok(_) => Err(Stopped),
        Err(_) => Ok(()),
    }
}

/// The key with which a platform knocks. A platform of which only the digest is known is not spoken for.
fn door(platform: &PlatformConfig) -> Option<(PlatformId, (HeaderValue, Network))> {
    let key = platform.key.as_ref()?;
    let mut header = HeaderValue::from_str(&format!("Bearer {}", key.reveal())).ok()?;
    header.set_sensitive(true);
    Some((platform.id.clone(), (header, platform.network)))
}

/// When an incident reached its latest stage.
fn last_stage_at(incident: &Incident) -> Timestamp {
    let reached = Stage::ALL
        .into_iter()
        .filter_map(|stage| incident.reached.first(stage));
    reached.max().unwrap_or(incident.reported_at())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_silent_network_held_back_is_told_late_as_the_days_script_tells_it() {
        let district = District::from_seed(District::DEMO_SEED);
        let script = Script::new(&district, District::DEMO_SEED, 1.0);
        let day = script.day(Script::DEMO_DAY);
        let outage = *day.outages().first().expect("the demo's day has an outage");
        let noon = Script::DEMO_DAY + Millis::from_hours(12);
        let end = outage.until + Millis::from_mins(30);
        let mut playback = script.play(Script::DEMO_DAY, noon);
        let mut course = Course {
            next: playback.next(),
            playback,
            held: VecDeque::new(),
            reported_since: Script::DEMO_DAY,
            told: noon,
        };
        let mut told = Vec::new();
        let mut now = noon;
        while now < end {
            let next = now + Millis(7_321);
            let stretch: Vec<Scripted> = std::iter::from_fn(|| course.next_until(next)).collect();
            let expected = day.told_between(now + Millis(1), next + Millis(1));
            let key = |fact: &Scripted| (fact.at, fact.platform.clone(), fact.external_id.clone());
            let mut stretch: Vec<_> = stretch.iter().map(key).collect();
            let mut expected: Vec<_> = expected.into_iter().map(key).collect();
            if now > noon {
                stretch.sort();
                expected.sort();
                assert_eq!(stretch, expected, "up to {next:?}");
            }
            told.extend(stretch);
            now = next;
        }
        assert!(told.len() > 100, "{}", told.len());
        assert!(course.held.is_empty());
        let holds = |at, now| course.holds_back(outage.network, at, now);
        let last = outage.until - Millis(1);
        assert!(holds(outage.from, last) && holds(last, last));
        assert!(!holds(outage.from - Millis(1), last), "from before");
        assert!(!holds(last, outage.until), "it is back");
    }
}
