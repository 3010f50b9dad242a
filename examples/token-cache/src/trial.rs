//! What to try.

use demo_pool::{Curl, Trial};

pub(crate) fn trial() -> Trial {
    Trial::new()
        .token("USER", "of a user", |pools| {
            pools.main().access_token().username("clara")
        })
        .expect(401, "no token", Curl::get("/me"))
        .expect(200, "verified", Curl::get("/me").bearer("USER"))
        .expect(200, "remembered", Curl::get("/me").bearer("USER"))
        .expect(200, "one miss, one hit", Curl::get("/cache"))
        .expect(
            204,
            "the user signs out",
            Curl::post("/sign-out").bearer("USER"),
        )
        .expect(
            401,
            "and is refused, remembered or not",
            Curl::get("/me").bearer("USER"),
        )
}
