//! Files that may be packed.

use std::borrow::Cow;
use std::io::Read;

use flate2::read::MultiGzDecoder;

/// The most that packed bytes may unpack to: 512 MiB, so that a small file cannot fill the memory.
pub const LARGEST_UNPACKED_BYTES: u64 = 512 * 1024 * 1024;

/// Packed bytes that cannot be unpacked.
#[derive(Debug, thiserror::Error)]
pub enum GzipError {
    /// The packed bytes are damaged or cut off.
    #[error("the gzip data is damaged or cut off")]
    Damaged(#[source] std::io::Error),
    /// They would fill the memory.
    #[error("the gzip data unpacks to more than {LARGEST_UNPACKED_BYTES} bytes")]
    TooLarge,
}

/// The bytes themselves, unpacked when they begin as gzip does.
///
/// # Errors
/// When they begin as gzip does and cannot be unpacked.
pub fn unpacked(bytes: &[u8]) -> Result<Cow<'_, [u8]>, GzipError> {
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return Ok(Cow::Borrowed(bytes));
    }
    let mut plain = Vec::new();
    MultiGzDecoder::new(bytes)
        .take(LARGEST_UNPACKED_BYTES + 1)
        .read_to_end(&mut plain)
        .map_err(GzipError::Damaged)?;
    if plain.len() as u64 > LARGEST_UNPACKED_BYTES {
        return Err(GzipError::TooLarge);
    }
    Ok(Cow::Owned(plain))
}
