//! What does not grow with threads, tokens, pools and their number, and what does.
//!
//! `cargo run --release -p cognito-tests --bin scaling` prints lines of a name and a figure. The machine should be idle: two
//! threads that never run at the same time do not get into each other's way, and their lines are left out.
//!
//! | lines | figure |
//! |---|---|
//! | `threads_<what>` | CPU time of an operation on one hot token where two threads do it, over that where one does |
//! | `size_<KB>_to_raw` | an uncached verification of a token of this size, over the signature's alone |
//! | `size_<KB>_to_1` | the same, over the verification of the smallest |
//! | `pools_<n>_hot`, `registry_<n>_hot` | an uncached verification, over raw: one token, `n` pools configured or looked up |
//! | `pools_<n>_in_turn`, `registry_<n>_in_turn` | the same with a token of each pool in turn |
//! | `live_<n>`, `live_<n>_full_bytes` | a cached one, over raw: `n` tokens in turn |
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a measurement that cannot be made should stop"
)]

mod live;
mod pools;
mod size;
mod threads;

use std::io::{self, Write as _};

use cognito_core::{Verifier, VerifierBuilder};
use cognito_tests::bench::{Site, at_once};
use tokio::runtime::Runtime;

const ROUNDS: usize = 41;

fn main() -> io::Result<()> {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let bench = Bench {
        runtime: runtime.enable_time().build()?,
        site: Site::new(),
    };
    let parts = [
        threads::figures,
        size::figures,
        pools::figures,
        live::figures,
    ];
    for figures in parts {
        for (name, figure) in figures(&bench) {
            writeln!(io::stdout(), "{name} {figure:.4}")?;
        }
    }
    Ok(())
}

/// A pool, and where its keys are fetched.
struct Bench {
    runtime: Runtime,
    site: Site,
}

impl Bench {
    /// A verifier that has met all these tokens, twice: the second time it may have remembered them.
    fn acquainted(&self, verifier: VerifierBuilder, tokens: &[String]) -> Verifier {
        let verifier = verifier.build().unwrap();
        self.runtime.block_on(async {
            for token in tokens.iter().chain(tokens) {
                verifier.verify(token).await.unwrap();
            }
        });
        verifier
    }
}

/// Verifies these tokens one after the other, and begins again.
fn in_turn(verifier: Verifier, tokens: Vec<String>) -> impl FnMut() {
    let mut next = 0;
    move || {
        drop(at_once(verifier.verify(&tokens[next])).unwrap());
        next = (next + 1) % tokens.len();
    }
}
