//! What the bucket holds, in memory and bounded.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::{checksum::Checksum, error::S3Error, header::Headers, multipart::Uploads};
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

    #[test]
    fn the_number_of_objects_is_bounded() {
        let mut content = Content::default();
        for index in 0..limit::OBJECTS {
            let object = Arc::new(object(0));
            content.objects.insert(index.to_string(), object);
        }
        assert!(content.put("new", object(0)).is_err());
        content.put("0", object(0)).unwrap();
    }
}
