//! A number for bytes.

use postcard::ser_flavors::Flavor;
use serde::Serialize;

/// FNV-1a (64 bit), as its authors publish it: the same everywhere, and no defence against bytes chosen to collide.
pub(crate) struct Fnv1a(u64);

impl Fnv1a {
    const OFFSET_BASIS: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0000_0100_0000_01b3;

    /// The number of some bytes.
    pub fn of_bytes(bytes: &[u8]) -> u64 {
        let mut hash = Self(Self::OFFSET_BASIS);
        bytes.iter().for_each(|byte| hash.take(*byte));
        hash.0
    }

    /// The number of the bytes that postcard writes of something: they are counted in as they come and kept nowhere.
    pub fn of(written: &impl Serialize) -> u64 {
        postcard::serialize_with_flavor(written, Self(Self::OFFSET_BASIS))
            .expect("a number takes all bytes, and every part of a fact knows its length")
    }

    const fn take(&mut self, byte: u8) {
        self.0 = (self.0 ^ byte as u64).wrapping_mul(Self::PRIME);
    }
}

impl Flavor for Fnv1a {
    type Output = u64;

    fn try_push(&mut self, byte: u8) -> postcard::Result<()> {
        self.take(byte);
        Ok(())
    }

    fn finalize(self) -> postcard::Result<u64> {
        Ok(self.0)
    }
}
