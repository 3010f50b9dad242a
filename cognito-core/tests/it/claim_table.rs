//! Every known claim in every JSON type: the table of the manual of rules, section 6, written out by hand.
//!
//! A cell is the token's fate and what the claim's accessor then says:
//! `+` accepted and answered, `.` accepted and not answered, a letter for the reason of a refusal (see [`reason`]).
//!
//! `username` and `cognito:username` are checked in both kinds of token, and answered for one. `client_id` is a claim of
//! access tokens: an ID token's is an unknown claim, kept and readable.

use cognito_core::{
    CognitoClaims, IdClaims, Reason, TokenUse, Verifier,
    test_util::{TestPool, TokenBuilder},
};
use serde_json::{Value, json};

/// The columns of the tables.
fn shapes() -> [Option<Value>; 11] {
    [
        None,
        Some(json!(null)),
        Some(json!(true)),
        Some(json!(7)),
        Some(json!(1.5)),
        Some(json!("text")),
        Some(json!("")),
        Some(json!(["a", "b"])),
        Some(json!([])),
        Some(json!(["a", 1])),
        Some(json!({"a": 1})),
    ]
}

// absent null true 7 1.5 "text" "" ["a","b"] [] ["a",1] {"a":1}
const FREE: &str = ". . . . . . . . . . .";
const TEXT: &str = ". . . . . + + . . . .";
const LIST: &str = ". . . . . + . + . . .";
const FLAG: &str = ". . + . . . . . . . .";
const TIME: &str = ". T T + + T T T T T T";
const ID: &str = ". C C C C + + C C C C";
/// Checked as [`ID`], and answered for the other kind of token only.
const SILENT_ID: &str = ". C C C C . . C C C C";

/// Rows of both kinds of token.
const SHARED: &[(&str, &str)] = &[
    ("iss", "I C C C C I I C C C C"),
    ("exp", "T T T E E T T T T T T"),
    ("nbf", ". T T . . T T T T T T"),
    ("iat", TIME),
    ("auth_time", TIME),
    ("token_use", "U C C C C U U C C C C"),
    ("sub", "C C C C C + C C C C C"),
    ("cognito:groups", ". C C C C C C + . C C"),
    ("jti", ID),
    ("origin_jti", ID),
    ("event_id", ID),
    ("acr", TEXT),
    ("azp", TEXT),
    ("nonce", TEXT),
    ("amr", LIST),
    ("act", ". . . . . . . . . . +"),
    ("custom:tenant", TEXT),
    ("unheard of", ". + + + + + + + + + +"),
];

const ACCESS: &[(&str, &str)] = &[
    ("client_id", "M C C C C M M C C C C"),
    ("aud", ". C C C C A A A A C C"),
    ("scope", ". C C C C + . C C C C"),
    ("username", ID),
    ("cognito:username", SILENT_ID),
    ("device_key", TEXT),
    ("version", ". . . + . . . . . . ."),
];

/// Claims of ID tokens alone: an access token may have them, and none of its accessors speaks of them.
const PROFILE: &[(&str, &str)] = &[
    ("address", TEXT),
    ("at_hash", TEXT),
    ("birthdate", TEXT),
    ("cognito:preferred_role", TEXT),
    ("cognito:roles", LIST),
    ("dev:tier", TEXT),
    ("email", TEXT),
    ("email_verified", FLAG),
    ("family_name", TEXT),
    ("gender", TEXT),
    ("given_name", TEXT),
    ("identities", FREE),
    ("locale", TEXT),
    ("middle_name", TEXT),
    ("name", TEXT),
    ("nickname", TEXT),
    ("phone_number", TEXT),
    ("phone_number_verified", FLAG),
    ("picture", TEXT),
    ("preferred_username", TEXT),
    ("profile", TEXT),
    ("updated_at", ". . . + + . . . . . ."),
    ("website", TEXT),
    ("zoneinfo", TEXT),
];

const IDENTITY: &[(&str, &str)] = &[
    ("aud", "M C C C C M M M M C C"),
    ("client_id", FREE),
    ("cognito:username", ID),
    ("device_key", FREE),
    ("scope", ". C C C C + . C C C C"),
    ("username", SILENT_ID),
    ("version", FREE),
];

/// The known claims that no verification looks at, whatever kind of token they are in.
pub(crate) fn unchecked() -> impl Iterator<Item = &'static str> {
    let is_unchecked = |row: &str| row.split(' ').all(|cell| matches!(cell, "." | "+"));
    let rows = SHARED.iter().chain(ACCESS).chain(PROFILE);
    rows.filter(move |(_, row)| is_unchecked(row))
        .map(|(name, _)| *name)
}

