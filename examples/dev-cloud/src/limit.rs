//! Every bound in one place.

/// The largest object that one request may bring, in bytes.
pub const MAX_OBJECT: usize = 10 * 1024 * 1024;
/// The largest request body, in bytes: an object of [`MAX_OBJECT`] and what chunked uploads put between its parts.
pub const MAX_BODY: usize = MAX_OBJECT + 1024 * 1024;

/// Bytes of all objects and unfinished uploads together, names and metadata included.
pub(crate) const STORE: usize = 64 * 1024 * 1024;
/// Objects in the store.
pub(crate) const OBJECTS: usize = 10_000;
/// Bytes of a key (S3's bound).
pub(crate) const KEY: usize = 1024;
/// Bytes of an object's user metadata, names and values (S3's bound).
pub(crate) const METADATA: usize = 2 * 1024;
/// Bytes of a kept header such as `Content-Type`.
pub(crate) const HEADER: usize = 1024;
/// Entries of one page of a listing (S3's bound).
pub(crate) const PAGE: usize = 1_000;
/// Multipart uploads that are neither completed nor aborted.
pub(crate) const UPLOADS: usize = 100;
/// The highest part number (S3's bound).
pub(crate) const PARTS: u16 = 10_000;
/// The smallest part but for the last one, in bytes (S3's bound).
pub(crate) const SMALLEST_PART: usize = 5 * 1024 * 1024;
/// Bytes that a part counts for beside its content.
pub(crate) const PART: usize = 256;
/// The largest object that parts make, in bytes.
pub(crate) const JOINED_OBJECT: usize = 32 * 1024 * 1024;
/// Bytes of an XML body that is not an object.
pub(crate) const XML: usize = 1024 * 1024;
/// Keys that one `DeleteObjects` names (S3's bound).
pub(crate) const DELETED_AT_ONCE: usize = 1_000;

/// Parameters of a query.
pub(crate) const PARAMETERS: usize = 64;
/// Chunks of one chunked upload.
pub(crate) const CHUNKS: usize = 16_384;
/// Bytes of one line of a chunked upload: a chunk's header or a trailer.
pub(crate) const CHUNK_LINE: usize = 1024;
/// Trailers of a chunked upload.
pub(crate) const TRAILERS: usize = 16;

/// Identities, guests included.
pub(crate) const IDENTITIES: usize = 10_000;
/// Bytes of a request to the identity pool.
pub(crate) const IDENTITY_BODY: usize = 128 * 1024;
/// Logins of one request (Cognito's bound).
pub(crate) const LOGINS: usize = 10;
/// Rules of a role mapping (Cognito's bound).
pub(crate) const RULES: usize = 25;
/// Roles that a cloud knows.
pub(crate) const ROLES: usize = 64;
/// Bytes of a policy document (the bound of IAM's inline policies of a role).
pub(crate) const POLICY: usize = 10_240;

/// Seconds that credentials last, as those of the enhanced flow do.
pub(crate) const CREDENTIALS_LIFE: u64 = 3_600;
/// Seconds between the clocks of a client and of the store (S3's bound).
pub(crate) const CLOCK_SKEW: u64 = 900;
/// Seconds that a presigned URL may last (S3's bound, a week).
pub(crate) const PRESIGNED_LIFE: u64 = 604_800;
