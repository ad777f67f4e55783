//! Which parts of a buffer have changed since they were last uploaded.

use std::ops::Range;

/// Slots a page: changes are uploaded by whole pages.
const PAGE: usize = 64;

/// Clean pages between two dirty ones that are uploaded along, because another call costs more.
const GAP: usize = 8;

/// A bit for every page of an array.
#[derive(Default)]
pub struct DirtyPages {
    words: Vec<u64>,
    any: bool,
}

impl DirtyPages {
    /// Notes that `slot` has changed.
    pub fn mark(&mut self, slot: usize) {
        let page = slot / PAGE;
        let word = page / 64;
        if word >= self.words.len() {
            self.words.resize(word + 1, 0);
        }
        self.words[word] |= 1 << (page % 64);
        self.any = true;
    }

    /// Whether anything has changed.
    pub const fn any(&self) -> bool {
        self.any
    }

    /// Forgets every change.
    pub fn clear(&mut self) {
        if self.any {
            self.words.fill(0);
            self.any = false;
        }
    }

    /// The changed ranges of an array of `len` slots, in order, near ones joined.
    pub fn ranges(&self, len: usize) -> impl Iterator<Item = Range<usize>> + '_ {
        let pages = (self.words.len() * 64).min(len.div_ceil(PAGE));
        let mut page = 0;
        std::iter::from_fn(move || {
            let first = self.next_dirty(page, pages)?;
            let mut end = first + 1;
            while let Some(next) = self.next_dirty(end, pages) {
                if next > end + GAP {
                    break;
                }
                end = next + 1;
            }
            page = end;
            Some(first * PAGE..(end * PAGE).min(len))
        })
    }

    fn next_dirty(&self, from: usize, pages: usize) -> Option<usize> {
        let mut page = from;
        while page < pages {
            let rest = self.words[page / 64] >> (page % 64);
            if rest != 0 {
                let found = page + rest.trailing_zeros() as usize;
                return (found < pages).then_some(found);
            }
            page = (page / 64 + 1) * 64;
        }
        None
    }
}
