//! Why a body, or one element of it, was not understood.

use domain::{InvalidId, InvalidPosition};

/// A body of which nothing could be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BodyError {
    /// The bytes are no text.
    #[error("the body is not UTF-8: byte {byte} begins no character")]
    NotUtf8 {
        /// How many bytes are text, from the start.
        byte: usize,
    },
    /// The text is no JSON.
    #[error("the body is not JSON: {reason}")]
    NotJson {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
        /// What the parser expected, with line and column.
        reason: String,
    },
    /// The JSON is neither an object nor an array, nor an object around an array.
    #[error("the body must be an object, an array of objects, or {{\"{envelope}\": [ … ]}}")]
    WrongShape {
        /// The name around the array.
        envelope: &'static str,
    },
    /// There are more elements than one body may hold.
    #[error("the body has {count} elements, the limit is {limit}")]
    TooMany {
        /// How many there are.
        count: usize,
        /// How many there may be.
        limit: usize,
    },
}

/// The elements of a body, in its order, each understood or refused for itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Elements<T> {
    /// What became of each.
    pub each: Vec<Result<T, ElementError>>,
    /// How the body holds them.
    pub shape: Shape,
}

/// How a body holds its elements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// The body is the one element.
    Single,
    /// The body is a list of them.
    List,
    /// The body is an object around a list, under that name.
    Envelope(&'static str),
}

impl Shape {
    /// Where an element stands in the body, as a JSON pointer (RFC 6901); "" is the body itself.
    #[must_use]
    pub fn pointer(self, index: usize) -> String {
        match self {
            Self::Single => String::new(),
            Self::List => format!("/{index}"),
            Self::Envelope(name) => format!("/{name}/{index}"),
        }
    }
}

/// One element that was not understood. The others of its body are not harmed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{pointer}: {flaw}")]
pub struct ElementError {
    /// Which element, from 0; 0 for a body that is a single object.
    pub index: usize,
    /// The field, as a JSON pointer (RFC 6901) into the whole body ("/3/lat"); "" is the body itself.
    pub pointer: String,
    /// What is wrong with it.
    pub flaw: Flaw,
}

/// What is wrong with a field.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Flaw {
    /// It has to be there, and has to say something.
    #[error("is missing")]
    Missing,
    /// It is something else.
    #[error("must be {expected}, not {found}")]
    WrongType {
        /// What it must be.
        expected: &'static str,
        /// What it is.
        found: &'static str,
    },
    /// A value that JSON can write and nobody can hold, such as 1e999.
    #[error("cannot be read: {0}")]
    Unreadable(String),
    /// The kind has no such field. A misspelt field would otherwise be lost in silence.
    #[error("there is no such field in {0}")]
    UnknownField(String),
    /// The name stands there twice.
    #[error("stands there twice")]
    Repeated,
    /// The word is none of those known.
    #[error("must be one of {allowed}")]
    UnknownWord {
        /// The words that are known, with commas.
        allowed: String,
    },
    /// The text has too many characters.
    #[error("has {chars} characters, the limit is {limit}")]
    TooLong {
        /// How many it has.
        chars: usize,
        /// How many it may have.
        limit: usize,
    },
    /// The text holds a control character other than line break and tab.
    #[error("must not hold control characters")]
    ControlCharacter,
    /// The list has too many members.
    #[error("has {count} members, the limit is {limit}")]
    TooManyMembers {
        /// How many it has.
        count: usize,
        /// How many it may have.
        limit: usize,
    },
    /// The text cannot be an id.
    #[error("{0}")]
    Id(#[from] InvalidId),
    /// The degrees are no place on earth.
    #[error("{0}")]
    Position(#[from] InvalidPosition),
    /// One of longitude and latitude is there and the other is not.
    #[error("is missing: a position has lon and lat, or neither")]
    HalfAPosition,
    /// The time cannot be read.
    #[error(
        "must be a time as RFC 3339 with offset (2026-11-23T14:26:41+08:00) or in whole milliseconds since 1970"
    )]
    NotATime,
    /// The time can be read and cannot be meant.
    #[error("lies before 2000 or after 2099 (a number is in milliseconds, not seconds)")]
    TimeOutOfRange,
    /// The number lies outside its range.
    #[error("must be {0}")]
    OutOfRange(&'static str),
    /// Several of those who can be meant are named.
    #[error("only one of {0} can be meant")]
    SeveralParties(String),
    /// None of those who can be meant is named.
    #[error("one of {0} is needed")]
    NoParty(String),
    /// The statement changes nothing.
    #[error("nothing to amend: lon and lat, address, category or subject is needed")]
    NothingToAmend,
}
