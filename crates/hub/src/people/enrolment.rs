//! Walls that ask to be let in: a code on the glass, and a secret that only the wall has. Told the time.
//!
//! They stand in memory for ten minutes. The list is its own limit: as many as it may hold, and as many from one address.

use std::net::IpAddr;
use std::time::Duration;

use domain::PersonId;
use subtle::ConstantTimeEq;

use super::store::Digest;
use super::{PeopleError, chance, lockout};

/// How long a code may be confirmed, and how long after that the wall may come for its session.
pub const CODE_LASTS: Duration = Duration::from_secs(600);

/// The most walls that wait at a time.
const MOST_WAITING: usize = 64;

/// The most of one address: a hall has a few screens, and they may be tried again.
const MOST_OF_ONE_ADDRESS: usize = 6;

/// Characters that cannot be taken for one another across a hall, and spell no word.
const ALPHABET: &[u8; 27] = b"23456789BCDFGHJKMNPQRTVWXYZ";

/// How many characters a code has.
const CODE_LENGTH: usize = 6;

/// Why a wall may not ask now.
#[derive(Debug, thiserror::Error)]
pub enum AskRefusal {
    /// Too many wait, there or everywhere: how long until one fewer does.
    #[error("too many walls wait to be let in")]
    TooMany(Duration),
    /// The system gives no random numbers.
    #[error(transparent)]
    Failed(#[from] PeopleError),
}

/// A wall that waits, as it is told.
#[derive(Debug)]
pub struct Waiting {
    /// What the wall shows.
    pub code: String,
    /// What it comes with for its session.
    pub secret: String,
}

#[derive(Debug)]
struct Asked {
    code: String,
    secret: Digest,
    address: IpAddr,
    until: Duration,
    wall: Option<PersonId>,
}

/// What a wall that comes with its secret finds.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// Nobody has confirmed it yet: how long it may still wait.
    Waiting(Duration),
    /// It is this one now.
    Confirmed(PersonId),
}

/// The walls that wait.
#[derive(Debug, Default)]
pub(super) struct Enrolments {
    asked: Vec<Asked>,
}

impl Enrolments {
    /// A wall asks.
    ///
    /// # Errors
    /// When too many wait already.
    pub fn ask(&mut self, address: IpAddr, now: Duration) -> Result<Waiting, AskRefusal> {
        self.forget(now);
        let from = lockout::prefix(address);
        let of_address = || self.asked.iter().filter(|asked| asked.address == from);
        let crowd: Vec<Duration> = if of_address().count() >= MOST_OF_ONE_ADDRESS {
            of_address().map(|asked| asked.until).collect()
        } else if self.asked.len() >= MOST_WAITING {
            self.asked.iter().map(|asked| asked.until).collect()
        } else {
            Vec::new()
        };
        if let Some(first) = crowd.into_iter().min() {
            return Err(AskRefusal::TooMany(first.saturating_sub(now)));
        }
        let code = loop {
            let code = code()?;
            if self.asked.iter().all(|asked| asked.code != code) {
                break code;
            }
        };
        let secret = chance::secret()?;
        self.asked.push(Asked {
            code: code.clone(),
            secret: super::SessionKey::of(&secret).0,
            address: from,
            until: now + CODE_LASTS,
            wall: None,
        });
        let (first, last) = code.split_at(CODE_LENGTH / 2);
        let code = format!("{first}-{last}");
        Ok(Waiting { code, secret })
    }

    /// The code of a wall that waits, as somebody typed it, and from where it asks.
    pub fn waiting(&mut self, typed: &str, now: Duration) -> Option<(String, IpAddr)> {
        self.forget(now);
        let asked = self.asked.iter().find(|asked| asked.is(typed))?;
        Some((asked.code.clone(), asked.address))
    }

    /// It was confirmed and is this one; from now on it may come for its session.
    pub fn confirmed(&mut self, code: &str, wall: PersonId, now: Duration) {
        if let Some(asked) = self.asked.iter_mut().find(|asked| asked.code == code) {
            asked.wall = Some(wall);
            asked.until = now + CODE_LASTS;
        }
    }

