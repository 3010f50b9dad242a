//! Strangers choose kids, issuers and everything else in their tokens; none of it makes a series, or is in one.

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use cognito_core::{
    Authenticator, Reason, TokenUse,
    jwks::FetchErrorKind,
    test_util::{TestHead, TestPool},
};

use crate::{
    numbers::{Numbers, send, send_token},
    tenants::Tenants,
};

fn token(header: &str, claims: &str) -> String {
    let part = |json: &str| URL_SAFE_NO_PAD.encode(json);
    format!("{}.{}.{}", part(header), part(claims), part("no signature"))
}

#[test]
fn ten_thousand_strangers_add_no_series() {
    let pool = TestPool::new();
    let verifier = pool.verifier_builder().pool_registry(Tenants::default());
    let auth = Authenticator::new(verifier.build().unwrap());
    let (header, claims) = {
        let token = pool.access_token();
        (token.header_json(), token.claims_json())
    };
    let kid = pool.signing_key(TokenUse::Access).kid().to_owned();
    let issuer = pool.issuer();
    let strangers = |from: usize, to: usize| {
        let (auth, header, claims, kid, issuer) = (&auth, &header, &claims, &kid, &issuer);
        let clock = pool.clock();
        async move || {
            for n in from..to {
                let stranger = if n % 2 == 0 {
                    token(&header.replace(kid, &format!("stranger-{n}")), claims)
                } else {
                    token(header, &claims.replace(issuer, &format!("{issuer}{n}")))
                };
                send_token(auth, &stranger).await.unwrap_err();
                if n % 100 == 0 {
                    let bad_claim = claims.replace("\"sub\":", &format!("\"sub{n}\":"));
                    send_token(auth, &token(header, &bad_claim))
                        .await
                        .unwrap_err();
                    send_token(auth, &format!("stranger-{n}"))
                        .await
                        .unwrap_err();
                    let odd = TestHead::get("/").header("authorization", format!("Odd{n} x"));
                    send(auth, odd).await.unwrap_err();
                }
                // So that some unknown kids are asked for.
                clock.advance(Duration::from_millis(100));
            }
        }
    };
    let numbers = Numbers::new();
    numbers.listen(strangers(0, 100));
    let before = numbers.recorded();
    numbers.listen(strangers(100, 10_000));
    let after = numbers.recorded();
    assert!(before.keys().eq(after.keys()), "{before:#?}\n{after:#?}");
    let looked_up = r#"cognito_pool_lookups_total{outcome="unknown"}"#;
    assert_eq!(before[looked_up] + after[looked_up], 5_000);
    let unknown = r#"cognito_requests_refused_total{reason="unknown_kid"}"#;
    assert_eq!(before[unknown] + after[unknown], 5_000);
}

/// Every value of every label is one of a list that the program or its configuration makes.
#[test]
fn labels_hold_nothing_of_a_token() {
    let pool = TestPool::new();
    let verifier = pool
        .verifier_builder()
        .accept([TokenUse::Access, TokenUse::Id]);
    let auth = Authenticator::new(verifier.build().unwrap());
    let numbers = Numbers::new();
    numbers.listen(async || {
        for bad in pool.bad_tokens() {
            // Some are good for this verifier.
            let _ = send_token(&auth, bad.token()).await;
        }
        let token = pool
            .access_token()
            .subject("alice")
            .username("alice")
            .group("staff");
        send_token(&auth, &token.scope("secret/read").mint())
            .await
            .unwrap();
        pool.set_available(false);
        pool.clock().advance(Duration::from_secs(25 * 3600));
        send_token(&auth, &pool.access_token().mint())
            .await
            .unwrap_err();
    });
    let reasons = Reason::ALL.iter().map(|reason| reason.as_str());
    let kinds = [
        FetchErrorKind::Other,
        FetchErrorKind::Connect,
        FetchErrorKind::Status(500),
    ];
    let known: Vec<_> = reasons
        .chain(kinds.map(FetchErrorKind::as_str))
        .chain(["ok", "access", "id", "none", pool.id().as_str()])
        .collect();
    let recorded = numbers.recorded();
    assert!(recorded.len() > 20, "{recorded:#?}");
    for name in recorded.keys() {
        for value in name.split('"').skip(1).step_by(2) {
            assert!(known.contains(&value), "{name}");
        }
    }
}
