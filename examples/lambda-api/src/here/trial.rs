//! What to try.

use demo_pool::{Curl, Trial};

pub(crate) fn trial() -> Trial {
    Trial::new()
        .token("READER", "of a user, with the scope orders/read", |pools| {
            pools.main().access_token().scope("orders/read")
        })
        .token("ADMIN", "of a user in the group admins", |pools| {
            pools.main().access_token().group("admins")
        })
        .token("ID", "an ID token of the same user", |pools| {
            pools.main().id_token().group("admins")
        })
        .token("ROBOT", "of client credentials", |pools| {
            pools.main().machine_token().scope("orders/read")
        })
        .expect(200, "open to all", Curl::get("/health"))
        .expect(401, "no token", Curl::get("/me"))
        .expect(200, "a user", Curl::get("/me").bearer("READER"))
        .expect(200, "an ID token", Curl::get("/me").bearer("ID"))
        .expect(200, "a machine", Curl::get("/me").bearer("ROBOT"))
        .expect(200, "a reader", Curl::get("/orders").bearer("READER"))
        .expect(
            403,
            "ID tokens have no scopes",
            Curl::get("/orders").bearer("ID"),
        )
        .expect(
            401,
            "an ID token is no permission",
            Curl::get("/admin").bearer("ID"),
        )
        .expect(200, "an administrator", Curl::get("/admin").bearer("ADMIN"))
        .expect(
            403,
            "a reader is none",
            Curl::get("/admin").bearer("READER"),
        )
}
