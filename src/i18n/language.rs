//! The two languages of the screen.

use std::str::FromStr;

/// A language of the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Language {
    /// Chinese as it is written in China (zh-CN): the first language.
    #[default]
    Chinese,
    /// English.
    English,
}

/// A language tag that names no language of the screen.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no language of the screen (zh-CN, en)")]
pub struct UnknownLanguage(String);

impl Language {
    /// Every language, the first one first.
    pub const ALL: [Self; 2] = [Self::Chinese, Self::English];

    /// The tag for the `lang` attribute, addresses and storage (BCP 47).
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Chinese => "zh-CN",
            Self::English => "en",
        }
    }

    /// What the language calls itself.
    #[must_use]
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::Chinese => "中文",
            Self::English => "English",
        }
    }

    /// Itself; so that `t!` takes a language where it takes an [`I18n`](super::I18n).
    #[must_use]
    pub const fn language(self) -> Self {
        self
    }

    /// The name in this language.
    #[must_use]
    pub fn pick(self, name: &domain::Name) -> &str {
        match self {
            Self::Chinese => &name.zh,
            Self::English => &name.en,
        }
    }
}

impl FromStr for Language {
    type Err = UnknownLanguage;

    /// Takes a tag with or without a region: "zh", "zh-CN", "en", "en-GB".
    fn from_str(tag: &str) -> Result<Self, UnknownLanguage> {
        match tag.split(['-', '_']).next() {
            Some("zh") => Ok(Self::Chinese),
            Some("en") => Ok(Self::English),
            _ => Err(UnknownLanguage(tag.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_read_with_or_without_its_region() {
        for (tag, language) in [
            ("zh-CN", Language::Chinese),
            ("zh", Language::Chinese),
            ("en", Language::English),
            ("en-GB", Language::English),
        ] {
            assert_eq!(tag.parse(), Ok(language));
        }
        assert!("fr".parse::<Language>().is_err());
        assert!("".parse::<Language>().is_err());
    }
}
