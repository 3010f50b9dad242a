//! Who calls the token and revocation endpoints (RFC 6749 section 2.3).

use aws_lc_rs::constant_time;
use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::{
    form::{Form, decode},
    refusal::Refusal,
};
use crate::{client::AppClient, http::Request, shared::Shared};

/// The client that a request comes from: by HTTP Basic authentication or by `client_id` and `client_secret` in the form. One
/// without a secret says its id and no secret.
pub(super) fn client<'a>(
    pool: &'a Shared,
    request: &Request,
    form: &Form,
) -> Result<&'a AppClient, Refusal> {
    let mut headers = request.values("authorization");
    let header = headers.next();
    if headers.next().is_some() {
        return Err(Refusal::invalid_request(
            "there are two authorization headers",
        ));
    }
    let in_form = (form.get("client_id"), form.get("client_secret"));
    let (id, secret) = match (header, in_form) {
        (Some(_), (_, Some(_))) => {
            return Err(Refusal::invalid_request(
                "a client authenticates in one way only: by the header or by the form",
            ));
        }
        (Some(header), (named, None)) => {
            let (id, secret) = basic(header)
                .ok_or_else(|| Refusal::invalid_client("the authorization header is not Basic"))?;
            if named.is_some_and(|named| named != id) {
                return Err(Refusal::invalid_client(
                    "header and form name different clients",
                ));
            }
            (id, Some(secret).filter(|secret| !secret.is_empty()))
        }
        (None, (Some(id), secret)) => (id.to_owned(), secret.map(str::to_owned)),
        (None, (None, _)) => return Err(Refusal::invalid_request("client_id is missing")),
    };
    let client = pool
        .client(&id)
        .ok_or_else(|| Refusal::invalid_client("there is no such client"))?;
    if knows_secret(client, secret.as_deref()) {
        Ok(client)
    } else {
        Err(Refusal::invalid_client(
            "the client's secret is missing, wrong or not expected",
        ))
    }
}

fn knows_secret(client: &AppClient, given: Option<&str>) -> bool {
    match (&client.secret, given) {
        (Some(secret), Some(given)) => {
            constant_time::verify_slices_are_equal(secret.as_bytes(), given.as_bytes()).is_ok()
        }
        (None, None) => true,
        (Some(_), None) | (None, Some(_)) => false,
    }
}

/// Id and secret, each encoded as in a form and joined by a colon, in base64.
fn basic(header: &str) -> Option<(String, String)> {
    let (scheme, credentials) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = String::from_utf8(STANDARD.decode(credentials.trim()).ok()?).ok()?;
    let (id, secret) = decoded.split_once(':')?;
    decode(id).zip(decode(secret))
}
