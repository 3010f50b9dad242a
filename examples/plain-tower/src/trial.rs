//! What to try.

use demo_pool::{Curl, Trial};

pub(crate) fn trial() -> Trial {
    let write = |text: &str| Curl::put("/note").bearer("ANN").text(text);
    Trial::new()
        .token("ANN", "of a user", |pools| {
            pools.main().access_token().subject("ann")
        })
        .token("BOB", "of another user", |pools| {
            pools.main().access_token().subject("bob")
        })
        .expect(200, "open to everybody", Curl::get("/health"))
        .expect(404, "no note yet", Curl::get("/note").bearer("ANN"))
        .expect(204, "a note is written", write("buy tea"))
        .expect(200, "and read", Curl::get("/note").bearer("ANN"))
        .expect(404, "by nobody else", Curl::get("/note").bearer("BOB"))
        .expect(401, "no token", Curl::get("/note"))
        .expect(
            401,
            "nor for a path that is not there",
            Curl::get("/nothing"),
        )
        .expect(
            404,
            "which only users learn",
            Curl::get("/nothing").bearer("ANN"),
        )
}
