//! **For development only.** What the tutorials end with, in one process on loopback: an identity pool that turns the ID token
//! of a [`dev_pool`] into AWS credentials, and a small S3 that checks them.
//!
//! The AWS SDKs speak to it with nothing but an endpoint added. It really verifies the tokens, the signatures and the roles'
//! policies; but it is one bucket in memory, and all is gone when it stops. Never let it listen on anything but loopback.
//!
//! The crate knows no web framework: hand [`DevCloud::answer`] a [`dev_pool::Request`] and send its [`dev_pool::Answer`].
//!
//! ```
//! use dev_cloud::DevCloud;
//! use dev_pool::{DevPool, Request};
//!
//! let pool = DevPool::builder().build()?;
//! let cloud = DevCloud::builder(&pool).build()?;
//! let request = Request::new("GET", "/s3/dev-uploads/a.txt").header("host", "127.0.0.1:3000");
//! let answer = cloud.answer(&request).expect("the path is the cloud's");
//! assert_eq!(answer.status, 403);
//! assert!(cloud.answer(&Request::new("GET", "/me")).is_none());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! | Path | What it is |
//! |---|---|
//! | `/identity` | Cognito identity pools: `GetId`, `GetCredentialsForIdentity`, `UnlinkIdentity` |
//! | `/s3/<bucket>` | `ListObjects`, `ListObjectsV2`, `HeadBucket`, `GetBucketLocation`, `DeleteObjects` |
//! | `/s3/<bucket>/<key>` | `GetObject` (ranges, too), `HeadObject`, `PutObject`, `DeleteObject`, multipart uploads |
//!
//! | What is checked | How |
//! |---|---|
//! | ID tokens | by [`cognito_core`], as on a server; the classic mistakes are answered with what to do |
//! | signatures | Signature Version 4 in headers and in presigned URLs, of chunks and trailers, too; 15 minutes of clock skew |
//! | bodies | `x-amz-content-sha256`, `Content-MD5`, the checksums CRC32, CRC32C, CRC64NVME, SHA-1 and SHA-256 |
//! | session tokens | bound to key, identity and role; good for an hour |
//! | what a role may do | its policy document, with `${cognito-identity.amazonaws.com:sub}` |
//!
//! What it has not it says, with `NotImplemented`: other buckets, copies, versions, tags, uploads by HTML form. Access control lists
//! are refused as new buckets of S3 refuse them, signatures of version 2 likewise, and `GetOpenIdToken` as identity pools with role
//! mappings refuse it.
//!
//! Both are open to pages of every origin (CORS), as with AWS; every request must name a loopback host. Everything that is kept
//! is bounded: 64 MiB in all, 10 MiB in one request.
#![forbid(unsafe_code)]
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)
)]

mod builder;
mod cloud;
mod identity;
mod limit;
mod policy;
mod random;
mod role;
mod s3;
mod session;
mod sigv4;
mod time;

pub use self::{
    builder::{BuildError, DevCloudBuilder},
    cloud::DevCloud,
    identity::role_mapping::{Ambiguous, MatchType, RoleMapping, Rule},
    limit::{MAX_BODY, MAX_OBJECT},
    policy::{Policy, PolicyError},
    role::Role,
};
