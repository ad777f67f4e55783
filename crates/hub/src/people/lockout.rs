//! Who tries too often to sign in waits, each time longer: by account and by address, told the time.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::time::Duration;

use domain::PersonId;

/// Whom attempts are counted for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Counted {
    Person(PersonId),
    Address(IpAddr),
}

impl Counted {
    /// How many attempts may fail before the waiting begins. Behind one address sits a whole centre.
    const fn free(&self) -> u32 {
        match self {
            Self::Person(_) => 5,
            Self::Address(_) => 30,
        }
    }
}

/// The longest wait. An officer whom somebody else locks out must not be out for a shift.
const LONGEST_WAIT: Duration = Duration::from_secs(300);

/// After so long without an attempt everything is forgiven.
const FORGIVEN_AFTER: Duration = Duration::from_secs(3_600);

/// For how many accounts and addresses attempts are counted at a time.
const MOST_COUNTED: usize = 10_000;

#[derive(Clone, Copy, Debug)]
struct Attempts {
    failed: u32,
    last: Duration,
}

impl Attempts {
    /// From when on another attempt is let in.
    fn next_at(self, free: u32) -> Duration {
        if self.failed < free {
            return Duration::ZERO;
        }
        let doubled = 1_u64 << (self.failed - free).min(10);
        self.last + Duration::from_secs(doubled).min(LONGEST_WAIT)
    }
}

/// The attempts of the last hour.
#[derive(Debug, Default)]
pub(super) struct Lockout {
    counted: BTreeMap<Counted, Attempts>,
}

impl Lockout {
    /// Lets an attempt in, and counts it as failed until [`succeeded`](Self::succeeded): of many at once, no more than
    /// are free are tried.
    ///
    /// # Errors
    /// When the account or the address has to wait: how long.
    pub fn attempt(
        &mut self,
        person: &PersonId,
        address: IpAddr,
        now: Duration,
    ) -> Result<(), Duration> {
        let whom = [
            Counted::Person(person.clone()),
            Counted::Address(prefix(address)),
        ];
        for counted in &whom {
            let next_at = self
                .counted
                .get(counted)
                .filter(|attempts| now < attempts.last + FORGIVEN_AFTER)
                .map_or(Duration::ZERO, |attempts| attempts.next_at(counted.free()));
            if now < next_at {
                return Err(next_at - now);
            }
        }
        for counted in whom {
            self.make_room(&counted, now);
            let attempts = self.counted.entry(counted).or_insert(Attempts {
                failed: 0,
                last: now,
            });
            if now >= attempts.last + FORGIVEN_AFTER {
                attempts.failed = 0;
            }
            attempts.failed = attempts.failed.saturating_add(1);
            attempts.last = now;
        }
        Ok(())
    }

    /// The attempt was the right one.
    pub fn succeeded(&mut self, person: &PersonId, address: IpAddr) {
        self.counted.remove(&Counted::Person(person.clone()));
        // Only this one: with one good account nobody may guess on at others.
        if let Some(attempts) = self.counted.get_mut(&Counted::Address(prefix(address))) {
            attempts.failed = attempts.failed.saturating_sub(1);
        }
    }

    /// Forgets what is forgiven, and when that is not enough, those with the fewest failures, oldest first.
    fn make_room(&mut self, newcomer: &Counted, now: Duration) {
        if self.counted.len() < MOST_COUNTED || self.counted.contains_key(newcomer) {
            return;
        }
        self.counted
            .retain(|_, attempts| now < attempts.last + FORGIVEN_AFTER);
        if self.counted.len() < MOST_COUNTED {
            return;
        }
        let least = self
            .counted
            .iter()
            .min_by_key(|(_, attempts)| (attempts.failed, attempts.last))
            .map(|(counted, _)| counted.clone());
        if let Some(least) = least {
            self.counted.remove(&least);
        }
    }
}

/// A household has 2⁶⁴ addresses in IPv6: it is counted as one.
pub(super) fn prefix(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::from([a, b, c, d, 0, 0, 0, 0])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(id: &str) -> PersonId {
        PersonId::try_from(id).expect("an id")
    }

    fn address(last: u8) -> IpAddr {
        IpAddr::from([10, 0, 0, last])
    }

    const fn at(secs: u64) -> Duration {
        Duration::from_secs(secs)
    }

    #[test]
    fn who_fails_five_times_waits_and_each_time_twice_as_long() {
        let mut lockout = Lockout::default();
        let officer = person("officer");
        for _ in 0..5 {
            assert_eq!(lockout.attempt(&officer, address(1), at(10)), Ok(()));
        }
        assert_eq!(lockout.attempt(&officer, address(1), at(10)), Err(at(1)));
        assert_eq!(lockout.attempt(&officer, address(2), at(11)), Ok(()));
        assert_eq!(lockout.attempt(&officer, address(1), at(11)), Err(at(2)));
        for _ in 0..20 {
            let waits = lockout.attempt(&officer, address(1), at(20)).err();
            let _ = lockout.attempt(&officer, address(1), at(20) + waits.unwrap_or_default());
        }
        let later = lockout.attempt(&person("another"), address(1), at(100));
        assert_eq!(later, Ok(()), "another person is not locked out with it");
    }

    #[test]
    fn the_wait_has_an_end_and_success_forgets_the_failures() {
        let mut lockout = Lockout::default();
        let officer = person("officer");
        let mut now = at(0);
        for n in 0..40 {
            // From another address each time: only the account is counted.
            while let Err(wait) = lockout.attempt(&officer, address(n), now) {
                assert!(wait <= LONGEST_WAIT);
                now += wait;
            }
        }
        lockout.succeeded(&officer, address(39));
        assert_eq!(lockout.attempt(&officer, address(40), now), Ok(()));
    }

    #[test]
    fn one_address_that_tries_many_accounts_waits_too() {
        let mut lockout = Lockout::default();
        for n in 0..30 {
            let tried = lockout.attempt(&person(&format!("p{n}")), address(1), at(0));
            assert_eq!(tried, Ok(()));
        }
        assert!(lockout.attempt(&person("p30"), address(1), at(0)).is_err());
        assert_eq!(lockout.attempt(&person("p30"), address(2), at(0)), Ok(()));
        let neighbours: [IpAddr; 2] =
            ["2001:db8::1", "2001:db8::2"].map(|a| a.parse().expect("v6"));
        assert_eq!(prefix(neighbours[0]), prefix(neighbours[1]));
    }

    #[test]
    fn however_many_try_no_more_are_remembered_than_a_limit() {
        let mut lockout = Lockout::default();
        let officer = person("officer");
        for _ in 0..6 {
            let _ = lockout.attempt(&officer, address(1), at(0));
        }
        for n in 0..MOST_COUNTED / 2 + 50 {
            let one = IpAddr::from((n as u32 + 0x0b00_0000).to_be_bytes());
            let _ = lockout.attempt(&person(&format!("p{n}")), one, at(0));
        }
        assert!(lockout.counted.len() <= MOST_COUNTED);
        assert!(
            lockout.attempt(&officer, address(9), at(0)).is_err(),
            "whoever failed most is not forgotten for the others"
        );
    }
}
