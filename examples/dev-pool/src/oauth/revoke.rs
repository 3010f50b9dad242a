//! `POST /oauth2/revoke` (RFC 7009).
//!
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/revocation-endpoint.html>

use super::{client_auth, form::Form, refusal::Refusal};
use crate::{
    http::{Answer, Request},
    shared::Shared,
};

pub(super) fn answer(pool: &Shared, request: &Request) -> Answer {
    match revoke(pool, request) {
        Ok(()) => Answer::empty(200).header("cache-control", "no-store"),
        Err(refusal) => refusal.unauthorized().answer(),
    }
}

/// Ends the sign-in of a refresh token. A token that is not there needs no revoking.
fn revoke(pool: &Shared, request: &Request) -> Result<(), Refusal> {
    let form = Form::of_body(request)
        .map_err(|malformed| Refusal::invalid_request(malformed.message()))?;
    let client = client_auth::client(pool, request, &form)?;
    let token = form
        .get("token")
        .ok_or_else(|| Refusal::invalid_request("token is missing"))?;
    // Access and ID tokens are signed, refresh tokens are encrypted.
    if token.split('.').count() == 3 {
        return Err(Refusal::new(
            "unsupported_token_type",
            "only a refresh token can be revoked",
        ));
    }
    let mut state = pool.state();
    let Some(sign_in) = state.sign_ins.of(token).cloned() else {
        return Ok(());
    };
    if sign_in.client_id != client.id {
        return Err(Refusal::invalid_request(
            "the token was issued to another client",
        ));
    }
    let revoked = state.sign_ins.revoke(&sign_in.origin_jti);
    drop(state);
    pool.on_revocation.tell(revoked);
    Ok(())
}
