//! Widgets that know no word of the domain: they are given texts, numbers and names of tones, and show them.
//!
//! Their looks stand in `styles/components/`, one file a widget; state is a `data-` attribute.

mod badge;
mod banner;
mod chip;
mod element_height;
mod figure;
mod freshness_mark;
mod glyph;
mod histogram;
mod in_sight;
mod language_switch;
mod legibility;
mod limit_reading;
mod meter;
mod notice;
mod panel;
mod rows;
mod search_box;
mod text_field;

pub use badge::{Badge, Weight};
pub use banner::{Banner, BannerKind};
pub use chip::Chip;
pub use element_height::element_height_rem;
pub use figure::Figure;
pub use freshness_mark::FreshnessMark;
pub use glyph::{Glyph, GlyphLook, Ring, Silhouette};
pub use histogram::{Histogram, HistogramView, Series};
pub use in_sight::{is_row_in_sight, keep_selected_in_sight, show_row};
pub use language_switch::LanguageSwitch;
pub use legibility::{CHARACTER_SHARE, READING_ANGLE_ARC_MINUTES, legible_font_px};
pub use limit_reading::{LimitReading, LimitView, Tone};
pub use meter::{Meter, MeterPart};
pub use notice::{Notice, NoticeKind};
pub use panel::{Fill, Panel};
pub use rows::{Overflow, Rows};
pub use search_box::{Hit, SearchBox};
pub use text_field::TextField;
