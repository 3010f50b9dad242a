//! What to try.

use demo_pool::{Curl, Trial};

pub(crate) fn trial() -> Trial {
    let comments = "/articles/tea/comments";
    Trial::new()
        .token("ANN", "of a user", |pools| {
            pools.main().access_token().username("ann")
        })
        .token("ROBOT", "of client credentials", |pools| {
            pools.main().machine_token()
        })
        .token("OLD", "that has expired", |pools| {
            pools.main().access_token().claim("exp", 1_600_000_000)
        })
        .expect(
            200,
            "everybody sees the beginning",
            Curl::get("/articles/tea"),
        )
        .expect(
            201,
            "a user comments",
            Curl::post(comments).bearer("ANN").text("true"),
        )
        .expect(
            200,
            "and sees all of it",
            Curl::get("/articles/tea").bearer("ANN"),
        )
        .expect(
            401,
            "an expired token is not taken for none",
            Curl::get("/articles/tea").bearer("OLD"),
        )
        .expect(
            400,
            "nor is a header that holds no token",
            Curl::get("/articles/tea").header("authorization", "Bearer"),
        )
        .expect(
            401,
            "nobody comments without a token",
            Curl::post(comments).text("false"),
        )
        .expect(
            403,
            "nor do machines",
            Curl::post(comments).bearer("ROBOT").text("1"),
        )
        .expect(404, "no such article", Curl::get("/articles/none"))
}
