//! `POST /oauth2/token`.
//!
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html>

use aws_lc_rs::{constant_time, digest};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use super::{client_auth, form::Form, refusal::Refusal, scope};
use crate::{
    client::AppClient,
    http::{Answer, Request},
    shared::Shared,
    token::{
        grant::Grant,
        issue::{self, Tokens},
        requests::TokenRequests,
    },
};

/// The count of requests that an answer adds to.
type Count = fn(&mut TokenRequests) -> &mut u64;

pub(super) fn answer(pool: &Shared, request: &Request) -> Answer {
    let (count, answer): (Count, _) = match exchange(pool, request) {
        Ok((count, tokens)) => (count, granted(tokens)),
        Err(refusal) => (|requests| &mut requests.refused, refusal.answer()),
    };
    *count(&mut pool.state().token_requests) += 1;
    answer
}

fn exchange(pool: &Shared, request: &Request) -> Result<(Count, Tokens), Refusal> {
    let form = Form::of_body(request)
        .map_err(|malformed| Refusal::invalid_request(malformed.message()))?;
    let client = client_auth::client(pool, request, &form)?;
    match form.get("grant_type") {
        Some("authorization_code") => Ok((
            |requests| &mut requests.authorization_code,
            for_code(pool, client, &form)?,
        )),
        Some("client_credentials") => Ok((
            |requests| &mut requests.client_credentials,
            for_client(pool, client, &form)?,
        )),
        Some("refresh_token") => Ok((
            |requests| &mut requests.refresh_token,
            for_refresh_token(pool, client, &form)?,
        )),
        Some(_) => Err(Refusal::new(
            "unsupported_grant_type",
            "grant_type is not authorization_code, refresh_token or client_credentials",
        )),
        None => Err(Refusal::invalid_request("grant_type is missing")),
    }
}

fn for_code(pool: &Shared, client: &AppClient, form: &Form) -> Result<Tokens, Refusal> {
    let code = required(form, "code", "code is missing")?;
    let redirect_uri = required(form, "redirect_uri", "redirect_uri is missing")?;
    let now = pool.now();
    let authorized = pool
        .state()
        .authorization_codes
        .redeem(code, now)
        .filter(|authorized| authorized.client_id == client.id)
        .ok_or_else(|| {
            Refusal::invalid_grant("the code is unknown, used or expired, or another client's")
        })?;
    if authorized.redirect_uri != redirect_uri {
        return Err(Refusal::invalid_grant(
            "redirect_uri is not that of the authorization request",
        ));
    }
    match (&authorized.challenge, form.get("code_verifier")) {
        (None, None) => (),
        (Some(challenge), Some(verifier)) if answers(challenge, verifier) => (),
        (Some(_), Some(_)) => {
            return Err(Refusal::invalid_grant(
                "code_verifier does not fit the code_challenge",
            ));
        }
        (Some(_), None) => return Err(Refusal::invalid_grant("code_verifier is missing")),
        // A challenge that somebody took away on the way must not go unnoticed.
        (None, Some(_)) => return Err(Refusal::invalid_grant("there was no code_challenge")),
    }
    let grant = Grant::OAuth(authorized.granted);
    Ok(issue::begin(pool, &authorized.sub, client, grant)?)
}

fn for_refresh_token(pool: &Shared, client: &AppClient, form: &Form) -> Result<Tokens, Refusal> {
    let token = required(form, "refresh_token", "refresh_token is missing")?;
    Ok(issue::renew(pool, token, client)?)
}

fn for_client(pool: &Shared, client: &AppClient, form: &Form) -> Result<Tokens, Refusal> {
    if client.secret.is_none() {
        return Err(Refusal::new(
            "unauthorized_client",
            "only a client with a secret can act for itself",
        ));
    }
    let scopes = scope::for_machine(client, form.get("scope")).ok_or_else(|| {
        Refusal::new(
            "invalid_scope",
            "a scope is not one of the client's own custom ones, or it has none",
        )
    })?;
    Ok(issue::machine(pool, client, &scopes.join(" ")))
}

fn required<'a>(form: &'a Form, name: &str, missing: &'static str) -> Result<&'a str, Refusal> {
    form.get(name)
        .ok_or_else(|| Refusal::invalid_request(missing))
}

fn granted(tokens: Tokens) -> Answer {
    let mut members = json!({
        "access_token": tokens.access,
        "expires_in": tokens.expires_in,
        "token_type": "Bearer",
    });
    let others = [("id_token", tokens.id), ("refresh_token", tokens.refresh)];
    if let Value::Object(members) = &mut members {
        let others = others
            .into_iter()
            .filter_map(|(name, token)| Some((name.to_owned(), token?.into())));
        members.extend(others);
    }
    Answer::json(200, &members)
        .header("cache-control", "no-store")
        .header("pragma", "no-cache")
}

/// Whether the challenge is the verifier's SHA-256 hash (RFC 7636 section 4.6).
fn answers(challenge: &str, verifier: &str) -> bool {
    let has_form = (43..=128).contains(&verifier.len());
    let hash = URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, verifier.as_bytes()));
    has_form
        && constant_time::verify_slices_are_equal(hash.as_bytes(), challenge.as_bytes()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_verifier_of_rfc_7636_appendix_b_answers_its_challenge() {
        let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        assert!(answers(challenge, verifier));
        for wrong in ["", challenge, &verifier.to_lowercase(), &verifier[1..]] {
            assert!(!answers(challenge, wrong), "{wrong}");
        }
    }
}
