use std::time::Duration;

/// Seconds since 1970 (RFC 7519, section 2), from 0 to the end of the year 9999.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) struct NumericDate(pub(crate) Duration);

const MAX_SECONDS: u64 = 253_402_300_799;

impl NumericDate {
    /// Reads the JSON text of a value; `None` for anything but a number in range.
    pub(crate) fn parse(json: &str) -> Option<Self> {
        if json.len() <= 12 && json.bytes().all(|b| b.is_ascii_digit()) {
            let seconds = json.parse().ok()?;
            return (seconds <= MAX_SECONDS).then_some(Self(Duration::from_secs(seconds)));
        }
        if !json.starts_with(|c: char| c == '-' || c.is_ascii_digit()) {
            return None;
        }
        let seconds: f64 = json.parse().ok()?;
        #[expect(
            clippy::cast_precision_loss,
            reason = "twelve digits fit an f64 exactly"
        )]
        let in_range = (0.0..=MAX_SECONDS as f64).contains(&seconds);
        if !in_range {
            return None;
        }
        Duration::try_from_secs_f64(seconds).ok().map(Self)
    }
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
            ("253402300799", 253_402_300_799.0),
        ] {
            let date = NumericDate::parse(json).unwrap();
            assert!((date.0.as_secs_f64() - seconds).abs() < 1e-6, "{json}");
        }
    }

    #[test]
    fn other_values_are_not() {
        for json in [
            "253402300800",
            "253402300799.5",
            "1e12",
            "1e400",
            "-1",
            "-0.001",
            "99999999999999999999",
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