fn reason(letter: &str) -> Reason {
    match letter {
        "A" => Reason::AudienceMismatch,
        "C" => Reason::BadClaim,
        "E" => Reason::Expired,
        "I" => Reason::UnknownIssuer,
        "M" => Reason::ClientMismatch,
        "T" => Reason::BadTimeClaim,
        "U" => Reason::WrongTokenUse,
        other => panic!("no reason is called {other}"),
    }
}

/// Whether the accessor of this claim says anything.
fn is_answered(claims: &CognitoClaims, name: &str) -> bool {
    match name {
        "acr" => claims.acr().is_some(),
        "act" => claims.actor().is_some(),
        "amr" => !claims.amr().is_empty(),
        "auth_time" => claims.auth_time().is_some(),
        "azp" => claims.authorized_party().is_some(),
        "cognito:groups" => !claims.groups().is_empty(),
        "custom:tenant" => claims.custom_attribute("tenant").is_some(),
        "event_id" => claims.event_id().is_some(),
        "iat" => claims.issued_at().is_some(),
        "jti" => claims.jwt_id().is_some(),
        "nonce" => claims.nonce().is_some(),
        "origin_jti" => claims.origin_jwt_id().is_some(),
        "scope" => !claims.scopes().is_empty(),
        "sub" => !claims.subject().is_empty(),
        "unheard of" => claims.claim::<Value>("unheard of").is_some(),
        _ => match claims {
            CognitoClaims::Access(access) => match name {
                "aud" => !access.audience().is_empty(),
                "device_key" => access.device_key().is_some(),
                "username" => access.username().is_some(),
                "version" => access.version().is_some(),
                _ => false,
            },
            CognitoClaims::Id(id) => is_answered_of_id(id, name),
        },
    }
}

fn is_answered_of_id(id: &IdClaims, name: &str) -> bool {
    match name {
        "address" => id.address().is_some(),
        "at_hash" => id.access_token_hash().is_some(),
        "birthdate" => id.birthdate().is_some(),
        "cognito:preferred_role" => id.preferred_role().is_some(),
        "cognito:roles" => !id.roles().is_empty(),
        "cognito:username" => id.username().is_some(),
        "dev:tier" => id.developer_attribute("tier").is_some(),
        "email" => id.email().is_some(),
        "email_verified" => id.email_verified(),
        "family_name" => id.family_name().is_some(),
        "gender" => id.gender().is_some(),
        "given_name" => id.given_name().is_some(),
        "identities" => !id.identities().is_empty(),
        "locale" => id.locale().is_some(),
        "middle_name" => id.middle_name().is_some(),
        "name" => id.name().is_some(),
        "nickname" => id.nickname().is_some(),
        "phone_number" => id.phone_number().is_some(),
        "phone_number_verified" => id.phone_number_verified(),
        "picture" => id.picture().is_some(),
        "preferred_username" => id.preferred_username().is_some(),
        "profile" => id.profile().is_some(),
        "updated_at" => id.updated_at().is_some(),
        "website" => id.website().is_some(),
        "zoneinfo" => id.zoneinfo().is_some(),
        _ => false,
    }
}

async fn assert_row(verifier: &Verifier, token: &TokenBuilder, name: &str, row: &str) {
    let cells: Vec<_> = row.split_whitespace().collect();
    let shapes = shapes();
    assert_eq!(cells.len(), shapes.len(), "{name}");
    for (shape, cell) in shapes.into_iter().zip(cells) {
        let token = match &shape {
            Some(value) => token.clone().claim(name, value),
            None => token.clone().without(name),
        };
        let decided = verifier.verify(&token.mint()).await;
        let place = format!("{name}: {shape:?}");
        match (decided, cell) {
            (Ok(claims), "+" | ".") => {
                assert_eq!(is_answered(&claims, name), cell == "+", "{place}");
                assert_eq!(claims.claim::<Value>(name), shape, "{place}");
                let whole = serde_json::to_value(&claims).unwrap();
                assert_eq!(whole.get(name), shape.as_ref(), "{place}");
            }
            (Ok(_), _) => panic!("{place} was accepted"),
            (Err(error), "+" | ".") => panic!("{place} was refused: {error}"),
            (Err(error), letter) => assert_eq!(error.reason(), reason(letter), "{place}"),
        }
    }
}

fn verifier(pool: &TestPool) -> Verifier {
    let both = [TokenUse::Access, TokenUse::Id];
    pool.verifier_builder().accept(both).build().unwrap()
}

