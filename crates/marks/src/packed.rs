//! A sign in eight bytes, as it lies in the instance buffer. The shaders unpack the same bits (`engine/marks/shaders/look.glsl`).

use crate::sign::{Rank, Ring, Shape, Sign, Size};

/// No pulse runs.
const NO_PULSE: u32 = 0xFFFF;

/// One step of the pulse's start time, in milliseconds: sixteen bits of it are 17 minutes.
pub const PULSE_STEP_MS: f64 = 16.0;

/// Number of different colours that are told apart at once.
pub const COLOURS: usize = 63;

/// The palette's number for groups, after all others.
const GROUP_COLOUR: u32 = COLOURS as u32;

/// Radii of groups by their number of marks, in pixels of the usual size: below 10, below 100, the rest.
pub const GROUP_RADII: [f32; 3] = [13.0, 16.0, 20.0];

/// Width of the rim of every mark, in pixels of the usual size.
pub const KEYLINE: f32 = 1.5;

const LETTER_SHIFT: u32 = 11;
const SIZE_SHIFT: u32 = 19;
const BLINK: u32 = 1 << 22;
const HOLLOW: u32 = 1 << 23;
const HATCHED: u32 = 1 << 24;
const ALONE: u32 = 1 << 25;
const RANK_SHIFT: u32 = 26;
const DISC: u32 = 1 << 28;

const FRACTION_SHIFT: u32 = 2;
const BADGE_SHIFT: u32 = 8;
const PULSE_SHIFT: u32 = 16;

const RING_CLOSING: u32 = 1;
const RING_DOUBLE: u32 = 2;

/// A sign as two words.
///
/// First: colour 0–5, shape 6–10, letter 11–18 (0: none), size 19–21, blink 22, hollow 23, hatched 24, stands alone 25,
/// rank 26–27, plain disc 28. Second: ring 0–1, its fraction 2–7, badge 8–11 (0: none), pulse start 16–31 in steps of
/// [`PULSE_STEP_MS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Packed(pub [u32; 2]);

impl Packed {
    /// `sign` with its colour as the palette's number, and no pulse.
    pub fn new(sign: &Sign, colour: u8) -> Self {
        let letter = sign
            .letter
            .map_or(0, |letter| u32::from(letter.0.min(253)) + 1);
        let badge = sign.badge.map_or(0, |badge| u32::from(badge.0.min(14)) + 1);
        let (ring, fraction) = match sign.ring {
            Ring::None => (0, 0),
            Ring::Closing(fraction) => (RING_CLOSING, steps_of(fraction)),
            Ring::Double => (RING_DOUBLE, 0),
        };
        let flag = |set: bool, bit: u32| if set { bit } else { 0 };
        let is_disc = matches!(sign.shape, Shape::Circle | Shape::Dot);
        let plain = is_disc
            && letter == 0
            && badge == 0
            && ring == 0
            && !(sign.blink || sign.hollow || sign.hatched);
        let first = u32::from(colour)
            | (sign.shape as u32) << 6
            | letter << LETTER_SHIFT
            | (sign.size as u32) << SIZE_SHIFT
            | flag(sign.blink, BLINK)
            | flag(sign.hollow, HOLLOW)
            | flag(sign.hatched, HATCHED)
            | flag(sign.stands_alone || sign.blink, ALONE)
            | (sign.rank as u32) << RANK_SHIFT
            | flag(plain, DISC);
        let second =
            ring | fraction << FRACTION_SHIFT | badge << BADGE_SHIFT | NO_PULSE << PULSE_SHIFT;
        Self([first, second])
    }

    /// The sign of a group of `count` marks: its colour and its size, which is all that a shader of its own asks for
    /// (`engine/marks/shaders/group.frag`); its number is a label.
    pub const fn group(count: u32) -> Self {
        let size = Size::ALL.len() as u32 + group_class(count) as u32;
        Self([GROUP_COLOUR | size << SIZE_SHIFT, NO_PULSE << PULSE_SHIFT])
    }

    /// The sign of several marks on practically one place: the look of the one that presses most (see
    /// [`Packed::more_pressing`]), as large as any; its number stands in the letter's place.
    pub const fn pile(most: Self) -> Self {
        let [first, second] = most.0;
        let kept = first & !(0xFF << LETTER_SHIFT | 7 << SIZE_SHIFT | DISC);
        // A ring that closes is one mark's, and so is a badge; that time is over for one of them is worth a ring.
        let ring = if second & 3 == RING_DOUBLE {
            RING_DOUBLE
        } else {
            0
        };
        Self([
            kept | (Size::Huge as u32) << SIZE_SHIFT,
            ring | NO_PULSE << PULSE_SHIFT,
        ])
    }

