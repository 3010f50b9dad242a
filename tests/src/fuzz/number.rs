//! Numeric dates as decimals, without floating point.

/// Picoseconds since 1970.
pub(super) type Picos = i128;

pub(super) const SECOND: Picos = 1_000_000_000_000;
const LATEST: Picos = 253_402_300_799 * SECOND;

/// What the crate loses by reading fractions as `f64`: far less than a clock's error.
const ROUNDING: Picos = SECOND / 10_000;

pub(super) enum Date {
    At(Picos),
    /// Within a rounding error of the range's ends.
    AtOrBad(Picos),
    Bad,
}

/// Reads a JSON number.
pub(super) fn date(number: &str) -> Date {
    let (negative, number) = match number.strip_prefix('-') {
        Some(number) => (true, number),
        None => (false, number),
    };
    let (mantissa, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = [whole, fraction].concat();
    let significant = digits.trim_start_matches('0');
    if significant.is_empty() {
        return Date::At(0);
    }
    // The value is 0.digits * 10^point.
    let point = count(whole) - count(&digits) + count(significant);
    let point = point.saturating_add(small_or_huge(exponent));
    if point > 12 {
        return Date::Bad;
    }
    let kept = usize::try_from(point + 12).unwrap_or(0);
    let mut picos: Picos = 0;
    for place in 0..kept {
        let digit = significant.as_bytes().get(place).map_or(0, |d| d - b'0');
        picos = picos * 10 + Picos::from(digit);
    }
    // What is cut off makes it a little more.
    let rest = significant.get(kept..).unwrap_or_default();
    picos += Picos::from(rest.bytes().any(|digit| digit != b'0'));
    match picos {
        _ if negative && picos < ROUNDING => Date::AtOrBad(0),
        _ if negative => Date::Bad,
        0..=LATEST => Date::At(picos),
        _ if picos < LATEST + ROUNDING => Date::AtOrBad(LATEST),
        _ => Date::Bad,
    }
}

/// Whether a difference is so small that rounding may hide or turn it.
pub(super) fn is_close(a: Picos, b: Picos) -> bool {
    let difference = (a - b).abs();
    0 < difference && difference < SECOND / 1_000_000
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
