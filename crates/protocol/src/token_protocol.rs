//! A token as a WebSocket subprotocol. A page that opens a WebSocket can say who it is in no other way before it is open: it has
//! no headers of its own, and an address stands in logs.

use std::fmt::Write;

/// What a screen that hears a camera's head offers beside its token, and what the hub takes of the two.
pub const TELEMETRY_PROTOCOL: &str = "furun.telemetry.v1";

/// What a screen that plays a stream's fragments offers beside its token, and what the hub takes of the two.
pub const FRAGMENTS_PROTOCOL: &str = "furun.fragments.v1";

/// What stands before a token: its bytes follow in hexadecimal, since a subprotocol may hold less than a token may.
const PREFIX: &str = "furun.token.";

/// A token as a subprotocol.
#[must_use]
pub fn protocol_of_token(token: &str) -> String {
    let mut word = PREFIX.to_owned();
    for byte in token.bytes() {
        // A text takes whatever is written into it.
        let _ = write!(word, "{byte:02x}");
    }
    word
}

/// The token that a subprotocol stands for; `None` for any other word.
#[must_use]
pub fn token_of_protocol(word: &str) -> Option<String> {
    let digits = word.strip_prefix(PREFIX)?.as_bytes();
    let (pairs, rest) = digits.as_chunks::<2>();
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let bytes = pairs.iter().map(|[high, low]| {
        let byte = digit(*high)? * 16 + digit(*low)?;
        u8::try_from(byte).ok()
    });
    let token = String::from_utf8(bytes.collect::<Option<_>>()?).ok()?;
    (rest.is_empty() && !token.is_empty()).then_some(token)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_of_any_printing_characters_is_a_subprotocol_and_comes_back() {
        let token = "a/b+c=d;\"e\",~!";
        let word = protocol_of_token(token);
        assert!(
            word.bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'.')
        );
        assert_eq!(token_of_protocol(&word).as_deref(), Some(token));
    }

    #[test]
    fn any_other_word_is_no_token() {
        for word in [
            "",
            TELEMETRY_PROTOCOL,
            FRAGMENTS_PROTOCOL,
            "furun.token.",
            "furun.token.6",
            "furun.token.6g",
            "furun.token.+1",
            "furun.token.ff",
        ] {
            assert_eq!(token_of_protocol(word), None, "{word}");
        }
    }
}
