//! The usual mistakes, each with the whole message: it names the value and says what to do.

use std::time::Duration;

use cognito_core::{
    Authenticator, BuildError, ClientSet, Policy, Region, TokenSource, TokenUse, UserPool,
    UserPoolId, Verifier,
    jwks::{KeyStore, RefreshSettings},
    test_util::TestPool,
};

const ID: &str = "us-east-1_AbC123xyz";

fn pool() -> UserPool {
    UserPool::new(ID.parse().unwrap(), ["client"])
}

fn emulated(id: &str) -> UserPool {
    UserPool::new(UserPoolId::emulator(id).unwrap(), ["client"])
}

fn region(code: &str) -> Region {
    code.parse().unwrap()
}

fn of(pool: UserPool) -> BuildError {
    Verifier::builder().user_pool(pool).build().unwrap_err()
}

fn with_client(client: &str) -> BuildError {
    of(UserPool::new(ID.parse().unwrap(), [client]))
}

#[track_caller]
fn assert_messages<const N: usize>(mistakes: [(BuildError, &str); N]) {
    for (error, message) in mistakes {
        assert_eq!(error.to_string(), message);
    }
}

#[test]
fn of_a_client_id() {
    let expected = "is not an app client id (COGNITO_CLIENT_ID); expected 1 to 128 letters, digits, `_` or `+` as in \
                    `7lhlkkfbfb4q5kpp90urffao`";
    for (client, hint) in [
        (
            "",
            "there is nothing; is a variable empty, or a comma too many?",
        ),
        (
            " ",
            "there is nothing; is a variable empty, or a comma too many?",
        ),
        (
            " 7lhlkkfbfb4q5kpp90urffao",
            "leave out the spaces or quotes around it",
        ),
        (
            "7lhlkkfbfb4q5kpp90urffao\n",
            "leave out the spaces or quotes around it",
        ),
        (
            "\"7lhlkkfbfb4q5kpp90urffao\"",
            "leave out the spaces or quotes around it",
        ),
        (
            "'7lhlkkfbfb4q5kpp90urffao'",
            "leave out the spaces or quotes around it",
        ),
        ("one,two", "give each id by itself"),
        (
            "arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_A/client/x",
            "the id alone, not an ARN or a URL",
        ),
        (
            "https://client.example",
            "the id alone, not an ARN or a URL",
        ),
        ("my web app", "the id, not the name of the app client"),
        ("caf\u{e9}", "the id, not the name of the app client"),
    ] {
        let shown = client.escape_debug();
        assert_eq!(
            with_client(client).to_string(),
            format!("`{shown}` {expected} ({hint})")
        );
        assert_eq!(
            ClientSet::new([client]).unwrap_err().to_string(),
            format!("`{shown}` {expected} ({hint})")
        );
    }
    let none: [&str; 0] = [];
    assert_messages([
        (
            of(UserPool::new(ID.parse().unwrap(), none)),
            "no app client of the user pool `us-east-1_AbC123xyz` is accepted; list at least one, or say \
             `UserPool::with_any_client`",
        ),
        (
            ClientSet::new(none).unwrap_err(),
            "a client set would be empty and refuse every token; expected at least one app client id",
        ),
    ]);
}

