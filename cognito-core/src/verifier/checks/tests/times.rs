//! The times of a token, two seconds around each boundary.

use Reason::{Expired, NotYetValid, TooOld};

use super::*;

const BASE: i64 = 1_763_000_000;

fn lenient(leeway: u64) -> Rules {
    Rules {
        leeway: Duration::from_secs(leeway),
        ..rules()
    }
}

/// What a claim is found at when its value is `boundary` plus an offset in milliseconds.
#[track_caller]
fn assert_around(rules: &Rules, claim: &str, boundary: i64, expected: &[(i64, Option<Reason>)]) {
    for claims in [Claims::access(), Claims::id()] {
        for (millis, reason) in expected {
            let at = boundary * 1000 + millis;
            let text = format!("{}.{:03}", at / 1000, at % 1000);
            let decided = decide(&claims.json_with(claim, &text), rules);
            assert_eq!(decided.err(), *reason, "{claim} {millis} ms off");
            if millis % 1000 == 0 {
                let decided = decide(&claims.json_with(claim, &(at / 1000).to_string()), rules);
                assert_eq!(decided.err(), *reason, "{claim} {millis} ms off");
            }
        }
    }
}

#[test]
fn a_token_expires_at_its_second_plus_leeway() {
    for leeway in [0, 60, 600] {
        let edge = BASE - i64::try_from(leeway).unwrap();
        let (gone, good) = (Some(Expired), None);
        assert_around(
            &lenient(leeway),
            "exp",
            edge,
            &[
                (-2000, gone),
                (-1000, gone),
                (-1, gone),
                (0, gone),
                (1, good),
                (500, good),
                (1000, good),
                (2000, good),
            ],
        );
    }
}

#[test]
fn a_token_begins_at_its_second_minus_leeway() {
    for leeway in [0, 60, 600] {
        let edge = BASE + i64::try_from(leeway).unwrap();
        for claim in ["nbf", "iat"] {
            assert_around(
                &lenient(leeway),
                claim,
                edge,
                &[
                    (-2000, None),
                    (-1000, None),
                    (-1, None),
                    (0, None),
                    (1, Some(NotYetValid)),
                    (500, Some(NotYetValid)),
                    (1000, Some(NotYetValid)),
                    (2000, Some(NotYetValid)),
                ],
            );
        }
    }
}

#[test]
fn leeway_does_not_lengthen_a_maximum_age() {
    for leeway in [0, 60] {
        let rules = Rules {
            max_token_age: Some(Duration::from_secs(300)),
            ..lenient(leeway)
        };
        assert_around(
            &rules,
            "iat",
            BASE - 300,
            &[
                (-2000, Some(TooOld)),
                (-1000, Some(TooOld)),
                (-1, Some(TooOld)),
                (0, None),
                (1, None),
                (2000, None),
            ],
        );
        let undated = Claims::access().without("iat");
        assert_eq!(undated.reason(&rules), Some(TooOld));
    }
    // A second in the future, within the leeway, is young.
    let rules = Rules {
        max_token_age: Some(Duration::ZERO),
        ..lenient(60)
    };
    assert_eq!(Claims::access().with("iat", NOW + 1).reason(&rules), None);
}

#[test]
fn every_form_of_number_is_a_time() {
    for exp in [
        "1763000001",
        "1763000001.0",
        "1.763000001e9",
        "17630000010E-1",
    ] {
        let json = Claims::access().json_with("exp", exp);
        assert_eq!(decide(&json, &lenient(0)).err(), None, "{exp}");
        assert_eq!(
            decide(&json, &lenient(0)).unwrap().exp.0,
            Duration::from_secs(NOW + 1)
        );
    }
    for exp in ["0", "-0", "0.0", "0e9", "1e-9"] {
        let json = Claims::access().json_with("exp", exp);
        assert_eq!(decide(&json, &lenient(0)).err(), Some(Expired), "{exp}");
    }
}

#[test]
fn times_end_with_the_year_9999() {
    for claim in ["exp", "nbf", "iat", "auth_time"] {
        for value in [
            "253402300800",
            "1e12",
            "1e308",
            "1e309",
            "-1",
            "-1e-3",
            "9e99999",
        ] {
            let json = Claims::access().json_with(claim, value);
            let decided = decide(&json, &lenient(600)).err();
            assert_eq!(decided, Some(Reason::BadTimeClaim), "{claim}: {value}");
        }
    }
    let json = Claims::access().json_with("exp", "253402300799");
    assert_eq!(decide(&json, &lenient(600)).err(), None);
    let json = Claims::access().json_with("auth_time", "253402300799");
    assert_eq!(decide(&json, &lenient(600)).err(), None);
}
