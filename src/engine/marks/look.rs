//! How all marks look together: what the wall, the language and the person's wishes decide.

use ::marks::Rgb;

/// What is common to all marks.
#[derive(Clone, Debug, PartialEq)]
pub struct Look {
    /// Size of every mark against the sizes in [`Size`](crate::engine::Size): 1 at a desk, more on a wall.
    pub scale: f64,
    /// Device pixels a CSS pixel.
    pub pixel_ratio: f64,
    /// What stands in marks, by [`Letter`](crate::engine::Letter): one character each, at most 254.
    pub letters: Vec<String>,
    /// What stands in badges, by [`Badge`](crate::engine::Badge): one or two characters each, at most 15.
    pub badges: Vec<String>,
    /// The fonts for letters, badges, numbers and labels, as in CSS.
    pub font_family: String,
    /// The rim of every mark.
    pub keyline: Rgb,
    /// What shows inside hollow marks, under badges and around rings and labels.
    pub ground: Rgb,
    /// The double ring.
    pub alarm: Rgb,
    /// The fill of groups.
    pub group: Rgb,
    /// Whether nothing may move or blink: a blinking mark gets a steady double ring, a pulse is left out.
    pub reduced_motion: bool,
    /// Whether crowded marks are drawn as groups far out. Off: every mark is drawn, always.
    pub grouping: bool,
}

impl Default for Look {
    fn default() -> Self {
        Self {
            scale: 1.0,
            pixel_ratio: 1.0,
            letters: Vec::new(),
            badges: Vec::new(),
            font_family: String::from(
                "\"Noto Sans SC\", \"Noto Sans CJK SC\", system-ui, sans-serif",
            ),
            keyline: Rgb(255, 255, 255),
            ground: Rgb(13, 18, 25),
            alarm: Rgb(255, 92, 80),
            group: Rgb(58, 70, 86),
            reduced_motion: false,
            grouping: true,
        }
    }
}

impl Look {
    /// Device pixels a pixel of a mark's usual size.
    pub(super) fn unit(&self) -> f32 {
        (self.scale * self.pixel_ratio) as f32
    }

    /// Whether `other` needs other letters on the graphics card.
    pub(super) fn writes_as(&self, other: &Self) -> bool {
        self.letters == other.letters
            && self.badges == other.badges
            && self.font_family == other.font_family
            && self.unit().to_bits() == other.unit().to_bits()
    }
}
