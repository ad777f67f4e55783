//! Who may decode: a machine decodes so many pictures at once and no more, and every other tile is shown as a still.
//!
//! The foremost tiles decode all the time. One place goes round among the rest: each in turn plays until a still of it is taken.

use crate::platform::PageTime;

/// How long a tile whose turn it is may take to come to a picture, in milliseconds.
const TURN_MS: f64 = 10_000.0;

/// How long it keeps its turn at least, in milliseconds: nobody is asked for pictures by the dozen.
const SHORTEST_TURN_MS: f64 = 2_000.0;

/// The turns of the tiles that wait.
#[derive(Clone, Debug, PartialEq)]
pub struct Turns<Tile> {
    current: Option<Tile>,
    since: PageTime,
}

impl<Tile> Default for Turns<Tile> {
    fn default() -> Self {
        Self {
            current: None,
            since: PageTime::default(),
        }
    }
}

impl<Tile: Copy + Eq> Turns<Tile> {
    /// Those of `tiles`, the foremost first, that decode: at most `limit`, which is at least 1. `has_still` says whether a tile
    /// has had a still taken since a moment.
    pub fn decoding(
        &mut self,
        tiles: &[Tile],
        limit: usize,
        now: PageTime,
        has_still: impl Fn(Tile, PageTime) -> bool,
    ) -> Vec<Tile> {
        let limit = limit.max(1);
        if tiles.len() <= limit {
            self.current = None;
            return tiles.to_vec();
        }
        // With one place alone nothing goes round: the foremost tile is what somebody looks at.
        let steady = if limit == 1 { 1 } else { limit - 1 };
        let (steady, waiting) = tiles.split_at(steady);
        let mut decoding = steady.to_vec();
        if limit > 1 {
            decoding.extend(self.turn(waiting, now, has_still));
        }
        decoding
    }

    fn turn(
        &mut self,
        waiting: &[Tile],
        now: PageTime,
        has_still: impl Fn(Tile, PageTime) -> bool,
    ) -> Option<Tile> {
        let at = self
            .current
            .and_then(|current| waiting.iter().position(|tile| *tile == current));
        let next = match at {
            None => 0,
            Some(at) => {
                let lasted = now.millis_since(self.since);
                let done = lasted >= TURN_MS
                    || (lasted >= SHORTEST_TURN_MS && has_still(waiting[at], self.since));
                if !done {
                    return self.current;
                }
                (at + 1) % waiting.len()
            }
        };
        self.current = waiting.get(next).copied();
        self.since = now;
        self.current
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn never(_: u32, _: PageTime) -> bool {
        false
    }

    #[test]
    fn where_all_have_room_all_decode() {
        let mut turns = Turns::default();
        let decoding = turns.decoding(&[1, 2, 3], 4, PageTime(0.0), never);
        assert_eq!(decoding, [1, 2, 3]);
    }

    #[test]
    fn a_single_place_is_the_foremost_tiles() {
        let mut turns = Turns::default();
        for secs in 0..60 {
            let now = PageTime(f64::from(secs) * 1_000.0);
            assert_eq!(turns.decoding(&[7, 8, 9], 1, now, never), [7]);
        }
    }

    #[test]
    fn a_turn_is_over_when_its_still_is_taken() {
        let mut turns = Turns::default();
        let tiles = [1, 2, 3, 4];
        let taken = |tile: u32, _: PageTime| tile == 2;
        assert_eq!(turns.decoding(&tiles, 2, PageTime(0.0), taken), [1, 2]);
        assert_eq!(turns.decoding(&tiles, 2, PageTime(500.0), taken), [1, 2]);
        assert_eq!(turns.decoding(&tiles, 2, PageTime(2_000.0), taken), [1, 3]);
        assert_eq!(turns.decoding(&tiles, 2, PageTime(11_000.0), taken), [1, 3]);
        assert_eq!(turns.decoding(&tiles, 2, PageTime(12_000.0), taken), [1, 4]);
        assert_eq!(turns.decoding(&tiles, 2, PageTime(22_000.0), taken), [1, 2]);
    }

    /// Native only: proptest is no part of the browser's build.
    #[cfg(not(target_arch = "wasm32"))]
    mod properties {
        use std::collections::BTreeSet;

        use proptest::prelude::*;

        use super::*;

        proptest! {
            #[test]
            fn never_more_than_the_limit_decode_and_everybody_gets_a_turn(
                count in 1_u32..20,
                limit in 2_usize..8,
                step_ms in 200.0_f64..3_000.0,
            ) {
                let tiles: Vec<u32> = (0..count).collect();
                let mut turns = Turns::default();
                let mut seen = BTreeSet::new();
                let mut now = PageTime(0.0);
                // A turn ends within its time and a step; every tile has had one after as many turns as there are tiles.
                let end = f64::from(count) * (TURN_MS + step_ms);
                while now.0 <= end {
                    let decoding = turns.decoding(&tiles, limit, now, never);
                    prop_assert!(decoding.len() <= limit);
                    let once: BTreeSet<_> = decoding.iter().copied().collect();
                    prop_assert_eq!(once.len(), decoding.len());
                    seen.extend(once);
                    now = now + step_ms;
                }
                prop_assert_eq!(seen.len(), tiles.len());
            }
        }
    }
}