#[test]
fn of_an_issuer() {
    assert_messages([
        (
            of(pool().issuer("https://cognito-idp.us-east-1.amazonaws.com/us-east-1_AbC123xyz/")),
            "`issuer` (COGNITO_ISSUER) is `https://cognito-idp.us-east-1.amazonaws.com/us-east-1_AbC123xyz/`; expected one whose whole path is `/us-east-1_AbC123xyz`",
        ),
        (
            of(pool().issuer("https://cognito-idp.eu-west-1.amazonaws.com/us-east-1_AbC123xyz")),
            "`issuer` (COGNITO_ISSUER) is `https://cognito-idp.eu-west-1.amazonaws.com/us-east-1_AbC123xyz`; expected the \
             pool's own Region `us-east-1` in the host, or `eu-west-1` among `replica_regions`",
        ),
        (
            of(pool().issuer("https://shop.auth.us-east-1.amazoncognito.com")),
            "`issuer` (COGNITO_ISSUER) is `https://shop.auth.us-east-1.amazoncognito.com`; expected none, or one of `cognito-idp.<region>…`: this domain serves the sign-in pages, and is no issuer",
        ),
        (
            of(pool().issuer("cognito-idp.us-east-1.amazonaws.com/us-east-1_AbC123xyz")),
            "`issuer` (COGNITO_ISSUER) is `cognito-idp.us-east-1.amazonaws.com/us-east-1_AbC123xyz`; expected \
             `https://<host>[:<port>][/<path>]`, or `http` to a loopback address",
        ),
        (
            of(pool().issuer("http://cognito:9229/us-east-1_AbC123xyz")),
            "`issuer` (COGNITO_ISSUER) is `http://cognito:9229/us-east-1_AbC123xyz`; expected `https`; plain `http` is for \
             loopback only (`dangerous().allow_http(host)` lifts that for one host)",
        ),
        (
            of(pool().dangerous().allow_http("http://cognito:9229")),
            "`allow_http` is `http://cognito:9229`; expected a host alone, without scheme, port and path",
        ),
        (
            of(emulated("local_x")),
            "the issuer of `local_x` does not follow from its id; set both `issuer` (COGNITO_ISSUER) and `jwks_uri` \
             (COGNITO_JWKS_URI)",
        ),
        (
            of(pool().replica_regions([region("us-iso-east-1")])),
            "the issuer of `us-east-1_AbC123xyz` in the replica Region `us-iso-east-1` is not known; set both `issuer` \
             (COGNITO_ISSUER) and `jwks_uri` (COGNITO_JWKS_URI)",
        ),
        (
            of(pool().replica_regions([region("us-east-1")])),
            "the issuer `https://cognito-idp.us-east-1.amazonaws.com/us-east-1_AbC123xyz` is accepted twice; give each pool \
             and each replica Region once",
        ),
    ]);
}

#[test]
fn of_keys() {
    let seconds = Duration::from_secs;
    let dropped = RefreshSettings::default()
        .interval(seconds(3600))
        .max_stale(seconds(600));
    let message = "`max_stale` is 600 s, and keys are renewed every 3600 s, 10 % more or less; expected a `max_stale` that leaves room for that and for a fetch";
    let verifier = Verifier::builder()
        .user_pool(pool())
        .refresh(dropped.clone());
    assert_messages([
        (verifier.build().unwrap_err(), message),
        (
            KeyStore::builder(&pool())
                .refresh(dropped)
                .build()
                .unwrap_err(),
            message,
        ),
        (
            of(pool().jwks_uri("https://cognito-idp.us-east-1.amazonaws.com/us-east-1_AbC123xyz")),
            "`jwks_uri` (COGNITO_JWKS_URI) is `https://cognito-idp.us-east-1.amazonaws.com/us-east-1_AbC123xyz`; expected \
             one whose whole path is `/us-east-1_AbC123xyz/.well-known/jwks.json`",
        ),
    ]);
    let just = |max_stale| {
        let settings = RefreshSettings::default().interval(seconds(600));
        let settings = settings.max_stale(seconds(max_stale));
        KeyStore::builder(&pool()).refresh(settings).build()
    };
    assert!(just(664).is_err() && just(665).is_ok());
}

#[test]
fn of_a_region() {
    for (text, shown) in [
        ("", ""),
        ("us-east", "us-east"),
        ("EU-WEST-1", "EU-WEST-1"),
        ("eu-west-1\n", r"eu-west-1\n"),
    ] {
        assert_eq!(
            text.parse::<Region>().unwrap_err().to_string(),
            format!(
                "`{shown}` is not an AWS Region; expected at least three parts of lower-case letters and digits, as in `eu-west-1`"
            )
        );
    }
}

