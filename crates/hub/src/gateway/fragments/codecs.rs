//! Which codecs a stream has, as browsers are told them (RFC 6381, ISO/IEC 14496-15 annex E).

use std::fmt::Write;

use super::{boxes, inside};

/// `video/mp4` with the codecs of what initialises a player; `None` when there is no picture among them that has a name.
pub(super) fn media_type(init: &[u8]) -> Option<String> {
    let moov = inside(init, b"moov")?;
    let tracks = boxes(moov).filter(|(kind, _)| kind == b"trak");
    let tracks = tracks.filter_map(|(_, track)| {
        let path = [b"mdia", b"minf", b"stbl", b"stsd"];
        let descriptions = path
            .iter()
            .try_fold(track, |outer, kind| inside(outer, kind))?;
        // Version, flags and a count stand before the entries.
        codec(boxes(descriptions.get(8..)?).next()?)
    });
    let codecs: Vec<String> = tracks.collect();
    let has_picture = codecs.iter().any(|codec| codec.starts_with(['a', 'h']));
    has_picture.then(|| format!("video/mp4; codecs=\"{}\"", codecs.join(",")))
}

fn codec((kind, entry): ([u8; 4], &[u8])) -> Option<String> {
    // What stands before the boxes of an entry: 78 bytes of a picture, 28 of a sound.
    let picture = || entry.get(78..);
    let word = std::str::from_utf8(&kind).ok()?;
    match &kind {
        b"avc1" | b"avc3" => {
            let [_, profile, constraints, level, ..] = *inside(picture()?, b"avcC")? else {
                return None;
            };
            Some(format!("{word}.{profile:02x}{constraints:02x}{level:02x}"))
        }
        b"hvc1" | b"hev1" => hevc(word, inside(picture()?, b"hvcC")?),
        b"mp4a" => Some(format!(
            "mp4a.40.{}",
            object_type(inside(entry.get(28..)?, b"esds")?)?
        )),
        b"Opus" => Some("opus".to_owned()),
        _ => None,
    }
}

/// "hvc1.1.6.L93.90": profile, compatible profiles with their bits turned round, tier and level, constraints.
fn hevc(word: &str, configuration: &[u8]) -> Option<String> {
    let (&[_, profile, c0, c1, c2, c3], rest) = configuration.split_first_chunk()?;
    let (constraints, rest) = rest.split_first_chunk::<6>()?;
    let level = rest.first()?;
    let space = ["", "A", "B", "C"].get(usize::from(profile >> 6))?;
    let tier = if profile & 0x20 == 0 { 'L' } else { 'H' };
    let compatible = u32::from_be_bytes([c0, c1, c2, c3]).reverse_bits();
    let mut codec = format!(
        "{word}.{space}{}.{compatible:X}.{tier}{level}",
        profile & 0x1f
    );
    let said = constraints.iter().rposition(|byte| *byte != 0);
    for byte in constraints.iter().take(said.map_or(0, |last| last + 1)) {
        write!(codec, ".{byte:X}").ok()?;
    }
    Some(codec)
}

/// The kind of AAC (ISO/IEC 14496-3), from the nested descriptors of an `esds`.
fn object_type(esds: &[u8]) -> Option<u8> {
    let stream = descriptor(esds.get(4..)?, 3)?;
    let decoder = descriptor(stream.get(3..)?, 4)?;
    let specific = descriptor(decoder.get(13..)?, 5)?;
    specific.first().map(|first| first >> 3)
}

/// The content of a descriptor of that tag at the beginning; its size is written in groups of seven bits.
fn descriptor(bytes: &[u8], tag: u8) -> Option<&[u8]> {
    let (found, mut rest) = bytes.split_first()?;
    let mut size = 0;
    for _ in 0..4 {
        let (byte, after) = rest.split_first()?;
        rest = after;
        size = size << 7 | usize::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            return (*found == tag).then(|| rest.get(..size)).flatten();
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn h265_is_told_with_profile_tier_level_and_constraints() {
        // Main profile, compatible with 1 and 2, main tier, level 3.1, progressive and frames only.
        let main = [1, 0x01, 0x60, 0, 0, 0, 0x90, 0, 0, 0, 0, 0, 93];
        assert_eq!(hevc("hvc1", &main).as_deref(), Some("hvc1.1.6.L93.90"));
        let main10_high = [1, 0x22, 0x20, 0, 0, 0, 0xb0, 0, 0, 0, 0, 0, 150];
        assert_eq!(
            hevc("hev1", &main10_high).as_deref(),
            Some("hev1.2.4.H150.B0")
        );
    }

    #[test]
    fn aac_is_told_with_its_kind() {
        let specific = [5, 2, 0x12, 0x10];
        let decoder = [&[4, 17, 0x40, 0x15], [0; 11].as_slice(), &specific].concat();
        let stream = [&[3, 22, 0, 1, 0], decoder.as_slice()].concat();
        let esds = [&[0; 4], stream.as_slice()].concat();
        assert_eq!(object_type(&esds), Some(2));
        assert_eq!(object_type(&esds[..10]), None, "it breaks off");
    }
}
