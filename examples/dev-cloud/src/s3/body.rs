//! A request's body, compared with all that the request says of it.

use std::borrow::Cow;

use dev_pool::Request;

use super::{
    checksum::{self, Algorithm, Checksum},
    chunked::{self, Decoded, Trailers},
    error::S3Error,
};
use crate::{
    limit,
    sigv4::{key::sha256, verify::Verified},
};

/// A body that is what it was said to be.
pub(crate) struct Body<'a> {
    pub(crate) payload: Cow<'a, [u8]>,
    /// The checksum that the client sent, if it sent one.
    pub(crate) checksum: Option<Checksum>,
}

/// Reads the body of a request: signature or hash, length, `Content-MD5` and checksums.
///
/// # Errors
/// S3's refusals of bodies that are not what the request says.
pub(crate) fn read<'a>(request: &'a Request, verified: &Verified) -> Result<Body<'a>, S3Error> {
    if request.bytes().len() > limit::MAX_BODY {
        return Err(chunked::too_large());
    }
    let (payload, trailers) = payload(request, verified)?;
    if payload.len() > limit::MAX_OBJECT {
        return Err(chunked::too_large());
    }
    if let Some(stated) = request.sole("content-md5") {
        checksum::check_content_md5(stated, &payload)?;
    }
    let checksum = checksum(request, &trailers, &payload)?;
    Ok(Body { payload, checksum })
}

type Payload<'a> = (Cow<'a, [u8]>, Vec<(String, String)>);

fn payload<'a>(request: &'a Request, verified: &Verified) -> Result<Payload<'a>, S3Error> {
    let body = request.bytes();
    let (seed, trailers) = match &*verified.payload {
        "UNSIGNED-PAYLOAD" => return Ok((body.into(), Vec::new())),
        "STREAMING-AWS4-HMAC-SHA256-PAYLOAD" => (Some(&verified.seed), Trailers::Absent),
        "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER" => (Some(&verified.seed), Trailers::Announced),
        "STREAMING-UNSIGNED-PAYLOAD-TRAILER" => (None, Trailers::Announced),
        hash => {
            check_hash(hash, body)?;
            return Ok((body.into(), Vec::new()));
        }
    };
    let Decoded { payload, trailers } = chunked::decode(body, seed, trailers)?;
    let stated = request
        .sole("x-amz-decoded-content-length")
        .and_then(|length| length.parse::<usize>().ok());
    match stated {
        Some(length) if payload.len() == length => Ok((payload.into(), trailers)),
        Some(_) => Err(S3Error::incomplete_body(
            "You did not provide the number of bytes specified by the x-amz-decoded-content-length HTTP header",
        )),
        None => Err(S3Error::new(
            411,
            "MissingContentLength",
            "You must provide the x-amz-decoded-content-length HTTP header.",
        )),
    }
}

fn check_hash(stated: &str, body: &[u8]) -> Result<(), S3Error> {
    let is_hash = stated.len() == 64 && stated.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !is_hash {
        return Err(S3Error::invalid_argument(
            "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, \
             STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER or a valid sha256 value.",
        ));
    }
    let actual = sha256(body);
    if stated.eq_ignore_ascii_case(&actual) {
        return Ok(());
    }
    let error = S3Error::new(
        400,
        "XAmzContentSHA256Mismatch",
        "The provided 'x-amz-content-sha256' header does not match what was computed.",
    );
    Err(error
        .with("ClientComputedContentSHA256", stated)
        .with("S3ComputedContentSHA256", actual))
}

/// Compares the checksum, if there is one, in a header or in a trailer that was announced.
fn checksum(
    request: &Request,
    trailers: &[(String, String)],
    payload: &[u8],
) -> Result<Option<Checksum>, S3Error> {
    let announced = request.sole("x-amz-trailer");
    if let Some((name, _)) = trailers
        .iter()
        .find(|(name, _)| announced.is_none_or(|announced| !announced.eq_ignore_ascii_case(name)))
    {
        let message = format!("The trailer {name} was not announced in x-amz-trailer.");
        return Err(S3Error::new(400, "MalformedTrailerError", message));
    }
    if let Some(announced) = announced
        && trailers.is_empty()
    {
        let message = format!("The announced trailer {announced} did not come.");
        return Err(S3Error::new(400, "MalformedTrailerError", message));
    }
    let in_headers = request.headers();
    let in_trailers = trailers.iter().map(|(name, value)| (&**name, &**value));
    let mut stated = in_headers
        .chain(in_trailers)
        .filter_map(|(name, value)| Some((Algorithm::of_header(name)?, value)));
    let first = stated.next();
    if stated.next().is_some() {
        return Err(S3Error::invalid_request(
            "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.",
        ));
    }
    first
        .map(|(algorithm, value)| Checksum::check(algorithm, value, payload))
        .transpose()
}