    /// The wall with that secret, which may come more than once: an answer may be lost on its way.
    pub fn find(&mut self, secret: &Digest, now: Duration) -> Option<Found> {
        self.forget(now);
        let mut asked = self.asked.iter();
        let asked = asked.find(|asked| bool::from(asked.secret.ct_eq(secret)))?;
        Some(match &asked.wall {
            Some(wall) => Found::Confirmed(wall.clone()),
            None => Found::Waiting(asked.until.saturating_sub(now)),
        })
    }

    fn forget(&mut self, now: Duration) {
        self.asked.retain(|asked| now < asked.until);
    }
}

impl Asked {
    /// Whether that is its code, and nobody has confirmed it: in capitals or not, with the dash or without.
    fn is(&self, typed: &str) -> bool {
        let meant = typed.chars().filter(char::is_ascii_alphanumeric);
        let meant = meant.map(|letter| letter.to_ascii_uppercase());
        self.wall.is_none() && meant.eq(self.code.chars())
    }
}

fn code() -> Result<String, PeopleError> {
    let count = ALPHABET.len() as u8;
    let mut code = String::new();
    while code.len() < CODE_LENGTH {
        let [byte] = chance::bytes::<1>()?;
        // The rest of a byte would make the first letters likelier than the others.
        if byte < u8::MAX / count * count {
            code.push(ALPHABET[usize::from(byte % count)].into());
        }
    }
    Ok(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(last: u8) -> IpAddr {
        IpAddr::from([10, 0, 0, last])
    }

    const START: Duration = Duration::from_secs(100);

    #[test]
    fn a_code_is_read_as_people_type_it_once_and_for_ten_minutes() {
        let mut walls = Enrolments::default();
        let asked = walls.ask(from(1), START).expect("a code");
        assert_eq!(asked.code.len(), 7, "{}", asked.code);
        let typed = format!(" {} ", asked.code.to_lowercase().replace('-', " "));
        let (code, address) = walls.waiting(&typed, START).expect("it waits");
        assert_eq!(address, from(1));
        assert_eq!(walls.waiting("222-222", START), None);
        assert_eq!(walls.waiting(&typed, START + CODE_LASTS), None, "too late");
        let asked = walls.ask(from(1), START).expect("a code");
        let digest = super::super::SessionKey::of(&asked.secret).0;
        assert_eq!(
            walls.find(&digest, START),
            Some(Found::Waiting(CODE_LASTS)),
            "nobody confirmed {code}'s follower"
        );
        let wall = PersonId::try_from("wall-1").expect("an id");
        let (code, _) = walls.waiting(&asked.code, START).expect("it waits");
        walls.confirmed(&code, wall.clone(), START);
        assert_eq!(walls.waiting(&asked.code, START), None, "once");
        let later = START + CODE_LASTS / 2;
        for _ in 0..2 {
            let found = walls.find(&digest, later);
            assert_eq!(found, Some(Found::Confirmed(wall.clone())));
        }
        assert_eq!(walls.find(&digest, START + CODE_LASTS), None);
    }

    #[test]
    fn no_more_wait_than_the_list_holds_and_few_of_one_address() {
        let mut walls = Enrolments::default();
        for _ in 0..MOST_OF_ONE_ADDRESS {
            walls.ask(from(1), START).expect("a code");
        }
        let later = START + Duration::from_secs(1);
        assert!(matches!(
            walls.ask(from(1), later),
            Err(AskRefusal::TooMany(wait)) if wait == CODE_LASTS - Duration::from_secs(1)
        ));
        let mut asked = MOST_OF_ONE_ADDRESS;
        for last in 2..=255 {
            asked += usize::from(walls.ask(from(last), START).is_ok());
        }
        assert_eq!(asked, MOST_WAITING);
        assert!(walls.ask(from(9), START + CODE_LASTS).is_ok());
    }
}
