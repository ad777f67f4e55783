//! Texts that nobody guesses.

/// What cannot be taken for one another, read aloud or from a slip of paper.
const ALPHABET: &[u8; 31] = b"23456789abcdefghjkmnpqrstuvwxyz";

/// Four groups of four: some 79 bits.
const CHARACTERS: usize = 16;

/// A text that nobody guesses and everybody can copy from paper: "k7pd-3xwm-…"; `None` where the browser gives no chance that is
/// worth the name.
#[must_use]
pub fn hard_to_guess() -> Option<String> {
    let crypto = web_sys::window()?.crypto().ok()?;
    let mut text = String::with_capacity(CHARACTERS + CHARACTERS / 4);
    let mut taken = 0;
    while taken < CHARACTERS {
        let mut bytes = [0_u8; 32];
        crypto.get_random_values_with_u8_array(&mut bytes).ok()?;
        // The last few values would make the first characters more frequent.
        let even = bytes.iter().filter(|byte| **byte < 248);
        for byte in even.take(CHARACTERS - taken) {
            if taken > 0 && taken.is_multiple_of(4) {
                text.push('-');
            }
            text.push(char::from(ALPHABET[usize::from(*byte) % ALPHABET.len()]));
            taken += 1;
        }
    }
    Some(text)
}
