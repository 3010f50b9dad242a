//! Refusals in S3's words.

use std::{error::Error, fmt};

use super::xml::Writer;
use crate::time;

/// A refusal in S3's words: a status, a code and a message, and what else belongs to it.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html>
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct S3Error {
    status: u16,
    code: &'static str,
    message: String,
    details: Vec<(&'static str, String)>,
}

impl S3Error {
    pub(crate) fn new(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
            details: Vec::new(),
        }
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.details.push((name, value.into()));
        self
    }

    pub(crate) fn access_denied(message: impl Into<String>) -> Self {
        Self::new(403, "AccessDenied", message)
    }

    pub(crate) fn anonymous() -> Self {
        Self::access_denied(
            "Access Denied. The request is not signed: the SDK had no credentials, or the page asked for the object by a plain \
             URL.",
        )
    }

    pub(crate) fn bad_digest(message: impl Into<String>) -> Self {
        Self::new(400, "BadDigest", message)
    }

    pub(crate) fn expired_token() -> Self {
        Self::new(400, "ExpiredToken", "The provided token has expired.")
    }

    pub(crate) fn incomplete_body(message: impl Into<String>) -> Self {
        Self::new(400, "IncompleteBody", message)
    }

    pub(crate) fn invalid_argument(message: impl Into<String>) -> Self {
        Self::new(400, "InvalidArgument", message)
    }

    pub(crate) fn invalid_request(message: impl Into<String>) -> Self {
        Self::new(400, "InvalidRequest", message)
    }

    pub(crate) fn invalid_token() -> Self {
        Self::new(
            400,
            "InvalidToken",
            "The provided token is malformed or otherwise invalid. Credentials are of the identity pool that issued them, and \
             end when it stops.",
        )
    }

    pub(crate) fn malformed_authorization(message: impl Into<String>) -> Self {
        Self::new(400, "AuthorizationHeaderMalformed", message)
    }

    pub(crate) fn malformed_query(message: impl Into<String>) -> Self {
        Self::new(400, "AuthorizationQueryParametersError", message)
    }

    pub(crate) fn malformed_xml() -> Self {
        Self::new(
            400,
            "MalformedXML",
            "The XML you provided was not well-formed or did not validate against our published schema",
        )
    }

    pub(crate) fn not_implemented(what: impl fmt::Display) -> Self {
        Self::new(
            501,
            "NotImplemented",
            format!(
                "A header or query you provided implies functionality that is not implemented: {what}. The development store \
                 has one bucket and plain objects."
            ),
        )
    }

    pub(crate) fn old_signature() -> Self {
        Self::invalid_request(
            "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256. (For the AWS SDK for \
             JavaScript v2: new AWS.S3({signatureVersion: 'v4'}).)",
        )
    }

    pub(crate) fn signature_mismatch(string_to_sign: &str, canonical: &str) -> Self {
        Self::new(
            403,
            "SignatureDoesNotMatch",
            "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
        )
        .with("StringToSign", string_to_sign)
        .with("CanonicalRequest", canonical)
    }

    pub(crate) fn chunk_signature_mismatch() -> Self {
        Self::new(
            403,
            "SignatureDoesNotMatch",
            "The chunk signature we calculated does not match the signature you provided. Check your key and signing method.",
        )
    }

    pub(crate) fn signature_without_header() -> Self {
        Self::new(
            403,
            "SignatureDoesNotMatch",
            "A header that is named in SignedHeaders is not there, or the path is not percent-encoded.",
        )
    }

    pub(crate) fn time_too_skewed(signed_at: u64, now: u64) -> Self {
        Self::new(
            403,
            "RequestTimeTooSkewed",
            "The difference between the request time and the current time is too large.",
        )
        .with("RequestTime", time::basic(signed_at))
        .with("ServerTime", time::extended(now))
        .with("MaxAllowedSkewMilliseconds", "900000")
    }

    pub(crate) fn unknown_key(access_key_id: &str) -> Self {
        let quoted: String = access_key_id.chars().take(64).collect();
        Self::new(
            403,
            "InvalidAccessKeyId",
            "The AWS Access Key Id you provided does not exist in our records. Temporary credentials need their session token \
             beside it.",
        )
        .with("AWSAccessKeyId", quoted)
    }

    pub(crate) fn unsigned_headers(names: &str) -> Self {
        Self::access_denied("There were headers present in the request which were not signed")
            .with("HeadersNotSigned", names)
    }

    pub(crate) fn unsupported_algorithm() -> Self {
        Self::invalid_request(
            "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.",
        )
    }

    pub(crate) fn code(&self) -> &'static str {
        self.code
    }

    pub(crate) fn message(&self) -> &str {
        &self.message
    }

    pub(crate) fn status(&self) -> u16 {
        self.status
    }

    /// The document that tells of it.
    pub(crate) fn xml(&self, resource: &str, request_id: &str) -> String {
        let mut xml = Writer::new();
        xml.element("Error", |xml| {
            xml.text("Code", self.code);
            xml.text("Message", &self.message);
            for (name, value) in &self.details {
                xml.text(name, value);
            }
            xml.text("Resource", resource);
            xml.text("RequestId", request_id);
        });
        xml.finish()
    }
}

impl fmt::Display for S3Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "refused as {}: {}", self.code, self.message)
    }
}

impl Error for S3Error {}
