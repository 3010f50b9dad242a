//! Every mistake is found when a verifier is built, and the message names the value and the expected form.

use std::{error::Error as _, time::Duration};

use cognito_core::{
    Authenticator, BuildError, Policy, Region, TokenSource, UserPool, UserPoolId, Verifier,
    VerifierBuilder,
    future::BoxFuture,
    jwks::{KeyStore, RefreshSettings},
    registry::{PoolLookupError, PoolRegistry, RegistrySettings},
    test_util::TestPool,
};

const ID: &str = "us-east-1_TestPool1";

fn id(text: &str) -> UserPoolId {
    UserPoolId::emulator(text).unwrap()
}

fn pool() -> UserPool {
    UserPool::new(id(ID), ["client"])
}

fn of(pool: UserPool) -> Result<Verifier, BuildError> {
    Verifier::builder().user_pool(pool).build()
}

fn good() -> VerifierBuilder {
    Verifier::builder().user_pool(pool())
}

#[track_caller]
fn assert_names(built: Result<impl Sized, BuildError>, named: &[&str]) {
    let error = built.err().expect("a mistake");
    let message = error.to_string();
    for part in named {
        assert!(message.contains(part), "{message} names no {part}");
    }
    assert!(
        error
            .source()
            .is_none_or(|source| !source.to_string().is_empty())
    );
}

#[test]
fn of_a_verifier() {
    assert_names(Verifier::builder().build(), &["no user pool", "user_pool"]);
    assert_names(good().accept([]).build(), &["`accept`", "at least one"]);
    assert_names(good().resource("").build(), &["`resource`"]);
    for seconds in [601, 3600, u64::MAX] {
        let built = good().leeway(Duration::from_secs(seconds)).build();
        assert_names(built, &[&seconds.to_string(), "at most 600 s"]);
    }
    let built = good().leeway(Duration::from_millis(600_001)).build();
    assert_names(built, &["at most 600 s"]);
    let built = good().max_token_len(0).build();
    assert_names(built, &["`max_token_len`", "at least 1"]);
    assert!(good().max_token_len(1).build().is_ok());
    let built = good().max_token_age(Duration::ZERO).build();
    assert_names(built, &["`max_token_age`", "at least 1"]);
    for leeway in [0, 600] {
        assert!(good().leeway(Duration::from_secs(leeway)).build().is_ok());
    }
    let twice = good().user_pool(pool()).build();
    let issuer = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_TestPool1";
    assert_names(twice, &[issuer, "once"]);
}

#[test]
fn of_a_registry() {
    #[derive(Debug)]
    struct Nobody;
    impl PoolRegistry for Nobody {
        fn find<'a>(
            &'a self,
            _: &'a UserPoolId,
        ) -> BoxFuture<'a, Result<Option<UserPool>, PoolLookupError>> {
            Box::pin(async { Ok(None) })
        }
    }
    let alone = || Verifier::builder().pool_registry(Nobody);
    assert!(alone().build().is_ok());
    assert!(alone().user_pool(pool()).build().is_ok());
    let twice = alone().pool_registry(Nobody).build();
    assert_names(twice, &["`pool_registry`", "another registry was set"]);
    let settings = RegistrySettings::default;
    let without = good().registry_settings(settings()).build();
    assert_names(without, &["`registry_settings`", "`pool_registry`"]);
    for (settings, named) in [
        (settings().max_pools(0), "`max_pools` is 0"),
        (settings().max_lookups(0), "`max_lookups` is 0"),
    ] {
        assert_names(alone().registry_settings(settings).build(), &[named]);
    }
    // The settings about keys, too, are looked at before there is a pool.
    let refresh = RefreshSettings::default().max_stale(Duration::from_secs(60));
    assert_names(alone().refresh(refresh).build(), &["`max_stale` is 60 s"]);
}

#[test]
fn of_a_key_store() {
    let other = UserPool::new(id("us-west-2_Other"), ["client"]);
    let keys = |pool: &UserPool| KeyStore::builder(pool).build().unwrap();
    let with = |keys| {
        Verifier::builder()
            .user_pool_with_keys(pool(), keys)
            .build()
    };
    assert_names(with(keys(&other)), &[ID, "us-west-2_Other", "same pool"]);
    assert!(with(keys(&pool())).is_ok());
    // Where the keys come from is the store's affair.
    let elsewhere = pool().jwks_uri("https://mirror.example.com/jwks.json");
    assert!(with(keys(&elsewhere)).is_ok());
}

#[test]
fn of_a_client_list() {
    let none: [&str; 0] = [];
    assert_names(of(UserPool::new(id(ID), none)), &[ID, "with_any_client"]);
    for client in ["", " ", "\t\n", "two words", "caf\u{e9}", "a:b"] {
        let shown = format!("`{}` is not an app client id", client.escape_debug());
        for clients in [vec![client], vec!["good", client]] {
            let built = of(UserPool::new(id(ID), clients));
            assert_names(built, &[&shown, "expected 1 to 128 letters"]);
        }
    }
    let long = "a".repeat(129);
    assert_names(of(UserPool::new(id(ID), [&*long])), &[&long, "1 to 128"]);
    for client in [
        "7lhlkkfbfb4q5kpp90urffao",
        "my_client+1",
        "emulators-client.1",
        &long[1..],
    ] {
        assert!(of(UserPool::new(id(ID), [client])).is_ok(), "{client}");
    }
}

