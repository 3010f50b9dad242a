//! Answers that are none: statuses, redirects, pages, broken connections.

use cognito_tests::fault_server::Reply;

use super::good;
use crate::{row::Row, stations};

const SERVER_ERROR: &str = "5xx, 429";
const CLIENT_ERROR: &str = "403/404";
const NO_KEY_SET: &str = "200 + HTML, 204, empty body, wrong content-type";
const BROKEN: &str = "truncated JSON / short Content-Length / reset mid-body";
const REDIRECT: &str = "redirect 30x";

pub(super) fn rows() -> Vec<Row> {
    let mut rows = Vec::new();
    for (fault, name, status) in [
        (SERVER_ERROR, "500", 500),
        (SERVER_ERROR, "502", 502),
        (SERVER_ERROR, "503", 503),
        (SERVER_ERROR, "429", 429),
        (CLIENT_ERROR, "403", 403),
        (CLIENT_ERROR, "404", 404),
    ] {
        // The keys are in the body: the status decides.
        let reply = Reply::ok(good()).status_code(status);
        rows.push(Row::answered(fault, name, "status", reply));
    }
    for (name, status, asks, honoured) in [
        ("503 that asks for 30 s", 503, "30", 30),
        ("429 that asks for an hour", 429, "3600", 60),
        ("503 that asks for no time", 503, "0", 0),
        (
            "429 that asks for a date",
            429,
            "Wed, 21 Oct 2026 07:28:00 GMT",
            0,
        ),
        ("503 that asks for nonsense", 503, "-1 soon", 0),
    ] {
        let reply = Reply::status(status).header("retry-after", asks);
        rows.push(Row::answered(SERVER_ERROR, name, "status", reply).asking(honoured));
    }
    for (name, reply) in [
        ("HTML", Reply::html()),
        ("204", Reply::status(204)),
        ("an empty body", Reply::ok("")),
    ] {
        rows.push(Row::answered(NO_KEY_SET, name, "bad_document", reply));
    }
    for (name, content_type) in [
        ("keys as text/html", "text/html"),
        ("keys as octets", "application/octet-stream"),
    ] {
        let reply = Reply::ok(good()).header("content-type", content_type);
        rows.push(Row::served(NO_KEY_SET, name, reply));
    }
    let half = good().len() / 2;
    let first_half: String = good().chars().take(half).collect();
    rows.push(Row::answered(
        BROKEN,
        "half a document, of the length that it says",
        "bad_document",
        Reply::ok(first_half),
    ));
    for (name, reply) in [
        ("half of what was promised", Reply::ok(good()).cut_at(half)),
        ("nothing of what was promised", Reply::ok(good()).cut_at(0)),
        ("reset in the middle", Reply::ok(good()).reset_at(half)),
        ("reset before the answer", Reply::reset()),
        ("closed before the answer", Reply::hang_up()),
        ("half a head", Reply::raw("HTTP/1.1 200 OK\r\ncontent-le")),
        (
            "half a chunk",
            Reply::raw("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n9\r\n{\"ke"),
        ),
        ("no HTTP", Reply::raw("SSH-2.0-server\r\n")),
    ] {
        rows.push(Row::answered(BROKEN, name, "transfer", reply));
    }
    for (name, status) in [
        ("301", 301),
        ("302", 302),
        ("303", 303),
        ("307", 307),
        ("308", 308),
    ] {
        let reply = Reply::ok(good())
            .status_code(status)
            .header("location", "/jwks.json");
        rows.push(Row::answered(REDIRECT, name, "status", reply));
    }
    rows.push(Row::warm(REDIRECT, "to another port", |world| {
        Box::pin(stations::sent_elsewhere(world))
    }));
    rows
}
