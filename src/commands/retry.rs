//! When a command is posted again.

use super::Answer;
use crate::connection::Backoff;

/// How often a command is posted before its sender is told that nobody answers: with the pauses between, about a minute.
const MOST_POSTS: u32 = 10;

/// What to do after an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// It is an answer to live with.
    Take,
    /// Post it again after so many milliseconds, with the same key.
    Wait {
        /// How long.
        millis: u32,
    },
    /// Nobody answers: tell its sender.
    GiveUp,
}

/// Counts the posts of a command.
#[derive(Clone, Copy, Debug, Default)]
pub struct Retry {
    posts: u32,
    backoff: Backoff,
}

impl Retry {
    /// After an answer; `chance` from 0 to 1 spreads what many screens would do at once.
    pub fn next(&mut self, answer: &Answer, chance: f64) -> Next {
        let Answer::ComeBack { after } = answer else {
            return Next::Take;
        };
        self.posts += 1;
        if self.posts >= MOST_POSTS {
            return Next::GiveUp;
        }
        let pause = self.backoff.next_pause(chance) as u32;
        Next::Wait {
            millis: pause.max(after.unwrap_or(0)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Rejection;

    #[test]
    fn without_an_answer_the_pauses_grow_until_the_sender_is_told() {
        let mut retry = Retry::default();
        let mut last = 0;
        for _ in 1..MOST_POSTS {
            let Next::Wait { millis } = retry.next(&Answer::ComeBack { after: None }, 1.0) else {
                panic!("given up too early");
            };
            assert!(millis >= last);
            last = millis;
        }
        assert_eq!(
            retry.next(&Answer::ComeBack { after: None }, 1.0),
            Next::GiveUp
        );
    }

    #[test]
    fn a_busy_hub_is_not_asked_before_it_said() {
        let mut retry = Retry::default();
        let answer = Answer::ComeBack { after: Some(7_000) };
        assert_eq!(retry.next(&answer, 0.0), Next::Wait { millis: 7_000 });
    }

    #[test]
    fn a_refusal_is_taken_at_once() {
        let answer = Answer::Rejected(Rejection::NoRight);
        assert_eq!(Retry::default().next(&answer, 0.5), Next::Take);
    }
}
