//! A plan, played when it is due.

use std::collections::BTreeMap;
use std::time::Duration;

use domain::{ExternalId, Millis, Timestamp};
use feeds::Said;
use feeds::csv_mapping::{Outcome, Plan, Planned, Tally};
use feeds::webhook::json_from_statement;

use super::arguments::Speed;
use super::door::{Answer, Door, Trouble};
use super::error::ReplayError;
use super::summary::{Placement, Summary};

/// The most statements in one post.
pub(super) const MOST_STATEMENTS: usize = 500;
/// The longest body of a post, in bytes.
const LONGEST_BODY: usize = 512 * 1024;
/// What is due is gathered for this long in real time, and then posted.
pub(super) const GATHERED_FOR: Duration = Duration::from_millis(50);
/// The clock is set so that it shows the first statement's time after this much real time.
pub(super) const LEAD: Duration = Duration::from_secs(1);
/// How often it is told how far the replay is.
const PROGRESS_EVERY: Duration = Duration::from_secs(1);
/// The first wait before something is asked again; it doubles up to the longest.
const FIRST_WAIT: Duration = Duration::from_millis(100);
const LONGEST_WAIT: Duration = Duration::from_secs(2);
/// How long a hub that was never reached is tried.
pub(super) const PATIENCE_BEFORE_THE_FIRST_ANSWER: Duration = Duration::from_secs(15);
/// How long a hub that went away is tried.
pub(super) const PATIENCE: Duration = Duration::from_secs(600);
/// How far the hub's clock may be from the replay's, in real time, before it is set again.
const CLOCK_TOLERANCE: Duration = Duration::from_secs(2);

/// Real time, or a test's.
pub trait Timer {
    /// How long it has been since some fixed moment.
    fn now(&self) -> Duration;
    /// Waits.
    fn sleep(&self, span: Duration);
}

/// What a replay tells on its way.
#[derive(Clone, Debug, PartialEq)]
pub enum Told {
    /// How far it is.
    Progress(Progress),
    /// The hub is gone or busy, and is asked again; told once for each post that is kept up.
    Waiting {
        /// What happened.
        cause: String,
    },
}

/// How far a replay is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Progress {
    /// The deployment's time.
    pub now: Timestamp,
    /// How many statements were answered.
    pub sent: usize,
    /// How many there are to send.
    pub of: usize,
    /// How many were answered a second since it was told last.
    pub per_second: f64,
}

/// Plays a plan through a hub's doors.
pub struct Player<'a, D, T> {
    /// The hub.
    pub door: &'a D,
    /// What the pace is kept by.
    pub timer: &'a T,
    /// What is played.
    pub plan: &'a Plan,
    /// How fast.
    pub speed: Speed,
    /// Where the clock begins; the first statement when absent.
    pub from: Option<Timestamp>,
    /// What is due at or after that is not played.
    pub until: Option<Timestamp>,
    /// Where nothing happens for longer than that, the clock is put forward to shortly before what is next.
    pub longest_gap: Option<Millis>,
    /// Whether the deployment's clock is left as it is.
    pub keep_clock: bool,
    /// The platform as which it is played.
    pub platform: &'a str,
    /// What the idempotency keys begin with, another one for every replay.
    pub run: &'a str,
}

impl<D: Door, T: Timer> Player<'_, D, T> {
    /// Plays the plan to its end.
    ///
    /// # Errors
    /// When the hub cannot be reached for long, or does not let the replay in. What was sent until then stands.
    pub fn play(&self, told: &mut dyn FnMut(Told)) -> Result<Summary, ReplayError> {
        let planned = &self.plan.planned;
        let played = self.until.map_or(planned.len(), |until| {
            planned.partition_point(|one| one.due < until)
        });
        let statements = planned.get(..played).unwrap_or_default();
        let began = self.timer.now();
        let mut course = Course {
            player: self,
            told,
            pace_from: self.timer.now(),
            start: self.start(),
            hub_clock: HubClock::Wrong,
            answered_once: false,
            most: MOST_STATEMENTS,
            posts: 0,
            tally: Tally::new(self.plan),
            sent: 0,
            accepted: 0,
            placed: BTreeMap::new(),
        };
        course.run(statements)?;
        Ok(Summary::of(
            &course.tally,
            course.sent,
            course.accepted,
            self.timer.now() - began,
            Placement::of(&self.plan.true_grids, &course.placed),
        ))
    }

    /// What the clock is set to at the beginning.
    fn start(&self) -> Timestamp {
        let first = self.plan.planned.first().map(|first| first.due);
        self.from.or(first).unwrap_or_default() - self.lead()
    }

    /// How far the clock goes in [`LEAD`].
    fn lead(&self) -> Millis {
        match self.speed {
            Speed::Times(rate) => spanned(LEAD, rate),
            Speed::Max => spanned(LEAD, 1.0),
        }
    }
}

