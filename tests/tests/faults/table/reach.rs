//! Before the first byte of an answer: names, connections, TLS.

use std::sync::atomic::Ordering::SeqCst;

use cognito_tests::fault_server::{Certificate, Port, Reply};

use crate::{failing::Provoke, limit, row::Row, wire::Wire};

const UNREACHABLE: &str = "DNS failure / refused";
const BLACK_HOLE: &str = "connect black hole";
const TLS: &str = "TLS";

pub(super) fn rows() -> Vec<Row> {
    vec![
        Row::provoked(UNREACHABLE, "the name is unknown", "connect", |world| {
            world.resolver.is_down(true);
        })
        .over(Wire::Named),
        Row::provoked(UNREACHABLE, "a closed port", "connect", |world| {
            world.server.port(Port::Closed);
        }),
        Row::provoked(BLACK_HOLE, "a full backlog", "timeout", |world| {
            world.server.port(Port::Full);
            world.is_black_hole.store(true, SeqCst);
        }),
        Row::cold(BLACK_HOLE, "given up after two seconds", |world| {
            Box::pin(limit::of_connecting(world))
        }),
        Row::answered(
            BLACK_HOLE,
            "accepted, and then silence",
            "timeout",
            Reply::silence(),
        ),
        shown("expired", Certificate::Expired),
        shown("for another name", Certificate::WrongName),
        shown("of an unknown authority", Certificate::UnknownAuthority),
        Row::provoked(TLS, "plain HTTP on the port", "tls", |world| {
            world.server.speak_plain();
        })
        .over(Wire::Tls),
        Row::answered(
            TLS,
            "the connection is reset under TLS",
            "transfer",
            Reply::reset(),
        )
        .over(Wire::Tls),
    ]
}

fn shown(name: &'static str, certificate: Certificate) -> Row {
    Row::failing(TLS, name, "tls", Provoke::Show(certificate)).over(Wire::Tls)
}
