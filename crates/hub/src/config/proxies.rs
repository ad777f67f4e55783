//! Addresses of proxies that are believed.

use std::net::IpAddr;

use serde::Deserialize;

/// Addresses that begin alike: one ("10.0.0.7"), or a network ("10.0.0.0/24").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct AddressRange {
    first: IpAddr,
    bits: u32,
}

/// Text that is no range of addresses.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidAddressRange {
    /// Neither an address nor one with a slash and a number.
    #[error("'{0}' is no address (\"10.0.0.7\") and no network (\"10.0.0.0/24\")")]
    Unreadable(String),
    /// More bits than the address has.
    #[error("'{0}' names more bits than the address has")]
    TooManyBits(String),
    /// The address has bits beyond those that the network names: one of the two is a mistake.
    #[error("'{0}' is not the first address of its network")]
    NotTheFirst(String),
}

impl AddressRange {
    /// Whether an address is one of them.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        let (first, width) = number(self.first);
        let (address, other) = number(address.to_canonical());
        width == other && head(address, width, self.bits) == first
    }
}

impl TryFrom<String> for AddressRange {
    type Error = InvalidAddressRange;

    fn try_from(text: String) -> Result<Self, InvalidAddressRange> {
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(bits.parse())),
            None => (text.as_str(), None),
        };
        let (Ok(first), Ok(bits)) = (address.parse::<IpAddr>(), bits.transpose()) else {
            return Err(InvalidAddressRange::Unreadable(text));
        };
        let first = first.to_canonical();
        let (value, width) = number(first);
        let bits: u32 = bits.unwrap_or(width);
        if bits > width {
            return Err(InvalidAddressRange::TooManyBits(text));
        }
        if head(value, width, bits) != value {
            return Err(InvalidAddressRange::NotTheFirst(text));
        }
        Ok(Self { first, bits })
    }
}

/// An address as a number, and how many bits it has.
fn number(address: IpAddr) -> (u128, u32) {
    match address {
        IpAddr::V4(address) => (u32::from(address).into(), u32::BITS),
        IpAddr::V6(address) => (address.into(), u128::BITS),
    }
}

/// The first bits of a number of so many; the others are 0.
fn head(number: u128, width: u32, bits: u32) -> u128 {
    let dropped = width - bits;
    number
        .checked_shr(dropped)
        .unwrap_or(0)
        .checked_shl(dropped)
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(text: &str) -> Result<AddressRange, InvalidAddressRange> {
        AddressRange::try_from(text.to_owned())
    }

    #[test]
    fn a_range_holds_the_addresses_that_begin_as_it_says() {
        let holds = |text: &str, address: &str| {
            let range = range(text).expect("a range");
            range.contains(address.parse().expect("an address"))
        };
        assert!(holds("10.0.0.7", "10.0.0.7") && !holds("10.0.0.7", "10.0.0.8"));
        assert!(holds("10.0.0.0/24", "10.0.0.255") && !holds("10.0.0.0/24", "10.0.1.0"));
        assert!(holds("10.0.0.0/24", "::ffff:10.0.0.9"), "written as IPv6");
        assert!(holds("0.0.0.0/0", "203.0.113.9") && !holds("0.0.0.0/0", "2001:db8::1"));
        assert!(holds("2001:db8::/32", "2001:db8:7::1") && !holds("2001:db8::/32", "2001:db9::1"));
        assert!(holds("::/0", "2001:db8::1") && !holds("::/0", "10.0.0.1"));
    }

    #[test]
    fn what_is_no_range_is_named() {
        for text in ["proxy.example", "10.0.0.0/x", "10.0.0.0/-1", ""] {
            assert!(
                matches!(range(text), Err(InvalidAddressRange::Unreadable(_))),
                "{text}"
            );
        }
        assert!(matches!(
            range("10.0.0.0/33"),
            Err(InvalidAddressRange::TooManyBits(_))
        ));
        assert!(matches!(
            range("10.0.0.7/24"),
            Err(InvalidAddressRange::NotTheFirst(_))
        ));
    }
}
