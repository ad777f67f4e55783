//! Cuts Rust source into words and signs, so that a check never trips over a comment or a string.

/// One word or one sign of the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Token {
    /// An identifier or keyword; a raw identifier without its `r#`.
    Word(String),
    /// `::`
    PathSep,
    /// Any other single character of punctuation.
    Sign(char),
    /// A string, character, lifetime or number: something that names no path.
    Other,
}

/// A token and the line it begins on, counted from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Placed {
    pub(crate) token: Token,
    pub(crate) line: usize,
}

impl Placed {
    /// Whether this is the word.
    pub(crate) fn is_word(&self, word: &str) -> bool {
        matches!(&self.token, Token::Word(found) if found == word)
    }

    /// Whether this is the sign.
    pub(crate) fn is_sign(&self, sign: char) -> bool {
        self.token == Token::Sign(sign)
    }
}

/// All tokens of a source, comments and white space left out.
pub(crate) fn tokens(source: &str) -> Vec<Placed> {
    Scanner {
        rest: source.chars().collect(),
        at: 0,
        line: 1,
        tokens: Vec::new(),
    }
    .run()
}

struct Scanner {
    rest: Vec<char>,
    at: usize,
    line: usize,
    tokens: Vec<Placed>,
}

impl Scanner {
    fn run(mut self) -> Vec<Placed> {
        while let Some(next) = self.peek(0) {
            let line = self.line;
            let token = match next {
                '/' if self.peek(1) == Some('/') => {
                    self.skip_while(|c| c != '\n');
                    continue;
                }
                '/' if self.peek(1) == Some('*') => {
                    self.skip_block_comment();
                    continue;
                }
                c if c.is_whitespace() => {
                    self.take();
                    continue;
                }
                '"' => {
                    self.skip_string();
                    Token::Other
                }
                '\'' => {
                    self.skip_quote();
                    Token::Other
                }
                ':' if self.peek(1) == Some(':') => {
                    self.take();
                    self.take();
                    Token::PathSep
                }
                c if c.is_ascii_digit() => {
                    self.skip_while(|c| c.is_alphanumeric() || c == '_');
                    Token::Other
                }
                c if is_word(c) => self.word(),
                c => {
                    self.take();
                    Token::Sign(c)
                }
            };
            self.tokens.push(Placed { token, line });
        }
        self.tokens
    }

    fn peek(&self, ahead: usize) -> Option<char> {
        self.rest.get(self.at + ahead).copied()
    }

    fn take(&mut self) -> Option<char> {
        let taken = self.peek(0)?;
        self.at += 1;
        if taken == '\n' {
            self.line += 1;
        }
        Some(taken)
    }

    fn skip_while(&mut self, accepts: impl Fn(char) -> bool) {
        while self.peek(0).is_some_and(&accepts) {
            self.take();
        }
    }

    /// Block comments nest.
    fn skip_block_comment(&mut self) {
        let mut depth = 0_usize;
        loop {
            match (self.peek(0), self.peek(1)) {
                (Some('/'), Some('*')) => {
                    depth += 1;
                    self.take();
                }
                (Some('*'), Some('/')) => {
                    depth -= 1;
                    self.take();
                }
                (None, _) => return,
                _ => {}
            }
            self.take();
            if depth == 0 {
                return;
            }
        }
    }

    /// From the opening quote to past the closing one; a backslash protects the next character.
    fn skip_string(&mut self) {
        self.take();
        while let Some(c) = self.take() {
            match c {
                '\\' => {
                    self.take();
                }
                '"' => return,
                _ => {}
            }
        }
    }

    /// `r"…"`, `r#"…"#` and so on, from the first `#` or quote.
    fn skip_raw_string(&mut self) {
        let mut hashes = 0;
        while self.peek(0) == Some('#') {
            hashes += 1;
            self.take();
        }
        self.take();
        while let Some(c) = self.take() {
            if c == '"' && (0..hashes).all(|ahead| self.peek(ahead) == Some('#')) {
                for _ in 0..hashes {
                    self.take();
                }
                return;
            }
        }
    }

    /// A character (`'a'`, `'\n'`, `'\''`) or a lifetime (`'a`).
    fn skip_quote(&mut self) {
        self.take();
        match self.peek(0) {
            Some('\\') => {
                self.take();
                self.take();
                self.skip_while(|c| c != '\'');
                self.take();
            }
            Some(c) if is_word(c) && self.peek(1) != Some('\'') => {
                self.skip_while(is_word);
            }
            Some(_) => {
                self.take();
                self.take();
            }
            None => {}
        }
    }

    fn word(&mut self) -> Token {
        let mut word = String::new();
        while let Some(c) = self.peek(0).filter(|c| is_word(*c)) {
            word.push(c);
            self.take();
        }
        match (word.as_str(), self.peek(0), self.peek(1)) {
            ("r" | "br" | "cr", Some('"'), _) | ("r" | "br" | "cr", Some('#'), Some('"' | '#')) => {
                self.skip_raw_string();
                Token::Other
            }
            ("b" | "c", Some('"'), _) => {
                self.skip_string();
                Token::Other
            }
            ("b", Some('\''), _) => {
                self.skip_quote();
                Token::Other
            }
            ("r", Some('#'), Some(c)) if is_word(c) => {
                self.take();
                self.word()
            }
            _ => Token::Word(word),
        }
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

#[cfg(test)]
mod tests {
    use super::{Token, tokens};

    fn words(source: &str) -> Vec<String> {
        tokens(source)
            .into_iter()
            .filter_map(|placed| match placed.token {
                Token::Word(word) => Some(word),
                _ => None,
            })
            .collect()
    }

    #[test]
    fn comments_are_not_read_even_nested_ones() {
        assert_eq!(
            words("a // crate::b\nc /* d /* e */ f */ g"),
            ["a", "c", "g"]
        );
    }

    #[test]
    fn strings_are_not_read_whatever_their_prefix() {
        assert_eq!(
            words(r###"a "crate::b \" c" d r#"e " f"# g b"h" c"i" br##"j "# k"## l"###),
            ["a", "d", "g", "l"]
        );
    }

    #[test]
    fn a_lifetime_does_not_swallow_what_follows_it() {
        assert_eq!(
            words("fn f<'a>(x: &'a str) -> char { '\\'' } 'b' b'c' '\"' d"),
            ["fn", "f", "x", "str", "char", "d"]
        );
    }

    #[test]
    fn a_raw_identifier_is_its_word() {
        assert_eq!(words("r#type crate r#match"), ["type", "crate", "match"]);
    }

    #[test]
    fn lines_are_counted_through_comments_and_strings() {
        let found = tokens("/* one\ntwo */ a\n\"x\ny\" b");
        let lines: Vec<usize> = found.iter().map(|placed| placed.line).collect();
        assert_eq!(lines, [2, 3, 4]);
    }

    #[test]
    fn path_separators_stand_apart_from_single_colons() {
        let found: Vec<Token> = tokens("a::b:c")
            .into_iter()
            .map(|placed| placed.token)
            .collect();
        assert_eq!(
            found,
            [
                Token::Word("a".into()),
                Token::PathSep,
                Token::Word("b".into()),
                Token::Sign(':'),
                Token::Word("c".into())
            ]
        );
    }
}
