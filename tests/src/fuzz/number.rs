//! Numeric dates as decimals, without floating point.

/// Nanoseconds since 1970; what is less counts as one, for clocks know nothing smaller.
pub(super) type Nanos = i128;

pub(super) const SECOND: Nanos = 1_000_000_000;
const LATEST: Nanos = 253_402_300_799 * SECOND;

/// Reads a JSON number; `None` for what is no date.
pub(super) fn date(number: &str) -> Option<Nanos> {
    let (negative, number) = match number.strip_prefix('-') {
        Some(number) => (true, number),
        None => (false, number),
    };
    let (mantissa, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = [whole, fraction].concat();
    let significant = digits.trim_start_matches('0');
    if significant.is_empty() {
        return Some(0);
    }
    // The value is 0.digits * 10^point.
    let point = count(whole) - count(&digits) + count(significant);
    let point = point.saturating_add(small_or_huge(exponent));
    if negative || point > 12 {
        return None;
    }
    let kept = usize::try_from(point + 9).unwrap_or(0);
    let shown = significant.get(..kept).unwrap_or(significant);
    let cut = significant.get(kept..).unwrap_or_default();
    let nanos: Nanos = format!("0{shown:0<kept$}").parse().unwrap();
    let nanos = nanos + Nanos::from(cut.contains(|digit| digit != '0'));
    (nanos <= LATEST).then_some(nanos)
}

fn count(digits: &str) -> i64 {
    i64::try_from(digits.len()).unwrap_or(i64::MAX)
}

/// An exponent, cut to what makes any number of these lengths too large or too small.
fn small_or_huge(exponent: &str) -> i64 {
    let far = 1_000_000_000_000;
    let digits = exponent.trim_start_matches(['+', '-']);
    let size = match digits.trim_start_matches('0') {
        "" => 0,
        digits if digits.len() > 12 => far,
        digits => digits.parse().unwrap_or(far),
    };
    if exponent.starts_with('-') {
        -size
    } else {
        size
    }
}
