//! What verifying a token costs with cognito and with other crates: the same tokens, one interleaved run, CPU time of one
//! thread.
//!
//! ```text
//! cargo run --release --manifest-path tests/peer-ratios/Cargo.toml
//! cargo run --release --manifest-path tests/peer-ratios/Cargo.toml --no-default-features --features rust-crypto,pure-rust
//! cargo run --release --manifest-path tests/peer-ratios/Cargo.toml --no-default-features --features aws-lc-rs,boring
//! ```
//!
//! A line is `peer row ratio allocations`: the unit of the ratio is aws-lc-rs's `ParsedPublicKey::verify_sig` on the access
//! token. What C allocates is not counted. `ours` is the verifier without its token cache.
//!
//! Every peer checks signature, expiry and issuer, and the audience of ID tokens; its keys are at hand. All are built as
//! `cargo build --release` builds by default.
//!
//! | peer | cryptography |
//! |---|---|
//! | jsonwebtoken 11.1, `decode` | aws-lc-rs; Rust's own (`rsa` 0.9) in the second run |
//! | jwt-simple 0.15 | Rust's own; BoringSSL, its default, in the third run, which needs `cmake` and `libclang-dev` |
//! | jwt-authorizer 0.15, `check_auth` | ring, by jsonwebtoken 9 |
//! | josekit 0.10 | the system's OpenSSL, which needs `libssl-dev` |
//! | axum-jwt-auth 0.7, `decode` | Rust's own, by jsonwebtoken 10: it knows no other |
#![allow(
    clippy::unwrap_used,
    reason = "a measurement that cannot be made should stop"
)]

mod case;
mod jwks;
mod peers;

use std::io::{self, Write as _};

use cognito_tests::bench::{Race, Shape, Site};

use self::{case::Case, peers::PEERS};

const ROUNDS: usize = 51;

fn main() -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()?;
    let site = Site::new();
    let jwks_url = jwks::serve(site.pool.jwks())?;
    let mut race = Race::default();
    let raw = race.enter(site.raw(&site.token(Shape::Access)));
    let mut rows = vec![("raw", "access", raw)];
    for (row, shape) in Shape::ALL {
        let case = Case::new(&runtime, &site, &jwks_url, shape);
        for (peer, enter) in PEERS {
            rows.push((peer, row, enter(&case, &mut race)));
        }
    }

    let contestants: Vec<_> = rows.iter().map(|(.., contestant)| *contestant).collect();
    let mut times = None;
    // The counter in the allocator takes time as well.
    allocation_counter::opt_out(|| times = Some(race.run(ROUNDS, &contestants)));
    for (peer, row, contestant) in rows {
        let ratio = times
            .as_ref()
            .map_or(f64::NAN, |times| times.ratio(contestant, raw));
        let allocations = allocation_counter::measure(|| race.once(contestant)).count_total;
        writeln!(io::stdout(), "{peer} {row} {ratio:.4} {allocations}")?;
    }
    Ok(())
}
