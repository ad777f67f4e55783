//! Moments in little room: most of what an incident holds is times, and a network holds a million incidents.

use std::fmt;
use std::num::NonZeroU32;

use crate::Timestamp;

/// A byte of which one value is used: an `Option` or another variant beside it finds room in the others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(u8)]
enum Spare {
    #[default]
    Unused,
}

/// A moment within 4,459 years of 1970: eight bytes, and an `Option` of it has no more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct NearMoment {
    low: u32,
    high: i16,
    spare: Spare,
}

impl NearMoment {
    /// The moment; `None` for one that is further away.
    pub fn of(at: Timestamp) -> Option<Self> {
        Some(Self {
            low: at.0 as u32,
            high: i16::try_from(at.0 >> 32).ok()?,
            spare: Spare::Unused,
        })
    }

    pub fn timestamp(self) -> Timestamp {
        Timestamp(i64::from(self.high) << 32 | i64::from(self.low))
    }
}

/// Less than 50 days in milliseconds: four bytes, and an `Option` of it has no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ShortSpan(NonZeroU32);

impl ShortSpan {
    /// The span from one moment to another; `None` when it is longer, or runs backwards.
    pub fn between(from: Timestamp, to: Timestamp) -> Option<Self> {
        let ms = u32::try_from(to.0.checked_sub(from.0)?).ok()?;
        NonZeroU32::new(ms.checked_add(1)?).map(Self)
    }

    /// The moment that is as much later.
    pub fn after(self, from: Timestamp) -> Timestamp {
        Timestamp(from.0 + i64::from(self.0.get() - 1))
    }
}

/// Moments of one matter, each known or not: kept as how long after the earliest they were, or in a box of their own when they
/// are too far apart for that.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Moments<const N: usize> {
    Near {
        earliest: NearMoment,
        after: [Option<ShortSpan>; N],
    },
    Far(Box<[Option<Timestamp>; N]>),
}

impl<const N: usize> Moments<N> {
    /// Every moment in its place.
    pub fn all(&self) -> [Option<Timestamp>; N] {
        match self {
            Self::Near { earliest, after } => {
                after.map(|span| span.map(|span| span.after(earliest.timestamp())))
            }
            Self::Far(all) => **all,
        }
    }

    /// The moment at a place, if it is known.
    pub fn at(&self, place: usize) -> Option<Timestamp> {
        match self {
            Self::Near { earliest, after } => {
                after[place].map(|span| span.after(earliest.timestamp()))
            }
            Self::Far(all) => all[place],
        }
    }

    /// Puts a moment in its place.
    pub fn set(&mut self, place: usize, at: Timestamp) {
        let mut all = self.all();
        all[place] = Some(at);
        *self = Self::from(all);
    }

    /// Puts a moment in its place, unless one is known.
    pub fn note(&mut self, place: usize, at: Timestamp) {
        if self.at(place).is_none() {
            self.set(place, at);
        }
    }

    fn near(all: &[Option<Timestamp>; N]) -> Option<Self> {
        let first = all.iter().flatten().min().copied().unwrap_or_default();
        let mut after = [None; N];
        for (span, at) in after.iter_mut().zip(all) {
            if let Some(at) = at {
                *span = Some(ShortSpan::between(first, *at)?);
            }
        }
        Some(Self::Near {
            earliest: NearMoment::of(first)?,
            after,
        })
    }
}

/// The same moments are always kept the same way: what is near is never in a box.
impl<const N: usize> From<[Option<Timestamp>; N]> for Moments<N> {
    fn from(all: [Option<Timestamp>; N]) -> Self {
        Self::near(&all).unwrap_or_else(|| Self::Far(Box::new(all)))
    }
}

impl<const N: usize> Default for Moments<N> {
    fn default() -> Self {
        Self::from([None; N])
    }
}

impl<const N: usize> fmt::Debug for Moments<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.all().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 86_400_000;

    #[test]
    fn moments_come_back_as_they_were_put_near_and_far_early_and_late() {
        let ends = [i64::MIN, i64::MIN + 1, -1, 0, 1, i64::MAX - 1, i64::MAX];
        let border = 1_i64 << 47;
        let short = i64::from(u32::MAX);
        let around = [
            -border - 1,
            -border,
            border - 1,
            border,
            short - 1,
            short,
            short + 1,
        ];
        let usual = [
            1_772_323_200_000,
            1_772_323_200_000 + 49 * DAY,
            1_772_323_200_000 + 50 * DAY,
        ];
        let all: Vec<i64> = ends.into_iter().chain(around).chain(usual).collect();
        for one in &all {
            for other in &all {
                for third in [None, Some(Timestamp(one.saturating_add(other % 7)))] {
                    let put = [Some(Timestamp(*one)), None, Some(Timestamp(*other)), third];
                    let mut noted = Moments::<4>::default();
                    for (place, at) in put.iter().enumerate() {
                        if let Some(at) = at {
                            noted.note(place, *at);
                        }
                    }
                    assert_eq!(noted.all(), put);
                    assert_eq!(noted, Moments::from(put), "whatever came first");
                    assert_eq!([0, 1, 2, 3].map(|place| noted.at(place)), put);
                }
            }
        }
    }

    #[test]
    fn what_is_within_50_days_needs_no_box() {
        let near = Moments::from([Some(Timestamp(0)), Some(Timestamp(49 * DAY))]);
        assert!(matches!(near, Moments::Near { .. }));
        let far = Moments::from([Some(Timestamp(0)), Some(Timestamp(50 * DAY))]);
        assert!(matches!(far, Moments::Far(_)));
    }
}
