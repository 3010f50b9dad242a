//! Good tokens and bad ones.

use std::time::Duration;

use cognito_core::{Reason, TokenUse, test_util::TestPool};

use super::{expired, good, not_valid, now};
use crate::{Expected, Request, Scenario, Site, Wants};

pub(super) fn rows() -> Vec<Scenario> {
    [admitted(), refused(), bad_tokens()]
        .into_iter()
        .flatten()
        .collect()
}

fn admitted() -> Vec<Scenario> {
    let row = |name, site, request| Scenario::new(name, site).step(request, Expected::admitted());
    let any_use: fn() -> Site =
        || Site::claims().verifying(|verifier| verifier.accept([TokenUse::Access, TokenUse::Id]));
    vec![
        row(
            "a user's access token",
            Site::claims(),
            Request::get().bearer(|pool| good(pool).group("admins").claim("any:claim", [1, 2])),
        ),
        row(
            "a machine's token",
            Site::claims(),
            Request::get().bearer(TestPool::machine_token),
        ),
        row(
            "an access token where both kinds are accepted",
            any_use(),
            Request::get().bearer(good),
        ),
        row(
            "an ID token where both kinds are accepted",
            any_use(),
            Request::get().bearer(TestPool::id_token),
        ),
        row(
            "an ID token for a handler of ID tokens",
            Site::new(Wants::Id).verifying(|verifier| verifier.accept([TokenUse::Id])),
            Request::get().bearer(TestPool::id_token),
        ),
        row(
            "claims of every script",
            Site::claims(),
            Request::get().bearer(|pool| good(pool).username("Zoë \u{1F600} \"\\\u{7}")),
        ),
        row(
            "a POST",
            Site::claims(),
            Request::new("POST", "/orders?id=1").bearer(good),
        ),
        row(
            "the last second",
            Site::claims(),
            Request::get().bearer(|pool| good(pool).claim("exp", now(pool) - 59)),
        ),
        row(
            "a token of the issuer's new form",
            Site::claims(),
            Request::get().bearer(|pool| {
                let issuer = pool.issuer().replace("cognito-idp", "issuer-cognito-idp");
                good(pool).claim("iss", issuer)
            }),
        ),
    ]
}

fn refused() -> Vec<Scenario> {
    let row = |name, request, expected| Scenario::new(name, Site::claims()).step(request, expected);
    vec![
        row(
            "an access token where ID tokens are wanted",
            Request::get().bearer(TestPool::id_token),
            not_valid(Reason::WrongTokenUse).fetches(0),
        ),
        Scenario::new("a token that expires between two requests", Site::claims())
            .step(
                Request::get().bearer(|pool| good(pool).expires_in(Duration::from_secs(10))),
                Expected::admitted(),
            )
            .step_after(
                |pool| pool.clock().advance(Duration::from_secs(69)),
                Request::get().first_bearer(),
                Expected::admitted(),
            )
            .step_after(
                |pool| pool.clock().advance(Duration::from_secs(1)),
                Request::get().first_bearer(),
                expired(),
            ),
        row(
            "another client",
            Request::get().bearer(|pool| good(pool).claim("client_id", "anotherclient")),
            not_valid(Reason::ClientMismatch).fetches(0),
        ),
        row(
            "another pool",
            Request::get().raw_bearer(|_| {
                let other = TestPool::with_id("us-east-1_Foreign1".parse().unwrap());
                good(&other).mint()
            }),
            not_valid(Reason::UnknownIssuer).fetches(0),
        ),
        row(
            "another pool's key under our issuer",
            Request::get().raw_bearer(|pool| {
                let key = TestPool::new().signing_key(TokenUse::Access);
                good(pool).signed_by(&key).mint()
            }),
            not_valid(Reason::UnknownKid),
        ),
        row(
            "another pool's key under our key's name",
            Request::get().raw_bearer(|pool| {
                let key = TestPool::new().signing_key(TokenUse::Access);
                let ours = pool.signing_key(TokenUse::Access);
                good(pool).signed_by(&key).header("kid", ours.kid()).mint()
            }),
            not_valid(Reason::BadSignature),
        ),
        row(
            "a changed byte",
            Request::get().raw_bearer(|pool| {
                let token = good(pool).mint();
                let (signed, signature) = token.rsplit_once('.').unwrap();
                let flipped = if signature.starts_with('A') { 'B' } else { 'A' };
                format!("{signed}.{flipped}{}", signature.get(1..).unwrap())
            }),
            not_valid(Reason::BadSignature),
        ),
        Scenario::new(
            "an old token where a maximum age is set",
            Site::claims().verifying(|verifier| verifier.max_token_age(Duration::from_secs(300))),
        )
        .step(
            Request::get().bearer(|pool| good(pool).claim("iat", now(pool) - 300)),
            Expected::admitted(),
        )
        .step(
            Request::get().bearer(|pool| good(pool).claim("iat", now(pool) - 301)),
            not_valid(Reason::TooOld),
        ),
    ]
}

/// Every bad token of the test kit.
fn bad_tokens() -> Vec<Scenario> {
    let bad = TestPool::new().bad_tokens();
    let rows = bad.into_iter().enumerate().map(|(index, bad)| {
        let expected = match bad.reason() {
            Reason::Expired => expired(),
            reason => not_valid(reason),
        };
        let request =
            Request::get().raw_bearer(move |pool| pool.bad_tokens()[index].token().to_owned());
        Scenario::new(format!("bad token: {}", bad.name()), Site::claims()).step(request, expected)
    });
    rows.collect()
}
