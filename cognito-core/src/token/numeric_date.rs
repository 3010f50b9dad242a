use std::time::Duration;

/// Seconds since 1970 (RFC 7519, section 2), from 0 to the end of the year 9999.
///
/// Parts of a nanosecond count as a whole one. Clocks know no such parts, so every comparison of the rules
/// comes out as it would with the exact number.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) struct NumericDate(pub(crate) Duration);

const MAX_SECONDS: u64 = 253_402_300_799;

impl NumericDate {
    /// Whether a token that ends at this time has ended: "on or after" it (RFC 7519, section 4.1.4), plus leeway.
    pub(crate) fn has_passed(self, leeway: Duration, now: Duration) -> bool {
        now >= self.0.saturating_add(leeway)
    }

    /// Reads the JSON text of a value; `None` for anything but a number in range.
    pub(crate) fn parse(json: &str) -> Option<Self> {
        if let Some(seconds) = few_digits(json) {
            return (seconds <= MAX_SECONDS).then_some(Self(Duration::from_secs(seconds)));
        }
        if !json.starts_with(|c: char| c == '-' || c.is_ascii_digit()) {
            return None;
        }
        let nanos = nanos_rounded_up(json)?;
        let seconds = u64::try_from(nanos / 1_000_000_000).ok()?;
        let rest = u32::try_from(nanos % 1_000_000_000).ok()?;
        let date = Duration::new(seconds, rest);
        (date <= Duration::from_secs(MAX_SECONDS)).then_some(Self(date))
    }
}

/// The usual form, read at once: up to twelve digits and nothing else.
fn few_digits(json: &str) -> Option<u64> {
    if !(1..=12).contains(&json.len()) {
        return None;
    }
    json.bytes().try_fold(0, |number, byte| {
        byte.is_ascii_digit()
            .then(|| number * 10 + u64::from(byte - b'0'))
    })
}

/// A decimal number of seconds in nanoseconds; `None` below zero or far out of range. Not by way of `f64`, which
/// rounds: a time in this century to a quarter of a microsecond, and what lies just beyond the range into it.
fn nanos_rounded_up(number: &str) -> Option<u128> {
    let (negative, number) = match number.strip_prefix('-') {
        Some(number) => (true, number),
        None => (false, number),
    };
    let (mantissa, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let power_digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    // What comes from a payload is a JSON number; what comes from an attribute's text may be anything.
    let is_number = [whole, fraction, power_digits]
        .iter()
        .all(|part| part.bytes().all(|b| b.is_ascii_digit()));
    if !is_number {
        return None;
    }
    let digits = whole
        .bytes()
        .chain(fraction.bytes())
        .map(|digit| digit & 0x0f);
    let zeros = digits.clone().take_while(|digit| *digit == 0).count();
    if zeros == whole.len() + fraction.len() {
        return Some(0);
    }
    // The number is 0.ddd times ten to this power, the first d not zero.
    let power = i64::try_from(whole.len()).ok()? - i64::try_from(zeros).ok()?;
    let power = power.saturating_add(exponent_of(exponent));
    if negative || power > 12 {
        return None;
    }
    let mut significant = digits.skip(zeros);
    let kept = usize::try_from(power + 9).unwrap_or(0);
    let mut nanos = 0_u128;
    for _ in 0..kept {
        nanos = nanos * 10 + u128::from(significant.next().unwrap_or(0));
    }
    Some(nanos + u128::from(significant.any(|digit| digit != 0)))
}

/// One that no `i64` holds makes any number of a token's length too small or too large.
fn exponent_of(digits: &str) -> i64 {
    let extreme = if digits.starts_with('-') {
        i64::MIN
    } else {
        i64::MAX
    };
    digits.parse().unwrap_or(extreme)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_range_are_dates() {
        for (json, seconds) in [
            ("0", 0.0),
            ("-0", 0.0),
            ("-0.0", 0.0),
            ("1763003600", 1_763_003_600.0),
            ("1763003600.0", 1_763_003_600.0),
            ("1763003600.5", 1_763_003_600.5),
            ("1.7630036e9", 1_763_003_600.0),
            ("17630036E+2", 1_763_003_600.0),
            ("1e-400", 0.0),
            ("0e99999999999999999999", 0.0),
            ("1e-99999999999999999999", 0.0),
            ("0.000017630036E14", 1_763_003_600.0),
            ("253402300799", 253_402_300_799.0),
        ] {
            let date = NumericDate::parse(json).unwrap();
            assert!((date.0.as_secs_f64() - seconds).abs() < 1e-6, "{json}");
        }
    }

    #[test]
    fn fractions_are_exact_and_end_at_the_next_nanosecond() {
        for (json, seconds, nanos) in [
            ("1763003600.000000001", 1_763_003_600, 1),
            ("1763003600.0000000001", 1_763_003_600, 1),
            ("1763003600.9999999999", 1_763_003_601, 0),
            ("1763003600.123456789", 1_763_003_600, 123_456_789),
            ("1763003600.12345678900", 1_763_003_600, 123_456_789),
            ("17630036001e-1", 1_763_003_600, 100_000_000),
            ("0.0000000010", 0, 1),
            ("253402300798.9999999999", MAX_SECONDS, 0),
        ] {
            let date = NumericDate::parse(json);
            assert_eq!(
                date,
                Some(NumericDate(Duration::new(seconds, nanos))),
                "{json}"
            );
        }
    }

    #[test]
    fn other_values_are_not() {
        for json in [
            "253402300800",
            "253402300799.5",
            "253402300799.0000000000000001",
            "1e99999999999999999999",
            "-1e-400",
            "1e12",
            "1e400",
            "-1",
            "-0.001",
            "99999999999999999999",
            "2026-11-22",
            "1763003600 s",
            "1e3.5",
            "1e--3",
            "1.2.3",
            "\"1763003600\"",
            "true",
            "null",
            "[1]",
            "{}",
        ] {
            assert_eq!(NumericDate::parse(json), None, "{json}");
        }
    }
}
