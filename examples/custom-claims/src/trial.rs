//! What to try.

use cognito_tower::core::test_util::TokenBuilder;
use demo_pool::{Curl, Pools, Trial};

fn of_tenant(pools: &Pools, tenant: &str, seats: &str) -> TokenBuilder {
    let token = pools.main().access_token();
    token
        .custom_attribute("tenant", tenant)
        .custom_attribute("seats", seats)
}

pub(crate) fn trial() -> Trial {
    let invite = |token, name| Curl::post("/team").bearer(token).text(name);
    Trial::new()
        .token(
            "ACME",
            "with the claims custom:tenant \"acme\" and custom:seats \"2\"",
            |pools| of_tenant(pools, "acme", "2"),
        )
        .token("GLOBEX", "the same of another tenant", |pools| {
            of_tenant(pools, "globex", "9")
        })
        .token(
            "SPOILED",
            "with a custom:seats that is no number",
            |pools| of_tenant(pools, "acme", "many"),
        )
        .token("PLAIN", "without these claims", |pools| {
            pools.main().access_token()
        })
        .expect(201, "the first seat", invite("ACME", "ann"))
        .expect(201, "the second seat", invite("ACME", "bob"))
        .expect(409, "the plan has no third", invite("ACME", "cleo"))
        .expect(
            200,
            "both are in the team",
            Curl::get("/team").bearer("ACME"),
        )
        .expect(
            200,
            "another tenant sees its own team",
            Curl::get("/team").bearer("GLOBEX"),
        )
        .expect(
            403,
            "a token without a tenant",
            Curl::get("/team").bearer("PLAIN"),
        )
        .expect(
            403,
            "a claim of another form",
            Curl::get("/team").bearer("SPOILED"),
        )
        .expect(401, "no token", Curl::get("/team"))
}
