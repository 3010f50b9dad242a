//! What we write as a challenge, a parser of somebody else's reads back: `http-auth`, which clients use.

use std::{collections::BTreeSet, sync::LazyLock, time::Duration};

use cognito_core::{
    Authentication, Authenticator, AuthenticatorBuilder, Policy, Rejection, ResourceMetadata, Step,
    Verifier,
    jwks::{KeyStore, StaticKeys},
    test_util::{TestHead, TestPool},
};
use http_auth::parse_challenges;
use proptest::prelude::*;

static POOL: LazyLock<TestPool> = LazyLock::new(TestPool::new);

/// With embedded keys, so that nothing is waited for.
static VERIFIER: LazyLock<Verifier> = LazyLock::new(|| {
    let keys = StaticKeys::from_json(POOL.jwks()).unwrap();
    let store = KeyStore::builder(&POOL.user_pool()).pinned_keys(keys);
    let verifier =
        Verifier::builder().user_pool_with_keys(POOL.user_pool(), store.build().unwrap());
    verifier.clock(POOL.clock().clone()).build().unwrap()
});

/// A user's request.
static REQUEST: LazyLock<TestHead> =
    LazyLock::new(|| TestHead::get("/").bearer(&POOL.access_token().mint()));

fn builder() -> AuthenticatorBuilder {
    Authenticator::builder(VERIFIER.clone())
}

fn decide(auth: &Authenticator, head: &TestHead) -> Result<Authentication, Rejection> {
    match auth.authenticate(head) {
        Step::Ready(decided) => decided,
        Step::Pending(_) => panic!("embedded keys are waited for"),
    }
}

fn header(rejection: &Rejection) -> String {
    let challenge = rejection
        .headers()
        .find(|(name, _)| *name == "www-authenticate");
    challenge.unwrap().1.into_owned()
}

/// The parameters of the one challenge, in their order, as a client reads them.
fn read(header: &str) -> Vec<(String, String)> {
    let challenges = parse_challenges(header).unwrap();
    let [challenge] = &challenges[..] else {
        panic!("{} challenges in {header}", challenges.len());
    };
    assert_eq!(challenge.scheme, "Bearer");
    let params = challenge.params.iter();
    let params: Vec<_> = params
        .map(|(name, value)| ((*name).to_owned(), value.to_unescaped()))
        .collect();
    let names: BTreeSet<_> = params.iter().map(|(name, _)| name).collect();
    assert_eq!(
        names.len(),
        params.len(),
        "a parameter is there twice: {header}"
    );
    params
}

fn assert_reads(rejection: &Rejection, expected: &[(&str, &str)]) {
    let read = read(&header(rejection));
    let read: Vec<_> = read.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    assert_eq!(read, expected);
}

/// What a header cannot carry, whatever becomes of it further on.
fn assert_printable(rejection: &Rejection) {
    let http = rejection.headers();
    for (name, value) in http.chain(rejection.grpc().headers()) {
        let is_printable = value.bytes().all(|b| matches!(b, b' '..=b'~'));
        assert!(is_printable, "{name}: {value:?}");
    }
}

#[test]
fn every_kind_of_challenge_is_read_back() {
    let metadata = ResourceMetadata::builder("https://api.example.com/~a(b)=c", &VERIFIER);
    let metadata = metadata.build().unwrap();
    let at = (
        "resource_metadata",
        "https://api.example.com/.well-known/oauth-protected-resource/~a(b)=c",
    );
    let realm = ("realm", "the orders, all = of them");
    let auth = builder().realm(realm.1).resource_metadata(&metadata);
    let auth = auth.build().unwrap();
    let refused = |head: &TestHead| decide(&auth, head).unwrap_err();

    assert_reads(&refused(&TestHead::get("/")), &[realm, at]);
    let malformed = TestHead::get("/").header("authorization", "Bearer");
    let error = [
        ("error", "invalid_request"),
        ("error_description", "credentials malformed"),
    ];
    assert_reads(&refused(&malformed), &[realm, error[0], error[1], at]);
    let error = [
        ("error", "invalid_token"),
        ("error_description", "token not valid"),
    ];
    assert_reads(
        &refused(&TestHead::get("/").bearer("x")),
        &[realm, error[0], error[1], at],
    );

    let admitted = decide(&auth, &REQUEST).unwrap();
    let forbidden =
        |policy| Authentication::require(Some(&admitted), &policy, &*REQUEST).unwrap_err();
    assert_reads(&forbidden(Policy::group("admins")), &[realm, at]);
    let error = ("error", "insufficient_scope");
    assert_reads(
        &forbidden(Policy::all_scopes(["https://api.example.com/a", "b/c"])),
        &[realm, error, ("scope", "https://api.example.com/a b/c"), at],
    );
    assert_reads(
        &forbidden(Policy::any_scope(["a/b", "a/c"])),
        &[realm, error, at],
    );
    let error = ("error", "insufficient_user_authentication");
    let policy = Policy::acr(["gold", "urn:mace:incommon:iap:silver"])
        & Policy::max_auth_age(Duration::ZERO);
    POOL.clock().advance(Duration::from_secs(1));
    assert_reads(
        &forbidden(policy),
        &[
            realm,
            error,
            ("acr_values", "gold urn:mace:incommon:iap:silver"),
            ("max_age", "0"),
            at,
        ],
    );
}

