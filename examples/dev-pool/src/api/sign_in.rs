//! `InitiateAuth` and `RespondToAuthChallenge`.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use super::{input::Input, tokens};
use crate::{
    challenge::Pending,
    error::ApiError,
    shared::Shared,
    simulation,
    srp::{Challenge, PasswordRecord, is_timestamp},
    user::check_username,
};

pub(super) fn initiate(pool: &Shared, input: Input<'_>) -> Result<Value, ApiError> {
    let flow = input.text("AuthFlow")?;
    let client_id = input.client_id(pool)?;
    let parameters = input.parameters("AuthParameters")?;
    match flow {
        "REFRESH_TOKEN" | "REFRESH_TOKEN_AUTH" => {
            let token = parameters.text("REFRESH_TOKEN")?;
            tokens::refresh(pool, token, client_id).map(|result| signed_in(&result))
        }
        "USER_PASSWORD_AUTH" => by_password(pool, client_id, parameters),
        "USER_SRP_AUTH" => begin_srp(pool, client_id, parameters),
        "CUSTOM_AUTH" | "USER_AUTH" => Err(ApiError::invalid_parameter(format!(
            "{flow} flow not enabled for this client"
        ))),
        _ => Err(ApiError::invalid_parameter(
            "Initiate Auth method not supported.",
        )),
    }
}

pub(super) fn respond(pool: &Shared, input: Input<'_>) -> Result<Value, ApiError> {
    let challenge = input.text("ChallengeName")?;
    let client_id = input.client_id(pool)?;
    if challenge != "PASSWORD_VERIFIER" {
        return Err(ApiError::invalid_parameter(
            "This development pool gives the challenge PASSWORD_VERIFIER only.",
        ));
    }
    finish_srp(pool, client_id, input.parameters("ChallengeResponses")?)
}

fn by_password(pool: &Shared, client_id: &str, input: Input<'_>) -> Result<Value, ApiError> {
    let account = Account::named(pool, input.text("USERNAME")?)?;
    let password = input.text("PASSWORD")?;
    let is_right = account
        .record
        .matches(pool.owner(&account.username), password);
    match account.sub {
        Some(sub) if is_right => {
            tokens::sign_in(pool, &sub, client_id, &account.record).map(|result| signed_in(&result))
        }
        _ => Err(ApiError::wrong_password()),
    }
}

fn begin_srp(pool: &Shared, client_id: &str, input: Input<'_>) -> Result<Value, ApiError> {
    let name = input.text("USERNAME")?;
    let public = input.text("SRP_A")?;
    let account = Account::named(pool, name)?;
    let challenge = Challenge::new(account.record, public)
        .ok_or_else(|| ApiError::invalid_parameter("SRP_A is not a public value."))?;
    let (salt, server_public) = (challenge.salt(), challenge.server_public());
    let username = account.username.clone();
    let pending = Pending {
        challenge,
        client_id: client_id.to_owned(),
        username: account.username,
        given_name: name.to_owned(),
        sub: account.sub,
    };
    let now = pool.now();
    let secret_block = pool.state().challenges.open(pending, now)?;
    Ok(json!({
        "ChallengeName": "PASSWORD_VERIFIER",
        "ChallengeParameters": {
            "SALT": salt,
            "SECRET_BLOCK": secret_block,
            "SRP_B": server_public,
            "USERNAME": username,
            "USER_ID_FOR_SRP": username,
        },
    }))
}

fn finish_srp(pool: &Shared, client_id: &str, input: Input<'_>) -> Result<Value, ApiError> {
    let name = input.text("USERNAME")?;
    let secret_block = input.text("PASSWORD_CLAIM_SECRET_BLOCK")?;
    let signature = input.text("PASSWORD_CLAIM_SIGNATURE")?;
    let timestamp = input.text("TIMESTAMP")?;
    if !is_timestamp(timestamp) {
        return Err(ApiError::invalid_parameter(
            "TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english.",
        ));
    }
    let decode = |text| {
        STANDARD
            .decode(text)
            .map_err(|_| ApiError::wrong_password())
    };
    let (secret_block, signature) = (decode(secret_block)?, decode(signature)?);
    let now = pool.now();
    let pending = pool.state().challenges.take(&secret_block, now)?;
    let is_proven = pending.client_id == client_id
        && pending.goes_by(name)
        && pending.challenge.proves(
            pool.owner(&pending.username),
            &secret_block,
            timestamp,
            &signature,
        );
    match pending.sub {
        Some(sub) if is_proven => {
            tokens::sign_in(pool, &sub, client_id, pending.challenge.record())
                .map(|result| signed_in(&result))
        }
        _ => Err(ApiError::wrong_password()),
    }
}

/// Who wants to sign in. A name that no user has gets an account that no password opens.
struct Account {
    sub: Option<String>,
    username: String,
    record: PasswordRecord,
}

impl Account {
    fn named(pool: &Shared, name: &str) -> Result<Self, ApiError> {
        check_username(name)?;
        let known = pool.state().users.find(name).map(|user| Self {
            sub: Some(user.sub.clone()),
            username: user.username.clone(),
            record: user.password.clone(),
        });
        Ok(known.unwrap_or_else(|| {
            let (username, record) = simulation::account(pool, name);
            Self {
                sub: None,
                username,
                record,
            }
        }))
    }
}

fn signed_in(result: &Value) -> Value {
    json!({"AuthenticationResult": result, "ChallengeParameters": {}})
}