/// What is known of the hub's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum HubClock {
    /// It has to be set.
    Wrong,
    /// Whoever came back may have another: it is looked at, and set when it is off.
    Doubtful,
    /// It runs with ours.
    Right,
}

/// A replay on its way.
struct Course<'a, D, T> {
    player: &'a Player<'a, D, T>,
    told: &'a mut dyn FnMut(Told),
    /// The deployment's clock shows `start` at that moment of the timer.
    pace_from: Duration,
    start: Timestamp,
    hub_clock: HubClock,
    answered_once: bool,
    /// The most statements in one post; fewer once a hub took less.
    most: usize,
    posts: u64,
    tally: Tally,
    sent: usize,
    accepted: usize,
    /// Where the hub placed what was reported.
    placed: BTreeMap<ExternalId, Option<String>>,
}

impl<D: Door, T: Timer> Course<'_, D, T> {
    fn run(&mut self, statements: &[Planned]) -> Result<(), ReplayError> {
        let Some(last) = statements.last() else {
            return Ok(());
        };
        let timer = self.player.timer;
        let mut telling = Telling {
            at: timer.now(),
            sent: 0,
            of: statements.len(),
        };
        self.keep_clock_right(self.start)?;
        self.pace_from = timer.now();
        let mut rest = statements;
        while let Some(next) = rest.first() {
            let now = self.now(rest);
            if timer.now() >= telling.at + PROGRESS_EVERY {
                (self.told)(Told::Progress(telling.progress(
                    timer.now(),
                    now,
                    self.sent,
                )));
            }
            let due = rest.partition_point(|one| one.due <= now);
            if due == 0 && self.is_long(next.due - now) {
                self.put_forward(next.due)?;
                continue;
            }
            if due == 0 {
                timer.sleep(self.until_due(next.due, now));
                continue;
            }
            let gathered_at = timer.now();
            let taken = self.post(rest.get(..due).unwrap_or_default())?;
            rest = rest.get(taken..).unwrap_or_default();
            if taken == due && self.player.speed != Speed::Max {
                timer.sleep((gathered_at + GATHERED_FOR).saturating_sub(timer.now()));
            }
        }
        let now = self.now(&[]).max(last.due);
        (self.told)(Told::Progress(telling.progress(
            timer.now(),
            now,
            self.sent,
        )));
        self.let_go_of_the_clock(now)
    }

    /// The deployment's now.
    fn now(&self, rest: &[Planned]) -> Timestamp {
        match self.player.speed {
            Speed::Times(rate) => {
                self.start + spanned(self.player.timer.now() - self.pace_from, rate)
            }
            // Always the time of what is posted next.
            Speed::Max => rest
                .get(self.most - 1)
                .or(rest.last())
                .map_or(self.start, |last| last.due),
        }
    }

    /// How long to wait for what is due next; never so long that nothing is told meanwhile.
    fn until_due(&self, due: Timestamp, now: Timestamp) -> Duration {
        let Speed::Times(rate) = self.player.speed else {
            return Duration::ZERO;
        };
        let ahead = Duration::from_millis((due - now).0.max(1).unsigned_abs()).div_f64(rate);
        ahead.clamp(Duration::from_millis(1), PROGRESS_EVERY)
    }

    /// Whether nobody is to wait for that long.
    fn is_long(&self, gap: Millis) -> bool {
        let longest = self
            .player
            .longest_gap
            .map(|gap| gap.0.max(self.player.lead().0));
        longest.is_some_and(|longest| gap.0 > longest)
    }

    /// Puts the clock forward to shortly before what is due next.
    fn put_forward(&mut self, due: Timestamp) -> Result<(), ReplayError> {
        self.start = due - self.player.lead();
        self.hub_clock = HubClock::Wrong;
        self.keep_clock_right(self.start)?;
        self.pace_from = self.player.timer.now();
        Ok(())
    }

    /// Posts the first of what is due: how many were answered.
    fn post(&mut self, due: &[Planned]) -> Result<usize, ReplayError> {
        loop {
            let (body, count) = self.body(due);
            let batch = due.get(..count).unwrap_or_default();
            let now = self.now(due);
            self.posts += 1;
            let key = format!("{}-{}", self.player.run, self.posts);
            match self.deliver(&body, &key, now)? {
                Some(answers) => {
                    self.count(batch, answers)?;
                    return Ok(count);
                }
                None if count > 1 => self.most = count.div_ceil(2),
                None => {
                    for one in batch {
                        self.sent += 1;
                        self.tally
                            .refused(one.row, "too_large", "it is larger than the hub takes");
                    }
                    return Ok(count);
                }
            }
        }
    }

    /// The body of the next post, and how many statements it holds.
    fn body(&self, due: &[Planned]) -> (Vec<u8>, usize) {
        let mut body = b"[".to_vec();
        let mut count = 0;
        for one in due.iter().take(self.most) {
            let statement = json_from_statement(&one.statement).to_string();
            if count > 0 && body.len() + statement.len() > LONGEST_BODY {
                break;
            }
            if count > 0 {
                body.push(b',');
            }
            body.extend_from_slice(statement.as_bytes());
            count += 1;
        }
        body.push(b']');
        (body, count)
    }

    /// Posts a body until it is answered; `None` when it is too large.
    fn deliver(
        &mut self,
        body: &[u8],
        key: &str,
        now: Timestamp,
    ) -> Result<Option<Vec<Answer>>, ReplayError> {
        if self.player.speed == Speed::Max {
            self.hub_clock = HubClock::Wrong;
        }
        let mut retrying = Retrying::new(self.player.timer.now());
        loop {
            self.keep_clock_right(now)?;
            match self.player.door.post(body, key) {
                Ok(answers) => {
                    self.answered_once = true;
                    return Ok(Some(answers));
                }
                Err(Trouble::TooLarge) => return Ok(None),
                Err(trouble) => {
                    // Whoever comes back may have another clock.
                    self.hub_clock = HubClock::Doubtful;
                    self.wait(&mut retrying, trouble)?;
                }
            }
        }
    }

    fn count(&mut self, batch: &[Planned], answers: Vec<Answer>) -> Result<(), ReplayError> {
        let mismatch = |what: String| Err(ReplayError::Unexpected(what));
        if answers.len() != batch.len() {
            return mismatch(format!(
                "{} results to {} statements",
                answers.len(),
                batch.len()
            ));
        }
        for (one, answer) in batch.iter().zip(answers) {
            self.sent += 1;
            let outcome = match answer.outcome.as_str() {
                "applied" => Outcome::Applied,
                "duplicate" => Outcome::Duplicate,
                "out_of_order" => Outcome::OutOfOrder,
                "refused" => {
                    let problem = answer.problem.unwrap_or_default();
                    self.tally
                        .refused(one.row, &problem.word(), &problem.detail);
                    continue;
                }
                other => return mismatch(format!("the outcome '{other}', which is none")),
            };
            self.accepted += 1;
            self.tally.answered(one.row, outcome);
            if matches!(one.statement.said, Said::Report(_)) {
                let id = one.statement.external_id.clone();
                self.placed.entry(id).or_insert(answer.grid);
            }
        }
        Ok(())
    }

    /// Sets the hub's clock unless it runs with ours already.
    fn keep_clock_right(&mut self, now: Timestamp) -> Result<(), ReplayError> {
        if self.hub_clock == HubClock::Right || self.player.keep_clock {
            return Ok(());
        }
        let mut retrying = Retrying::new(self.player.timer.now());
        loop {
            match self.set_clock_if_wrong(now) {
                Ok(()) => {
                    self.hub_clock = HubClock::Right;
                    self.answered_once = true;
                    return Ok(());
                }
                Err(Trouble::Key(says)) => return Err(ReplayError::ClockForbidden(says)),
                Err(Trouble::Conflict(says)) => return Err(ReplayError::ClockRefused(says)),
                Err(trouble) => self.wait(&mut retrying, trouble)?,
            }
        }
    }

    fn set_clock_if_wrong(&self, wanted: Timestamp) -> Result<(), Trouble> {
        let door = self.player.door;
        let Speed::Times(rate) = self.player.speed else {
            return door.set_clock(wanted, 1.0);
        };
        if self.hub_clock == HubClock::Wrong {
            return door.set_clock(wanted, rate);
        }
        let reading = door.clock()?;
        let now = self.now(&[]);
        let off = (reading.now - now).0.unsigned_abs();
        if reading.rate == rate && off <= spanned(CLOCK_TOLERANCE, rate).0.unsigned_abs() {
            return Ok(());
        }
        door.set_clock(now, rate)
    }

    /// At the end the clock goes on as clocks do, so that the day that was played stays today.
    fn let_go_of_the_clock(&mut self, now: Timestamp) -> Result<(), ReplayError> {
        if self.player.keep_clock || self.player.speed == Speed::Times(1.0) {
            return Ok(());
        }
        let mut retrying = Retrying::new(self.player.timer.now());
        while let Err(trouble) = self.player.door.set_clock(now, 1.0) {
            self.wait(&mut retrying, trouble)?;
        }
        Ok(())
    }

    /// Waits before something is asked again, unless that is no use.
    fn wait(&mut self, retrying: &mut Retrying, trouble: Trouble) -> Result<(), ReplayError> {
        let (after, cause) = match trouble {
            Trouble::Passing { after, cause } => (after, cause),
            Trouble::Key(says) => {
                return Err(ReplayError::Key {
                    platform: self.player.platform.to_owned(),
                    says,
                });
            }
            Trouble::TooLarge => {
                return Err(ReplayError::Unexpected("413 to a few bytes".to_owned()));
            }
            Trouble::Conflict(what) | Trouble::Unexpected(what) => {
                return Err(ReplayError::Unexpected(what));
            }
        };
        let timer = self.player.timer;
        let waited = timer.now() - retrying.since;
        let patience = if self.answered_once {
            PATIENCE
        } else {
            PATIENCE_BEFORE_THE_FIRST_ANSWER
        };
        if waited >= patience {
            return Err(ReplayError::OutOfReach { waited, cause });
        }
        if retrying.wait == FIRST_WAIT {
            (self.told)(Told::Waiting { cause });
        }
        timer.sleep(retrying.wait.max(after));
        retrying.wait = (retrying.wait * 2).min(LONGEST_WAIT);
        Ok(())
    }
}

/// What is asked again until it is answered.
struct Retrying {
    since: Duration,
    wait: Duration,
}

impl Retrying {
    const fn new(since: Duration) -> Self {
        Self {
            since,
            wait: FIRST_WAIT,
        }
    }
}

/// When progress was told last, and what.
struct Telling {
    at: Duration,
    sent: usize,
    of: usize,
}

impl Telling {
    fn progress(&mut self, at: Duration, now: Timestamp, sent: usize) -> Progress {
        let span = (at - self.at).as_secs_f64();
        let per_second = if span > 0.0 {
            (sent - self.sent) as f64 / span
        } else {
            0.0
        };
        (self.at, self.sent) = (at, sent);
        Progress {
            now,
            sent,
            of: self.of,
            per_second,
        }
    }
}

/// How far a clock of that rate goes in a span of real time.
fn spanned(real: Duration, rate: f64) -> Millis {
    Millis((real.as_secs_f64() * 1_000.0 * rate) as i64)
}
