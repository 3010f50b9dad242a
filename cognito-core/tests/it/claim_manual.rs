//! The manual's table of accessors, held to what the accessors do.

use std::collections::BTreeSet;

use cognito_core::{
    CognitoClaims, IdClaims, TokenUse,
    test_util::{TestPool, TokenBuilder},
};
use serde_json::{Value, json};

const MANUAL: &str = include_str!("../../src/manual/claims.md");

/// Where accessors are written; those of `CognitoClaims` that are of neither kind alone are in the last file.
const SOURCES: [&str; 5] = [
    include_str!("../../src/claims/accessors.rs"),
    include_str!("../../src/claims/access.rs"),
    include_str!("../../src/claims/id.rs"),
    include_str!("../../src/claims/profile.rs"),
    include_str!("../../src/claims/mod.rs"),
];

/// Public functions of these files that read no claim.
const NO_ACCESSORS: [&str; 7] = [
    "access",
    "ambiguous_groups",
    "as_str",
    "custom",
    "id",
    "provenance",
    "with_custom",
];

/// A row: accessor, claims, and what each kind of token says to it.
struct Row {
    accessor: String,
    claims: Vec<String>,
    cells: [String; 3],
}

fn rows() -> Vec<Row> {
    let table = MANUAL
        .lines()
        .skip_while(|line| !line.starts_with("| accessor"));
    let bare = |cell: &str| cell.trim().trim_matches('`').to_owned();
    table
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .map(|line| {
            let cells: Vec<_> = line.trim_matches('|').split('|').map(bare).collect();
            let [accessor, claims, access, machine, id, _] = &cells[..] else {
                panic!("six cells, not: {line}");
            };
            Row {
                accessor: accessor.clone(),
                claims: claims.split(',').map(bare).collect(),
                cells: [access.clone(), machine.clone(), id.clone()],
            }
        })
        .collect()
}

/// Tokens with all that facts 1.2 knows of their kind: user, machine, ID.
fn full_tokens(pool: &TestPool) -> [TokenBuilder; 3] {
    let shared = |token: TokenBuilder| {
        token
            .custom_attribute("tenant", "acme")
            .audience(pool.client_id())
            .claim("azp", pool.client_id())
            .claim("act", json!({"sub": "agent"}))
    };
    let of_users = |token: TokenBuilder| {
        shared(token)
            .group("admins")
            .acr("urn:cognito:loa:4")
            .claim("amr", ["pwd", "otp", "mfa"])
            .claim("nonce", "ZmFrZQ")
    };
    let access = of_users(pool.access_token()).claim("version", 2).claim(
        "device_key",
        "us-east-1_00000000-fa4e-4000-8000-000000000009",
    );
    let mut id = of_users(pool.id_token())
        .claim("dev:tier", "gold")
        .claim("cognito:roles", ["arn:aws:iam::000000000000:role/A"])
        .claim("phone_number_verified", "true")
        .claim("address", json!({"formatted": "1 Fake Street"}))
        .claim("updated_at", 1_762_000_000)
        .claim(
            "identities",
            json!([{"userId": "1", "providerName": "Google"}]),
        );
    for name in [
        "at_hash",
        "birthdate",
        "cognito:preferred_role",
        "family_name",
        "gender",
        "given_name",
        "locale",
        "middle_name",
        "name",
        "nickname",
        "phone_number",
        "picture",
        "preferred_username",
        "profile",
        "website",
        "zoneinfo",
    ] {
        id = id.claim(name, "text");
    }
    [access, shared(pool.machine_token()), id]
}

/// Whether the accessor answers; `None` where this kind of claims has no such accessor.
fn is_answered(claims: &CognitoClaims, accessor: &str) -> Option<bool> {
    let of_access = match (accessor, claims.access()) {
        ("device_key", Ok(access)) => Some(access.device_key().is_some()),
        ("version", Ok(access)) => Some(access.version().is_some()),
        _ => None,
    };
    let of_id = || is_answered_of_id(claims.id().ok()?, accessor);
    Some(match accessor {
        "acr" => claims.acr().is_some(),
        "actor" => claims.actor().is_some(),
        "amr" => !claims.amr().is_empty(),
        "audience" => !claims.audience().is_empty(),
        "auth_time" => claims.auth_time().is_some(),
        "authorized_party" => claims.authorized_party().is_some(),
        "claim" => claims.claim::<Value>("sub").is_some(),
        "client_id" => !claims.client_id().is_empty(),
        "custom_attribute" => claims.custom_attribute("tenant").is_some(),
        "event_id" => claims.event_id().is_some(),
        "expires_at" => claims.expires_at() > std::time::UNIX_EPOCH,
        "groups" => !claims.groups().is_empty(),
        "issued_at" => claims.issued_at().is_some(),
        "issuer" => claims.issuer().starts_with("https://"),
        "jwt_id" => claims.jwt_id().is_some(),
        "nonce" => claims.nonce().is_some(),
        "origin_jwt_id" => claims.origin_jwt_id().is_some(),
        "principal" => claims.principal().is_user() != claims.principal().is_machine(),
        "scopes" => !claims.scopes().is_empty(),
        "subject" => !claims.subject().is_empty(),
        "token_use" => !claims.token_use().as_str().is_empty(),
        "user_pool_id" => !claims.user_pool_id().as_str().is_empty(),
        "username" => claims.username().is_some(),
        _ => return of_access.or_else(of_id),
    })
}

