//! One type a key, written by the build from `locales/`.

/// The keys as modules: `panel.feed.more` is `text::panel::feed::more`.
pub(crate) mod text {
    include!(concat!(env!("OUT_DIR"), "/keys.rs"));
}
