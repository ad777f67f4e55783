//! Passwords: Argon2id, and what is too weak to be one.

use std::sync::OnceLock;

use argon2::Argon2;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};

use super::PeopleError;
use super::chance;

pub use domain::SHORTEST_PASSWORD;

/// The longest password, in bytes: more is work for the hub and no safety.
pub const LONGEST_PASSWORD: usize = 256;

/// Why a password is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WeakPassword {
    /// Too few characters.
    #[error("a password has at least {SHORTEST_PASSWORD} characters")]
    Short,
    /// Too many bytes.
    #[error("a password has at most {LONGEST_PASSWORD} bytes")]
    Long,
    /// The account's own name.
    #[error("a password must not be the account's name")]
    OwnName,
}

/// Whether that can be a password for an account.
pub(super) fn check(password: &str, account: &str) -> Result<(), WeakPassword> {
    if password.chars().count() < SHORTEST_PASSWORD {
        Err(WeakPassword::Short)
    } else if password.len() > LONGEST_PASSWORD {
        Err(WeakPassword::Long)
    } else if password.eq_ignore_ascii_case(account) {
        Err(WeakPassword::OwnName)
    } else {
        Ok(())
    }
}

/// Argon2id with the crate's usual cost, which is OWASP's: 19 MiB, two passes.
pub(super) fn hashed(password: &str) -> Result<String, PeopleError> {
    let salt = SaltString::encode_b64(&chance::bytes::<16>()?).map_err(PeopleError::Hash)?;
    let hash = Argon2::default()
        .hash_password(password.as_bytes(), &salt)
        .map_err(PeopleError::Hash)?;
    Ok(hash.to_string())
}

/// Whether a password has that hash.
pub(super) fn matches(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|hash| {
        Argon2::default()
            .verify_password(password.as_bytes(), &hash)
            .is_ok()
    })
}

/// A hash that belongs to nobody: looking up an account that there is not must take as long as one that there is.
pub(super) fn nobodys() -> &'static str {
    static HASH: OnceLock<String> = OnceLock::new();
    HASH.get_or_init(|| hashed("nobody has this password").unwrap_or_default())
}
