//! The checksums that clients send with an upload, and `Content-MD5`.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html>

use aws_lc_rs::digest;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use crc::{CRC_32_ISCSI, CRC_32_ISO_HDLC, CRC_64_NVME, Crc, Table};
use md5::{Digest as _, Md5};

use super::error::S3Error;
use crate::sigv4::key::hex;

static CRC32: Crc<u32, Table<16>> = Crc::<u32, Table<16>>::new(&CRC_32_ISO_HDLC);
static CRC32C: Crc<u32, Table<16>> = Crc::<u32, Table<16>>::new(&CRC_32_ISCSI);
static CRC64NVME: Crc<u64, Table<16>> = Crc::<u64, Table<16>>::new(&CRC_64_NVME);

/// One of the algorithms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Algorithm {
    Crc32,
    Crc32c,
    Crc64Nvme,
    Sha1,
    Sha256,
}

impl Algorithm {
    pub(crate) const ALL: [Self; 5] = [
        Self::Crc32,
        Self::Crc32c,
        Self::Crc64Nvme,
        Self::Sha1,
        Self::Sha256,
    ];

    /// The header or trailer that carries it.
    pub(crate) fn header(self) -> &'static str {
        match self {
            Self::Crc32 => "x-amz-checksum-crc32",
            Self::Crc32c => "x-amz-checksum-crc32c",
            Self::Crc64Nvme => "x-amz-checksum-crc64nvme",
            Self::Sha1 => "x-amz-checksum-sha1",
            Self::Sha256 => "x-amz-checksum-sha256",
        }
    }

    /// The element that carries it in XML.
    pub(crate) fn element(self) -> &'static str {
        match self {
            Self::Crc32 => "ChecksumCRC32",
            Self::Crc32c => "ChecksumCRC32C",
            Self::Crc64Nvme => "ChecksumCRC64NVME",
            Self::Sha1 => "ChecksumSHA1",
            Self::Sha256 => "ChecksumSHA256",
        }
    }

    pub(crate) fn of_header(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|algorithm| algorithm.header().eq_ignore_ascii_case(name))
    }

    /// The checksum, in base64.
    pub(crate) fn of(self, bytes: &[u8]) -> String {
        match self {
            Self::Crc32 => STANDARD.encode(CRC32.checksum(bytes).to_be_bytes()),
            Self::Crc32c => STANDARD.encode(CRC32C.checksum(bytes).to_be_bytes()),
            Self::Crc64Nvme => STANDARD.encode(CRC64NVME.checksum(bytes).to_be_bytes()),
            Self::Sha1 => STANDARD.encode(digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, bytes)),
            Self::Sha256 => STANDARD.encode(digest::digest(&digest::SHA256, bytes)),
        }
    }
}

/// A checksum that was compared with the bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Checksum {
    pub(crate) algorithm: Algorithm,
    /// In base64.
    pub(crate) value: String,
}

impl Checksum {
    /// Compares a stated checksum with the bytes.
    ///
    /// # Errors
    /// `BadDigest` if they differ, `InvalidRequest` if the value cannot be one.
    pub(crate) fn check(algorithm: Algorithm, stated: &str, bytes: &[u8]) -> Result<Self, S3Error> {
        let value = algorithm.of(bytes);
        if stated == value {
            return Ok(Self { algorithm, value });
        }
        let header = algorithm.header();
        Err(if stated.len() == value.len() {
            let name = header.trim_start_matches("x-amz-checksum-").to_uppercase();
            S3Error::bad_digest(format!(
                "The {name} you specified did not match the calculated checksum."
            ))
        } else {
            S3Error::invalid_request(format!("Value for {header} header is invalid."))
        })
    }
}

/// Compares a `Content-MD5` header with the bytes.
///
/// # Errors
/// `BadDigest` if they differ, `InvalidDigest` if the value cannot be one.
pub(crate) fn check_content_md5(stated: &str, bytes: &[u8]) -> Result<(), S3Error> {
    let stated = STANDARD
        .decode(stated)
        .ok()
        .filter(|stated| stated.len() == 16);
    match stated {
        None => Err(S3Error::new(
            400,
            "InvalidDigest",
            "The Content-MD5 you specified was invalid.",
        )),
        Some(stated) if stated == md5(bytes) => Ok(()),
        Some(_) => Err(S3Error::bad_digest(
            "The Content-MD5 you specified did not match what we received.",
        )),
    }
}

/// The MD5 of bytes: a name for them, nothing to trust.
pub(crate) fn md5(bytes: &[u8]) -> [u8; 16] {
    Md5::digest(bytes).into()
}

/// The `ETag` of an object that came in one piece, with its quotation marks.
pub(crate) fn etag(bytes: &[u8]) -> String {
    format!("\"{}\"", hex(&md5(bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The check values of the algorithms' catalogues and of FIPS 180, all of `123456789`.
    #[test]
    fn the_algorithms_are_those_that_are_meant() {
        let digits = b"123456789";
        for (algorithm, expected) in [
            (Algorithm::Crc32, "cbf43926"),
            (Algorithm::Crc32c, "e3069283"),
            (Algorithm::Crc64Nvme, "ae8b14860a799888"),
            (Algorithm::Sha1, "f7c3bc1d808e04732adf679965ccc34ca7ae3441"),
            (
                Algorithm::Sha256,
                "15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225",
            ),
        ] {
            let value = STANDARD.decode(algorithm.of(digits)).unwrap();
            assert_eq!(hex(&value), expected, "{algorithm:?}");
            assert_eq!(Algorithm::of_header(algorithm.header()), Some(algorithm));
        }
        assert_eq!(etag(digits), "\"25f9e794323b453885f5181f1b624d0b\"");
    }

    #[test]
    fn a_wrong_checksum_is_told_from_a_malformed_one() {
        let code = |stated: &str| {
            Checksum::check(Algorithm::Crc32, stated, b"a").map_err(|error| error.code())
        };
        assert_eq!(code("6Le+Qw==").unwrap().value, "6Le+Qw==");
        assert_eq!(code("AAAAAA==").unwrap_err(), "BadDigest");
        assert_eq!(code("x").unwrap_err(), "InvalidRequest");

        let code = |stated: &str| check_content_md5(stated, b"a").map_err(|error| error.code());
        assert_eq!(code("DMF1ucDxtqgxw5niaXcmYQ=="), Ok(()));
        assert_eq!(code("AAAAAAAAAAAAAAAAAAAAAA=="), Err("BadDigest"));
        assert_eq!(code("AAAA"), Err("InvalidDigest"));
        assert_eq!(code("?"), Err("InvalidDigest"));
    }
}
