//! What to try.

use demo_pool::{Curl, Trial};

pub(crate) fn trial() -> Trial {
    let cookie = |curl: Curl, token| curl.header("cookie", format!("__Host-session=${token}"));
    let add = |site| {
        let add = Curl::post("/basket")
            .text("tea")
            .header("sec-fetch-site", site);
        cookie(add, "ANN")
    };
    Trial::new()
        .token("ANN", "of a user", |pools| {
            pools.main().access_token().subject("ann")
        })
        .token("BOB", "of another user", |pools| {
            pools.main().access_token().subject("bob")
        })
        .expect(
            204,
            "a session begins: see the cookie",
            Curl::post("/session").bearer("ANN"),
        )
        .expect(
            201,
            "with the cookie the page puts tea into the basket",
            add("same-origin"),
        )
        .expect(200, "and reads it", cookie(Curl::get("/basket"), "ANN"))
        .expect(
            200,
            "another user has a basket of his own",
            cookie(Curl::get("/basket"), "BOB"),
        )
        .expect(
            403,
            "a page of another site may not write, though browsers add the cookie",
            add("cross-site"),
        )
        .expect(401, "no cookie", Curl::get("/basket"))
        .expect(
            401,
            "a cookie begins no session",
            cookie(Curl::post("/session"), "ANN"),
        )
        .expect(204, "the session ends", Curl::delete("/session"))
        .note("Or open http://$ADDRESS in a browser and paste a token (echo $ANN).")
}
