//! What of an upload's headers is kept with the object.

use std::borrow::Cow;

use dev_pool::Request;

use super::error::S3Error;
use crate::limit;

/// Headers that an upload sets and a download has again.
const KEPT: [&str; 6] = [
    "cache-control",
    "content-disposition",
    "content-encoding",
    "content-language",
    "content-type",
    "expires",
];
const METADATA: &str = "x-amz-meta-";

/// An object's headers, each once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Headers(Vec<(Cow<'static, str>, String)>);

impl Headers {
    /// What an upload's headers say.
    ///
    /// # Errors
    /// `InvalidArgument` for values that no header can hold, `MetadataTooLarge`.
    pub(crate) fn of(request: &Request) -> Result<Self, S3Error> {
        let mut headers = Self::default();
        for name in KEPT {
            let Some(value) = request.sole(name) else {
                continue;
            };
            let value = match name {
                "content-encoding" => without_chunks(value),
                _ => value.to_owned(),
            };
            check_value(name, &value)?;
            if !value.is_empty() {
                headers.0.push((name.into(), value));
            }
        }
        headers.add_metadata(request)?;
        Ok(headers)
    }

    fn add_metadata(&mut self, request: &Request) -> Result<(), S3Error> {
        let mut size = 0;
        for (name, value) in request.headers() {
            let name = name.to_ascii_lowercase();
            if !name.starts_with(METADATA) {
                continue;
            }
            size += name.len() - METADATA.len() + value.len();
            if size > limit::METADATA {
                return Err(S3Error::new(
                    400,
                    "MetadataTooLarge",
                    "Your metadata headers exceed the maximum allowed metadata size",
                ));
            }
            check_value(&name, value)?;
            check_name(&name)?;
            self.0.retain(|(known, _)| *known != name);
            self.0.push((name.into(), value.to_owned()));
        }
        Ok(())
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&Cow<'static, str>, &str)> {
        self.0.iter().map(|(name, value)| (name, value.as_str()))
    }

    /// Bytes, for the store's bound.
    pub(crate) fn size(&self) -> usize {
        self.0
            .iter()
            .map(|(name, value)| name.len() + value.len())
            .sum()
    }
}

/// `aws-chunked` is how the upload came, not what it is.
fn without_chunks(value: &str) -> String {
    let encodings: Vec<&str> = value
        .split(',')
        .map(str::trim)
        .filter(|encoding| !encoding.eq_ignore_ascii_case("aws-chunked") && !encoding.is_empty())
        .collect();
    encodings.join(", ")
}

/// A presigned URL can name it in its query, where any text fits; but it will be a header's name (RFC 9110 section 5.1).
fn check_name(name: &str) -> Result<(), S3Error> {
    let is_token = name
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte));
    is_token.then_some(()).ok_or_else(|| {
        S3Error::invalid_argument("The name of user metadata is not one of a header.")
    })
}

fn check_value(name: &str, value: &str) -> Result<(), S3Error> {
    let is_plain = value.bytes().all(|byte| (0x20..0x7f).contains(&byte));
    if is_plain && value.len() <= limit::HEADER.max(limit::METADATA) {
        return Ok(());
    }
    Err(S3Error::invalid_argument(format!(
        "The value of {name} is too long, or not of US-ASCII characters: encode others (RFC 2047)."
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_the_upload_came_is_not_kept() {
        for (value, expected) in [
            ("aws-chunked", ""),
            ("gzip", "gzip"),
            ("aws-chunked,gzip", "gzip"),
            ("gzip, AWS-Chunked, br", "gzip, br"),
        ] {
            assert_eq!(without_chunks(value), expected, "{value}");
        }
    }
}
