//! The app inside the binary: `dist/` at the time of the build.

use bytes::Bytes;
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "../../dist"]
struct Dist;

/// A file of the app.
pub(super) fn read(path: &str) -> Option<Bytes> {
    let file = Dist::get(path)?;
    Some(match file.data {
        std::borrow::Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        std::borrow::Cow::Owned(bytes) => bytes.into(),
    })
}
