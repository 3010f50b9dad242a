//! What the recorded events are answered, without AWS: `cargo run -p lambda-authorizer --example try`.
//!
//! The tokens are of a pool in memory. `REQUIRED_SCOPE` and the other variables are heeded; the first is `orders/read` here unless
//! set.
#![forbid(unsafe_code)]

use std::{env, error::Error, fs, path::Path};

use cognito_core::test_util::TestPool;
use lambda_authorizer::{answer, authorizer_of};
use serde_json::Value;

#[tokio::main(flavor = "current_thread")]
#[expect(clippy::print_stdout, reason = "that is what it is for")]
async fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    let pool = TestPool::new();
    let authorizer = authorizer_of(pool.verifier(), |name| match env::var_os(name) {
        None if name == "REQUIRED_SCOPE" => Some("orders/read".into()),
        value => value,
    })?;
    let tokens = [
        (
            "a good token",
            pool.access_token().scope("orders/read").mint(),
        ),
        ("without the scope", pool.access_token().mint()),
        (
            "expired",
            pool.access_token()
                .scope("orders/read")
                .claim("exp", 1)
                .mint(),
        ),
        ("no token of ours", "a.b.c".to_owned()),
    ];
    let events = Path::new(env!("CARGO_MANIFEST_DIR")).join("events");
    let mut paths = Vec::new();
    for entry in fs::read_dir(events)? {
        paths.push(entry?.path());
    }
    paths.sort();
    for path in paths {
        println!("{}", path.file_stem().unwrap_or_default().display());
        let event = fs::read_to_string(&path)?;
        for (what, token) in &tokens {
            let event: Value = serde_json::from_str(&event.replace("{token}", token))?;
            match answer(&authorizer, event).await {
                Ok(answer) => println!("  {what}: {}", serde_json::to_string(&answer)?),
                Err(error) => println!("  {what}: the error `{error}`"),
            }
        }
        println!();
    }
    Ok(())
}
