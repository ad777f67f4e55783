//! The verbs of the lifecycle, without what they are about: what rights, menus and audit speak of.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Act;

macro_rules! verbs {
    ($($verb:ident, $word:literal, $pattern:pat,)*) => {
        /// What an [`Act`] does, without to what.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        #[expect(missing_docs, reason = "each is the act of the same name")]
        pub enum Verb {
            $($verb,)*
        }

        impl Verb {
            /// Every verb, in the order of the lifecycle.
            pub const ALL: [Self; [$($word),*].len()] = [$(Self::$verb),*];

            /// The verb's word on the wire and in tables.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$verb => $word,)*
                }
            }
        }

        impl Act {
            /// What it does.
            #[must_use]
            pub const fn verb(&self) -> Verb {
                match self {
                    $($pattern => Verb::$verb,)*
                }
            }
        }
    };
}

verbs! {
    Report, "report", Act::Report(_),
    Acknowledge, "acknowledge", Act::Acknowledge,
    Accept, "accept", Act::Accept { .. },
    Reject, "reject", Act::Reject,
    MergeInto, "merge_into", Act::MergeInto(_),
    Unmerge, "unmerge", Act::Unmerge,
    Assign, "assign", Act::Assign(_),
    NobodyFree, "nobody_free", Act::NobodyFree,
    Receive, "receive", Act::Receive(_),
    Decline, "decline", Act::Decline(_),
    Withdraw, "withdraw", Act::Withdraw(_),
    StartOut, "start_out", Act::StartOut(_),
    Arrive, "arrive", Act::Arrive(_),
    BeginHandling, "begin_handling", Act::BeginHandling(_),
    Clear, "clear", Act::Clear(_),
    HandOver, "hand_over", Act::HandOver { .. },
    Feedback, "feedback", Act::Feedback,
    Resolve, "resolve", Act::Resolve,
    Verify, "verify", Act::Verify { .. },
    Close, "close", Act::Close,
    Suspend, "suspend", Act::Suspend,
    Resume, "resume", Act::Resume,
    Supervise, "supervise", Act::Supervise(_),
    Escalate, "escalate", Act::Escalate,
    SetPriority, "set_priority", Act::SetPriority(_),
    Amend, "amend", Act::Amend { .. },
    Reopen, "reopen", Act::Reopen,
    Reply, "reply", Act::Reply,
    Rate, "rate", Act::Rate(_),
    Link, "link", Act::Link(_),
    Archive, "archive", Act::Archive,
}

impl fmt::Display for Verb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verb_is_called_the_same_everywhere() {
        for verb in Verb::ALL {
            let written = serde_json::to_value(verb).expect("a word");
            assert_eq!(written, verb.as_str());
        }
        assert_eq!(
            serde_json::to_value(Act::Feedback).expect("a word"),
            Act::Feedback.verb().as_str()
        );
    }
}
