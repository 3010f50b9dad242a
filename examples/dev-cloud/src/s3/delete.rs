//! `DeleteObjects`: several at once.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html>

use super::{
    error::S3Error,
    xml::{self, Writer},
};
use crate::limit;

/// Which keys are to go.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Deletion {
    pub(crate) keys: Vec<String>,
    /// Tells of failures only.
    pub(crate) is_quiet: bool,
}

impl Deletion {
    /// Reads the body.
    ///
    /// # Errors
    /// `MalformedXML` for anything but a list of one to a thousand keys.
    pub(crate) fn of(body: &[u8]) -> Result<Self, S3Error> {
        let text = str::from_utf8(body)
            .ok()
            .filter(|text| text.len() <= limit::XML)
            .ok_or_else(S3Error::malformed_xml)?;
        let keys = xml::elements(text, "Object")
            .take(limit::DELETED_AT_ONCE + 1)
            .map(|object| xml::text_of(object, "Key"))
            .collect::<Option<Vec<_>>>()
            .filter(|keys| (1..=limit::DELETED_AT_ONCE).contains(&keys.len()))
            .ok_or_else(S3Error::malformed_xml)?;
        let is_quiet = xml::text_of(text, "Quiet").as_deref() == Some("true");
        Ok(Self { keys, is_quiet })
    }

    /// The document that tells what became of each key.
    pub(crate) fn xml(&self, refused: &[(String, S3Error)]) -> String {
        Writer::document("DeleteResult", |xml| {
            for key in &self.keys {
                let refusal = refused.iter().find(|(refused, _)| refused == key);
                match refusal {
                    Some((_, error)) => xml.element("Error", |xml| {
                        xml.text("Key", key);
                        xml.text("Code", error.code());
                        xml.text("Message", error.message());
                    }),
                    None if self.is_quiet => {}
                    None => xml.element("Deleted", |xml| xml.text("Key", key)),
                }
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_to_a_thousand_keys_are_read() {
        let body = b"<Delete xmlns=\"x\"><Object><Key>a&amp;b</Key></Object><Object><Key> c</Key></Object>\
            <Quiet>true</Quiet></Delete>";
        let deletion = Deletion::of(body).unwrap();
        assert_eq!(deletion.keys, ["a&b", " c"]);
        assert!(deletion.is_quiet);
        let object = "<Object><Key>a</Key></Object>";
        let count = |count: usize| Deletion::of(object.repeat(count).as_bytes());
        assert_eq!(count(1_000).unwrap().keys.len(), 1_000);
        for malformed in [
            count(1_001),
            count(0),
            Deletion::of(b"\xff"),
            Deletion::of(b"<Object></Object>"),
        ] {
            assert_eq!(malformed.unwrap_err().code(), "MalformedXML");
        }
    }
}