#[tokio::test]
async fn of_access_tokens() {
    let pool = TestPool::new();
    let (verifier, token) = (verifier(&pool), pool.access_token());
    for (name, row) in SHARED.iter().chain(ACCESS) {
        assert_row(&verifier, &token, name, row).await;
    }
    for (name, _) in PROFILE {
        assert_row(&verifier, &token, name, FREE).await;
    }
}

#[tokio::test]
async fn of_id_tokens() {
    let pool = TestPool::new();
    let (verifier, token) = (verifier(&pool), pool.id_token());
    for (name, row) in SHARED.iter().chain(PROFILE).chain(IDENTITY) {
        assert_row(&verifier, &token, name, row).await;
    }
}

/// A machine's token is an access token: the same rows hold, but where a row makes it a user's.
#[tokio::test]
async fn of_machine_tokens() {
    let pool = TestPool::new();
    let (verifier, token) = (verifier(&pool), pool.machine_token());
    for (name, row) in SHARED.iter().chain(ACCESS) {
        assert_row(&verifier, &token, name, row).await;
    }
}

const API: &str = "https://api.example.com";

/// Section 6's row of `aud` in access tokens: without a resource rule, with one, and with `any_resource`.
#[tokio::test]
async fn of_an_access_tokens_audience_by_resource_rule() {
    let pool = TestPool::new();
    let client = pool.client_id().to_owned();
    let other = format!("{API}/");
    let verifiers = [
        pool.verifier(),
        pool.verifier_builder().resource(API).build().unwrap(),
        pool.verifier_builder().any_resource().build().unwrap(),
    ];
    for (aud, row) in [
        //                                  none API any
        (None, ". A ."),
        (Some(json!(client)), "+ A +"),
        (Some(json!([client])), "+ A +"),
        (Some(json!(API)), "A + +"),
        (Some(json!([API])), "A + +"),
        (Some(json!([client, API])), "+ + +"),
        (Some(json!([other, API])), "A + +"),
        (Some(json!(other)), "A A +"),
        (Some(json!(API.to_uppercase())), "A A +"),
        (Some(json!(format!("{API} {client}"))), "A A +"),
        (Some(json!("")), "A A +"),
        (Some(json!([])), "A A ."),
        (Some(json!(null)), "C C C"),
        (Some(json!(true)), "C C C"),
        (Some(json!(7)), "C C C"),
        (Some(json!({"a": API})), "C C C"),
        (Some(json!([client, API, null])), "C C C"),
        (Some(json!([client, API, [API]])), "C C C"),
    ] {
        let token = match &aud {
            Some(aud) => pool.access_token().claim("aud", aud),
            None => pool.access_token(),
        };
        let token = token.mint();
        for (verifier, cell) in verifiers.iter().zip(row.split(' ')) {
            let decided = verifier.verify_access(&token).await;
            let place = format!("{aud:?}: {row}");
            match cell {
                "+" | "." => {
                    let audience = decided.unwrap().audience();
                    assert_eq!(!audience.is_empty(), cell == "+", "{place}");
                    let listed = aud.as_ref().and_then(Value::as_array);
                    let one = aud.as_ref().filter(|aud| aud.is_string());
                    assert!(
                        one.into_iter()
                            .chain(listed.into_iter().flatten())
                            .eq(&audience)
                    );
                }
                letter => assert_eq!(decided.unwrap_err().reason(), reason(letter), "{place}"),
            }
        }
    }
}

/// What a handler sees of a principal does not hang on claims of the other kind of token.
#[tokio::test]
async fn of_principals() {
    let pool = TestPool::new();
    let verifier = verifier(&pool);
    let client = pool.client_id();
    let machine = || pool.machine_token();
    for (token, is_machine) in [
        (machine(), true),
        (machine().claim("cognito:username", "u"), true),
        (machine().claim("custom:tenant", "u"), true),
        (machine().group("admins"), true),
        (machine().claim("username", "u"), false),
        (machine().claim("username", ""), false),
        (machine().subject("u"), false),
        (pool.access_token(), false),
        (pool.access_token().without("username"), false),
        (pool.access_token().subject(client), false),
        (pool.id_token(), false),
        (
            pool.id_token().subject(client).without("cognito:username"),
            false,
        ),
    ] {
        let claims = verifier.verify(&token.mint()).await.unwrap();
        let principal = claims.principal();
        assert_eq!(
            principal.is_machine(),
            is_machine,
            "{}",
            token.claims_json()
        );
        assert_eq!(principal.is_user(), !is_machine, "{}", token.claims_json());
    }
}
