//! A runtime, and nothing in it.

use load::Outcome;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Outcome {
    Ok(())
}
