//! One token, verified with keys that are fetched: `start-fetched <issuer> <token>`.

use cognito_core::Verifier;
use load::{Outcome, argument, user_pool};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Outcome {
    let pool = user_pool(&argument(1, "the issuer")?)?;
    let verifier = Verifier::builder().user_pool(pool).build()?;
    verifier.verify(&argument(2, "the token")?).await?;
    Ok(())
}