fn is_answered_of_id(id: &IdClaims, accessor: &str) -> Option<bool> {
    Some(match accessor {
        "access_token_hash" => id.access_token_hash().is_some(),
        "address" => id.address().is_some(),
        "birthdate" => id.birthdate().is_some(),
        "developer_attribute" => id.developer_attribute("tier").is_some(),
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
        "preferred_role" => id.preferred_role().is_some(),
        "preferred_username" => id.preferred_username().is_some(),
        "profile" => id.profile().is_some(),
        "roles" => !id.roles().is_empty(),
        "updated_at" => id.updated_at().is_some(),
        "website" => id.website().is_some(),
        "zoneinfo" => id.zoneinfo().is_some(),
        _ => return None,
    })
}

#[tokio::test]
async fn each_accessor_answers_as_the_table_says() {
    let pool = TestPool::new();
    let both = [TokenUse::Access, TokenUse::Id];
    let verifier = pool.verifier_builder().accept(both).build().unwrap();
    let mut kinds = Vec::new();
    for token in full_tokens(&pool) {
        kinds.push(verifier.verify(&token.mint()).await.unwrap());
    }
    for row in rows() {
        let said = kinds
            .iter()
            .map(|claims| match is_answered(claims, &row.accessor) {
                Some(true) => "yes",
                Some(false) => "none",
                None => "-",
            });
        assert!(
            said.clone().eq(&row.cells),
            "{}: {:?}",
            row.accessor,
            said.collect::<Vec<_>>()
        );
        for claim in &row.claims {
            assert!(
                claim == "any"
                    || kinds
                        .iter()
                        .any(|kind| kind.claim::<Value>(claim).is_some()),
                "{}: no token has {claim}",
                row.accessor
            );
        }
    }
}

#[test]
fn every_accessor_is_in_the_table_once() {
    let named = |line: &str| {
        let rest = line.trim().strip_prefix("pub fn ")?;
        let end = rest.find(['(', '<'])?;
        Some(rest[..end].to_owned())
    };
    let written: BTreeSet<_> = SOURCES
        .iter()
        .flat_map(|source| source.lines().filter_map(named))
        .filter(|name| !NO_ACCESSORS.contains(&name.as_str()))
        .collect();
    let listed: Vec<_> = rows().into_iter().map(|row| row.accessor).collect();
    assert_eq!(listed.iter().cloned().collect::<BTreeSet<_>>(), written);
    assert_eq!(listed.len(), written.len());
}

/// Where a row's claims are taken from the token, its accessor falls silent, and no other does.
#[tokio::test]
async fn each_accessor_reads_the_claim_that_the_table_names() {
    let pool = TestPool::new();
    let both = [TokenUse::Access, TokenUse::Id];
    let verifier = pool.verifier_builder().accept(both).build().unwrap();
    let rows = rows();
    for (token, column) in full_tokens(&pool).into_iter().zip(0..) {
        let answering = rows.iter().filter(|row| row.cells[column] == "yes");
        for row in answering.filter(|row| row.accessor != "claim") {
            let without = row
                .claims
                .iter()
                .fold(token.clone(), |token, claim| token.without(claim));
            // A token may not lack these: `sub`, `exp` and the like.
            let Ok(claims) = verifier.verify(&without.mint()).await else {
                continue;
            };
            let silent = rows
                .iter()
                .filter(|row| is_answered(&claims, &row.accessor) == Some(false))
                .filter(|row| row.cells[column] == "yes")
                .map(|row| &row.accessor);
            assert!(
                silent.eq([&row.accessor]),
                "{} of column {column}",
                row.accessor
            );
        }
    }
}