#[test]
fn of_an_issuer_or_a_key_location() {
    for url in [
        "",
        "issuer.example.com/pool",
        "http://issuer.example.com/pool",
        "http://10.0.0.1/pool",
        "http://localhost.evil.example/pool",
        "https://",
        "https:///pool",
        "https://user@issuer.example.com",
        "https://issuer.example.com/pool#x",
        "https://issuer.example.com/a b",
        "https://issuer,other/pool",
        "https://issuer.example.com\"/pool",
        "https://<pool>/x",
        "https://issuer.example.com/${POOL_ID}",
        "https://issuer.example.com/<pool>",
        "https://${HOST}/pool",
        "https://*.example.com/pool",
        "https://%6cocalhost/pool",
        "https://.example.com/pool",
        "https://issuer..example.com/pool",
        "https://issuer.example.com:/pool",
        "https://issuer.example.com:+443/pool",
        "https://[::1]x/pool",
        "file:///etc/passwd",
        "ftp://localhost/pool",
    ] {
        let shown = url.escape_debug().to_string();
        let built = of(pool().issuer(url));
        assert_names(built, &["`issuer`", &shown, "expected `https"]);
        let built = of(pool().jwks_uri(url));
        assert_names(built, &["`jwks_uri`", &shown, "expected `https"]);
    }
    let allowed = pool().issuer("http://cognito:9229/x").dangerous();
    assert!(of(allowed.allow_http("cognito")).is_ok());
    let allowed = pool().issuer("http://cognito_local:9229/x").dangerous();
    assert!(of(allowed.allow_http("cognito_local")).is_ok());
    let other = pool().issuer("http://cognito:9229/x").dangerous();
    assert_names(
        of(other.allow_http("elsewhere")),
        &["http://cognito:9229/x", "allow_http"],
    );
}

#[test]
fn of_a_pool_whose_issuer_does_not_follow() {
    for text in [
        "local_x",
        "us-iso-east-1_A",
        "us-isob-east-1_A",
        "eu-isoe-west-1_A",
    ] {
        let pool = || UserPool::new(id(text), ["client"]);
        assert_names(of(pool()), &[text, "`issuer`", "`jwks_uri`"]);
        assert_names(
            of(pool().issuer("https://a.example/x")),
            &[text, "`jwks_uri`"],
        );
        assert_names(
            of(pool().jwks_uri("https://a.example/x")),
            &[text, "`issuer`"],
        );
        let both = pool()
            .issuer("https://a.example/x")
            .jwks_uri("https://a.example/y");
        assert!(of(both).is_ok());
    }
}

#[test]
fn of_replica_regions() {
    let region = |text: &str| text.parse::<Region>().unwrap();
    for (regions, doubled) in [
        (["us-east-1", "us-west-2"], "https://cognito-idp.us-east-1."),
        (["us-west-2", "us-west-2"], "https://cognito-idp.us-west-2."),
    ] {
        let built = of(pool().replica_regions(regions.map(region)));
        assert_names(built, &[doubled, "each replica Region once"]);
    }
    for text in ["us-west", "US-WEST-2", "", "us-west-2 ", "us west 2"] {
        let error = text.parse::<Region>().unwrap_err();
        assert_eq!(error.input(), text);
        assert!(error.to_string().contains(&format!("`{text}`")), "{error}");
    }
}

#[test]
fn of_an_authenticator() {
    let verifier = TestPool::new().verifier();
    let builder = || Authenticator::builder(verifier.clone());
    assert_names(builder().token_sources([]).build(), &["`token_sources`"]);
    assert!(
        builder()
            .token_sources([TokenSource::bearer()])
            .build()
            .is_ok()
    );
    for text in ["", "a\"b", "a\\b", "a\nb", "a\tb", "ä", "\u{7f}"] {
        let shown = text.escape_debug().to_string();
        let built = builder().realm(text).build();
        assert_names(built, &["`realm`", &shown, "printable ASCII"]);
        let built = builder().resource_metadata(text).build();
        assert_names(built, &["`resource_metadata`", &shown]);
    }
    assert!(builder().realm("my API, v2 (test)").build().is_ok());
    assert_eq!(
        builder().development_mode().build().is_ok(),
        cfg!(debug_assertions)
    );
    assert!(builder().development_mode_even_in_release().build().is_ok());
}

#[test]
fn of_a_token_source() {
    let verifier = TestPool::new().verifier();
    let with = |name: &'static str| {
        let sources = [TokenSource::bearer(), TokenSource::header(name)];
        Authenticator::builder(verifier.clone())
            .token_sources(sources)
            .build()
    };
    for name in [
        "",
        " ",
        "x token",
        "x-token:",
        "x-token\n",
        "x-t\u{f6}ken",
        "x(y)",
    ] {
        let shown = format!("`{}`", name.escape_debug());
        assert_names(with(name), &[&shown, "`x-auth-token`"]);
    }
    for name in ["X-Auth-Token", "authorization", "x_token", "~"] {
        assert!(with(name).is_ok(), "{name}");
    }
}

#[test]
fn of_a_policy() {
    let verifier = TestPool::new().verifier();
    let builder = || Authenticator::builder(verifier.clone());
    let rule = Policy::user() & Policy::scope("orders/read orders/write");
    let built = builder().require(rule).build();
    assert_names(built, &["`scope(orders/read orders/write)`", "one scope"]);

    let admins = || Policy::group("admins");
    for built in [
        builder().optional().require(admins()).build(),
        builder().require(admins()).optional().build(),
    ] {
        assert_names(built, &["`group(admins)`", "on the routes", "`optional`"]);
    }
    assert!(builder().require(admins()).build().is_ok());
    let everyone = Policy::authenticated();
    assert!(builder().optional().require(everyone).build().is_ok());
}
