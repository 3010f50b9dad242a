//! An API that runs on Lambda, behind API Gateway or a function URL, and anywhere else: `cargo run -p lambda-api`.
//!
//! On Lambda it needs `COGNITO_USER_POOL_ID` and `COGNITO_CLIENT_ID`, and the pool's keys in the program, so that no cold start waits
//! for a fetch. Those in `src/jwks.json` are of a pool that does not exist. Put yours there, and leave out what is for trying out:
//! it can mint tokens.
//!
//! ```sh
//! curl -f -o examples/lambda-api/src/jwks.json https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbC123xyz/.well-known/jwks.json
//! cargo lambda build --release -p lambda-api --no-default-features
//! ```
//!
//! | variable | |
//! |---|---|
//! | `KEYS=pinned` | no fetch, ever: for a function without a network. Otherwise a key that is not in the program is one fetch |
//! | `JWKS_FILE` | a file of the deployment package, in place of the keys in the program; read at the start |
//! | `ACCEPT_GATEWAY=1` | claims that an authorizer of API Gateway has verified are taken, and the token is not looked at again |
//!
//! The last one makes API Gateway the only guard. Whoever may invoke the function himself (`lambda:InvokeFunction`), or put an API
//! of his own before it, is whom he says he is. A function URL is no such way: its caller cannot write the context.
#![forbid(unsafe_code)]

#[cfg(feature = "demo")]
mod here;
mod keys;
mod on_lambda;
mod routes;
#[cfg(test)]
mod tests;

use std::env;

use cognito_tower::core::{
    Authenticator, AuthenticatorBuilder, BuildError, TokenUse, UserPool, Verifier,
    clock::{Clock, SystemClock},
    jwks::KeyStore,
};

// One request at a time is all that Lambda gives an instance.
#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    if env::var_os("AWS_LAMBDA_RUNTIME_API").is_some() {
        return serve_on_lambda().await;
    }
    #[cfg(feature = "demo")]
    return here::serve().await;
    #[cfg(not(feature = "demo"))]
    Err("this runs on Lambda; built with the feature `demo` it runs anywhere".into())
}

async fn serve_on_lambda() -> Result<(), lambda_http::Error> {
    on_lambda::start_log();
    #[cfg(feature = "demo")]
    tracing::warn!(
        "there is a pool for trying out in this function: build it with `--no-default-features`"
    );
    let (pool, keys) = keys::from_env()?;
    let mut auth = authenticator(pool, keys, SystemClock::default())?;
    match keys::variable("ACCEPT_GATEWAY")?.as_deref() {
        None | Some("0") => (),
        Some("1") => auth = auth.accept_upstream_verified(),
        Some(_) => return Err("ACCEPT_GATEWAY is neither 1 nor 0".into()),
    }
    let app = routes::routes(auth.build()?).finish();
    lambda_http::run(on_lambda::served(app)).await
}

fn authenticator(
    pool: UserPool,
    keys: KeyStore,
    clock: impl Clock,
) -> Result<AuthenticatorBuilder, BuildError> {
    let verifier = Verifier::builder()
        .user_pool_with_keys(pool, keys)
        // A REST API whose methods name no scopes wants ID tokens, and `/me` takes one. Leave out what nobody sends you.
        .accept([TokenUse::Access, TokenUse::Id])
        .clock(clock)
        .build()?;
    Ok(Authenticator::builder(verifier))
}
