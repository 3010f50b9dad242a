//! Two faults in the claims: the earlier one is the reason.

use super::*;

/// Faults in the order of section 4, each with its rank, the claim it is in and its reason.
fn faults() -> Vec<(u8, &'static str, Value, Reason)> {
    use Reason::{
        AudienceMismatch, BadClaim, BadTimeClaim, ClientMismatch, Expired, NotYetValid, TooOld,
        UnknownIssuer, WrongTokenUse,
    };
    vec![
        (0, "iss", json!("https://other.example"), UnknownIssuer),
        (0, "iss", json!(["https://issuer.example"]), BadClaim),
        (1, "exp", json!(NOW), Expired),
        (1, "exp", json!("soon"), BadTimeClaim),
        (2, "nbf", json!(NOW + 1), NotYetValid),
        (2, "nbf", json!(null), BadTimeClaim),
        (3, "iat", json!(NOW + 1), NotYetValid),
        (3, "iat", json!("now"), BadTimeClaim),
        (4, "token_use", json!("refresh"), WrongTokenUse),
        (4, "token_use", json!(1), BadClaim),
        (5, "client_id", json!("other"), ClientMismatch),
        (5, "client_id", json!([CLIENT]), BadClaim),
        (6, "aud", json!("https://api.example"), AudienceMismatch),
        (6, "aud", json!(null), BadClaim),
        (7, "auth_time", json!("now"), BadTimeClaim),
        (7, "sub", json!(""), BadClaim),
        (7, "cognito:groups", json!("a"), BadClaim),
        (7, "scope", json!(["a"]), BadClaim),
        (7, "username", json!(null), BadClaim),
        (7, "jti", json!(1), BadClaim),
        (8, "iat", json!(NOW - 301), TooOld),
    ]
}

#[test]
fn the_earlier_of_two_faults_is_reported() {
    let rules = Rules {
        max_token_age: Some(Duration::from_secs(300)),
        ..rules()
    };
    for (rank, claim, value, reason) in faults() {
        let one = Claims::access().with(claim, value);
        assert_eq!(one.reason(&rules), Some(reason), "{claim}");
        for (later, other, value, _) in faults() {
            if later > rank && other != claim {
                let both = one.clone().with(other, value);
                assert_eq!(both.reason(&rules), Some(reason), "{claim} with {other}");
            }
        }
    }
}