    /// Of this sign and another the one that presses more: a real one before an exercise, the higher rank, the larger. It
    /// blinks when either does.
    pub const fn more_pressing(self, other: Self) -> Self {
        let more = if other.weight() > self.weight() {
            other
        } else {
            self
        };
        let blink = (self.0[0] | other.0[0]) & BLINK;
        Self([more.0[0] | blink, more.0[1]])
    }

    const fn weight(self) -> u32 {
        let first = self.0[0];
        let real = (first & HATCHED == 0) as u32;
        real << 5 | (first >> RANK_SHIFT & 3) << 3 | first >> SIZE_SHIFT & 7
    }

    /// The same sign with the pulse of `other`.
    pub const fn with_pulse_of(self, other: Self) -> Self {
        let [first, second] = self.0;
        Self([first, second & 0xFFFF | other.0[1] & 0xFFFF_0000])
    }

    /// The same sign with a pulse that began at `step`.
    pub const fn with_pulse_at(self, step: u16) -> Self {
        // The last step of the round is the word for "none": take its neighbour.
        let step = if step as u32 == NO_PULSE { 0 } else { step };
        let [first, second] = self.0;
        Self([first, second & 0xFFFF | (step as u32) << PULSE_SHIFT])
    }

    /// The same sign with no pulse.
    pub const fn without_pulse(self) -> Self {
        let [first, second] = self.0;
        Self([first, second | NO_PULSE << PULSE_SHIFT])
    }

    /// The step at which its last pulse began.
    pub const fn pulse(self) -> Option<u16> {
        let step = self.0[1] >> PULSE_SHIFT;
        if step == NO_PULSE {
            None
        } else {
            Some(step as u16)
        }
    }

    /// Whether its fill goes on and off.
    pub const fn blinks(self) -> bool {
        self.0[0] & BLINK != 0
    }

    /// Whether it may never disappear into a group.
    pub const fn stands_alone(self) -> bool {
        self.0[0] & ALONE != 0
    }

    /// Whether it may be put together with others like it that stand on practically one place: what stands alone because it
    /// presses, not because it is a landmark.
    pub const fn gathers(self) -> bool {
        self.stands_alone() && self.0[0] >> RANK_SHIFT & 3 > Rank::Background as u32
    }

    /// Whether which marks are grouped may depend on it.
    pub const fn counts_for_groups(self) -> bool {
        !self.stands_alone() || self.gathers()
    }

    /// Whether grouping takes it for the same as `other`, but for its size.
    pub fn groups_as(self, other: Self) -> bool {
        if self.gathers() || other.gathers() {
            return self.without_pulse() == other.without_pulse();
        }
        self.stands_alone() == other.stands_alone()
    }

    /// Its shape's number.
    pub const fn shape(self) -> u8 {
        (self.0[0] >> 6 & 31) as u8
    }

    /// Its radius class.
    pub fn size(self) -> Size {
        Size::ALL
            .get((self.0[0] >> SIZE_SHIFT & 7) as usize)
            .copied()
            .unwrap_or(Size::Regular)
    }

    /// The number of the pass it is drawn in, 0 to [`PASSES`] − 1: by rank, plain discs before the others.
    pub const fn pass(self) -> u8 {
        let rank = (self.0[0] >> RANK_SHIFT & 3) as u8;
        rank * 2 + !self.is_plain_disc() as u8
    }

    /// Whether it is a disc and nothing more, for which there is a cheaper shader.
    pub const fn is_plain_disc(self) -> bool {
        self.0[0] & DISC != 0 && self.pulse().is_none()
    }
}

/// Which of [`GROUP_RADII`] a group has.
pub const fn group_class(count: u32) -> usize {
    match count {
        0..10 => 0,
        10..100 => 1,
        _ => 2,
    }
}

/// Number of passes marks are sorted into.
pub const PASSES: usize = (Rank::Top as usize + 1) * 2;

fn steps_of(fraction: f32) -> u32 {
    (fraction.clamp(0.0, 1.0) * 63.0).round() as u32
}
