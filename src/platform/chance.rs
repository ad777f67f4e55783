//! Chance, for spreading what many screens would do at the same moment.

/// A number from 0 up to but without 1, another one each time.
#[must_use]
pub fn chance() -> f64 {
    js_sys::Math::random()
}
