//! `ListObjects` and `ListObjectsV2`.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html>

use std::{collections::BTreeMap, ops::Bound, sync::Arc};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use super::{error::S3Error, store::Object, xml::Writer};
use crate::{
    limit,
    sigv4::{query::Query, uri},
    time,
};

/// What a listing is asked for.
pub(crate) struct Listing<'a> {
    version: Version,
    prefix: &'a str,
    delimiter: Option<&'a str>,
    /// Only what comes after it.
    after: String,
    max_keys: usize,
    is_url_encoded: bool,
    query: &'a Query,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Version {
    One,
    Two,
}

/// A page of a listing.
#[derive(Default)]
struct Page {
    objects: Vec<(String, Arc<Object>)>,
    common_prefixes: Vec<String>,
    /// The last entry, if others follow.
    next: Option<String>,
}

impl<'a> Listing<'a> {
    /// Reads the parameters.
    ///
    /// # Errors
    /// `InvalidArgument` for those that are malformed.
    pub(crate) fn of(query: &'a Query, version: Version) -> Result<Self, S3Error> {
        let max_keys = match query.get("max-keys") {
            None | Some("") => limit::PAGE,
            Some(text) => text.parse().map_err(|_| {
                S3Error::invalid_argument(
                    "Provided max-keys not an integer or within integer range",
                )
            })?,
        };
        let after = match (version, query.get("continuation-token")) {
            (Version::One, _) => query.get("marker").unwrap_or_default().to_owned(),
            (Version::Two, Some(token)) => read_token(token)?,
            (Version::Two, None) => query.get("start-after").unwrap_or_default().to_owned(),
        };
        Ok(Self {
            version,
            prefix: query.get("prefix").unwrap_or_default(),
            delimiter: query.get("delimiter").filter(|text| !text.is_empty()),
            after,
            max_keys: max_keys.min(limit::PAGE),
            is_url_encoded: query.get("encoding-type") == Some("url"),
            query,
        })
    }

    /// The document that answers it.
    pub(crate) fn xml(&self, bucket: &str, objects: &BTreeMap<String, Arc<Object>>) -> String {
        let page = self.page(objects);
        let key_count = page.objects.len() + page.common_prefixes.len();
        Writer::document("ListBucketResult", |xml| {
            xml.text("Name", bucket);
            xml.text("Prefix", &self.encoded(self.prefix));
            if let Some(delimiter) = self.delimiter {
                xml.text("Delimiter", &self.encoded(delimiter));
            }
            xml.text("MaxKeys", &self.max_keys.to_string());
            if self.is_url_encoded {
                xml.text("EncodingType", "url");
            }
            xml.text(
                "IsTruncated",
                if page.next.is_some() { "true" } else { "false" },
            );
            match self.version {
                Version::One => self.write_marker(xml, page.next.as_deref()),
                Version::Two => {
                    xml.text("KeyCount", &key_count.to_string());
                    self.write_tokens(xml, page.next.as_deref());
                }
            }
            for (key, object) in &page.objects {
                xml.element("Contents", |xml| self.write_object(xml, key, object));
            }
            for prefix in &page.common_prefixes {
                xml.element("CommonPrefixes", |xml| {
                    xml.text("Prefix", &self.encoded(prefix));
                });
            }
        })
    }

    fn page(&self, objects: &BTreeMap<String, Arc<Object>>) -> Page {
        let mut page = Page::default();
        let mut last = None;
        let start = self.prefix.max(&*self.after).to_owned();
        let candidates = objects
            .range((Bound::Included(start), Bound::Unbounded))
            .take_while(|(key, _)| key.starts_with(self.prefix))
            .filter(|(key, _)| key.as_str() > self.after.as_str());
        for (key, object) in candidates {
            let common_prefix = self.common_prefix(key);
            let is_listed = common_prefix
                .is_some_and(|prefix| prefix == self.after || last.as_deref() == Some(prefix));
            if is_listed {
                continue;
            }
            if page.objects.len() + page.common_prefixes.len() == self.max_keys {
                // Nothing was asked for, or there is more than was asked for.
                page.next = last;
                return page;
            }
            last = Some(common_prefix.unwrap_or(key).to_owned());
            match common_prefix {
                Some(prefix) => page.common_prefixes.push(prefix.to_owned()),
                None => page.objects.push((key.clone(), Arc::clone(object))),
            }
        }
        page
    }

    /// The key up to the first delimiter after the prefix, and with it.
    fn common_prefix<'k>(&self, key: &'k str) -> Option<&'k str> {
        let delimiter = self.delimiter?;
        let rest = key.get(self.prefix.len()..)?;
        let end = self.prefix.len() + rest.find(delimiter)? + delimiter.len();
        key.get(..end)
    }

    fn write_marker(&self, xml: &mut Writer, next: Option<&str>) {
        xml.text("Marker", &self.encoded(&self.after));
        // Without a delimiter the last key is the next marker.
        if let Some(next) = next.filter(|_| self.delimiter.is_some()) {
            xml.text("NextMarker", &self.encoded(next));
        }
    }

    fn write_tokens(&self, xml: &mut Writer, next: Option<&str>) {
        if let Some(token) = self.query.get("continuation-token") {
            xml.text("ContinuationToken", token);
        }
        if let Some(next) = next {
            xml.text("NextContinuationToken", &token(next));
        }
        if let Some(start) = self.query.get("start-after") {
            xml.text("StartAfter", &self.encoded(start));
        }
    }

    fn write_object(&self, xml: &mut Writer, key: &str, object: &Object) {
        xml.text("Key", &self.encoded(key));
        xml.text("LastModified", &time::extended(object.modified));
        xml.text("ETag", &object.etag);
        if let Some(checksum) = &object.checksum {
            let name = checksum.algorithm.element().trim_start_matches("Checksum");
            xml.text("ChecksumAlgorithm", name);
            xml.text("ChecksumType", "FULL_OBJECT");
        }
        xml.text("Size", &object.bytes.len().to_string());
        xml.text("StorageClass", "STANDARD");
    }

    fn encoded(&self, text: &str) -> String {
        if self.is_url_encoded {
            uri::encode_path(text.as_bytes())
        } else {
            text.to_owned()
        }
    }
}

fn token(after: &str) -> String {
    URL_SAFE_NO_PAD.encode(after)
}

fn read_token(token: &str) -> Result<String, S3Error> {
    URL_SAFE_NO_PAD
        .decode(token)
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .ok_or_else(|| S3Error::invalid_argument("The continuation token provided is incorrect"))
}

#[cfg(test)]
mod tests;
