//! Operations on one object.

use std::sync::Arc;

use dev_pool::{Answer, Request};

use super::{
    body::Body,
    checksum,
    error::S3Error,
    header::Headers,
    multipart::{self, NamedPart, Part},
    range,
    store::{Content, Object, Store},
    xml::Writer,
};
use crate::{limit, sigv4::query::Query, time};

/// One request for one object, verified and allowed.
pub(crate) struct Call<'a> {
    pub(crate) store: &'a Store,
    pub(crate) bucket: &'a str,
    pub(crate) key: &'a str,
    pub(crate) request: &'a Request,
    pub(crate) query: &'a Query,
    /// Seconds since 1970.
    pub(crate) now: u64,
}

type Outcome = Result<Answer, S3Error>;

impl Call<'_> {
    /// `GetObject` and `HeadObject`: the server leaves the body of a `HEAD` off.
    pub(crate) fn get(&self) -> Outcome {
        let object = self.find().ok_or_else(no_such_key)?;
        if self.is_unchanged(&object)? {
            return Ok(Answer::empty(304).header("etag", &*object.etag));
        }
        let (status, bytes, range) = self.part(&object)?;
        let mut answer = Answer::with_body(status, "binary/octet-stream", bytes)
            .header("etag", &*object.etag)
            .header("last-modified", time::http(object.modified))
            .header("accept-ranges", "bytes")
            // A page of the site's own origin is not to be made of what somebody uploaded.
            .header("content-security-policy", "sandbox")
            .header("x-content-type-options", "nosniff");
        for (name, value) in object.headers.iter() {
            answer = answer.header(name.clone(), value);
        }
        for (parameter, name) in OVERRIDES {
            if let Some(value) = self.query.get(parameter) {
                answer = answer.header(name, plain(parameter, value)?);
            }
        }
        match range {
            Some(range) => answer = answer.header("content-range", range),
            None => answer = self.with_checksum(answer, &object),
        }
        Ok(answer)
    }

    /// `PutObject`.
    pub(crate) fn put(&self, body: Body<'_>) -> Outcome {
        let bytes = body.payload.into_owned();
        let object = Object {
            etag: checksum::etag(&bytes),
            bytes,
            modified: self.now,
            headers: Headers::of(self.request)?,
            checksum: body.checksum,
        };
        let mut answer = Answer::empty(200).header("etag", &*object.etag);
        if let Some(checksum) = &object.checksum {
            answer = answer
                .header(checksum.algorithm.header(), &*checksum.value)
                .header("x-amz-checksum-type", "FULL_OBJECT");
        }
        let mut content = self.store.lock();
        self.check_precondition(&content)?;
        content.put(self.key, object)?;
        Ok(answer)
    }

    /// `DeleteObject`; what is not there is deleted as well.
    pub(crate) fn delete(&self) -> Answer {
        self.store.lock().objects.remove(self.key);
        Answer::empty(204)
    }

    /// `CreateMultipartUpload`.
    pub(crate) fn begin_upload(&self) -> Outcome {
        let headers = Headers::of(self.request)?;
        let mut content = self.store.lock();
        let id = content.uploads.begin(self.key, headers, self.now);
        Ok(self.document("InitiateMultipartUploadResult", |xml| {
            xml.text("UploadId", &id);
        }))
    }

    /// `UploadPart`.
    pub(crate) fn upload_part(&self, body: Body<'_>) -> Outcome {
        let number = self
            .query
            .get("partNumber")
            .and_then(multipart::part_number);
        let number = number.ok_or_else(|| {
            S3Error::invalid_argument(
                "Part number must be an integer between 1 and 10000, inclusive",
            )
        })?;
        let part = Part {
            bytes: body.payload.into_owned(),
            checksum: body.checksum,
        };
        let mut answer = Answer::empty(200).header("etag", part.etag());
        if let Some(checksum) = &part.checksum {
            answer = answer.header(checksum.algorithm.header(), &*checksum.value);
        }
        let mut content = self.store.lock();
        let room = limit::STORE.saturating_sub(content.size());
        let id = self.upload_id();
        content.uploads.add(self.key, id, number, part, room)?;
        Ok(answer)
    }

    /// `CompleteMultipartUpload`.
    pub(crate) fn complete_upload(&self, body: &Body<'_>) -> Outcome {
        let parts = NamedPart::read_all(&body.payload)?;
        let mut content = self.store.lock();
        self.check_precondition(&content)?;
        let id = self.upload_id();
        let etag = content.complete(self.key, id, &parts, self.now)?;
        Ok(self.document("CompleteMultipartUploadResult", |xml| {
            xml.text("ETag", &etag);
        }))
    }

    /// `AbortMultipartUpload`.
    pub(crate) fn abort_upload(&self) -> Outcome {
        let mut content = self.store.lock();
        content.uploads.abort(self.key, self.upload_id())?;
        Ok(Answer::empty(204))
    }

    /// Whether the object is there.
    pub(crate) fn exists(&self) -> bool {
        self.store.lock().objects.contains_key(self.key)
    }

    fn find(&self) -> Option<Arc<Object>> {
        self.store.lock().objects.get(self.key).cloned()
    }

    fn upload_id(&self) -> &str {
        self.query.get("uploadId").unwrap_or_default()
    }

    /// `If-Match` and `If-None-Match` of a download.
    fn is_unchanged(&self, object: &Object) -> Result<bool, S3Error> {
        let names = |header: &str| {
            let mut tags = header.split(',').map(str::trim);
            tags.any(|tag| tag == "*" || tag.trim_matches('"') == object.etag.trim_matches('"'))
        };
        if self
            .request
            .sole("if-match")
            .is_some_and(|header| !names(header))
        {
            return Err(precondition_failed());
        }
        Ok(self.request.sole("if-none-match").is_some_and(names))
    }

    /// `If-None-Match: *` of an upload: only if there is nothing yet.
    fn check_precondition(&self, content: &Content) -> Result<(), S3Error> {
        let only_new = self.request.sole("if-none-match") == Some("*");
        if only_new && content.objects.contains_key(self.key) {
            return Err(precondition_failed());
        }
        Ok(())
    }

    /// The bytes that are asked for: all of them, or a range and what says so.
    fn part(&self, object: &Object) -> Result<(u16, Vec<u8>, Option<String>), S3Error> {
        let length = object.bytes.len();
        let range = match self.request.sole("range") {
            Some(header) => range::of(header, length).map_err(|_| {
                S3Error::new(
                    416,
                    "InvalidRange",
                    "The requested range is not satisfiable",
                )
                .with("ActualObjectSize", length.to_string())
            })?,
            None => None,
        };
        let part = range.and_then(|(first, last)| {
            let bytes = object.bytes.get(first..=last)?;
            Some((bytes, format!("bytes {first}-{last}/{length}")))
        });
        Ok(match part {
            Some((bytes, range)) => (206, bytes.to_vec(), Some(range)),
            None => (200, object.bytes.clone(), None),
        })
    }

    fn with_checksum(&self, answer: Answer, object: &Object) -> Answer {
        let is_wanted = self
            .request
            .sole("x-amz-checksum-mode")
            .is_some_and(|mode| mode.eq_ignore_ascii_case("ENABLED"));
        match &object.checksum {
            Some(checksum) if is_wanted => answer
                .header(checksum.algorithm.header(), &*checksum.value)
                .header("x-amz-checksum-type", "FULL_OBJECT"),
            _ => answer,
        }
    }

    fn document(&self, root: &str, content: impl FnOnce(&mut Writer)) -> Answer {
        let xml = Writer::document(root, |xml| {
            xml.text("Bucket", self.bucket);
            xml.text("Key", self.key);
            content(xml);
        });
        Answer::with_body(200, "application/xml", xml)
    }
}

/// Parameters that name a header of the answer.
const OVERRIDES: [(&str, &str); 6] = [
    ("response-cache-control", "cache-control"),
    ("response-content-disposition", "content-disposition"),
    ("response-content-encoding", "content-encoding"),
    ("response-content-language", "content-language"),
    ("response-content-type", "content-type"),
    ("response-expires", "expires"),
];

fn plain<'a>(parameter: &str, value: &'a str) -> Result<&'a str, S3Error> {
    let is_plain = value.bytes().all(|byte| (0x20..0x7f).contains(&byte));
    is_plain.then_some(value).ok_or_else(|| {
        S3Error::invalid_argument(format!(
            "The value of {parameter} is not of US-ASCII characters."
        ))
    })
}

fn precondition_failed() -> S3Error {
    S3Error::new(
        412,
        "PreconditionFailed",
        "At least one of the pre-conditions you specified did not hold",
    )
}

/// The refusal of a download of what is not there.
pub(crate) fn no_such_key() -> S3Error {
    S3Error::new(404, "NoSuchKey", "The specified key does not exist.")
}
