//! What each type that a handler can ask for lets in, and what it tells the handler.

use std::time::Duration;

use cognito_core::{
    AuthenticatorBuilder, Reason, TokenSource, TokenUse,
    test_util::{TestPool, TokenBuilder},
};
use serde_json::json;

use super::super::{expired, forbidden, good, malformed, no_credentials, not_valid, now};
use crate::{Expected, Placement, Request, Saw, Scenario, Site, Wants};

pub(super) fn rows() -> Vec<Scenario> {
    let mut rows = principals();
    rows.extend(tenants());
    rows.extend(made_of_claims());
    rows.extend(found_again());
    for placement in [Placement::Layer, Placement::Extractor] {
        rows.extend(optional(placement));
    }
    rows
}

/// Takes tokens of both kinds.
fn site(wants: Wants) -> Site {
    Site::new(wants).verifying(|verifier| verifier.accept([TokenUse::Access, TokenUse::Id]))
}

fn nameless(pool: &TestPool) -> TokenBuilder {
    good(pool).without("username")
}

fn stale(pool: &TestPool) -> TokenBuilder {
    good(pool).claim("exp", now(pool) - 60)
}

/// Three tokens, and what becomes of each: a user's, a machine's, and an ID token.
type Verdicts = [Expected; 3];

fn user_only() -> Verdicts {
    [
        Expected::admitted(),
        forbidden(Reason::WrongPrincipal),
        not_valid(Reason::WrongTokenUse),
    ]
}

fn machine_only() -> Verdicts {
    [
        forbidden(Reason::WrongPrincipal),
        Expected::admitted(),
        not_valid(Reason::WrongTokenUse),
    ]
}

fn id_only() -> Verdicts {
    [
        not_valid(Reason::WrongTokenUse),
        not_valid(Reason::WrongTokenUse),
        Expected::admitted(),
    ]
}

fn anyone(sees: &Saw) -> Verdicts {
    let admitted = Expected::admitted().saw(sees.clone());
    [admitted.clone(), admitted.clone(), admitted]
}

fn principals() -> Vec<Scenario> {
    let mut rows = Vec::new();
    for placement in [Placement::Layer, Placement::Extractor] {
        for (wants, verdicts) in [(Wants::User, user_only()), (Wants::Machine, machine_only())] {
            let [user, machine, id] = verdicts;
            let name = format!("{wants:?}, {placement:?}");
            rows.push(
                Scenario::new(name, site(wants).placed(placement))
                    .step(Request::get().bearer(good), user.clone())
                    .step(Request::get().bearer(nameless), user)
                    .step(
                        Request::get().bearer(TestPool::machine_token),
                        machine.clone(),
                    )
                    .step(
                        Request::new("HEAD", "/me").bearer(TestPool::machine_token),
                        machine.body(""),
                    )
                    .step(Request::get().bearer(TestPool::id_token), id)
                    .step(Request::get(), no_credentials(Reason::MissingToken))
                    .step(Request::get().bearer(stale), expired()),
            );
        }
    }
    rows
}

/// The principal comes before the custom claims.
fn tenants() -> Vec<Scenario> {
    let acme = |token: TokenBuilder| token.claim("custom:tenant", "acme");
    let seen = || Expected::admitted().saw(Saw::Exactly(json!({"custom:tenant": "acme"})));
    vec![
        Scenario::new("a user's custom claims", site(Wants::UserTenant))
            .step(Request::get().bearer(move |pool| acme(good(pool))), seen())
            .step(
                Request::get().bearer(good),
                forbidden(Reason::BadCustomClaims),
            )
            .step(
                Request::get().bearer(TestPool::machine_token),
                forbidden(Reason::WrongPrincipal),
            ),
        Scenario::new("a machine's custom claims", site(Wants::MachineTenant))
            .step(
                Request::get().bearer(move |pool| acme(pool.machine_token())),
                seen(),
            )
            .step(
                Request::get().bearer(TestPool::machine_token),
                forbidden(Reason::BadCustomClaims),
            )
            .step(
                Request::get().bearer(move |pool| acme(good(pool))),
                forbidden(Reason::WrongPrincipal),
            ),
    ]
}

