//! What to try.

use std::time::Duration;

use demo_pool::{Curl, Trial};

pub(crate) fn trial() -> Trial {
    let hour = Duration::from_secs(3600);
    Trial::new()
        .token("READER", "of a user, with the scope orders/read", |pools| {
            pools.main().access_token().scope("orders/read")
        })
        .token("CLERK", "of a user, with the scope orders/write", |pools| {
            pools
                .main()
                .access_token()
                .scope("orders/write")
                .username("clara")
        })
        .token(
            "ADMIN",
            "of a user in the group admins, who just signed in",
            |pools| pools.main().access_token().group("admins"),
        )
        .token(
            "SLEEPY",
            "of a user in the group admins, an hour after the sign-in",
            move |pools| pools.main().access_token().group("admins").auth_age(hour),
        )
        .token("ROBOT", "of client credentials", |pools| {
            pools.main().machine_token()
        })
        .expect(401, "no token", Curl::get("/orders"))
        .expect(
            201,
            "a clerk orders tea",
            Curl::post("/orders").bearer("CLERK").text("tea"),
        )
        .expect(
            200,
            "a reader sees it",
            Curl::get("/orders").bearer("READER"),
        )
        .expect(
            403,
            "and may order nothing",
            Curl::post("/orders").bearer("READER").text("cake"),
        )
        .expect(
            403,
            "a clerk is no administrator",
            Curl::delete("/orders/1").bearer("CLERK"),
        )
        .expect(
            401,
            "an administrator must sign in again first",
            Curl::delete("/orders/1").bearer("SLEEPY"),
        )
        .expect(
            204,
            "and may then cancel",
            Curl::delete("/orders/1").bearer("ADMIN"),
        )
        .expect(
            200,
            "and see who may do what",
            Curl::get("/routes").bearer("ADMIN"),
        )
        .expect(
            403,
            "the stock is for machines",
            Curl::get("/stock").bearer("ADMIN"),
        )
        .expect(200, "as this one", Curl::get("/stock").bearer("ROBOT"))
}
