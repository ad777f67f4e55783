//! What a mark looks like: a value without a place, a time or a meaning. `symbology` says what it stands for.

/// An opaque colour, sRGB, eight bits a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Rgb(pub u8, pub u8, pub u8);

/// The silhouette of a mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Shape {
    /// A square standing on its corner.
    Diamond = 0,
    /// An upright square with slightly rounded corners.
    Square = 1,
    /// A square whose upper right corner is drawn up into a point.
    SquareCornerUp = 2,
    /// A disc.
    Circle = 3,
    /// A disc with a filled bar along its foot.
    CircleBar = 4,
    /// A disc with a tick at its lower right.
    CircleTick = 5,
    /// A small plain disc, without a letter.
    Dot = 6,
    /// A small diagonal cross, without a letter.
    Cross = 7,
    /// A triangle, point up.
    Triangle = 8,
    /// A house: a square under a gable.
    House = 9,
    /// A hexagon, flat top.
    Hexagon = 10,
    /// A shield: flat top, pointed foot.
    Shield = 11,
    /// A box with a lens at its right: a camera seen from the side.
    Camera = 12,
    /// A mast: a slender triangle with a disc at its top.
    Mast = 13,
}

/// The radius class of a mark: from its centre to the edge of its silhouette.
///
/// In CSS pixels before the wall's scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Size {
    /// 4.5 px: what is over and done, a mere trace.
    Dot = 0,
    /// 8 px: a small sign; too small for a Chinese letter.
    Small = 1,
    /// 11 px: the usual sign.
    Regular = 2,
    /// 13 px: a sign that matters more.
    Large = 3,
    /// 16 px: the signs that matter most.
    Huge = 4,
}

impl Size {
    /// Every size, smallest first.
    pub const ALL: [Self; 5] = [
        Self::Dot,
        Self::Small,
        Self::Regular,
        Self::Large,
        Self::Huge,
    ];

    /// Radius of the silhouette in CSS pixels at scale 1.
    #[must_use]
    pub const fn radius(self) -> f32 {
        match self {
            Self::Dot => 4.5,
            Self::Small => 8.0,
            Self::Regular => 11.0,
            Self::Large => 13.0,
            Self::Huge => 16.0,
        }
    }
}

/// Which letter stands inside a mark: an index into the letters there are, 0 to 253.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Letter(pub u8);

/// Which badge stands at a mark's upper left: an index into the badges there are, 0 to 14.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Badge(pub u8);

/// The ring around a mark.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Ring {
    /// No ring.
    None,
    /// A ring that closes, clockwise from the top; 0 is open, 1 is closed. Kept in steps of 1/63.
    Closing(f32),
    /// A steady double ring in the alarm colour: the time is over.
    Double,
}

/// Which marks are drawn over which where they overlap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Rank {
    /// Below everything: what is closed.
    Background = 0,
    /// The usual place.
    Normal = 1,
    /// Above the usual.
    Raised = 2,
    /// Above everything: what nobody has taken up yet.
    Top = 3,
}

/// How one mark looks. Two equal signs are drawn alike; changing a sign costs sixteen bytes of upload.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sign {
    /// The silhouette.
    pub shape: Shape,
    /// The fill. At most 63 different colours are told apart at once; the nearest one stands in for any further one.
    pub colour: Rgb,
    /// The letter inside. Its ink is black or white, whichever is read better on the fill.
    pub letter: Option<Letter>,
    /// The radius class.
    pub size: Size,
    /// The place in the order of drawing.
    pub rank: Rank,
    /// Whether the fill goes on and off once a second. The letter stays.
    pub blink: bool,
    /// Whether only the outline is coloured: what is known of it is old.
    pub hollow: bool,
    /// Whether the fill is hatched: not a real one.
    pub hatched: bool,
    /// Whether this mark may never disappear into a group, however crowded it is. A blinking mark never does. Above the
    /// lowest rank, several such marks on practically one place are drawn as one that says how many.
    pub stands_alone: bool,
    /// The ring around it.
    pub ring: Ring,
    /// The badge at its upper left.
    pub badge: Option<Badge>,
}

impl Sign {
    /// A plain mark: `shape` filled with `colour`, of usual size, without letter, ring or badge.
    #[must_use]
    pub const fn plain(shape: Shape, colour: Rgb) -> Self {
        Self {
            shape,
            colour,
            letter: None,
            size: Size::Regular,
            rank: Rank::Normal,
            blink: false,
            hollow: false,
            hatched: false,
            stands_alone: false,
            ring: Ring::None,
            badge: None,
        }
    }
}