fn made_of_claims() -> Vec<Scenario> {
    let mut rows = Vec::new();
    for placement in [Placement::Layer, Placement::Extractor] {
        let row = |wants: Wants| {
            let name = format!("{wants:?}, {placement:?}");
            Scenario::new(name, site(wants).placed(placement))
        };
        let left = |seconds: u64| Expected::admitted().saw(Saw::Exactly(json!(seconds)));
        rows.push(
            row(Wants::Expiry)
                .step(
                    Request::get().bearer(|pool| good(pool).expires_in(Duration::from_secs(600))),
                    left(600),
                )
                // Let in within the leeway, and over.
                .step(
                    Request::get().bearer(|pool| good(pool).claim("exp", now(pool) - 59)),
                    left(0),
                )
                .step(Request::get().bearer(stale), expired())
                .step(Request::get(), no_credentials(Reason::MissingToken)),
        );
        let opaque = Saw::Exactly(json!("SubjectKey { .. }"));
        for (wants, saw) in [(Wants::Subject, opaque), (Wants::Token, Saw::Payload)] {
            let [user, machine, id] = anyone(&saw);
            rows.push(
                row(wants)
                    .step(Request::get().bearer(good), user)
                    .step(Request::get().bearer(TestPool::machine_token), machine)
                    .step(Request::get().bearer(TestPool::id_token), id)
                    .step(Request::get().bearer(stale), expired())
                    .step(Request::get(), no_credentials(Reason::MissingToken)),
            );
        }
    }
    rows
}

const LAST_USER: &str = "CognitoIdentityServiceProvider.testclient000000000000001.LastAuthUser=kim";
const ITS_TOKEN: &str = "CognitoIdentityServiceProvider.testclient000000000000001.kim.accessToken=";

/// The text of the token, out of each place where a token can be.
fn found_again() -> Vec<Scenario> {
    fn everywhere(auth: AuthenticatorBuilder) -> AuthenticatorBuilder {
        auth.token_sources([
            TokenSource::bearer(),
            TokenSource::header("x-token"),
            TokenSource::cookie("__Host-token"),
            TokenSource::amplify("testclient000000000000001", TokenUse::Access),
            TokenSource::web_socket("token"),
            // It makes a text of its own, which is not kept either.
            TokenSource::custom("waved", ["x-waved"], |head| {
                let value = str::from_utf8(head.header("x-waved", 0)?).ok()?;
                Some(value.replace('~', "").into())
            }),
        ])
    }
    let mut rows = Vec::new();
    for placement in [
        Placement::Layer,
        Placement::LayerAndExtractor,
        Placement::Extractor,
    ] {
        let post = || Request::new("POST", "/me").header("sec-fetch-site", "same-origin");
        rows.push(
            Scenario::new(
                format!("the token out of each place, {placement:?}"),
                site(Wants::Token).auth(everywhere).placed(placement),
            )
            .step(
                Request::get()
                    .token(|pool| good(pool).mint())
                    .token_in("authorization", "bearer "),
                Expected::admitted(),
            )
            .step(Request::get().token_in("x-token", ""), Expected::admitted())
            .step(
                Request::get().token_in("cookie", "theme=dark; __Host-token="),
                Expected::admitted(),
            )
            .step(
                post().token_in("cookie", "__Host-token="),
                Expected::admitted(),
            )
            .step(
                Request::get()
                    .header("cookie", LAST_USER)
                    .token_in("cookie", ITS_TOKEN),
                Expected::admitted(),
            )
            .step(
                Request::get().token_in("sec-websocket-protocol", "chat, token."),
                Expected::admitted(),
            )
            .step(
                Request::get().token_in("x-waved", "~~"),
                Expected::admitted(),
            )
            .step(
                Request::new("POST", "/me").token_in("cookie", "__Host-token="),
                forbidden(Reason::UntrustedOrigin),
            )
            .step(
                Request::get()
                    .first_bearer()
                    .token_in("cookie", "__Host-token="),
                Expected::admitted(),
            )
            .step(
                Request::get().first_bearer().header("x-token", "another"),
                malformed(Reason::ConflictingTokens),
            ),
        );
    }
    rows
}

/// `None` is for requests without a token, and for no others.
fn optional(placement: Placement) -> Vec<Scenario> {
    let an_hour = Saw::Exactly(json!(3600));
    let opaque = Saw::Exactly(json!("SubjectKey { .. }"));
    [
        (Wants::OptionalId, id_only()),
        (Wants::OptionalUser, user_only()),
        (Wants::OptionalMachine, machine_only()),
        (Wants::OptionalExpiry, anyone(&an_hour)),
        (Wants::OptionalToken, anyone(&Saw::Payload)),
        (Wants::OptionalSubject, anyone(&opaque)),
    ]
    .into_iter()
    .map(|(wants, [user, machine, id])| {
        let site = site(wants).optional().placed(placement);
        Scenario::new(format!("{wants:?}, {placement:?}"), site)
            .step(Request::get(), Expected::anonymous())
            .step(
                Request::get().header("authorization", "Basic dTpw"),
                Expected::anonymous(),
            )
            .step(Request::get().bearer(good), user)
            .step(Request::get().bearer(TestPool::machine_token), machine)
            .step(Request::get().bearer(TestPool::id_token), id)
            .step(Request::get().bearer(stale), expired())
            .step(
                Request::get().header("authorization", "Bearer x"),
                not_valid(Reason::MalformedToken),
            )
            .step(
                Request::get().header("authorization", "Bearer"),
                malformed(Reason::MalformedRequest),
            )
    })
    .collect()
}
