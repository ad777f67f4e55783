//! Who is just taking which call, so that two do not take the same: a hold of a minute that binds nobody.
//!
//! It stands in memory and is told to whoever asks; what counts is the command, of which one of two is refused.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use domain::{IncidentRef, Network, PersonId};

/// How long a call is held, unless it is held again.
pub const HELD_FOR: Duration = Duration::from_secs(60);

/// The most calls that are held at a time.
const MOST_HELD: usize = 1_000;

/// A call that somebody is taking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Which.
    pub incident: IncidentRef,
    /// Who.
    pub person: PersonId,
    /// How long it is still held.
    pub left: Duration,
}

/// Why a call is not held.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClaimRefusal {
    /// Somebody else is taking it.
    #[error("{} is taking it", .0.person)]
    Held(Claim),
    /// More are held than any centre takes at a time.
    #[error("{MOST_HELD} calls are being taken already")]
    TooMany,
}

/// The calls that are being taken.
#[derive(Debug, Default)]
pub struct Claims {
    held: Mutex<BTreeMap<IncidentRef, (PersonId, Duration)>>,
}

impl Claims {
    /// Holds a call, or holds it again.
    ///
    /// # Errors
    /// When somebody else does.
    pub fn hold(
        &self,
        incident: IncidentRef,
        person: &PersonId,
        now: Duration,
    ) -> Result<Claim, ClaimRefusal> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.retain(|_, (_, until)| now < *until);
        if let Some((holder, until)) = held.get(&incident)
            && holder != person
        {
            return Err(ClaimRefusal::Held(Claim {
                incident,
                person: holder.clone(),
                left: until.saturating_sub(now),
            }));
        }
        if held.len() >= MOST_HELD && !held.contains_key(&incident) {
            return Err(ClaimRefusal::TooMany);
        }
        held.insert(incident, (person.clone(), now + HELD_FOR));
        Ok(Claim {
            incident,
            person: person.clone(),
            left: HELD_FOR,
        })
    }

    /// Lets go of a call, if it is the person's.
    pub fn release(&self, incident: IncidentRef, person: &PersonId) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if held
            .get(&incident)
            .is_some_and(|(holder, _)| holder == person)
        {
            held.remove(&incident);
        }
    }

    /// What is held on a network.
    pub fn of(&self, network: Network, now: Duration) -> Vec<Claim> {
        let held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let of_network = held
            .iter()
            .filter(|(incident, _)| incident.network == network);
        of_network
            .filter(|(_, (_, until))| now < *until)
            .map(|(incident, (person, until))| Claim {
                incident: *incident,
                person: person.clone(),
                left: until.saturating_sub(now),
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use domain::IncidentId;

    use super::*;

    #[test]
    fn a_call_is_held_by_one_for_a_minute_and_then_by_whoever_comes() {
        let claims = Claims::default();
        let [one, two] = ["one", "two"].map(|id| PersonId::try_from(id).expect("an id"));
        let call = IncidentRef {
            network: Network::Police,
            id: IncidentId(7),
        };
        let at = Duration::from_secs;
        assert!(claims.hold(call, &one, at(100)).is_ok());
        let refused = claims.hold(call, &two, at(130)).expect_err("it is held");
        let ClaimRefusal::Held(claim) = refused else {
            panic!("{refused:?}");
        };
        assert_eq!((claim.person, claim.left), (one.clone(), at(30)));
        assert!(claims.hold(call, &one, at(150)).is_ok(), "held again");
        assert!(claims.hold(call, &two, at(170)).is_err());
        assert_eq!(claims.of(Network::Police, at(170)).len(), 1);
        assert_eq!(claims.of(Network::Government, at(170)), []);
        claims.release(call, &two);
        assert!(
            claims.hold(call, &two, at(170)).is_err(),
            "not theirs to let go"
        );
        assert!(claims.hold(call, &two, at(210)).is_ok(), "a minute is over");
        claims.release(call, &two);
        assert!(claims.hold(call, &one, at(211)).is_ok());
    }
}
