//! Who tries too often to sign in waits, each time longer: by account and by address, told the time.
//!
//! Where an account has signed in of late it is familiar: attempts for it from there are counted by themselves, so that
//! strangers lock nobody out of its own desk, neither from elsewhere nor by trying other accounts behind the same address.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::time::Duration;

use domain::PersonId;

/// Whom attempts are counted for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Counted {
    Person(PersonId),
    Address(IpAddr),
    Familiar(PersonId, IpAddr),
}

impl Counted {
    /// How many attempts may fail before the waiting begins. Behind one address sits a whole centre.
    const fn free(&self) -> u32 {
        match self {
            Self::Person(_) | Self::Familiar(..) => 5,
            Self::Address(_) => 30,
        }
    }
}

/// The longest wait. An officer whom somebody else locks out, away from its own desk, must not be out for a shift.
const LONGEST_WAIT: Duration = Duration::from_secs(300);

/// After so long without an attempt everything is forgiven.
const FORGIVEN_AFTER: Duration = Duration::from_secs(3_600);

/// For how many accounts and addresses attempts are counted at a time.
const MOST_COUNTED: usize = 10_000;

/// For how long an address stays familiar to an account that signed in there.
const FAMILIAR_FOR: Duration = Duration::from_secs(7 * 24 * 3_600);

/// How many addresses of accounts are remembered as familiar.
const MOST_FAMILIAR: usize = 20_000;

/// For how long attempts that are turned away are summed up.
const SUMMED_FOR: Duration = Duration::from_secs(300);

/// For how many addresses they are summed up at a time; those of all others are summed up together.
const MOST_SUMMED: usize = 1_000;

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

/// Attempts that were turned away unseen, of some minutes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TurnedAway {
    /// From where; `None` for many addresses together.
    pub address: Option<IpAddr>,
    /// For which account, when it was one and the same.
    pub person: Option<PersonId>,
    /// How many.
    pub count: u32,
    since: Duration,
}

