//! What is wrong with a configuration, and where.

use std::path::PathBuf;

use super::location::Location;

/// A configuration that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file is not there, or must not be read.
    #[error("{file} cannot be read", file = file.display())]
    Unreadable {
        /// Which file.
        file: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// No TOML, an unknown or missing field, or a value that does not fit.
    #[error("{origin}, {location}: {problem}")]
    Syntax {
        /// Which configuration.
        origin: String,
        /// Line and field.
        location: Location,
        /// What is wrong.
        problem: String,
    },
    /// Each value is readable, but they contradict one another or must not be so.
    #[error("{origin}, {location}: {problem}")]
    Contradiction {
        /// Which configuration.
        origin: String,
        /// Line and field.
        location: Location,
        /// What is wrong and what to do.
        problem: String,
    },
}

impl ConfigError {
    pub(super) fn syntax(origin: &str, text: &str, error: &toml::de::Error) -> Self {
        let start = error.span().map_or(0, |span| span.start);
        Self::Syntax {
            origin: origin.to_owned(),
            location: Location::at(text, start),
            // Only the message: the full text quotes the line, and a line may hold a secret.
            problem: error.message().to_owned(),
        }
    }
}

/// Something wrong with a field, before it is known where the field stands.
#[derive(Debug)]
pub(super) struct Complaint {
    /// The table, and which of several.
    pub table: &'static str,
    /// Which of several tables of that name, from 0.
    pub nth: usize,
    /// The field in it.
    pub field: &'static str,
    /// What is wrong and what to do.
    pub problem: String,
}

impl Complaint {
    pub(super) fn into_error(self, origin: &str, text: &str) -> ConfigError {
        ConfigError::Contradiction {
            origin: origin.to_owned(),
            location: Location::of(text, self.table, self.nth, self.field),
            problem: self.problem,
        }
    }
}
