use std::sync::Arc;

use cognito_core::{
    Reason,
    test_util::{SigningKey, TestPool},
};

use super::{Shape, Site};

/// Tokens that are refused, each with the reason, from the cheapest refusal to the dearest.
///
/// # Panics
/// If the system gives no random numbers.
pub fn bad_tokens(site: &Site) -> [(&'static str, String, Reason); 5] {
    let good = site.builder(Shape::Access);
    let another_pool = TestPool::with_id("us-east-1_TestPool2".parse().unwrap());
    let another_key = Arc::new(SigningKey::generate());
    let (token, another) = (good.mint(), good.clone().subject("someone else").mint());
    let (signed, _) = token.rsplit_once('.').unwrap();
    let (_, signature) = another.rsplit_once('.').unwrap();
    let expired = good.clone().claim("iat", site.now() - 7200);
    let expired = expired.claim("exp", site.now() - 3600);
    [
        // As long as a token, and every part is base64url.
        ("garbage", [signature; 3].join("."), Reason::MalformedToken),
        (
            "issuer",
            good.clone().claim("iss", another_pool.issuer()).mint(),
            Reason::UnknownIssuer,
        ),
        (
            "unknown_kid",
            good.signed_by(&another_key).mint(),
            Reason::UnknownKid,
        ),
        ("expired", expired.mint(), Reason::Expired),
        (
            "signature",
            format!("{signed}.{signature}"),
            Reason::BadSignature,
        ),
    ]
}
