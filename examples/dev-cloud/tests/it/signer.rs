//! A signer after the documentation of Signature Version 4.

use aws_lc_rs::{digest, hmac};
use dev_pool::Request;

use crate::world::{HOST, START};

pub(crate) const UNSIGNED: &str = "UNSIGNED-PAYLOAD";

/// Credentials as the identity pool gives them, and when and where they are used.
#[derive(Clone, Debug)]
pub(crate) struct Signer {
    pub(crate) key_id: String,
    pub(crate) secret: String,
    pub(crate) token: String,
    pub(crate) region: String,
    /// Seconds since the tests began.
    pub(crate) at: u64,
}

/// A request to be signed.
#[derive(Clone, Debug)]
pub(crate) struct Draft<'a> {
    pub(crate) method: &'a str,
    /// Percent-encoded, from the bucket on.
    pub(crate) path: &'a str,
    /// Percent-encoded and sorted.
    pub(crate) query: &'a str,
    pub(crate) headers: Vec<(&'a str, &'a str)>,
    pub(crate) body: &'a [u8],
    /// What the header says of the body, if not its hash.
    pub(crate) payload: Option<&'a str>,
}

impl<'a> Draft<'a> {
    pub(crate) fn new(method: &'a str, path: &'a str) -> Self {
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        Self {
            method,
            path,
            query,
            headers: Vec::new(),
            body: b"",
            payload: None,
        }
    }

    pub(crate) fn header(mut self, name: &'a str, value: &'a str) -> Self {
        self.headers.push((name, value));
        self
    }

    pub(crate) fn body(mut self, body: &'a [u8]) -> Self {
        self.body = body;
        self
    }

    pub(crate) fn payload(mut self, payload: &'a str) -> Self {
        self.payload = Some(payload);
        self
    }
}

impl Signer {
    /// Signs in the header.
    pub(crate) fn sign(&self, draft: &Draft<'_>) -> Request {
        self.sign_with_signature(draft).0
    }

    /// Signs in the header, and returns the signature for chunks to go on from.
    pub(crate) fn sign_with_signature(&self, draft: &Draft<'_>) -> (Request, String) {
        let hash = sha256(draft.body);
        let payload = draft.payload.unwrap_or(&hash);
        let timestamp = self.timestamp();
        let mut headers = vec![
            ("host", HOST),
            ("x-amz-content-sha256", payload),
            ("x-amz-date", &timestamp),
            ("x-amz-security-token", &self.token),
        ];
        headers.extend(draft.headers.iter().copied());
        headers.sort_unstable();
        let names: Vec<&str> = headers.iter().map(|(name, _)| *name).collect();
        let names = names.join(";");
        let signature = self.signature(draft, draft.query, &headers, &names, payload);
        let authorization = format!(
            "AWS4-HMAC-SHA256 Credential={}/{}, SignedHeaders={names}, Signature={signature}",
            self.key_id,
            self.scope()
        );
        let path = format!("/s3/{}?{}", draft.path, draft.query);
        let request = headers
            .iter()
            .fold(
                Request::new(draft.method, path),
                |request, (name, value)| request.header(*name, *value),
            )
            .header("authorization", authorization)
            .body(draft.body);
        (request, signature)
    }

    /// Signs in the query: the path and query of a URL.
    pub(crate) fn presign(&self, draft: &Draft<'_>, seconds: u64) -> String {
        let mut query = format!(
            "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={}%2F{}&X-Amz-Date={}&X-Amz-Expires={seconds}\
             &X-Amz-Security-Token={}&X-Amz-SignedHeaders=host",
            self.key_id,
            self.scope().replace('/', "%2F"),
            self.timestamp(),
            encode(&self.token),
        );
        if !draft.query.is_empty() {
            // The tests' parameters come after `X`.
            query = format!("{query}&{}", draft.query);
        }
        let signature = self.signature(draft, &query, &[("host", HOST)], "host", UNSIGNED);
        format!("/s3/{}?{query}&X-Amz-Signature={signature}", draft.path)
    }

    /// The signature of a chunk, or of trailers.
    pub(crate) fn chunk_signature(&self, algorithm: &str, previous: &str, what: &str) -> String {
        let (timestamp, scope) = (self.timestamp(), self.scope());
        self.hmac(&format!(
            "{algorithm}\n{timestamp}\n{scope}\n{previous}\n{what}"
        ))
    }

    fn signature(
        &self,
        draft: &Draft<'_>,
        query: &str,
        headers: &[(&str, &str)],
        names: &str,
        payload: &str,
    ) -> String {
        let lines: Vec<String> = headers
            .iter()
            .map(|(name, value)| format!("{name}:{value}\n"))
            .collect();
        let lines = lines.concat();
        let canonical = format!(
            "{}\n/s3/{}\n{query}\n{lines}\n{names}\n{payload}",
            draft.method, draft.path
        );
        let (timestamp, scope) = (self.timestamp(), self.scope());
        let hash = sha256(canonical.as_bytes());
        self.hmac(&format!("AWS4-HMAC-SHA256\n{timestamp}\n{scope}\n{hash}"))
    }

    fn hmac(&self, text: &str) -> String {
        let sign = |key: &[u8], text: &str| {
            let key = hmac::Key::new(hmac::HMAC_SHA256, key);
            hmac::sign(&key, text.as_bytes()).as_ref().to_vec()
        };
        let start = format!("AWS4{}", self.secret).into_bytes();
        let date = &self.timestamp()[..8];
        let key = [date, &*self.region, "s3", "aws4_request"]
            .into_iter()
            .fold(start, |key, link| sign(&key, link));
        hex(&sign(&key, text))
    }

    fn scope(&self) -> String {
        let date = &self.timestamp()[..8];
        format!("{date}/{}/s3/aws4_request", self.region)
    }

    /// The tests begin at 2025-11-13T02:13:20Z and last less than a day.
    fn timestamp(&self) -> String {
        let second = (START + self.at) % 86_400;
        let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
        format!("20251113T{hour:02}{minute:02}{second:02}Z")
    }
}

pub(crate) fn sha256(bytes: &[u8]) -> String {
    hex(digest::digest(&digest::SHA256, bytes).as_ref())
}

fn hex(bytes: &[u8]) -> String {
    let digits: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    digits.concat()
}

/// Percent-encodes a value of a query.
pub(crate) fn encode(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                char::from(byte).to_string()
            }
            byte => format!("%{byte:02X}"),
        })
        .collect()
}
