//! AWS Signature Version 4 as S3 has it: parsed, recomputed, compared.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-authenticating-requests.html>

pub(crate) mod canonical;
pub(crate) mod claim;
pub(crate) mod key;
pub(crate) mod query;
pub(crate) mod uri;
pub(crate) mod verify;