#[test]
fn of_an_authenticator() {
    let verifier = TestPool::new().verifier();
    let builder = || Authenticator::builder(verifier.clone());
    let source = |source| builder().token_sources([source]).build().unwrap_err();
    let none: [&str; 0] = [];
    assert_messages([
        (
            source(TokenSource::header("x token")),
            "the token source `x token` is not a header name; expected a form like `x-auth-token`",
        ),
        (
            source(TokenSource::header("Cookie")),
            "the header `cookie` has many values; expected `TokenSource::cookie` with the cookie's name",
        ),
        (
            source(TokenSource::cookie("access token")),
            "the token source `access token` is not a cookie name; expected a form like `__Host-token`",
        ),
        (
            source(TokenSource::cookie("")),
            "the token source `` is not a cookie name; expected a form like `__Host-token`",
        ),
        (
            source(TokenSource::cookie("token=")),
            "the token source `token=` is not a cookie name; expected a form like `__Host-token`",
        ),
        (
            source(TokenSource::web_socket("bearer.")),
            "the token source `bearer.` is not what a WebSocket subprotocol begins with; expected a form like `bearer`, without the \
             dot before the token",
        ),
        (
            source(TokenSource::amplify("my app", TokenUse::Access)),
            "`my app` is not an app client id (COGNITO_CLIENT_ID); expected 1 to 128 letters, digits, `_` or `+` as in \
             `7lhlkkfbfb4q5kpp90urffao` (the id, not the name of the app client)",
        ),
        (
            source(TokenSource::custom("mine", none, |_| None)),
            "`TokenSource::custom(_, headers, _)` was given nothing; expected at least one value",
        ),
        (
            source(TokenSource::custom("mine", ["x-mine", "x mine"], |_| None)),
            "the token source `x mine` is not a header name; expected a form like `x-auth-token`",
        ),
        (
            builder()
                .trusted_origins(["https://app.example.com/"])
                .build()
                .unwrap_err(),
            "the trusted origin `https://app.example.com/` is not an origin; expected `<scheme>://<host>[:<port>]` as browsers \
             send it: in lower case, without path and default port, IP addresses in their canonical form, as in `https://app.example.com`",
        ),
        (
            builder()
                .require(Policy::user() & Policy::any_group(none))
                .build()
                .unwrap_err(),
            "no token can meet the rule `any_group()`; expected at least one group",
        ),
        (
            builder()
                .require(Policy::all_scopes(["orders/read orders/write"]))
                .build()
                .unwrap_err(),
            "no token can meet the rule `scope(orders/read orders/write)`; expected one scope, of printable ASCII without \
             spaces, quotes and backslashes",
        ),
        (
            builder().token_sources([]).build().unwrap_err(),
            "`token_sources` was given nothing; expected at least one value",
        ),
    ]);
    for name in [
        "access_token",
        "__Host-token",
        "Amplify.x%40example.com.accessToken",
    ] {
        let built = builder().token_sources([TokenSource::cookie(name)]).build();
        assert!(built.is_ok(), "{name}");
    }
}

#[test]
fn of_settings_that_have_no_effect() {
    let emulated = || {
        emulated("local_x")
            .issuer("http://127.0.0.1:1")
            .jwks_uri("http://127.0.0.1:1/keys")
    };
    for (pool, setting) in [
        (
            emulated().replica_regions([region("us-west-2")]),
            "replica_regions",
        ),
        (emulated().only_original_issuer(), "only_original_issuer"),
        (emulated().only_updated_issuer(), "only_updated_issuer"),
    ] {
        assert_eq!(
            of(pool).to_string(),
            format!(
                "`{setting}` has no effect: `issuer` and `jwks_uri` are both given; leave out one or the other"
            )
        );
    }
    let without_cookie = Authenticator::builder(TestPool::new().verifier())
        .trusted_origins(["https://app.example.com"])
        .build();
    assert_messages([(
        without_cookie.unwrap_err(),
        "`trusted_origins` has no effect: only cookies and `x-amzn-oidc-` headers are taken by origin; add a `TokenSource::cookie` to \
         `token_sources`, or leave it out",
    )]);
}
