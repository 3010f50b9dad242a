//! Uploads in parts, as SDKs do them from about 5 MB on.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html>

use std::collections::BTreeMap;

use super::{
    checksum::{Algorithm, Checksum, md5},
    error::S3Error,
    header::Headers,
    store::{self, Object},
    xml,
};
use crate::{limit, random, sigv4::key::hex};

/// Uploads that are neither completed nor aborted.
#[derive(Default)]
pub(crate) struct Uploads(BTreeMap<String, Upload>);

/// An upload with the parts that have come.
pub(crate) struct Upload {
    key: String,
    headers: Headers,
    begun: u64,
    parts: BTreeMap<u16, Part>,
}

/// A part as it came.
pub(crate) struct Part {
    pub(crate) bytes: Vec<u8>,
    pub(crate) checksum: Option<Checksum>,
}

impl Part {
    /// Bytes, for the store's bound: many empty parts take room, too.
    fn size(&self) -> usize {
        self.bytes.len() + limit::PART
    }

    pub(crate) fn etag(&self) -> String {
        format!("\"{}\"", hex(&md5(&self.bytes)))
    }
}

/// A part as the completion names it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct NamedPart {
    number: u16,
    /// Without quotation marks.
    etag: String,
    checksum: Option<Checksum>,
}

impl Uploads {
    /// Begins an upload and returns its id. When there are too many, the oldest goes.
    pub(crate) fn begin(&mut self, key: &str, headers: Headers, now: u64) -> String {
        if self.0.len() >= limit::UPLOADS {
            let oldest = self.0.iter().min_by_key(|(_, upload)| upload.begun);
            if let Some(id) = oldest.map(|(id, _)| id.clone()) {
                self.0.remove(&id);
            }
        }
        let id = hex(&random::bytes::<32>());
        let upload = Upload {
            key: key.to_owned(),
            headers,
            begun: now,
            parts: BTreeMap::new(),
        };
        self.0.insert(id.clone(), upload);
        id
    }

    /// Keeps a part, in the place of one of the same number.
    ///
    /// # Errors
    /// `NoSuchUpload`; `InvalidRequest` when there is no room.
    pub(crate) fn add(
        &mut self,
        key: &str,
        id: &str,
        number: u16,
        part: Part,
        room: usize,
    ) -> Result<(), S3Error> {
        let upload = self.find(key, id)?;
        let others = upload.parts.iter().filter(|(known, _)| **known != number);
        let size: usize = others.map(|(_, part)| part.bytes.len()).sum();
        let before = upload.parts.get(&number).map_or(0, Part::size);
        if size + part.bytes.len() > limit::JOINED_OBJECT {
            return Err(S3Error::new(
                400,
                "EntityTooLarge",
                "Your proposed upload exceeds the maximum allowed size. The development store joins parts to 32 MiB at most.",
            ));
        }
        if part.size() > room + before {
            return Err(store::full());
        }
        upload.parts.insert(number, part);
        Ok(())
    }

    /// Ends an upload, without an object.
    ///
    /// # Errors
    /// `NoSuchUpload`.
    pub(crate) fn abort(&mut self, key: &str, id: &str) -> Result<(), S3Error> {
        self.find(key, id)?;
        self.0.remove(id);
        Ok(())
    }

    /// The object that the named parts make.
    ///
    /// # Errors
    /// `NoSuchUpload`, `InvalidPart`, `InvalidPartOrder`, `EntityTooSmall`.
    pub(crate) fn join(
        &mut self,
        key: &str,
        id: &str,
        named: &[NamedPart],
        now: u64,
    ) -> Result<Object, S3Error> {
        let upload = self.find(key, id)?;
        if !named.is_sorted_by(|a, b| a.number < b.number) {
            return Err(S3Error::new(
                400,
                "InvalidPartOrder",
                "The list of parts was not in ascending order. The parts list must be specified in order by part number.",
            ));
        }
        let mut bytes = Vec::new();
        let mut digests = Vec::new();
        for (index, name) in named.iter().enumerate() {
            let part = upload
                .parts
                .get(&name.number)
                .filter(|part| name.names(part))
                .ok_or_else(invalid_part)?;
            let is_last = index + 1 == named.len();
            if !is_last && part.bytes.len() < limit::SMALLEST_PART {
                return Err(S3Error::new(
                    400,
                    "EntityTooSmall",
                    "Your proposed upload is smaller than the minimum allowed size",
                ));
            }
            bytes.extend_from_slice(&part.bytes);
            digests.extend_from_slice(&md5(&part.bytes));
        }
        Ok(Object {
            bytes,
            etag: format!("\"{}-{}\"", hex(&md5(&digests)), named.len()),
            modified: now,
            headers: upload.headers.clone(),
            checksum: None,
        })
    }

    /// Takes an upload out, parts and all.
    pub(crate) fn take(&mut self, id: &str) -> Option<Upload> {
        self.0.remove(id)
    }

    /// Keeps an upload that was taken out just now.
    pub(crate) fn put_back(&mut self, id: &str, upload: Upload) {
        self.0.insert(id.to_owned(), upload);
    }

    /// Bytes, for the store's bound.
    pub(crate) fn size(&self) -> usize {
        self.0
            .values()
            .map(|upload| {
                let parts = upload.parts.values();
                let parts: usize = parts.map(Part::size).sum();
                upload.key.len() + upload.headers.size() + parts
            })
            .sum()
    }

    fn find(&mut self, key: &str, id: &str) -> Result<&mut Upload, S3Error> {
        self.0
            .get_mut(id)
            .filter(|upload| upload.key == key)
            .ok_or_else(|| {
                S3Error::new(
                    404,
                    "NoSuchUpload",
                    "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or \
                     completed.",
                )
            })
    }
}

impl NamedPart {
    /// Reads the body of `CompleteMultipartUpload`.
    ///
    /// # Errors
    /// `MalformedXML` for anything but a list of parts.
    pub(crate) fn read_all(body: &[u8]) -> Result<Vec<Self>, S3Error> {
        let text = str::from_utf8(body)
            .ok()
            .filter(|text| text.len() <= limit::XML)
            .ok_or_else(S3Error::malformed_xml)?;
        xml::elements(text, "Part")
            .take(usize::from(limit::PARTS) + 1)
            .map(Self::read)
            .collect::<Option<Vec<_>>>()
            .filter(|parts| (1..=usize::from(limit::PARTS)).contains(&parts.len()))
            .ok_or_else(S3Error::malformed_xml)
    }

    fn read(part: &str) -> Option<Self> {
        let checksum = Algorithm::ALL.into_iter().find_map(|algorithm| {
            let value = xml::text_of(part, algorithm.element())?;
            Some(Checksum { algorithm, value })
        });
        Some(Self {
            number: part_number(xml::text_of(part, "PartNumber")?.trim())?,
            etag: xml::text_of(part, "ETag")?
                .trim()
                .trim_matches('"')
                .to_owned(),
            checksum,
        })
    }

    fn names(&self, part: &Part) -> bool {
        let checksum = self.checksum.as_ref();
        part.etag().trim_matches('"') == self.etag
            && checksum.is_none_or(|stated| stated.algorithm.of(&part.bytes) == stated.value)
    }
}

/// A part's number, from 1.
pub(crate) fn part_number(text: &str) -> Option<u16> {
    text.parse()
        .ok()
        .filter(|number| (1..=limit::PARTS).contains(number))
}

fn invalid_part() -> S3Error {
    S3Error::new(
        400,
        "InvalidPart",
        "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag \
         may not match the part's entity tag.",
    )
}

#[cfg(test)]
mod tests;
