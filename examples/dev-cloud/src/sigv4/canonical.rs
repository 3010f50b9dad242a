//! The canonical request and the text that is signed.

use dev_pool::Request;

use super::{key::sha256, query::Query, uri};

/// The canonical request; `None` if the path cannot be decoded, or a signed header is not there.
///
/// The path is encoded once, as for S3 and for no other service.
pub(crate) fn request(
    request: &Request,
    query: &Query,
    signed_headers: &[String],
    payload: &str,
) -> Option<String> {
    let path = uri::encode_path(&uri::decode(request.path())?);
    let mut text = format!("{}\n{path}\n{}\n", request.method(), query.canonical());
    for name in signed_headers {
        let mut values = request.values(name).map(trimmed).peekable();
        values.peek()?;
        text.push_str(name);
        text.push(':');
        text.push_str(&values.collect::<Vec<_>>().join(","));
        text.push('\n');
    }
    text.push('\n');
    text.push_str(&signed_headers.join(";"));
    text.push('\n');
    text.push_str(payload);
    Some(text)
}

/// What is signed for a request.
pub(crate) fn string_to_sign(timestamp: &str, scope: &str, canonical: &str) -> String {
    let hash = sha256(canonical.as_bytes());
    format!("AWS4-HMAC-SHA256\n{timestamp}\n{scope}\n{hash}")
}

/// Without space at the ends, and with one space where there are several.
fn trimmed(value: &str) -> String {
    let words: Vec<&str> = value
        .split([' ', '\t'])
        .filter(|word| !word.is_empty())
        .collect();
    words.join(" ")
}
