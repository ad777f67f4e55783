//! How long what is said of an incident may be, in characters and not bytes: for platforms, people and the fields they type in.

/// The longest subject of a report.
pub const LONGEST_SUBJECT: usize = 200;

/// The longest free text of a report.
pub const LONGEST_DETAILS: usize = 4_000;

/// The longest address.
pub const LONGEST_ADDRESS: usize = 300;

/// The longest reason or note.
pub const LONGEST_NOTE: usize = 2_000;

/// The longest name that somebody gives a thing in a picture.
pub const LONGEST_LABEL: usize = 40;

/// The longest remark to whoever comes on watch.
pub const LONGEST_REMARK: usize = 1_000;

/// The longest name of a caller.
pub const LONGEST_NAME: usize = 100;

/// The longest telephone number of a caller.
pub const LONGEST_PHONE: usize = 40;

/// The shortest password, in characters.
pub const SHORTEST_PASSWORD: usize = 10;
