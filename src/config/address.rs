//! Where the hubs are, and with which token a screen asks them.

use std::{fmt, iter};

use protocol::protocol_of_token;

/// An access token from the address's fragment (`#token=…`): a fragment never reaches a server's log.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

/// A fragment whose token cannot be one: open the address without it, or with the token as it was given out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// The token is empty.
    #[error("the address names a token, but none follows")]
    Empty,
    /// The token holds something other than printing ASCII, so no hub can have given it out.
    #[error("the token in the address holds characters that no token has")]
    NotPrinting,
}

impl Token {
    /// The token as it was given out: 1 or more printing ASCII characters without blanks.
    ///
    /// # Errors
    /// When it is empty or holds other characters.
    pub fn parse(text: &str) -> Result<Self, TokenError> {
        if text.is_empty() {
            return Err(TokenError::Empty);
        }
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(TokenError::NotPrinting);
        }
        Ok(Self(text.to_owned()))
    }

    /// The token in an address's fragment, with or without its `#`; `None` when the fragment names none.
    ///
    /// # Errors
    /// When there is one that cannot be a token.
    pub fn from_fragment(fragment: &str) -> Result<Option<Self>, TokenError> {
        fragment
            .trim_start_matches('#')
            .split('&')
            .find_map(|pair| pair.strip_prefix("token="))
            .map(Self::parse)
            .transpose()
    }

    /// The token itself, for the hub alone.
    #[must_use]
    pub fn secret(&self) -> &str {
        &self.0
    }

    /// The token as the header `Authorization` says it.
    #[must_use]
    pub fn bearer(&self) -> String {
        format!("Bearer {}", self.0)
    }
}

/// The subprotocols that a page offers when it opens a WebSocket at its hub: the one that is spoken there, and its token where it has one.
#[must_use]
pub fn offered_protocols(spoken: &str, token: Option<&Token>) -> Vec<String> {
    let token = token.map(|token| protocol_of_token(token.secret()));
    iter::once(spoken.to_owned()).chain(token).collect()
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

/// The addresses of the hub that serves the page, from the page's base address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addresses {
    base: String,
}

impl Addresses {
    /// From the page's base address (`document.baseURI`): everything up to its last slash.
    #[must_use]
    pub fn below(base_uri: &str) -> Self {
        let path = base_uri.split(['?', '#']).next().unwrap_or(base_uri);
        let end = path.rfind('/').map_or(path.len(), |slash| slash + 1);
        Self {
            base: path[..end].to_owned(),
        }
    }

    /// An address relative to the page's base.
    #[must_use]
    pub fn of(&self, relative: &str) -> String {
        format!("{}{relative}", self.base)
    }

    /// The path of the base below its host, without a closing slash: "" at the root, "/demo" below a folder.
    #[must_use]
    pub fn folder(&self) -> &str {
        let rest = self
            .base
            .split_once("://")
            .map_or(self.base.as_str(), |(_, rest)| rest);
        let path = rest.find('/').map_or("", |slash| &rest[slash..]);
        path.trim_end_matches('/')
    }

    /// The address of a network's feed: at `hub`, or at the hub that serves the page.
    #[must_use]
    pub fn feed(&self, hub: Option<&str>, network: domain::Network) -> String {
        let base = hub.map_or_else(
            || self.base.clone(),
            |hub| format!("{}/", hub.trim_end_matches('/')),
        );
        let socket = match base.split_once("://") {
            Some(("https", rest)) => format!("wss://{rest}"),
            Some(("http", rest)) => format!("ws://{rest}"),
            _ => base,
        };
        format!("{socket}feeds/{network}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Network;

    #[test]
    fn addresses_stand_below_the_folder_that_the_page_is_in() {
        for (page, folder, feed) in [
            (
                "http://127.0.0.1:8080/wall",
                "",
                "ws://127.0.0.1:8080/feeds/police",
            ),
            (
                "https://example.org/demo/console?x=1#y",
                "/demo",
                "wss://example.org/demo/feeds/police",
            ),
            (
                "https://example.org/a/b/",
                "/a/b",
                "wss://example.org/a/b/feeds/police",
            ),
        ] {
            let addresses = Addresses::below(page);
            assert_eq!(addresses.folder(), folder, "{page}");
            assert_eq!(addresses.feed(None, Network::Police), feed);
        }
    }

    #[test]
    fn another_hub_is_asked_at_its_own_address() {
        let addresses = Addresses::below("https://example.org/wall");
        for hub in ["https://police.example.org", "https://police.example.org/"] {
            assert_eq!(
                addresses.feed(Some(hub), Network::Police),
                "wss://police.example.org/feeds/police"
            );
        }
    }

    #[test]
    fn a_token_is_read_from_the_fragment_and_never_printed() {
        let token = Token::from_fragment("#token=abc123&x=1")
            .expect("a token")
            .expect("a token");
        assert_eq!(token.secret(), "abc123");
        assert!(!format!("{token:?}").contains("abc"));
        assert_eq!(Token::from_fragment("#a=b"), Ok(None));
        assert_eq!(Token::from_fragment("#token="), Err(TokenError::Empty));
        assert_eq!(
            Token::from_fragment("#token=a b"),
            Err(TokenError::NotPrinting)
        );
    }
}
