//! Texts, numbers and times in the operator's language.
//!
//! Every text is a key of `locales/`: `t!(i18n, place.thing.aspect, parameter = value)`. The build fails on a key that a
//! language lacks, that differs in its parameters, or that nothing uses.

mod duration;
mod keys;
mod language;
mod length;
mod number;
mod translator;
mod zone;

pub use duration::{ago, span_brief, span_clock, span_words, time_left, time_over};
pub(crate) use keys::text;
pub use language::{Language, UnknownLanguage};
pub use length::length;
pub use number::{decimal, integer, percent};
pub use translator::{I18n, provide_i18n, use_i18n};
pub use zone::{LocalTime, Zone, date_words};

/// The text of a key in the language of `i18n`, which may be an [`I18n`] (and then follows the language) or a [`Language`].
///
/// `t!(i18n, panel.feed.more, count = rows)`; `count` alone stands for `count = count`.
macro_rules! t {
    ($i18n:expr, $first:ident $(. $rest:ident)+ $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::i18n::text::$first$(::$rest)+ { $($name: &$value),* }.text($i18n.language())
    };
}
pub(crate) use t;
