//! What to try.

use cognito_tower::core::test_util::TokenBuilder;
use demo_pool::{Curl, Pools, Trial};

/// A token of the pool with this id.
fn of(pools: &Pools, id: &str) -> TokenBuilder {
    id.parse().map_or_else(
        |_| pools.main().access_token(),
        |id| pools.with_id(&id).access_token(),
    )
}

pub(crate) fn trial() -> Trial {
    let leave = "/tenants/us-east-1_Acme";
    Trial::new()
        .token("STAFF", "of the pool of the staff", |pools| {
            pools.main().access_token()
        })
        .token("ACME", "of the pool of a tenant", |pools| {
            of(pools, "us-east-1_Acme")
        })
        .token("GLOBEX", "of the pool of another tenant", |pools| {
            of(pools, "us-east-1_Globex")
        })
        .token("STRANGER", "of a pool that nobody knows here", |pools| {
            of(pools, "us-east-1_Stranger")
        })
        .expect(
            201,
            "a tenant writes a note",
            Curl::post("/notes").bearer("ACME").text("buy tea"),
        )
        .expect(200, "and reads it", Curl::get("/notes").bearer("ACME"))
        .expect(
            200,
            "another tenant has notes of its own",
            Curl::get("/notes").bearer("GLOBEX"),
        )
        .expect(
            401,
            "a pool of strangers",
            Curl::get("/notes").bearer("STRANGER"),
        )
        .expect(
            403,
            "the staff reads no notes",
            Curl::get("/notes").bearer("STAFF"),
        )
        .expect(
            200,
            "the staff sees who is there",
            Curl::get("/tenants").bearer("STAFF"),
        )
        .expect(
            403,
            "a tenant does not",
            Curl::get("/tenants").bearer("ACME"),
        )
        .expect(
            204,
            "the first tenant leaves",
            Curl::delete(leave).bearer("STAFF"),
        )
        .expect(
            401,
            "and its tokens are refused at once",
            Curl::get("/notes").bearer("ACME"),
        )
}
