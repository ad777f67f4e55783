//! Numbers nobody can guess, from the system.

use super::PeopleError;

/// So many bytes.
pub(super) fn bytes<const N: usize>() -> Result<[u8; N], PeopleError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(PeopleError::Chance)?;
    Ok(bytes)
}

/// 256 bits as text.
pub(crate) fn secret() -> Result<String, PeopleError> {
    let bytes = bytes::<32>()?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
