//! A plan of steps that says beforehand what it will do and roughly how long, and then does it.

use anyhow::{Context, Result};
use std::time::{Duration, Instant};

/// What a step costs, measured on two idle cores.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cost {
    /// Nothing to do: it is already there.
    Ready,
    /// A second or two: not worth an estimate.
    Moment,
    /// So many seconds the first time; less after a small change.
    Seconds(u64),
    /// So many seconds, once on this machine.
    Once(u64),
}

impl Cost {
    fn seconds(self) -> u64 {
        match self {
            Self::Ready | Self::Moment => 0,
            Self::Seconds(seconds) | Self::Once(seconds) => seconds,
        }
    }
}

struct Step<'a> {
    what: String,
    cost: Cost,
    action: Box<dyn FnOnce() -> Result<()> + 'a>,
}

/// Steps in their order.
#[derive(Default)]
pub(crate) struct Plan<'a> {
    steps: Vec<Step<'a>>,
}

impl<'a> Plan<'a> {
    /// Adds a step; its action runs unless the cost is [`Cost::Ready`].
    pub(crate) fn step(
        &mut self,
        what: impl Into<String>,
        cost: Cost,
        action: impl FnOnce() -> Result<()> + 'a,
    ) {
        self.steps.push(Step {
            what: what.into(),
            cost,
            action: Box::new(action),
        });
    }

    /// Does the steps one after another and stops at the first that fails.
    pub(crate) fn run(self) -> Result<()> {
        let count = self.steps.len();
        let total: u64 = self.steps.iter().map(|step| step.cost.seconds()).sum();
        if total > 0 {
            eprintln!(
                "{count} steps, {} in all on two idle cores",
                about(Duration::from_secs(total))
            );
        }
        for (index, step) in self.steps.into_iter().enumerate() {
            let Step { what, cost, action } = step;
            let number = index + 1;
            match cost {
                Cost::Ready => {
                    eprintln!("[{number}/{count}] {what}: ready");
                    continue;
                }
                Cost::Moment => eprintln!("[{number}/{count}] {what}"),
                Cost::Seconds(seconds) => eprintln!(
                    "[{number}/{count}] {what} ({} from nothing, seconds after a small change)",
                    about(Duration::from_secs(seconds))
                ),
                Cost::Once(seconds) => eprintln!(
                    "[{number}/{count}] {what} ({}, once per machine)",
                    about(Duration::from_secs(seconds))
                ),
            }
            let started = now();
            action().with_context(|| format!("step {number} of {count} failed: {what}"))?;
            if cost != Cost::Moment {
                eprintln!(
                    "[{number}/{count}] done in {}",
                    exactly(now().duration_since(started))
                );
            }
        }
        Ok(())
    }
}

/// The monotonic clock, for what we tell the person waiting.
#[expect(
    clippy::disallowed_methods,
    reason = "the task runner times itself; nothing of the product sees this clock"
)]
pub(crate) fn now() -> Instant {
    Instant::now()
}

fn about(duration: Duration) -> String {
    match duration.as_secs() {
        seconds if seconds < 50 => format!("about {seconds} seconds"),
        seconds if seconds < 90 => "about a minute".to_owned(),
        seconds => format!("about {} minutes", (seconds + 30) / 60),
    }
}

/// A duration as minutes and seconds.
pub(crate) fn exactly(duration: Duration) -> String {
    match (duration.as_secs() / 60, duration.as_secs() % 60) {
        (0, _) => format!("{:.1} s", duration.as_secs_f64()),
        (minutes, seconds) => format!("{minutes} min {seconds} s"),
    }
}

#[cfg(test)]
mod tests {
    use super::{Cost, Plan, about, exactly};
    use std::{cell::RefCell, time::Duration};

    #[test]
    fn steps_run_in_order_and_ready_ones_are_skipped() {
        let seen = RefCell::new(Vec::new());
        let mut plan = Plan::default();
        plan.step("one", Cost::Moment, || {
            seen.borrow_mut().push(1);
            Ok(())
        });
        plan.step("two", Cost::Ready, || {
            seen.borrow_mut().push(2);
            Ok(())
        });
        plan.step("three", Cost::Seconds(60), || {
            seen.borrow_mut().push(3);
            Ok(())
        });
        plan.run().expect("no step fails");
        assert_eq!(*seen.borrow(), [1, 3]);
    }

    #[test]
    fn a_failed_step_stops_the_plan_and_is_named() {
        let mut plan = Plan::default();
        plan.step("breaking", Cost::Moment, || anyhow::bail!("broken"));
        plan.step("never", Cost::Moment, || unreachable!("the plan went on"));
        let error = plan.run().expect_err("the first step fails");
        assert_eq!(format!("{error:#}"), "step 1 of 2 failed: breaking: broken");
    }

    #[test]
    fn durations_read_as_a_person_says_them() {
        assert_eq!(about(Duration::from_secs(20)), "about 20 seconds");
        assert_eq!(about(Duration::from_secs(70)), "about a minute");
        assert_eq!(about(Duration::from_secs(340)), "about 6 minutes");
        assert_eq!(exactly(Duration::from_millis(2340)), "2.3 s");
        assert_eq!(exactly(Duration::from_secs(125)), "2 min 5 s");
    }
}
