//! What jwt-authorizer is compared with: its axum without it.

use axum07::{Router, routing::get};
use load_peers::{CONSTANT, Outcome, listen};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Outcome {
    let app = Router::new().route("/", get(|| async { CONSTANT.to_owned() }));
    axum07::serve(listen().await?, app).await?;
    Ok(())
}
