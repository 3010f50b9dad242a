//! What of an upload's headers is kept with the object.

use std::{
    collections::BTreeSet,
    sync::{Mutex, PoisonError},
};

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
pub(crate) struct Headers(Vec<(&'static str, String)>);

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
                headers.0.push((name, value));
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
            let name = NAMES.lasting(&name)?;
            self.0.retain(|(known, _)| *known != name);
            self.0.push((name, value.to_owned()));
        }
        Ok(())
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.0.iter().map(|(name, value)| (*name, value.as_str()))
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

fn check_value(name: &str, value: &str) -> Result<(), S3Error> {
    let is_plain = value.bytes().all(|byte| (0x20..0x7f).contains(&byte));
    if is_plain && value.len() <= limit::HEADER.max(limit::METADATA) {
        return Ok(());
    }
    Err(S3Error::invalid_argument(format!(
        "The value of {name} is too long, or not of US-ASCII characters: encode others (RFC 2047)."
    )))
}

/// Names that live as long as the process: answers name their headers so. How many there are is bounded.
struct Names(Mutex<BTreeSet<&'static str>>);

static NAMES: Names = Names(Mutex::new(BTreeSet::new()));

impl Names {
    fn lasting(&self, name: &str) -> Result<&'static str, S3Error> {
        let mut names = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = names.get(name) {
            return Ok(known);
        }
        if names.len() >= limit::METADATA_NAMES {
            return Err(S3Error::invalid_request(format!(
                "This development store keeps at most {} different names of user metadata.",
                limit::METADATA_NAMES
            )));
        }
        let lasting: &'static str = Box::leak(name.to_owned().into_boxed_str());
        names.insert(lasting);
        Ok(lasting)
    }
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

    #[test]
    fn the_number_of_lasting_names_is_bounded() {
        let names = Names(Mutex::default());
        for index in 0..limit::METADATA_NAMES {
            let name = format!("x-amz-meta-{index}");
            assert_eq!(names.lasting(&name).unwrap(), name);
        }
        assert_eq!(names.lasting("x-amz-meta-0").unwrap(), "x-amz-meta-0");
        let error = names.lasting("x-amz-meta-new").unwrap_err();
        assert_eq!(error.code(), "InvalidRequest");
    }
}
