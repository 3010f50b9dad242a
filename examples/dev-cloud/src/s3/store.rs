//! What the bucket holds, in memory and bounded.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::{
    checksum::Checksum,
    error::S3Error,
    header::Headers,
    multipart::{NamedPart, Uploads},
};
use crate::limit;

/// The bucket's content.
#[derive(Default)]
pub(crate) struct Store(Mutex<Content>);

impl Store {
    /// The content, locked: hold it for look-ups, not for hashing.
    pub(crate) fn lock(&self) -> MutexGuard<'_, Content> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Objects and unfinished uploads.
#[derive(Default)]
pub(crate) struct Content {
    pub(crate) objects: BTreeMap<String, Arc<Object>>,
    pub(crate) uploads: Uploads,
}

/// An object.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Object {
    pub(crate) bytes: Vec<u8>,
    /// With its quotation marks.
    pub(crate) etag: String,
    /// Seconds since 1970.
    pub(crate) modified: u64,
    pub(crate) headers: Headers,
    pub(crate) checksum: Option<Checksum>,
}

impl Content {
    /// Puts an object in the place of whatever is there.
    ///
    /// # Errors
    /// `InvalidRequest` when the store is full.
    pub(crate) fn put(&mut self, key: &str, object: Object) -> Result<(), S3Error> {
        let before = self.objects.remove(key);
        let fits =
            self.objects.len() < limit::OBJECTS && self.size() + size(key, &object) <= limit::STORE;
        if fits {
            self.objects.insert(key.to_owned(), Arc::new(object));
            return Ok(());
        }
        if let Some(before) = before {
            self.objects.insert(key.to_owned(), before);
        }
        Err(full())
    }

    /// Makes the object of an upload's parts and returns its `ETag`. The upload is over.
    ///
    /// # Errors
    /// What is wrong with the upload or the named parts; `InvalidRequest` when the store is full. The upload then stays.
    pub(crate) fn complete(
        &mut self,
        key: &str,
        id: &str,
        parts: &[NamedPart],
        now: u64,
    ) -> Result<String, S3Error> {
        let object = self.uploads.join(key, id, parts, now)?;
        let etag = object.etag.clone();
        // First, as the object takes the parts' room.
        let upload = self.uploads.take(id);
        self.put(key, object).inspect_err(|_| {
            if let Some(upload) = upload {
                self.uploads.put_back(id, upload);
            }
        })?;
        Ok(etag)
    }

    /// Bytes of all that is held.
    pub(crate) fn size(&self) -> usize {
        let objects = self.objects.iter();
        objects
            .map(|(key, object)| size(key, object))
            .sum::<usize>()
            + self.uploads.size()
    }
}

pub(super) fn full() -> S3Error {
    S3Error::invalid_request(format!(
        "The development store is full: it holds {} MiB and {} objects at most. Delete some, or restart it.",
        limit::STORE / 1024 / 1024,
        limit::OBJECTS
    ))
}

fn size(key: &str, object: &Object) -> usize {
    key.len() + object.bytes.len() + object.headers.size()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::s3::multipart::Part;

    fn object(length: usize) -> Object {
        Object {
            bytes: vec![0; length],
            etag: String::new(),
            modified: 0,
            headers: Headers::default(),
            checksum: None,
        }
    }

    #[test]
    fn a_full_store_keeps_what_it_has() {
        let mut content = Content::default();
        content.put("a", object(limit::STORE - 1)).unwrap();
        assert_eq!(content.size(), limit::STORE);
        assert_eq!(
            content.put("b", object(0)).unwrap_err().code(),
            "InvalidRequest"
        );
        assert!(content.put("a", object(limit::STORE)).is_err());
        assert_eq!(content.objects["a"].bytes.len(), limit::STORE - 1);
        // Replacing frees what was there.
        content.put("a", object(1)).unwrap();
        content.put("b", object(0)).unwrap();
        assert_eq!(content.size(), 3);
    }

    fn full_of_objects() -> Content {
        let mut content = Content::default();
        for index in 0..limit::OBJECTS {
            let object = Arc::new(object(0));
            content.objects.insert(index.to_string(), object);
        }
        content
    }

    #[test]
    fn an_upload_that_finds_no_room_can_be_completed_later() {
        let mut content = full_of_objects();
        let id = content.uploads.begin("k", Headers::default(), 1);
        let part = Part {
            bytes: b"x".to_vec(),
            checksum: None,
        };
        let body = format!(
            "<Part><ETag>{}</ETag><PartNumber>1</PartNumber></Part>",
            part.etag()
        );
        let named = NamedPart::read_all(body.as_bytes()).unwrap();
        content
            .uploads
            .add("k", &id, 1, part, limit::STORE)
            .unwrap();
        let held = content.size();
        let refusal = content.complete("k", &id, &named, 2).unwrap_err();
        assert_eq!(refusal.code(), "InvalidRequest");
        assert_eq!(content.size(), held);

        content.objects.remove("0");
        let etag = content.complete("k", &id, &named, 3).unwrap();
        assert_eq!(content.objects["k"].etag, etag);
        assert_eq!(content.objects["k"].bytes, b"x");
        assert_eq!(content.uploads.size(), 0);
    }

    #[test]
    fn parts_make_room_for_their_object() {
        let mut content = Content::default();
        content
            .put("a", object(limit::JOINED_OBJECT - 4096))
            .unwrap();
        let id = content.uploads.begin("k", Headers::default(), 1);
        let part = Part {
            bytes: vec![0; limit::JOINED_OBJECT],
            checksum: None,
        };
        let body = format!(
            "<Part><ETag>{}</ETag><PartNumber>1</PartNumber></Part>",
            part.etag()
        );
        let named = NamedPart::read_all(body.as_bytes()).unwrap();
        content
            .uploads
            .add("k", &id, 1, part, limit::STORE)
            .unwrap();
        content.complete("k", &id, &named, 2).unwrap();
    }

    #[test]
    fn the_number_of_objects_is_bounded() {
        let mut content = full_of_objects();
        assert!(content.put("new", object(0)).is_err());
        content.put("0", object(0)).unwrap();
    }
}
