//! The page's own clock, which never goes back.

use std::ops::Add;

/// Milliseconds since the page was opened (`performance.now()`).
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct PageTime(pub f64);

impl PageTime {
    /// How many milliseconds passed since an earlier moment; 0 when that was later.
    #[must_use]
    pub fn millis_since(self, earlier: Self) -> f64 {
        (self.0 - earlier.0).max(0.0)
    }
}

impl Add<f64> for PageTime {
    type Output = Self;

    fn add(self, millis: f64) -> Self {
        Self(self.0 + millis)
    }
}