/// A proxy may put several values into one line (RFC 9110, section 5.3).
#[test]
fn ours_is_read_beside_others() {
    let auth = builder().realm("a, b").build().unwrap();
    let ours = header(&decide(&auth, &TestHead::get("/").bearer("x")).unwrap_err());
    for line in [
        format!(r#"Basic realm="own", {ours}"#),
        format!(r#"{ours}, Basic realm="own""#),
        format!("{ours},{ours}"),
    ] {
        let challenges = parse_challenges(&line).unwrap();
        let schemes: Vec<_> = challenges
            .iter()
            .map(|challenge| challenge.scheme)
            .collect();
        assert_eq!(schemes.len(), 2, "{line}");
        let bearer = challenges
            .iter()
            .find(|challenge| challenge.scheme == "Bearer")
            .unwrap();
        let params = bearer
            .params
            .iter()
            .map(|(name, value)| (*name, value.to_unescaped()));
        let expected = [
            ("realm", "a, b"),
            ("error", "invalid_token"),
            ("error_description", "token not valid"),
        ];
        assert!(
            params.eq(expected.map(|(name, value)| (name, value.to_owned()))),
            "{line}"
        );
    }
}

/// Quotes, backslashes, control characters and others, more often than chance has them.
fn text() -> impl Strategy<Value = String> {
    let odd = prop::sample::select(vec![
        '"', '\\', ',', '=', ' ', '\r', '\n', '\t', '\0', '\u{7f}', 'ä', '\u{2028}', '%',
    ]);
    let any = prop_oneof![8 => prop::char::range(' ', '~'), 1 => odd, 1 => any::<char>()];
    prop::collection::vec(any, 0..12).prop_map(|chars| chars.into_iter().collect())
}

/// RFC 6750, section 3: what may stand in a value.
fn is_allowed(text: &str) -> bool {
    text.chars()
        .all(|c| matches!(c, ' '..='~') && c != '"' && c != '\\')
}

/// `scope-token` of RFC 6749, section 3.3.
fn scope() -> impl Strategy<Value = String> {
    let char = prop::char::range('!', '~').prop_filter("no quotes", |c| !matches!(c, '"' | '\\'));
    prop::collection::vec(char, 1..12).prop_map(|chars| chars.into_iter().collect())
}

fn config() -> ProptestConfig {
    let mut config = ProptestConfig::default();
    if std::env::var_os("PROPTEST_CASES").is_none() {
        config.cases = 128;
    }
    config.failure_persistence = None;
    config
}

proptest! {
    #![proptest_config(config())]

    /// Read back as it was given, or refused at the start; nothing in between.
    #[test]
    fn any_realm_and_metadata_url(realm in text(), url in text()) {
        let writable = |text: &str| !text.is_empty() && is_allowed(text);
        let auth = builder().realm(realm.clone()).resource_metadata(url.clone()).build();
        prop_assert_eq!(auth.is_ok(), writable(&realm) && writable(&url));
        if let Ok(auth) = auth {
            let refused = decide(&auth, &TestHead::get("/")).unwrap_err();
            assert_reads(&refused, &[("realm", &*realm), ("resource_metadata", &*url)]);
            assert_printable(&refused);
        }
    }

    /// A policy of an authenticator: each scope, in its order.
    #[test]
    fn any_scopes(scopes in prop::collection::vec(scope(), 1..5)) {
        let auth = builder().require(Policy::all_scopes(&scopes)).build().unwrap();
        let refused = decide(&auth, &REQUEST).unwrap_err();
        let mut wanted: Vec<&str> = Vec::new();
        for scope in &scopes {
            if !wanted.contains(&&**scope) {
                wanted.push(scope);
            }
        }
        let error = ("error", "insufficient_scope");
        assert_reads(&refused, &[("realm", "cognito"), error, ("scope", &wanted.join(" "))]);
        assert_printable(&refused);
    }

    /// A route's policy is not checked at the start. What cannot be written is left out, and the refusal stands.
    #[test]
    fn any_text_in_a_route_s_policy(name in text(), age in 0_u64..1000) {
        let auth = builder().build().unwrap();
        let admitted = decide(&auth, &REQUEST).unwrap();
        let refused = |policy| Authentication::require(Some(&admitted), &policy, &*REQUEST).unwrap_err();
        let written = |text: &str| is_allowed(text);

        let scope = refused(Policy::scope(&name) & Policy::scope("never/had"));
        let scopes = format!("{name} never/had");
        let mut expected = vec![("realm", "cognito"), ("error", "insufficient_scope")];
        if written(&scopes) {
            expected.push(("scope", &scopes));
        }
        assert_reads(&scope, &expected);
        assert_printable(&scope);

        let again = refused(Policy::acr([name.as_str()]) & Policy::custom("a", |_| true) & Policy::max_auth_age(Duration::from_secs(age)));
        let mut expected = vec![("realm", "cognito"), ("error", "insufficient_user_authentication")];
        if written(&name) && !name.is_empty() {
            expected.push(("acr_values", &name));
        }
        let read = read(&header(&again));
        let read: Vec<_> = read.iter().map(|(n, v)| (n.as_str(), v.as_str())).filter(|(n, _)| *n != "max_age").collect();
        prop_assert_eq!(read, expected);
        assert_printable(&again);
    }
}
