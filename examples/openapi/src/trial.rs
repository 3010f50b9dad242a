//! What to try.

use demo_pool::{Curl, Trial};

pub(crate) fn trial() -> Trial {
    let borrow = |title: &str| Curl::put(format!("/books/{title}/loan"));
    Trial::new()
        .token("READER", "of a user", |pools| {
            pools.main().access_token().username("rita")
        })
        .token("LIBRARIAN", "of a user in the group librarians", |pools| {
            pools.main().access_token().group("librarians")
        })
        .expect(
            200,
            "the document, open to everybody",
            Curl::get("/openapi.json"),
        )
        .expect(200, "the books too", Curl::get("/books"))
        .expect(401, "nobody borrows without a token", borrow("Emma"))
        .expect(204, "a reader does", borrow("Emma").bearer("READER"))
        .expect(409, "but not twice", borrow("Emma").bearer("READER"))
        .expect(
            404,
            "nor what is not there",
            borrow("Ulysses").bearer("READER"),
        )
        .expect(
            403,
            "the list of loans is not for readers",
            Curl::get("/loans").bearer("READER"),
        )
        .expect(
            200,
            "but for librarians",
            Curl::get("/loans").bearer("LIBRARIAN"),
        )
}
