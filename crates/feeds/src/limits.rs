//! How much a platform may say at once. How long its texts may be, people's are too.

pub use domain::{
    LONGEST_ADDRESS, LONGEST_DETAILS, LONGEST_NAME, LONGEST_NOTE, LONGEST_PHONE, LONGEST_SUBJECT,
};

/// The most photos beside one statement.
pub const MOST_PHOTOS: usize = 20;

/// The most statements or positions in one body.
pub const MOST_ELEMENTS: usize = 1_000;
