//! Numbers, alike in both languages: a point before decimals, commas between thousands.

/// A whole number: "38,000".
#[must_use]
pub fn integer(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// A number with that many decimals, rounded half away from zero: "9.3". The minus is a real one: "−0.5".
#[must_use]
pub fn decimal(number: f64, decimals: u8) -> String {
    let scale = 10_f64.powi(i32::from(decimals));
    let rounded = (number * scale).round() / scale;
    let text = format!("{:.*}", usize::from(decimals), rounded.abs());
    if rounded < 0.0 {
        format!("−{text}")
    } else {
        text
    }
}

/// A share in percent with one decimal and without the sign: 0.9712 is "97.1".
///
/// Never rounded up to "100.0" while something is missing, nor down to "0.0" while something is there: a rate that says
/// all when it is nearly all is believed.
#[must_use]
pub fn percent(share: f64) -> String {
    let shown = (share * 1_000.0).round() / 10.0;
    let honest = if shown >= 100.0 && share < 1.0 {
        99.9
    } else if shown <= 0.0 && share > 0.0 {
        0.1
    } else {
        shown
    };
    format!("{honest:.1}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_grouped() {
        for (number, text) in [
            (0, "0"),
            (7, "7"),
            (999, "999"),
            (1_000, "1,000"),
            (38_000, "38,000"),
            (1_234_567, "1,234,567"),
        ] {
            assert_eq!(integer(number), text);
        }
    }

    #[test]
    fn a_decimal_keeps_its_places_and_a_real_minus() {
        assert_eq!(decimal(9.25, 1), "9.3");
        assert_eq!(decimal(9.0, 1), "9.0");
        assert_eq!(decimal(-0.52, 1), "−0.5");
        assert_eq!(decimal(-0.01, 1), "0.0");
    }

    #[test]
    fn a_rate_says_all_only_when_it_is_all() {
        assert_eq!(percent(0.9712), "97.1");
        assert_eq!(percent(1.0), "100.0");
        assert_eq!(percent(0.999_9), "99.9");
        assert_eq!(percent(0.0), "0.0");
        assert_eq!(percent(0.000_1), "0.1");
    }
}