/// The attempts of the last hour.
#[derive(Debug, Default)]
pub(super) struct Lockout {
    counted: BTreeMap<Counted, Attempts>,
    familiar: BTreeMap<(PersonId, IpAddr), Duration>,
    turned_away: BTreeMap<Option<IpAddr>, TurnedAway>,
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
        let place = (person.clone(), prefix(address));
        let whom = if self.is_familiar(&place, now) {
            vec![Counted::Familiar(place.0, place.1)]
        } else {
            vec![Counted::Person(place.0), Counted::Address(place.1)]
        };
        for counted in &whom {
            let next_at = self
                .counted
                .get(counted)
                .filter(|attempts| now < attempts.last + FORGIVEN_AFTER)
                .map_or(Duration::ZERO, |attempts| attempts.next_at(counted.free()));
            if now < next_at {
                self.turn_away(person, address, now);
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
    pub fn succeeded(&mut self, person: &PersonId, address: IpAddr, now: Duration) {
        let place = (person.clone(), prefix(address));
        if self.is_familiar(&place, now) {
            let (person, address) = place.clone();
            self.counted.remove(&Counted::Familiar(person, address));
        } else {
            self.counted.remove(&Counted::Person(person.clone()));
            // Only this one: with one good account nobody may guess on at others.
            if let Some(attempts) = self.counted.get_mut(&Counted::Address(place.1)) {
                attempts.failed = attempts.failed.saturating_sub(1);
            }
        }
        self.remember(place, now);
    }

    fn is_familiar(&self, place: &(PersonId, IpAddr), now: Duration) -> bool {
        let last = self.familiar.get(place);
        last.is_some_and(|last| now < *last + FAMILIAR_FOR)
    }

    fn remember(&mut self, place: (PersonId, IpAddr), now: Duration) {
        if self.familiar.len() >= MOST_FAMILIAR && !self.familiar.contains_key(&place) {
            let oldest = self.familiar.iter().min_by_key(|(_, last)| **last);
            if let Some(oldest) = oldest.map(|(place, _)| place.clone()) {
                self.familiar.remove(&oldest);
            }
        }
        self.familiar.insert(place, now);
    }

    fn turn_away(&mut self, person: &PersonId, address: IpAddr, now: Duration) {
        let address = Some(prefix(address));
        let has_room =
            self.turned_away.len() < MOST_SUMMED || self.turned_away.contains_key(&address);
        let address = address.filter(|_| has_room);
        let summed = self.turned_away.entry(address).or_insert(TurnedAway {
            address,
            person: Some(person.clone()),
            count: 0,
            since: now,
        });
        summed.count = summed.count.saturating_add(1);
        if summed.person.as_ref() != Some(person) {
            summed.person = None;
        }
    }

    /// The attempts that were turned away and are summed up by now. They are told once.
    pub fn take_turned_away(&mut self, now: Duration) -> Vec<TurnedAway> {
        let due = |summed: &TurnedAway| now >= summed.since + SUMMED_FOR;
        let (told, left) = std::mem::take(&mut self.turned_away)
            .into_iter()
            .partition(|(_, summed)| due(summed));
        self.turned_away = left;
        let told: BTreeMap<_, TurnedAway> = told;
        told.into_values().collect()
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
        lockout.succeeded(&officer, address(39), now);
        assert_eq!(lockout.attempt(&officer, address(40), now), Ok(()));
    }

    #[test]
    fn where_an_account_signed_in_of_late_strangers_do_not_lock_it_out() {
        let mut lockout = Lockout::default();
        let officer = person("officer");
        let desk = address(1);
        assert_eq!(lockout.attempt(&officer, desk, at(0)), Ok(()));
        lockout.succeeded(&officer, desk, at(0));
        // A stranger tries the account from elsewhere, and others behind the desk's own address.
        for n in 0..40 {
            let _ = lockout.attempt(&officer, address(2), at(10));
            let _ = lockout.attempt(&person(&format!("p{n}")), desk, at(10));
        }
        assert!(lockout.attempt(&officer, address(3), at(10)).is_err());
        assert!(lockout.attempt(&person("another"), desk, at(10)).is_err());
        for _ in 0..5 {
            assert_eq!(lockout.attempt(&officer, desk, at(10)), Ok(()));
        }
        let guessed = lockout.attempt(&officer, desk, at(10));
        assert_eq!(guessed, Err(at(1)), "at the desk itself nobody guesses on");
        let in_a_week = FAMILIAR_FOR + at(10);
        let last = lockout.attempt(&officer, address(2), in_a_week - at(1));
        assert_eq!(last, Ok(()), "all is forgiven by then");
        for _ in 0..4 {
            let _ = lockout.attempt(&officer, address(2), in_a_week);
        }
        assert!(
            lockout.attempt(&officer, desk, in_a_week).is_err(),
            "forgotten"
        );
    }

    #[test]
    fn attempts_that_are_turned_away_are_summed_up_by_address() {
        let mut lockout = Lockout::default();
        let officer = person("officer");
        for _ in 0..25 {
            let _ = lockout.attempt(&officer, address(1), at(0));
        }
        assert_eq!(lockout.take_turned_away(at(299)), []);
        let told = lockout.take_turned_away(at(300));
        let [summed] = told.as_slice() else {
            panic!("one address: {told:?}")
        };
        assert_eq!(summed.address, Some(address(1)));
        assert_eq!((summed.count, summed.person.as_ref()), (20, Some(&officer)));
        assert_eq!(lockout.take_turned_away(at(900)), [], "told once");
        for n in 0..MOST_SUMMED as u32 + 50 {
            let from = IpAddr::from((n + 0x0b00_0000).to_be_bytes());
            for one in ["officer", "other"] {
                for _ in 0..6 {
                    let _ = lockout.attempt(&person(one), from, at(1_000));
                }
            }
        }
        let told = lockout.take_turned_away(at(1_300));
        assert_eq!(told.len(), MOST_SUMMED + 1, "no more than a limit");
        assert!(told.iter().any(|summed| summed.address.is_none()));
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
