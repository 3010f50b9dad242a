//! The formulas of the time claims, in whole nanoseconds.

use std::time::Duration;

use cognito_core::{Reason, test_util::TokenBuilder};
use proptest::prelude::*;

use super::{NOW, POOL, at, cases, unsigned, verify};

const SECOND: i128 = 1_000_000_000;
/// The end of the year 9999.
const LATEST: i128 = 253_402_300_799 * SECOND;

/// Some time around now, with and without a fraction.
fn now() -> impl Strategy<Value = i128> {
    (0..86_400_i128, fraction()).prop_map(|(seconds, nanos)| {
        i128::try_from(NOW.as_nanos()).unwrap() + seconds * SECOND + nanos
    })
}

fn fraction() -> impl Strategy<Value = i128> {
    prop_oneof![
        Just(0),
        Just(1),
        Just(SECOND / 2),
        Just(SECOND - 1),
        0..SECOND
    ]
}

/// From nothing to ten minutes.
fn leeway() -> impl Strategy<Value = i128> {
    prop_oneof![
        Just(0),
        Just(60 * SECOND),
        Just(600 * SECOND),
        0..=600 * SECOND
    ]
}

/// Up to two seconds to either side, and what matters most more often.
fn offset() -> impl Strategy<Value = i128> {
    let edges = [0, 1, SECOND - 1, SECOND, SECOND + 1, 2 * SECOND];
    let edge = (proptest::sample::select(edges.to_vec()), any::<bool>());
    prop_oneof![
        edge.prop_map(|(edge, before)| if before { -edge } else { edge }),
        -2 * SECOND..=2 * SECOND
    ]
}

/// How a number of nanoseconds can be written in seconds.
fn written(nanos: i128, form: u8) -> String {
    let (seconds, rest) = (nanos / SECOND, nanos % SECOND);
    match form {
        _ if form < 2 && rest == 0 => seconds.to_string(),
        0 => format!("{seconds}.{rest:09}"),
        1 => format!("{seconds}.{rest:09}000000000000000"),
        2 => format!("{nanos}e-9"),
        3 => format!("{nanos}.000E-9"),
        _ => format!("0.{nanos:024}e15"),
    }
}

fn duration(nanos: i128) -> Duration {
    Duration::from_nanos(nanos.try_into().unwrap())
}

/// What is said to claims of these times, and a signature that is not good.
fn refusal(now: i128, leeway: i128, times: &str) -> Reason {
    let token = ["exp", "iat", "auth_time"]
        .into_iter()
        .fold(POOL.access_token(), TokenBuilder::without);
    let claims = token.claims_json().replacen('{', &format!("{{{times},"), 1);
    let verifier = at(duration(now)).leeway(duration(leeway)).build().unwrap();
    verify(
        &verifier,
        &unsigned(&token.header_json(), claims.as_bytes()),
    )
    .unwrap_err()
}

proptest! {
    #![proptest_config(cases(1000))]

    #[test]
    fn exp_ends_a_token(now in now(), leeway in leeway(), offset in offset(), form in 0..5_u8) {
        let exp = now - leeway + offset;
        let expected = if now >= exp + leeway { Reason::Expired } else { Reason::BadSignature };
        let times = format!(r#""exp":{}"#, written(exp, form));
        prop_assert_eq!(refusal(now, leeway, &times), expected, "{}", times);
    }

    #[test]
    fn nbf_and_iat_begin_it(
        now in now(),
        leeway in leeway(),
        offset in offset(),
        form in 0..5_u8,
        name in prop_oneof![Just("nbf"), Just("iat")],
    ) {
        let start = now + leeway + offset;
        let is_early = if name == "nbf" { now < start - leeway } else { start > now + leeway };
        let expected = if is_early { Reason::NotYetValid } else { Reason::BadSignature };
        let times = format!(r#""exp":1e11,"{name}":{}"#, written(start, form));
        prop_assert_eq!(refusal(now, leeway, &times), expected, "{}", times);
    }

    /// What lies within the range is a date, whatever its form; what lies beyond is none.
    #[test]
    fn dates_end_with_the_year_9999(offset in offset(), form in 0..5_u8, low in any::<bool>()) {
        let (time, bound) = if low { (offset.abs(), 0) } else { (LATEST + offset, LATEST) };
        let times = format!(r#""exp":1e11,"iat":{}"#, written(time, form));
        let expected = match time {
            _ if time > LATEST => Reason::BadTimeClaim,
            _ if bound == LATEST => Reason::NotYetValid,
            _ => Reason::BadSignature,
        };
        prop_assert_eq!(refusal(NOW.as_nanos().try_into().unwrap(), 0, &times), expected, "{}", times);
        if low && time > 0 {
            let negative = format!(r#""exp":1e11,"iat":-{}"#, written(time, form));
            let said = refusal(NOW.as_nanos().try_into().unwrap(), 0, &negative);
            prop_assert_eq!(said, Reason::BadTimeClaim, "{}", negative);
        }
    }

    /// A digit far behind the point still counts.
    #[test]
    fn the_smallest_part_of_a_second_counts(zeros in 0..400_usize, digit in 1..=9_u8) {
        let now = NOW.as_secs();
        let later = format!(r#""exp":{now}.{}{digit}"#, "0".repeat(zeros));
        prop_assert_eq!(refusal(NOW.as_nanos().try_into().unwrap(), 0, &later), Reason::BadSignature);
        let earlier = format!(r#""exp":{}.{}{}"#, now - 1, "9".repeat(zeros), digit - 1);
        prop_assert_eq!(refusal(NOW.as_nanos().try_into().unwrap(), 0, &earlier), Reason::Expired);
    }
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn a_token_may_be_so_old(now in now(), age in 1..=7200_u32, offset in offset(), form in 0..5_u8) {
        let age = i128::from(age) * SECOND;
        let iat = now - age + offset;
        let token = POOL.access_token().without("iat").without("exp");
        let times = format!(r#"{{"exp":1e11,"iat":{},"#, written(iat, form));
        let token = token.mint_payload(&token.claims_json().replacen('{', &times, 1));
        // Leeway lets `iat` lie in the future, and does not count for the age.
        let verifier = at(duration(now)).max_token_age(duration(age)).build().unwrap();
        let expected = (now - iat > age).then_some(Reason::TooOld);
        prop_assert_eq!(verify(&verifier, &token).err(), expected, "{}", times);
    }
}
