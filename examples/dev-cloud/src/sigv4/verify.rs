//! The check of a signature: against the clock, the session's secret and everything that was signed.

use dev_pool::Request;

use super::{
    canonical,
    claim::Claim,
    key::{self, SigningKey},
    query::Query,
    uri,
};
use crate::{
    limit,
    s3::error::S3Error,
    session::{Session, Sessions},
};

const UNSIGNED: &str = "UNSIGNED-PAYLOAD";

/// A request whose signature is right.
pub(crate) struct Verified {
    pub(crate) session: Session,
    /// What the signature says of the body: its hash, or a word on how it is signed.
    pub(crate) payload: String,
    /// What the signatures of chunks go on from.
    pub(crate) seed: Seed,
}

/// The first link in the chain of the signatures of chunks.
pub(crate) struct Seed {
    pub(crate) key: SigningKey,
    pub(crate) timestamp: String,
    pub(crate) scope: String,
    pub(crate) signature: String,
}

/// Verifies the signature of a request. The body is not looked at.
///
/// # Errors
/// S3's refusals, from `AccessDenied` without a signature to `SignatureDoesNotMatch`.
pub(crate) fn request(
    request: &Request,
    query: &Query,
    sessions: &Sessions,
    region: &str,
    now: u64,
) -> Result<Verified, S3Error> {
    let claim = Claim::of(request, query)?;
    check_scope(&claim, region)?;
    let session = sessions.open(claim.access_key_id, claim.session_token, now)?;
    check_time(&claim, now)?;
    check_signed_headers(&claim, request)?;
    let payload = payload(&claim, request, query)?.to_owned();
    let seed = signature(
        &claim,
        request,
        query,
        &payload,
        &sessions.secret_key(claim.access_key_id),
    )?;
    Ok(Verified {
        session,
        payload,
        seed,
    })
}

/// Recomputes the signature and compares.
fn signature(
    claim: &Claim<'_>,
    request: &Request,
    query: &Query,
    payload: &str,
    secret: &str,
) -> Result<Seed, S3Error> {
    let canonical = canonical::request(request, query, &claim.signed_headers, payload)
        .ok_or_else(S3Error::signature_without_header)?;
    let scope = claim.scope.to_string();
    let key = SigningKey::derive(secret, &claim.scope);
    let text = canonical::string_to_sign(&claim.timestamp, &scope, &canonical);
    let signature = key.sign(&text);
    if !key::are_equal(&signature, claim.signature) {
        let canonical = without_token(&canonical, claim.session_token);
        return Err(S3Error::signature_mismatch(&text, &canonical));
    }
    Ok(Seed {
        key,
        timestamp: claim.timestamp.clone(),
        scope,
        signature,
    })
}

/// What was to be signed, for whoever compares it, without what must not get into a log.
fn without_token(canonical: &str, token: Option<&str>) -> String {
    let token = token.unwrap_or_default();
    if token.is_empty() {
        return canonical.to_owned();
    }
    canonical
        .replace(&uri::encode(token), "SESSION-TOKEN")
        .replace(token, "SESSION-TOKEN")
}

fn check_scope(claim: &Claim<'_>, region: &str) -> Result<(), S3Error> {
    let scope = &claim.scope;
    if scope.service != "s3" {
        return Err(S3Error::malformed_authorization(format!(
            "The authorization header is malformed; incorrect service \"{}\". This endpoint belongs to \"s3\".",
            scope.service
        )));
    }
    if scope.region != region {
        return Err(S3Error::malformed_authorization(format!(
            "The authorization header is malformed; the region '{}' is wrong; expecting '{region}'",
            scope.region
        )));
    }
    if claim.timestamp.get(..8) != Some(&*scope.date) {
        return Err(S3Error::malformed_authorization(
            "The authorization header is malformed; the date of the Credential is not that of the request.",
        ));
    }
    Ok(())
}

fn check_time(claim: &Claim<'_>, now: u64) -> Result<(), S3Error> {
    let is_early = claim.signed_at > now.saturating_add(limit::CLOCK_SKEW);
    match claim.lasts {
        None if is_early || claim.signed_at.saturating_add(limit::CLOCK_SKEW) < now => {
            Err(S3Error::time_too_skewed(claim.signed_at, now))
        }
        Some(_) if is_early => Err(S3Error::access_denied("Request is not yet valid")),
        Some(lasts) if claim.signed_at.saturating_add(lasts) < now => {
            Err(S3Error::access_denied("Request has expired"))
        }
        _ => Ok(()),
    }
}

/// `host` and all that begins with `x-amz-` must be signed.
fn check_signed_headers(claim: &Claim<'_>, request: &Request) -> Result<(), S3Error> {
    let is_signed = |name: &str| {
        let mut signed = claim.signed_headers.iter();
        signed.any(|signed| name.eq_ignore_ascii_case(signed))
    };
    let unsigned: Vec<String> = request
        .headers()
        .map(|(name, _)| name.to_ascii_lowercase())
        .filter(|name| name == "host" || name.starts_with("x-amz-"))
        .filter(|name| !is_signed(name))
        .collect();
    if unsigned.is_empty() {
        Ok(())
    } else {
        Err(S3Error::unsigned_headers(&unsigned.join(", ")))
    }
}

/// What the signature says of the body.
fn payload<'a>(
    claim: &Claim<'_>,
    request: &'a Request,
    query: &'a Query,
) -> Result<&'a str, S3Error> {
    let stated = request.sole("x-amz-content-sha256");
    if claim.lasts.is_some() {
        let stated = stated.or_else(|| query.signing("x-amz-content-sha256"));
        return Ok(stated.unwrap_or(UNSIGNED));
    }
    stated.ok_or_else(|| {
        S3Error::invalid_request("Missing required header for this request: x-amz-content-sha256")
    })
}

#[cfg(test)]
mod tests;
