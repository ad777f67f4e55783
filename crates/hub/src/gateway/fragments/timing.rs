//! When a fragment begins (ISO/IEC 14496-12, 8.3.2, 8.4.2, 8.8.12).

use std::time::Duration;

use super::{boxes, inside};

/// The clock of a stream's first track.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Clock {
    track: u32,
    ticks_per_second: u32,
}

impl Clock {
    /// The clock that what initialises a player tells; `None` when it does not.
    pub fn of(init: &[u8]) -> Option<Self> {
        let track = inside(inside(init, b"moov")?, b"trak")?;
        let media_header = inside(inside(track, b"mdia")?, b"mdhd")?;
        let clock = Self {
            track: after_times(inside(track, b"tkhd")?)?,
            ticks_per_second: after_times(media_header)?,
        };
        (clock.ticks_per_second > 0).then_some(clock)
    }

    /// When a fragment begins on it.
    pub fn begins(&self, fragment: &[u8]) -> Option<Duration> {
        let moof = inside(fragment, b"moof")?;
        let tracks = boxes(moof).filter(|(kind, _)| kind == b"traf");
        let mut own = tracks.filter(|(_, content)| {
            let header = inside(content, b"tfhd");
            header.and_then(|header| number(header, 4)) == Some(self.track)
        });
        let time = inside(own.next()?.1, b"tfdt")?;
        let ticks = match time.first()? {
            0 => u64::from(number(time, 4)?),
            _ => u64::from_be_bytes(*time.get(4..)?.first_chunk()?),
        };
        let secs = ticks as f64 / f64::from(self.ticks_per_second);
        Duration::try_from_secs_f64(secs).ok()
    }
}

/// The number that stands after the two times of a header, which have 32 bits each, or 64 in its version 1.
fn after_times(header: &[u8]) -> Option<u32> {
    match header.first()? {
        0 => number(header, 12),
        _ => number(header, 20),
    }
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(*bytes.get(at..)?.first_chunk()?))
}

#[cfg(test)]
mod tests {
    use super::super::tests::boxed;
    use super::*;

    fn header(version: u8, number: u32) -> Vec<u8> {
        let times = if version == 0 { 8 } else { 16 };
        [
            &[version, 0, 0, 0],
            vec![0; times].as_slice(),
            &number.to_be_bytes(),
        ]
        .concat()
    }

    fn init(version: u8) -> Vec<u8> {
        let media = boxed(b"mdia", &boxed(b"mdhd", &header(version, 90_000)));
        let track = [boxed(b"tkhd", &header(version, 7)), media].concat();
        boxed(b"moov", &boxed(b"trak", &track))
    }

    fn fragment(track: u32, time: &[u8]) -> Vec<u8> {
        let header = boxed(b"tfhd", &[&[0; 4], track.to_be_bytes().as_slice()].concat());
        boxed(
            b"moof",
            &boxed(b"traf", &[header, boxed(b"tfdt", time)].concat()),
        )
    }

    #[test]
    fn a_fragment_begins_when_its_own_track_says_by_the_clock_of_that_track() {
        for version in [0, 1] {
            let clock = Clock::of(&init(version)).expect("a clock");
            let short = [&[0; 4], 135_000_u32.to_be_bytes().as_slice()].concat();
            assert_eq!(
                clock.begins(&fragment(7, &short)),
                Some(Duration::from_millis(1_500))
            );
            let long = [&[1, 0, 0, 0], 450_000_u64.to_be_bytes().as_slice()].concat();
            assert_eq!(
                clock.begins(&fragment(7, &long)),
                Some(Duration::from_secs(5))
            );
            assert_eq!(clock.begins(&fragment(8, &long)), None, "another track");
            assert_eq!(clock.begins(&[]), None);
        }
        assert_eq!(Clock::of(&boxed(b"moov", &[])), None);
    }
}
