use serde::{Deserialize, Serialize};

/// Whether a stream has a picture, as far as its gateway has said: under `states` of `GET /api/v1/cameras`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StreamState {
    /// The gateway has it.
    Live,
    /// The gateway does not have it.
    Down,
    /// The gateway is away, was not asked yet, or fetches it only on demand; to a screen any word of a later release, too.
    #[serde(other)]
    Unknown,
}

impl StreamState {
    /// Its word, on the wire and in a page's `data-state`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Down => "down",
            Self::Unknown => "unknown",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_is_written_with_its_word_and_read_back_and_a_later_word_is_not_known() {
        for state in [StreamState::Live, StreamState::Down, StreamState::Unknown] {
            let word = serde_json::json!(state.as_str());
            assert_eq!(serde_json::to_value(state).expect("a word"), word);
            assert_eq!(
                serde_json::from_value::<StreamState>(word).ok(),
                Some(state)
            );
        }
        let later = serde_json::from_value::<StreamState>("recording".into());
        assert_eq!(later.ok(), Some(StreamState::Unknown));
    }
}
