//! What the recorded events are answered. They are the example's: `{token}` stands where the token is.

mod answered;
mod hostile;
mod kept;
mod sources;

use std::sync::LazyLock;

use serde_json::{Value, json};

use super::*;
use crate::{
    AuthenticatorBuilder, TokenSource, TokenUse,
    test_util::{TestPool, TokenBuilder},
};

static POOL: LazyLock<TestPool> = LazyLock::new(TestPool::new);

macro_rules! event {
    ($name:literal) => {
        include_str!(concat!(
            "../../../../examples/lambda-authorizer/events/",
            $name,
            ".json"
        ))
    };
}

const REST_TOKEN: &str = event!("rest-token");
const REST_REQUEST: &str = event!("rest-request");
const WEB_SOCKET: &str = event!("websocket-connect");
const HTTP_1: &str = event!("http-1.0");
const HTTP_2: &str = event!("http-2.0");

fn with(event: &str, token: &str) -> Value {
    serde_json::from_str(&event.replace("{token}", token)).unwrap()
}

fn builder() -> AuthenticatorBuilder {
    let both = [TokenUse::Access, TokenUse::Id];
    let verifier = POOL.verifier_builder().accept(both).build().unwrap();
    let sources = [TokenSource::bearer(), TokenSource::web_socket("bearer")];
    Authenticator::builder(verifier).token_sources(sources)
}

fn authorizer(policy: Policy) -> LambdaAuthorizer {
    LambdaAuthorizer::new(builder().require(policy).build().unwrap())
}

async fn ask(
    authorizer: &LambdaAuthorizer,
    event: &str,
    token: &TokenBuilder,
) -> Result<Value, Unanswered> {
    let answer = authorizer.answer(&with(event, &token.mint())).await?;
    Ok(serde_json::to_value(answer).unwrap())
}
