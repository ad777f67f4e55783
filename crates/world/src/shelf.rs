//! What is known of incidents, by their numbers.

use std::collections::BTreeMap;

use domain::IncidentId;

/// How many numbers stand on a page.
const NUMBERS: u64 = u64::BITS as u64;

/// Something for each of many incidents, by ascending number.
///
/// Numbers are given one after the other, so most of them stand on full pages, where nothing is spent on what lies between.
/// A screen that sees only a part has pages with gaps, which cost nothing either.
#[derive(Clone, Debug)]
pub(crate) struct Shelf<T> {
    pages: BTreeMap<u64, Page<T>>,
    len: usize,
}

/// What there is of some consecutive numbers.
#[derive(Clone, Debug)]
struct Page<T> {
    /// A bit for each number that there is something of, the lowest first.
    present: u64,
    /// As many as there are bits, in their order.
    kept: Vec<T>,
}

/// The page of a number, and its bit there.
const fn place(id: IncidentId) -> (u64, u64) {
    (id.0 / NUMBERS, 1 << (id.0 % NUMBERS))
}

impl<T> Page<T> {
    /// Where on the page a bit's own stands, or would stand.
    const fn index(&self, bit: u64) -> usize {
        (self.present & (bit - 1)).count_ones() as usize
    }
}

impl<T> Shelf<T> {
    pub fn get(&self, id: IncidentId) -> Option<&T> {
        let (page, bit) = place(id);
        let page = self.pages.get(&page)?;
        let found = page.kept.get(page.index(bit));
        found.filter(|_| page.present & bit != 0)
    }

    pub fn get_mut(&mut self, id: IncidentId) -> Option<&mut T> {
        let (page, bit) = place(id);
        let page = self.pages.get_mut(&page)?;
        let index = page.index(bit);
        let found = page.kept.get_mut(index);
        found.filter(|_| page.present & bit != 0)
    }

    /// Puts something in a number's place; what stood there was taken out before.
    pub fn put(&mut self, id: IncidentId, new: T) {
        self.take(id);
        let (page, bit) = place(id);
        let page = self.pages.entry(page).or_default();
        if page.kept.len() == page.kept.capacity() {
            // Twice the room, from one: a page with a single incident has no room for more, a full one none too much.
            page.kept.reserve_exact(page.kept.len().max(1));
        }
        page.kept.insert(page.index(bit), new);
        page.present |= bit;
        self.len += 1;
    }

    pub fn take(&mut self, id: IncidentId) -> Option<T> {
        let (number, bit) = place(id);
        let page = self.pages.get_mut(&number)?;
        if page.present & bit == 0 {
            return None;
        }
        let taken = page.kept.remove(page.index(bit));
        page.present &= !bit;
        self.len -= 1;
        if page.kept.is_empty() {
            self.pages.remove(&number);
        } else if page.kept.len() * 4 <= page.kept.capacity() {
            page.kept.shrink_to(page.kept.len() * 2);
        }
        Some(taken)
    }

    /// By ascending number.
    pub fn values(&self) -> impl Iterator<Item = &T> {
        self.pages.values().flat_map(|page| &page.kept)
    }

    /// From a number on, by ascending number.
    pub fn values_from(&self, id: IncidentId) -> impl Iterator<Item = &T> {
        let (first, bit) = place(id);
        self.pages.range(first..).flat_map(move |(number, page)| {
            let before = if *number == first { page.index(bit) } else { 0 };
            &page.kept[before..]
        })
    }

    pub const fn len(&self) -> usize {
        self.len
    }
}

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Self {
            pages: BTreeMap::new(),
            len: 0,
        }
    }
}

impl<T> Default for Page<T> {
    fn default() -> Self {
        Self {
            present: 0,
            kept: Vec::new(),
        }
    }
}

// Properties are native.
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn number() -> impl Strategy<Value = u64> {
        prop_oneof![8 => 0_u64..200, 1 => any::<u64>(), 1 => Just(u64::MAX)]
    }

    proptest! {
        #[test]
        fn a_shelf_holds_what_an_ordered_map_holds(
            steps in prop::collection::vec((number(), any::<bool>()), 0..400),
        ) {
            let (mut shelf, mut map) = (Shelf::default(), BTreeMap::new());
            for (index, (number, puts)) in steps.into_iter().enumerate() {
                let id = IncidentId(number);
                prop_assert_eq!(shelf.get(id), map.get(&id));
                if puts {
                    shelf.put(id, index);
                    map.insert(id, index);
                } else {
                    prop_assert_eq!(shelf.take(id), map.remove(&id));
                }
                prop_assert_eq!(shelf.get(id), map.get(&id));
                prop_assert_eq!(shelf.get_mut(id), map.get_mut(&id));
                prop_assert_eq!(shelf.len(), map.len());
                prop_assert!(shelf.values().eq(map.values()));
                prop_assert!(shelf.values_from(id).eq(map.range(id..).map(|(_, value)| value)));
            }
        }
    }
}
