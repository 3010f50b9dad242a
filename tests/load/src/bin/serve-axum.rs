//! One axum server on one thread: `serve-axum <bare|uncached|cached|cached-full-bytes> <issuer>`.

use axum::{Router, routing::get};
use cognito_tower::{
    Cognito, CognitoLayer,
    core::{AccessClaims, Verifier},
};
use load::{CONSTANT, Outcome, argument};
use tokio::net::TcpListener;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Outcome {
    let app = match &*argument(1, "the mode")? {
        "bare" => Router::new().route("/", get(constant)),
        mode => protected(load::verifier(mode, &argument(2, "the issuer")?)?),
    };
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", listener.local_addr()?.port());
    axum::serve(listener, app).await?;
    Ok(())
}

fn protected(verifier: Verifier) -> Router {
    Router::new()
        .route("/", get(subject))
        .layer(CognitoLayer::from(verifier))
}

async fn subject(Cognito(claims): Cognito<AccessClaims>) -> String {
    claims.subject().to_owned()
}

async fn constant() -> String {
    CONSTANT.to_owned()
}
