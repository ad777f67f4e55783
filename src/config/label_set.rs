//! Which names stand on the map.

/// Names that are switched together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LabelKind {
    /// Roads, along their lines.
    Roads,
    /// Communities.
    Communities,
    /// Patrol areas, and from nearby the grids in them.
    Areas,
    /// Every other named place.
    Places,
    /// What officers have named by hand.
    Hand,
}

impl LabelKind {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 5] = [
        Self::Roads,
        Self::Communities,
        Self::Areas,
        Self::Places,
        Self::Hand,
    ];

    /// Its word in addresses.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Roads => "roads",
            Self::Communities => "communities",
            Self::Areas => "areas",
            Self::Places => "places",
            Self::Hand => "hand",
        }
    }
}

/// The word for no names at all.
const NONE: &str = "none";

/// Which names are shown; usually all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LabelSet([bool; LabelKind::ALL.len()]);

impl LabelSet {
    /// All names.
    pub const ALL: Self = Self([true; LabelKind::ALL.len()]);

    /// No name.
    pub const NONE: Self = Self([false; LabelKind::ALL.len()]);

    /// Whether names of a kind are shown.
    #[must_use]
    pub const fn has(self, kind: LabelKind) -> bool {
        self.0[kind as usize]
    }

    /// The same with one kind switched over.
    #[must_use]
    pub const fn toggled(mut self, kind: LabelKind) -> Self {
        self.0[kind as usize] = !self.0[kind as usize];
        self
    }

    /// The same with one kind shown or not.
    #[must_use]
    pub const fn with(mut self, kind: LabelKind, shown: bool) -> Self {
        self.0[kind as usize] = shown;
        self
    }

    /// As it stands in an address and is kept: "roads,areas", or "none".
    #[must_use]
    pub fn code(self) -> String {
        let shown = LabelKind::ALL.into_iter().filter(|kind| self.has(*kind));
        let words: Vec<_> = shown.map(LabelKind::as_str).collect();
        if words.is_empty() {
            return NONE.to_owned();
        }
        words.join(",")
    }

    /// Reads what [`LabelSet::code`] wrote; `None` for anything else.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        if code == NONE {
            return Some(Self::NONE);
        }
        let mut set = Self::NONE;
        for word in code.split(',') {
            let kind = LabelKind::ALL
                .into_iter()
                .find(|kind| kind.as_str() == word)?;
            set.0[kind as usize] = true;
        }
        Some(set)
    }
}

impl Default for LabelSet {
    fn default() -> Self {
        Self::ALL
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_choice_of_names_is_read_from_its_code_again() {
        for bits in 0..32_usize {
            let chosen = LabelKind::ALL
                .into_iter()
                .filter(|kind| bits >> *kind as usize & 1 == 1);
            let set = chosen.fold(LabelSet::NONE, LabelSet::toggled);
            assert_eq!(LabelSet::of_code(&set.code()), Some(set), "{}", set.code());
        }
    }

    #[test]
    fn a_code_that_nobody_wrote_is_no_choice() {
        for code in ["", "roads,", "rivers", "roads areas", "none,roads"] {
            assert_eq!(LabelSet::of_code(code), None, "{code}");
        }
    }
}
