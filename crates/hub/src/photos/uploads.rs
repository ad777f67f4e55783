//! Uploads under way. Each holds a body of some megabytes while it comes in and waits to be developed, so there are no more
//! at a time than there is memory for, and one person does not take all of them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::PersonId;

/// The most at a time.
const MOST: usize = 12;

/// The most of one person at a time: a telephone sends its photos one after the other.
const MOST_OF_ONE: usize = 3;

type Counted = Mutex<BTreeMap<PersonId, usize>>;

/// The uploads under way.
#[derive(Debug, Default)]
pub struct Uploads {
    counted: Arc<Counted>,
}

/// One of them, until it is dropped.
#[derive(Debug)]
pub struct UnderWay {
    person: PersonId,
    counted: Arc<Counted>,
}

fn locked(counted: &Counted) -> MutexGuard<'_, BTreeMap<PersonId, usize>> {
    counted.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Uploads {
    /// Begins one; `None` when the person, or all together, have as many under way as may be.
    #[must_use]
    pub fn begin(&self, person: &PersonId) -> Option<UnderWay> {
        let mut counted = locked(&self.counted);
        let own = counted.get(person).copied().unwrap_or_default();
        if own >= MOST_OF_ONE || counted.values().sum::<usize>() >= MOST {
            return None;
        }
        counted.insert(person.clone(), own + 1);
        Some(UnderWay {
            person: person.clone(),
            counted: Arc::clone(&self.counted),
        })
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        let mut counted = locked(&self.counted);
        match counted.get_mut(&self.person) {
            Some(own) if *own > 1 => *own -= 1,
            _ => {
                counted.remove(&self.person);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_person_and_all_together_have_a_limit_and_what_has_ended_makes_room() {
        let uploads = Uploads::default();
        let begin = |who: usize| {
            let person = PersonId::try_from(format!("p{who}").as_str()).expect("an id");
            uploads.begin(&person)
        };
        let mut under_way: Vec<UnderWay> = Vec::new();
        for who in 0..MOST / MOST_OF_ONE {
            under_way.extend((0..MOST_OF_ONE).map(|_| begin(who).expect("there is room")));
            assert!(begin(who).is_none(), "{who} has its share");
        }
        assert!(begin(99).is_none(), "all is taken");
        under_way.pop();
        let other = begin(99);
        assert!(other.is_some() && begin(98).is_none());
        drop(under_way);
        drop(other);
        assert!(locked(&uploads.counted).is_empty());
    }
}
