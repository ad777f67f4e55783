//! How much a platform may say at once. Texts are counted in characters, not bytes.

/// The longest subject of a report, in characters.
pub const LONGEST_SUBJECT: usize = 200;

/// The longest free text of a report, in characters.
pub const LONGEST_DETAILS: usize = 4_000;

/// The longest address, in characters.
pub const LONGEST_ADDRESS: usize = 300;

/// The longest reason or note, in characters.
pub const LONGEST_NOTE: usize = 2_000;

/// The longest name of a caller, in characters.
pub const LONGEST_NAME: usize = 100;

/// The longest telephone number of a caller, in characters.
pub const LONGEST_PHONE: usize = 40;

/// The most photos beside one statement.
pub const MOST_PHOTOS: usize = 20;

/// The most statements or positions in one body.
pub const MOST_ELEMENTS: usize = 1_000;
