//! What a request says of its signature, in its `Authorization` header or in its query.

use dev_pool::Request;

use super::{key::Scope, query::Query};
use crate::{limit, s3::error::S3Error, time};

/// What a request says of its signature; nothing of it is checked.
pub(crate) struct Claim<'a> {
    pub(crate) access_key_id: &'a str,
    pub(crate) scope: Scope,
    /// As it was sent: it is signed so.
    pub(crate) timestamp: String,
    /// Seconds since 1970.
    pub(crate) signed_at: u64,
    /// In lower case, in the order in which they were signed.
    pub(crate) signed_headers: Vec<String>,
    pub(crate) signature: &'a str,
    pub(crate) session_token: Option<&'a str>,
    /// Seconds that a presigned URL lasts; a signature in the header has none.
    pub(crate) lasts: Option<u64>,
}

impl<'a> Claim<'a> {
    /// Reads the claim of a request.
    ///
    /// # Errors
    /// `AccessDenied` without a signature, and S3's refusals of malformed ones.
    pub(crate) fn of(request: &'a Request, query: &'a Query) -> Result<Self, S3Error> {
        let in_query = query.signing("x-amz-algorithm");
        match (request.sole("authorization"), in_query) {
            (Some(_), Some(_)) => Err(S3Error::invalid_argument(
                "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter \
                 or the Authorization header should be specified",
            )),
            (Some(header), None) => Self::of_header(request, header),
            (None, Some(algorithm)) => Self::of_query(query, algorithm),
            (None, None) if query.has("AWSAccessKeyId") => Err(S3Error::old_signature()),
            (None, None) => Err(S3Error::anonymous()),
        }
    }

    fn of_header(request: &'a Request, header: &'a str) -> Result<Self, S3Error> {
        let malformed =
            || S3Error::malformed_authorization("The authorization header is malformed.");
        let (algorithm, rest) = header.trim().split_once(' ').ok_or_else(malformed)?;
        if algorithm == "AWS" {
            return Err(S3Error::old_signature());
        }
        if algorithm != "AWS4-HMAC-SHA256" {
            return Err(S3Error::unsupported_algorithm());
        }
        let (mut credential, mut signed_headers, mut signature) = (None, None, None);
        for part in rest.split(',') {
            let (name, value) = part.trim().split_once('=').ok_or_else(malformed)?;
            let slot = match name {
                "Credential" => &mut credential,
                "SignedHeaders" => &mut signed_headers,
                "Signature" => &mut signature,
                _ => return Err(malformed()),
            };
            if slot.replace(value).is_some() {
                return Err(malformed());
            }
        }
        let (access_key_id, scope) = split_credential(credential.ok_or_else(malformed)?)?;
        let (timestamp, signed_at) = timestamp(request)?;
        Ok(Self {
            access_key_id,
            scope,
            timestamp,
            signed_at,
            signed_headers: names(signed_headers.ok_or_else(malformed)?),
            signature: signature.ok_or_else(malformed)?,
            session_token: request.sole("x-amz-security-token"),
            lasts: None,
        })
    }

    fn of_query(query: &'a Query, algorithm: &str) -> Result<Self, S3Error> {
        if algorithm != "AWS4-HMAC-SHA256" {
            return Err(S3Error::unsupported_algorithm());
        }
        let parameter = |name: &str| {
            query.signing(name).ok_or_else(|| {
                S3Error::malformed_query(
                    "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, \
                     X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.",
                )
            })
        };
        let (access_key_id, scope) = split_credential(parameter("x-amz-credential")?)?;
        let timestamp = parameter("x-amz-date")?;
        let signed_at = time::from_basic(timestamp).ok_or_else(|| {
            S3Error::malformed_query(
                "X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"",
            )
        })?;
        let lasts = parameter("x-amz-expires")?
            .parse()
            .ok()
            .filter(|&seconds| seconds <= limit::PRESIGNED_LIFE)
            .ok_or_else(|| {
                S3Error::malformed_query(
                    "X-Amz-Expires must be a number of seconds, at most a week (604800)",
                )
            })?;
        Ok(Self {
            access_key_id,
            scope,
            timestamp: timestamp.to_owned(),
            signed_at,
            signed_headers: names(parameter("x-amz-signedheaders")?),
            signature: parameter("x-amz-signature")?,
            session_token: query.signing("x-amz-security-token"),
            lasts: Some(lasts),
        })
    }
}

/// `x-amz-date`, or else `date`.
fn timestamp(request: &Request) -> Result<(String, u64), S3Error> {
    let own = request
        .sole("x-amz-date")
        .map(|text| (text.to_owned(), time::from_basic(text)));
    let moment = own.or_else(|| {
        let seconds = time::from_http(request.sole("date")?);
        Some((seconds.map(time::basic)?, seconds))
    });
    match moment {
        Some((text, Some(seconds))) => Ok((text, seconds)),
        _ => Err(S3Error::access_denied(
            "AWS authentication requires a valid Date or x-amz-date header",
        )),
    }
}

fn split_credential(text: &str) -> Result<(&str, Scope), S3Error> {
    let parts: Vec<&str> = text.split('/').collect();
    match parts.as_slice() {
        [id, date, region, service, "aws4_request"] => {
            let scope = Scope {
                date: (*date).to_owned(),
                region: (*region).to_owned(),
                service: (*service).to_owned(),
            };
            Ok((id, scope))
        }
        _ => Err(S3Error::malformed_authorization(
            "The authorization header is malformed; the Credential is mal-formed; expecting \
             \"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\".",
        )),
    }
}

fn names(text: &str) -> Vec<String> {
    text.split(';').map(str::to_ascii_lowercase).collect()
}
