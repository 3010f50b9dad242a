//! `InitiateAuth` and `RespondToAuthChallenge`.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use super::{challenge, input::Input, tokens};
use crate::{
    challenge::Exchange,
    client::AppClient,
    error::ApiError,
    secret_hash,
    shared::Shared,
    simulation,
    srp::{Challenge, PasswordRecord, is_timestamp},
    user::{Status, check_username},
};

pub(super) fn initiate(pool: &Shared, input: Input<'_>) -> Result<Value, ApiError> {
    let flow = input.text("AuthFlow")?;
    let client = input.client(pool)?;
    let parameters = input.parameters("AuthParameters")?;
    match flow {
        "USER_PASSWORD_AUTH" => by_password(pool, client, parameters),
        _ => by_any_flow(pool, flow, client, parameters),
    }
}

/// `AdminInitiateAuth`: a server that was given the password.
pub(super) fn admin_initiate(pool: &Shared, input: Input<'_>) -> Result<Value, ApiError> {
    let flow = input.text("AuthFlow")?;
    let client = input.client(pool)?;
    let parameters = input.parameters("AuthParameters")?;
    match flow {
        "ADMIN_NO_SRP_AUTH" | "ADMIN_USER_PASSWORD_AUTH" => by_password(pool, client, parameters),
        _ => by_any_flow(pool, flow, client, parameters),
    }
}

pub(super) fn respond(pool: &Shared, input: Input<'_>) -> Result<Value, ApiError> {
    let challenge = input.text("ChallengeName")?;
    let client = input.client(pool)?;
    let responses = input.parameters("ChallengeResponses")?;
    let name = responses.text("USERNAME")?;
    secret_hash::check(client, responses.optional("SECRET_HASH")?, &[name])?;
    match challenge {
        "PASSWORD_VERIFIER" => finish_srp(pool, client, responses),
        "NEW_PASSWORD_REQUIRED" => {
            challenge::new_password(pool, client, input.text("Session")?, responses)
        }
        "SOFTWARE_TOKEN_MFA" => {
            challenge::software_token(pool, client, input.text("Session")?, responses)
        }
        _ => Err(ApiError::invalid_parameter(
            "This development pool gives the challenges PASSWORD_VERIFIER, NEW_PASSWORD_REQUIRED and SOFTWARE_TOKEN_MFA \
             only.",
        )),
    }
}

/// The flows that users and administrators begin alike.
fn by_any_flow(
    pool: &Shared,
    flow: &str,
    client: &AppClient,
    input: Input<'_>,
) -> Result<Value, ApiError> {
    match flow {
        "REFRESH_TOKEN" | "REFRESH_TOKEN_AUTH" => tokens::refresh(pool, flow, client, input),
        "USER_SRP_AUTH" => begin_srp(pool, client, input),
        "CUSTOM_AUTH" | "USER_AUTH" => Err(ApiError::flow_not_enabled(flow)),
        _ => Err(ApiError::invalid_parameter(
            "Initiate Auth method not supported.",
        )),
    }
}

fn by_password(pool: &Shared, client: &AppClient, input: Input<'_>) -> Result<Value, ApiError> {
    let name = input.text("USERNAME")?;
    secret_hash::check(client, input.optional("SECRET_HASH")?, &[name])?;
    let (sub, record) = prove_password(pool, name, input.text("PASSWORD")?)?;
    challenge::after_password(pool, client, &sub, &record)
}

/// Whose password it is, and the record that it fits.
pub(crate) fn prove_password(
    pool: &Shared,
    name: &str,
    password: &str,
) -> Result<(String, PasswordRecord), ApiError> {
    let account = Account::named(pool, name)?;
    let is_right = account
        .record
        .matches(pool.owner(&account.username), password);
    match account.sub {
        Some(sub) if is_right => Ok((sub, account.record)),
        _ => Err(ApiError::wrong_password()),
    }
}

fn begin_srp(pool: &Shared, client: &AppClient, input: Input<'_>) -> Result<Value, ApiError> {
    let name = input.text("USERNAME")?;
    secret_hash::check(client, input.optional("SECRET_HASH")?, &[name])?;
    let public = input.text("SRP_A")?;
    let account = Account::named(pool, name)?;
    let exchange = Challenge::new(account.record, public)
        .ok_or_else(|| ApiError::invalid_parameter("SRP_A is not a public value."))?;
    let (salt, server_public) = (exchange.salt(), exchange.server_public());
    let username = account.username.clone();
    let exchange = Exchange {
        challenge: exchange,
        client_id: client.id.clone(),
        username: account.username,
        given_name: name.to_owned(),
        sub: account.sub,
    };
    let now = pool.now();
    let secret_block = pool.state().exchanges.open(exchange, now)?;
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

fn finish_srp(pool: &Shared, client: &AppClient, input: Input<'_>) -> Result<Value, ApiError> {
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
    let exchange = pool.state().exchanges.take(&secret_block, now)?;
    let is_proven = exchange.client_id == client.id
        && exchange.goes_by(name)
        && exchange.challenge.proves(
            pool.owner(&exchange.username),
            &secret_block,
            timestamp,
            &signature,
        );
    match exchange.sub {
        Some(sub) if is_proven => {
            challenge::after_password(pool, client, &sub, exchange.challenge.record())
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
        if let Some(user) = pool.state().users.find(name) {
            // An imported user has no password yet that could be asked for first.
            if user.status == Status::ResetRequired {
                user.may_sign_in()?;
            }
            return Ok(Self {
                sub: Some(user.sub.clone()),
                username: user.username.clone(),
                record: user.password.clone(),
            });
        }
        let (username, record) = simulation::account(pool, name);
        Ok(Self {
            sub: None,
            username,
            record,
        })
    }
}
