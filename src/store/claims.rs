//! The calls that somebody is just taking: one signal for all of them, which changes when somebody takes or leaves one.

use std::sync::Arc;

use domain::{IncidentRef, Millis, Network, PersonId};
use leptos::prelude::*;

use crate::config::ToldClaim;
use crate::platform::{PageTime, wake_all};

/// A told end that differs by less than this is the same end, told again: in milliseconds.
const SAME_END_MS: f64 = 2_500.0;

/// A call that somebody is taking.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim {
    /// Which.
    pub incident: IncidentRef,
    /// By which account.
    pub person: PersonId,
    /// What that officer is called.
    pub name: Arc<str>,
    /// When it runs out, by the page's clock.
    pub until: PageTime,
}

impl Claim {
    /// As the hub told it at `at`.
    #[must_use]
    pub fn told(told: ToldClaim, at: PageTime) -> Self {
        Self {
            incident: told.incident,
            person: told.person,
            name: told.name,
            until: at + f64::from(told.expires_in_secs) * 1_000.0,
        }
    }

    /// How long it is still held; `None` once it has run out.
    #[must_use]
    pub fn left(&self, at: PageTime) -> Option<Millis> {
        let left = self.until.millis_since(at);
        (left > 0.0).then_some(Millis(left as i64))
    }

    fn is_told_again_by(&self, other: &Self) -> bool {
        self.incident == other.incident
            && self.person == other.person
            && (self.until.0 - other.until.0).abs() < SAME_END_MS
    }
}

/// The calls that somebody is taking. A handle: cheap to copy.
#[derive(Clone, Copy, Debug)]
pub struct Claims(RwSignal<Vec<Claim>>);

impl Claims {
    /// Nobody takes any.
    #[must_use]
    pub fn new() -> Self {
        Self(RwSignal::new(Vec::new()))
    }

    /// Has everybody read it again, and lets go of readers that are gone: see [`wake_all`].
    pub(super) fn forget_listeners(self) {
        wake_all(&self.0);
    }

    /// What a network's hub tells; nobody is woken when it tells the same again.
    pub fn tell(self, network: Network, told: Vec<Claim>) {
        let is_same = self.0.with_untracked(|all| {
            let mut known = all.iter().filter(|claim| claim.incident.network == network);
            let mut told = told.iter();
            loop {
                match (known.next(), told.next()) {
                    (None, None) => return true,
                    (Some(known), Some(told)) if known.is_told_again_by(told) => {}
                    _ => return false,
                }
            }
        });
        if !is_same {
            self.0.update(|all| {
                all.retain(|claim| claim.incident.network != network);
                all.extend(told);
            });
        }
    }

    /// Somebody takes a call, or takes it again.
    pub fn hold(self, claim: Claim) {
        self.0.update(|all| {
            all.retain(|known| known.incident != claim.incident);
            all.push(claim);
            all.sort_by_key(|claim| claim.incident);
        });
    }

    /// Somebody has let a call go.
    pub fn release(self, incident: IncidentRef, person: &PersonId) {
        let is_ours = |claim: &Claim| claim.incident == incident && claim.person == *person;
        if self.0.with_untracked(|all| all.iter().any(is_ours)) {
            self.0.update(|all| all.retain(|claim| !is_ours(claim)));
        }
    }

    /// Who takes a call; tracks all of them, not the time: one that has run out is told until the hub tells anew.
    #[must_use]
    pub fn of(self, incident: IncidentRef) -> Option<Claim> {
        self.0.with(|all| {
            let mut own = all.iter().filter(|claim| claim.incident == incident);
            own.next().cloned()
        })
    }

    /// The same, tracking nothing.
    #[must_use]
    pub fn of_untracked(self, incident: IncidentRef) -> Option<Claim> {
        untrack(|| self.of(incident))
    }
}

impl Default for Claims {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use domain::IncidentId;

    use super::*;

    fn claim(number: u64, person: &str, until: f64) -> Claim {
        Claim {
            incident: IncidentRef {
                network: Network::Police,
                id: IncidentId(number),
            },
            person: PersonId::try_from(person).expect("an id"),
            name: Arc::from(person),
            until: PageTime(until),
        }
    }

    #[test]
    fn a_claim_runs_out_by_itself() {
        let held = claim(7, "one", 60_000.0);
        assert_eq!(held.left(PageTime(18_000.0)), Some(Millis(42_000)));
        assert_eq!(held.left(PageTime(60_000.0)), None);
    }

    #[test]
    fn what_is_told_again_wakes_nobody_and_what_is_not_told_any_more_is_gone() {
        let owner = Owner::new();
        owner.set();
        let claims = Claims::new();
        let woken = Memo::new(move |before: Option<&u32>| {
            claims.0.track();
            before.map_or(0, |before| before + 1)
        });
        let first = claim(7, "one", 60_000.0);
        claims.tell(Network::Police, vec![first.clone()]);
        assert_eq!(woken.get_untracked(), 0, "first read");
        // The hub counts whole seconds, and the way to it takes some.
        claims.tell(Network::Police, vec![claim(7, "one", 60_900.0)]);
        assert_eq!(woken.get_untracked(), 0);
        claims.tell(Network::Government, Vec::new());
        assert_eq!(woken.get_untracked(), 0, "another network's");
        claims.tell(Network::Police, vec![claim(7, "two", 61_000.0)]);
        assert_eq!(woken.get_untracked(), 1);
        let two = PersonId::try_from("two").expect("an id");
        claims.release(first.incident, &first.person);
        assert!(claims.of_untracked(first.incident).is_some(), "not theirs");
        claims.release(first.incident, &two);
        assert_eq!(claims.of_untracked(first.incident), None);
    }
}
