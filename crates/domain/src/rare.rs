//! What most have not.

use serde::{Deserialize, Serialize};

/// A value that few incidents have: where there is none it takes the room of a pointer. Written as an [`Option`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Rare<T>(Option<Box<T>>);

impl<T> Rare<T> {
    /// There is none.
    pub const NONE: Self = Self(None);
}

impl<T: Copy> Rare<T> {
    /// The value, if there is one.
    #[must_use]
    pub fn get(&self) -> Option<T> {
        self.0.as_deref().copied()
    }

    /// Puts a value or none in place of what was there.
    pub fn set(&mut self, value: Option<T>) {
        self.0 = value.map(Box::new);
    }
}

impl<T> From<Option<T>> for Rare<T> {
    fn from(value: Option<T>) -> Self {
        Self(value.map(Box::new))
    }
}

impl<T: PartialEq> PartialEq<Option<T>> for Rare<T> {
    fn eq(&self, other: &Option<T>) -> bool {
        self.0.as_deref() == other.as_ref()
    }
}
