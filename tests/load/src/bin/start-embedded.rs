//! One token, verified with keys that come with the program: `start-embedded <key set file> <token>`.

use cognito_core::{
    Verifier,
    jwks::{KeyStore, StaticKeys},
};
use load::{Outcome, argument, user_pool};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Outcome {
    let keys = StaticKeys::from_json(std::fs::read(argument(1, "the key set")?)?)?;
    // Never asked.
    let pool = user_pool("http://127.0.0.1:1")?;
    let keys = KeyStore::builder(&pool).pinned_keys(keys).build()?;
    let verifier = Verifier::builder()
        .user_pool_with_keys(pool, keys)
        .build()?;
    verifier.verify(&argument(2, "the token")?).await?;
    Ok(())
}
