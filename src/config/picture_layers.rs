//! What is written into cameras' pictures, besides the names that stand on the map too.

/// Labels of a picture that are switched together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictureLayer {
    /// Incidents; those that are urgent or selected stay.
    Incidents,
    /// Crews.
    Crews,
    /// Stations.
    Stations,
    /// Camera points.
    Cameras,
}

impl PictureLayer {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Incidents, Self::Crews, Self::Stations, Self::Cameras];

    /// Its word in addresses.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Incidents => "incidents",
            Self::Crews => "crews",
            Self::Stations => "stations",
            Self::Cameras => "cameras",
        }
    }
}

/// What a label shows of its thing. What has no sign has its text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Writing {
    /// Its sign and its text.
    #[default]
    Both,
    /// Its text alone.
    Text,
    /// Its sign alone.
    Signs,
}

impl Writing {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Both, Self::Text, Self::Signs];

    /// Its word in addresses.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Both => "both",
            Self::Text => "text",
            Self::Signs => "signs",
        }
    }

    /// The one with this word.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == word)
    }
}

/// Which layers of pictures are shown, and how; usually all, with sign and text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PictureLayers {
    shown: [bool; PictureLayer::ALL.len()],
    /// How.
    pub writing: Writing,
}

impl Default for PictureLayers {
    fn default() -> Self {
        Self {
            shown: [true; PictureLayer::ALL.len()],
            writing: Writing::Both,
        }
    }
}

impl PictureLayers {
    /// Whether a layer is shown.
    #[must_use]
    pub const fn has(self, layer: PictureLayer) -> bool {
        self.shown[layer as usize]
    }

    /// The same with one layer switched over.
    #[must_use]
    pub const fn toggled(mut self, layer: PictureLayer) -> Self {
        self.shown[layer as usize] = !self.shown[layer as usize];
        self
    }

    /// As it stands in an address and is kept: "crews,cameras,signs", the way of writing last.
    #[must_use]
    pub fn code(self) -> String {
        let shown = PictureLayer::ALL
            .into_iter()
            .filter(|layer| self.has(*layer));
        let words = shown.map(PictureLayer::as_str);
        let words: Vec<_> = words.chain([self.writing.as_str()]).collect();
        words.join(",")
    }

    /// Reads what [`PictureLayers::code`] wrote; `None` for anything else.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        let (layers, writing) = match code.rsplit_once(',') {
            Some((layers, writing)) => (Some(layers), writing),
            None => (None, code),
        };
        let mut read = Self {
            shown: [false; PictureLayer::ALL.len()],
            writing: Writing::of_word(writing)?,
        };
        for word in layers.into_iter().flat_map(|layers| layers.split(',')) {
            let mut all = PictureLayer::ALL.into_iter();
            read.shown[all.find(|layer| layer.as_str() == word)? as usize] = true;
        }
        Some(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_choice_of_layers_is_read_from_its_code_again() {
        for bits in 0..16_usize {
            for writing in Writing::ALL {
                let chosen = PictureLayer::ALL
                    .into_iter()
                    .filter(|layer| bits >> *layer as usize & 1 == 1);
                let all = PictureLayers {
                    writing,
                    ..PictureLayers::default()
                };
                let set = chosen.fold(all, PictureLayers::toggled);
                assert_eq!(
                    PictureLayers::of_code(&set.code()),
                    Some(set),
                    "{}",
                    set.code()
                );
            }
        }
    }

    #[test]
    fn a_code_that_nobody_wrote_is_no_choice() {
        for code in ["", "crews", "crews,", "rivers,both", "both,crews", ",both"] {
            assert_eq!(PictureLayers::of_code(code), None, "{code}");
        }
    }
}
