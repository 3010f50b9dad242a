//! Slow answers, and what the answer says about its age.

use std::time::Duration;

use cognito_tests::fault_server::Reply;

use super::good;
use crate::row::Row;

const SLOW: &str = "slow body: 1 byte/s; slow headers";
const CACHE: &str = "`Cache-Control: no-store`, `max-age=0`, 10 years, garbage, `Age`";
const TICK: Duration = Duration::from_millis(20);

pub(super) fn rows() -> Vec<Row> {
    let mut rows = Vec::new();
    for (name, reply) in [
        (
            "a byte of the body at a time",
            Reply::ok(good()).drip(1, TICK),
        ),
        (
            "a byte of the head at a time",
            Reply::ok(good()).slow_head(TICK),
        ),
        (
            "an hour before the answer",
            Reply::ok(good()).after(Duration::from_secs(3600)),
        ),
        (
            "an hour after the first half",
            Reply::ok(good()).drip(good().len() / 2 + 1, Duration::from_secs(3600)),
        ),
    ] {
        rows.push(Row::answered(SLOW, name, "timeout", reply));
    }
    for (name, value) in [
        ("no-store", "no-store"),
        ("no-cache", "no-cache, must-revalidate"),
        ("ten years", "public, max-age=315360000"),
        ("more seconds than fit", "max-age=99999999999999999999999"),
        ("a negative number", "max-age=-1"),
        ("garbage", "max-age=soon, =, ,;\"max-age"),
    ] {
        let reply = Reply::ok(good()).header("cache-control", value);
        rows.push(Row::served(CACHE, name, reply));
    }
    for (name, value) in [("max-age=0", "max-age=0"), ("ten seconds", "max-age=10")] {
        let reply = Reply::ok(good()).header("cache-control", value);
        rows.push(Row::served(CACHE, name, reply).renewed_after(60..=66));
    }
    // As old as it may get: still not fetched again at once.
    let aged = Reply::ok(good())
        .header("cache-control", "max-age=120")
        .header("age", "120");
    rows.push(Row::served(CACHE, "an `Age` as large as the max-age", aged).renewed_after(60..=132));
    rows
}
