//! What a page has asked and the demo has not come to yet.

use std::collections::VecDeque;

use protocol::{DemoAsked, DemoRequest};

/// Asked and not yet answered. A slider that is dragged asks faster than anybody can answer: the latest wins.
#[derive(Debug, Default)]
pub struct Queue(VecDeque<DemoAsked>);

impl Queue {
    /// Takes a request in. One that sets the clock makes those needless that would have set it before.
    pub fn push(&mut self, asked: DemoAsked) {
        match asked.request {
            DemoRequest::Seek(_) => self.0.retain(|waiting| !sets_the_clock(&waiting.request)),
            DemoRequest::Open { .. } => self.0.retain(|waiting| {
                matches!(
                    waiting.request,
                    DemoRequest::Texts(_) | DemoRequest::Surroundings
                )
            }),
            _ => {}
        }
        self.0.push_back(asked);
    }

    /// What comes next.
    pub fn pop(&mut self) -> Option<DemoAsked> {
        self.0.pop_front()
    }

    /// Whether nothing waits.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

const fn sets_the_clock(request: &DemoRequest) -> bool {
    matches!(
        request,
        DemoRequest::Seek(_) | DemoRequest::Next | DemoRequest::Previous
    )
}

#[cfg(test)]
mod tests {
    use domain::{Network, Timestamp};

    use super::*;

    fn left(requests: &[DemoRequest]) -> Vec<DemoRequest> {
        let mut queue = Queue::default();
        for (turn, request) in (0..).zip(requests) {
            queue.push(DemoAsked {
                turn,
                request: request.clone(),
            });
        }
        std::iter::from_fn(|| queue.pop())
            .map(|asked| asked.request)
            .collect()
    }

    #[test]
    fn of_many_seeks_the_last_is_left_and_nothing_else_is_lost() {
        let seek = |at| DemoRequest::Seek(Timestamp(at));
        assert_eq!(
            left(&[
                seek(1),
                DemoRequest::Pause,
                seek(2),
                DemoRequest::Next,
                seek(3)
            ]),
            [DemoRequest::Pause, seek(3)]
        );
        assert_eq!(
            left(&[seek(1), DemoRequest::Next, DemoRequest::Next]),
            [seek(1), DemoRequest::Next, DemoRequest::Next],
            "a step goes on from where the seek came to"
        );
        assert_eq!(
            left(&[DemoRequest::Restart(Network::Police), seek(1)]),
            [DemoRequest::Restart(Network::Police), seek(1)]
        );
    }
}
