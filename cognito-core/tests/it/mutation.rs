//! One good token, altered in every way that is small.

use cognito_core::{
    Reason, Verifier,
    test_util::{TestPool, TokenBuilder},
};

async fn good() -> (Verifier, String) {
    let pool = TestPool::new();
    let token = ["jti", "origin_jti", "event_id", "auth_time", "scope"]
        .into_iter()
        .fold(pool.access_token(), TokenBuilder::without)
        .mint();
    let verifier = pool.verifier();
    assert!(verifier.verify(&token).await.is_ok());
    (verifier, token)
}

async fn reason(verifier: &Verifier, token: &str) -> Option<Reason> {
    verifier
        .verify(token)
        .await
        .err()
        .map(|error| error.reason())
}

/// The reasons that an altered byte can have, by the segment it is in.
fn plausible(segment: usize) -> &'static [Reason] {
    use Reason::{
        AlgNotAllowed, BadClaim, BadSignature, BadTimeClaim, ClientMismatch, Expired, KidMissing,
        MalformedToken, NotYetValid, UnknownIssuer, UnknownKid, WrongTokenUse,
    };
    match segment {
        0 => &[
            AlgNotAllowed,
            BadSignature,
            KidMissing,
            MalformedToken,
            UnknownKid,
        ],
        1 => &[
            BadClaim,
            BadSignature,
            BadTimeClaim,
            ClientMismatch,
            Expired,
            MalformedToken,
            NotYetValid,
            UnknownIssuer,
            WrongTokenUse,
        ],
        _ => &[BadSignature, MalformedToken],
    }
}

#[tokio::test]
async fn no_flipped_bit_is_accepted() {
    let (verifier, token) = good().await;
    for (at, byte) in token.bytes().enumerate() {
        let segment = token[..at].matches('.').count();
        for bit in 0..8 {
            // The topmost bit makes a character beyond ASCII.
            let flipped = char::from(byte ^ (1 << bit)).to_string();
            let mut altered = token.clone();
            altered.replace_range(at..=at, &flipped);
            let reason = reason(&verifier, &altered).await;
            let reason = reason.unwrap_or_else(|| panic!("byte {at}, bit {bit} is accepted"));
            let is_plausible = plausible(segment).contains(&reason);
            assert!(is_plausible, "byte {at}, bit {bit}: {reason}");
        }
    }
}

#[tokio::test]
async fn no_byte_can_be_left_out_doubled_or_added() {
    let (verifier, token) = good().await;
    for at in 0..token.len() {
        let (before, after) = token.split_at(at);
        let (byte, rest) = after.split_at(1);
        for altered in [format!("{before}{rest}"), format!("{before}{byte}{after}")] {
            assert!(reason(&verifier, &altered).await.is_some(), "byte {at}");
        }
        // Cut off here.
        assert!(reason(&verifier, before).await.is_some(), "byte {at}");
        assert!(reason(&verifier, after).await.is_some() || at == 0);
    }
}

#[tokio::test]
async fn a_byte_that_no_token_has_is_malformed_wherever_it_is() {
    let (verifier, token) = good().await;
    let dots: Vec<_> = token.match_indices('.').map(|(at, _)| at).collect();
    let places = [
        0,
        1,
        dots[0],
        dots[0] + 1,
        dots[1],
        dots[1] + 1,
        token.len() - 1,
        token.len(),
    ];
    for byte in 0..=u8::MAX {
        if byte.is_ascii_alphanumeric() || b"-_.".contains(&byte) {
            continue;
        }
        for at in places {
            let mut altered = token.clone();
            altered.insert(at, char::from(byte));
            let reason = reason(&verifier, &altered).await;
            assert_eq!(reason, Some(Reason::MalformedToken), "{byte:#04x} at {at}");
        }
    }
}

#[tokio::test]
async fn segments_cannot_be_exchanged_or_repeated() {
    let (verifier, token) = good().await;
    let segments: Vec<_> = token.split('.').collect();
    for order in [
        [0, 2, 1],
        [1, 0, 2],
        [1, 2, 0],
        [2, 0, 1],
        [2, 1, 0],
        [0, 0, 2],
        [1, 1, 2],
    ] {
        let altered = order.map(|segment| segments[segment]).join(".");
        assert!(reason(&verifier, &altered).await.is_some(), "{order:?}");
    }
    let encrypted = [&token, "x", "y"].join(".");
    let reason = reason(&verifier, &encrypted).await;
    assert_eq!(reason, Some(Reason::EncryptedToken));
}

#[tokio::test]
async fn a_signature_of_any_other_length_is_bad() {
    let (verifier, token) = good().await;
    let (signed, signature) = token.rsplit_once('.').unwrap();
    for other in [
        "AA",
        "AAAA",
        &signature[..signature.len() / 2 / 4 * 4],
        &"A".repeat(20_000),
    ] {
        let altered = format!("{signed}.{other}");
        assert_eq!(
            reason(&verifier, &altered).await,
            Some(Reason::BadSignature)
        );
    }
    let longer = format!("{signed}.AAAA{signature}");
    assert_eq!(reason(&verifier, &longer).await, Some(Reason::BadSignature));
}
