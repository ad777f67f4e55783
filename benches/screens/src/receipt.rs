//! What every screen has received, held against what was sent: all of it, in order, and when.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Instant;

use anyhow::{Result, ensure};

use crate::clock::now;
use crate::latency::Latencies;
use crate::made::{LOT, Plan};

/// One message as a screen got it. Messages are the same for all screens, so one of them is read and the others compared.
#[derive(Clone, Copy)]
pub(crate) struct Receipt {
    /// Of its bytes.
    pub(crate) digest: u64,
    /// When it was there.
    pub(crate) at: Instant,
}

impl Receipt {
    pub(crate) fn of(message: &[u8]) -> Self {
        let at = now();
        let mut hasher = DefaultHasher::new();
        message.hash(&mut hasher);
        Self {
            digest: hasher.finish(),
            at,
        }
    }
}

/// What one screen got.
pub(crate) struct Record {
    /// Every message, in the order in which they came.
    pub(crate) receipts: Vec<Receipt>,
    /// The same whole, of a screen that is to keep them.
    pub(crate) messages: Vec<Vec<u8>>,
    keeps: bool,
}

impl Record {
    /// Nothing yet; `keeps` says whether messages are kept whole.
    pub(crate) fn new(keeps: bool) -> Self {
        Self {
            receipts: Vec::with_capacity(4096),
            messages: Vec::new(),
            keeps,
        }
    }

    /// Notes a message that has just come.
    pub(crate) fn note(&mut self, message: &[u8]) {
        self.receipts.push(Receipt::of(message));
        if self.keeps {
            self.messages.push(message.to_vec());
        }
    }

    /// Forgets what came so far.
    pub(crate) fn clear(&mut self) {
        self.receipts.clear();
        self.messages.clear();
    }
}

/// The lots that a message tells changes of, each with how many.
pub(crate) type Told = Vec<(u32, u32)>;

/// Every message that tells of changes, in order: its digest, and what it tells.
#[derive(Default)]
pub(crate) struct Sent(Vec<(u64, Told)>);

impl Sent {
    pub(crate) fn push(&mut self, digest: u64, told: Told) {
        self.0.push((digest, told));
    }

    /// Fails unless every change of the plan is told once.
    pub(crate) fn is_complete(&self, plan: &Plan) -> Result<()> {
        let mut told = vec![0_u32; plan.lots as usize];
        for (lot, count) in self.0.iter().flat_map(|(_, told)| told) {
            if let Some(known) = told.get_mut(*lot as usize) {
                *known += count;
            }
        }
        let missing = told.iter().filter(|count| **count != LOT).count();
        ensure!(
            missing == 0,
            "{missing} of {} lots are not told, or twice",
            plan.lots
        );
        Ok(())
    }

    /// Times from making to receipt over all screens.
    ///
    /// # Errors
    /// When a screen missed a message, or got one out of order or twice.
    pub(crate) fn latencies(&self, screens: &[Vec<Receipt>], plan: &Plan) -> Result<Latencies> {
        let places: HashMap<u64, usize> = (0..)
            .zip(&self.0)
            .map(|(place, (digest, _))| (*digest, place))
            .collect();
        ensure!(places.len() == self.0.len(), "two messages are the same");
        let mut latencies = Latencies::new();
        for (number, receipts) in screens.iter().enumerate() {
            let mut due = 0;
            for receipt in receipts {
                // Greetings and heartbeats are each screen's own.
                let Some(place) = places.get(&receipt.digest) else {
                    continue;
                };
                ensure!(
                    *place == due,
                    "screen {number} got message {place} where {due} was due"
                );
                due += 1;
                for (lot, count) in &self.0[*place].1 {
                    let took = receipt.at.saturating_duration_since(plan.made_at(*lot));
                    (0..*count).for_each(|_| latencies.note(took));
                }
            }
            ensure!(
                due == self.0.len(),
                "screen {number} got {due} of {} messages",
                self.0.len()
            );
        }
        Ok(latencies)
    }
}

#[cfg(test)]
mod tests {
    use super::{Receipt, Sent};
    use crate::clock::now;
    use crate::made::{LOT, Plan};
    use std::time::Duration;

    fn two_messages() -> (Plan, Sent, [Receipt; 2]) {
        let plan = Plan::new(now(), 1000, Duration::from_millis(20));
        let receipts = [Receipt::of(b"one"), Receipt::of(b"two")];
        let mut sent = Sent::default();
        sent.push(receipts[0].digest, vec![(0, LOT), (1, 3)]);
        sent.push(receipts[1].digest, vec![(1, LOT - 3)]);
        (plan, sent, receipts)
    }

    #[test]
    fn every_change_of_every_screen_is_counted() {
        let (plan, sent, receipts) = two_messages();
        sent.is_complete(&plan).expect("both lots are told");
        let screens = vec![receipts.to_vec(); 3];
        let latencies = sent.latencies(&screens, &plan).expect("in order");
        assert_eq!(latencies.count(), 3 * plan.changes());
    }

    #[test]
    fn a_message_that_is_missing_doubled_or_out_of_order_is_told() {
        let (plan, sent, [one, two]) = two_messages();
        for wrong in [vec![one], vec![two, one], vec![one, one, two]] {
            assert!(sent.latencies(&[wrong], &plan).is_err());
        }
        assert!(Sent::default().is_complete(&plan).is_err());
    }

    #[test]
    fn what_is_a_screens_own_is_passed_over() {
        let (plan, sent, [one, two]) = two_messages();
        let with_heartbeat = vec![one, Receipt::of(b"still there"), two];
        assert!(sent.latencies(&[with_heartbeat], &plan).is_ok());
    }
}
