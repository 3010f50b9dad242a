//! From a method, a path and a query to an operation of S3.

use dev_pool::Request;

use super::error::S3Error;
use crate::{
    limit,
    sigv4::{query::Query, uri},
};

/// What a path names.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Target {
    Service,
    Bucket(String),
    Object { bucket: String, key: String },
}

impl Target {
    /// Reads what follows the mount.
    ///
    /// # Errors
    /// `InvalidURI` for what is not percent-encoded UTF-8, `KeyTooLongError`.
    pub(crate) fn of(path: &str) -> Result<Self, S3Error> {
        let invalid = || S3Error::new(400, "InvalidURI", "Couldn't parse the specified URI.");
        let path = path.strip_prefix('/').unwrap_or(path);
        if path.is_empty() {
            return Ok(Self::Service);
        }
        let (bucket, key) = path.split_once('/').unwrap_or((path, ""));
        let bucket = uri::decode_text(bucket).ok_or_else(invalid)?;
        let key = uri::decode_text(key).ok_or_else(invalid)?;
        if key.is_empty() {
            return Ok(Self::Bucket(bucket));
        }
        if key.len() > limit::KEY {
            return Err(S3Error::new(400, "KeyTooLongError", "Your key is too long"));
        }
        Ok(Self::Object { bucket, key })
    }
}

/// An operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operation {
    AbortMultipartUpload,
    CompleteMultipartUpload,
    CreateMultipartUpload,
    DeleteObject,
    DeleteObjects,
    GetBucketLocation,
    GetObject,
    HeadBucket,
    HeadObject,
    ListBuckets,
    ListObjects,
    ListObjectsV2,
    PutObject,
    UploadPart,
}

impl Operation {
    /// The operation of a request.
    ///
    /// # Errors
    /// `NotImplemented` for what S3 has and this store has not, `MethodNotAllowed` for the rest.
    pub(crate) fn of(request: &Request, query: &Query, target: &Target) -> Result<Self, S3Error> {
        if let Some(name) = query.names().find(|name| MISSING.contains(name)) {
            return Err(S3Error::not_implemented(format!("the parameter {name}")));
        }
        let operation = match (target, request.method()) {
            (Target::Service, "GET") => Self::ListBuckets,
            (Target::Bucket(_), "HEAD") => Self::HeadBucket,
            (Target::Bucket(_), "GET") if query.has("location") => Self::GetBucketLocation,
            (Target::Bucket(_), "GET") if query.has("uploads") => {
                return Err(S3Error::not_implemented("the parameter uploads"));
            }
            (Target::Bucket(_), "GET") if query.get("list-type") == Some("2") => {
                Self::ListObjectsV2
            }
            (Target::Bucket(_), "GET") => Self::ListObjects,
            (Target::Bucket(_), "POST") if query.has("delete") => Self::DeleteObjects,
            (Target::Bucket(_), method) => {
                return Err(S3Error::not_implemented(format!("{method} of a bucket")));
            }
            (Target::Object { .. }, "GET") if query.has("uploadId") => {
                return Err(S3Error::not_implemented("the parameter uploadId"));
            }
            (Target::Object { .. }, "GET" | "HEAD") if query.has("partNumber") => {
                return Err(S3Error::not_implemented("the parameter partNumber"));
            }
            (Target::Object { .. }, "GET") => Self::GetObject,
            (Target::Object { .. }, "HEAD") => Self::HeadObject,
            (Target::Object { .. }, "PUT") if query.has("uploadId") => Self::UploadPart,
            (Target::Object { .. }, "PUT") => Self::PutObject,
            (Target::Object { .. }, "DELETE") if query.has("uploadId") => {
                Self::AbortMultipartUpload
            }
            (Target::Object { .. }, "DELETE") => Self::DeleteObject,
            (Target::Object { .. }, "POST") if query.has("uploads") => Self::CreateMultipartUpload,
            (Target::Object { .. }, "POST") if query.has("uploadId") => {
                Self::CompleteMultipartUpload
            }
            _ => {
                return Err(S3Error::new(
                    405,
                    "MethodNotAllowed",
                    "The specified method is not allowed against this resource.",
                ));
            }
        };
        operation.check_headers(request)
    }

    /// Headers that would change what an operation does are refused rather than ignored.
    fn check_headers(self, request: &Request) -> Result<Self, S3Error> {
        let acl = request.sole("x-amz-acl");
        if acl.is_some_and(|acl| acl != "private" && acl != "bucket-owner-full-control") {
            return Err(S3Error::new(
                400,
                "AccessControlListNotSupported",
                "The bucket does not allow ACLs. (New buckets of S3 do not either: leave the ACL out, and share by a presigned \
                 URL.)",
            ));
        }
        let unknown = [
            "x-amz-copy-source",
            "x-amz-server-side-encryption-customer-algorithm",
            "x-amz-tagging",
            "x-amz-website-redirect-location",
            "x-amz-write-offset-bytes",
        ]
        .into_iter()
        .find(|name| request.values(name).next().is_some());
        unknown.map_or(Ok(self), |name| Err(S3Error::not_implemented(name)))
    }

    /// The action that a policy names.
    pub(crate) fn action(self) -> &'static str {
        match self {
            Self::AbortMultipartUpload => "s3:AbortMultipartUpload",
            Self::CompleteMultipartUpload
            | Self::CreateMultipartUpload
            | Self::PutObject
            | Self::UploadPart => "s3:PutObject",
            Self::DeleteObject | Self::DeleteObjects => "s3:DeleteObject",
            Self::GetBucketLocation => "s3:GetBucketLocation",
            Self::GetObject | Self::HeadObject => "s3:GetObject",
            Self::HeadBucket | Self::ListObjects | Self::ListObjectsV2 => "s3:ListBucket",
            Self::ListBuckets => "s3:ListAllMyBuckets",
        }
    }
}

/// Parameters that S3 reads and this store does not. Others that are not known it ignores, as S3 does.
const MISSING: [&str; 31] = [
    "accelerate",
    "acl",
    "analytics",
    "attributes",
    "cors",
    "encryption",
    "intelligent-tiering",
    "inventory",
    "legal-hold",
    "lifecycle",
    "logging",
    "metrics",
    "notification",
    "object-lock",
    "ownershipControls",
    "policy",
    "policyStatus",
    "publicAccessBlock",
    "renameObject",
    "replication",
    "requestPayment",
    "restore",
    "retention",
    "select",
    "session",
    "tagging",
    "torrent",
    "versionId",
    "versioning",
    "versions",
    "website",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_names_a_bucket_and_a_key_as_they_are() {
        let object = |key: &str| {
            Ok(Target::Object {
                bucket: "b".to_owned(),
                key: key.to_owned(),
            })
        };
        let bucket = || Ok(Target::Bucket("b".to_owned()));
        for (path, expected) in [
            ("", Ok(Target::Service)),
            ("/", Ok(Target::Service)),
            ("/b", bucket()),
            ("/b/", bucket()),
            ("/b/a", object("a")),
            ("/b//a//", object("/a//")),
            ("/b/../c", object("../c")),
            ("/b/%2e%2e%2fc", object("../c")),
            ("/b/a%20b+c%25%C3%BC", object("a b+c%ü")),
        ] {
            assert_eq!(Target::of(path), expected, "{path}");
        }
        let code = |path: &str| Target::of(path).unwrap_err().code();
        assert_eq!(code("/b/%FF"), "InvalidURI");
        assert_eq!(code("/b/%2"), "InvalidURI");
        let longest = "a".repeat(limit::KEY);
        assert_eq!(Target::of(&format!("/b/{longest}")), object(&longest));
        assert_eq!(code(&format!("/b/{longest}a")), "KeyTooLongError");
    }

    #[test]
    fn what_is_not_known_is_refused() {
        let operation = |method: &str, path: &str, header: Option<(&str, &str)>| {
            let (path, raw) = path.split_once('?').unwrap_or((path, ""));
            let request = Request::new(method, path);
            let request = header.into_iter().fold(request, |request, (name, value)| {
                request.header(name, value)
            });
            let query = Query::parse(raw).unwrap();
            Operation::of(&request, &query, &Target::of(path).unwrap())
                .map_err(|error| error.code())
        };
        assert_eq!(
            operation("PUT", "/b/a?x-id=PutObject", None),
            Ok(Operation::PutObject)
        );
        assert_eq!(
            operation("GET", "/b?list-type=2", None),
            Ok(Operation::ListObjectsV2)
        );
        for (method, path, header) in [
            ("GET", "/b/a?acl", None),
            ("GET", "/b/a?versionId=1", None),
            ("GET", "/b/a?partNumber=1", None),
            ("PUT", "/b", None),
            ("DELETE", "/b", None),
            ("GET", "/b?uploads", None),
            ("PUT", "/b/a", Some(("X-Amz-Copy-Source", "/b/c"))),
        ] {
            let outcome = operation(method, path, header);
            assert_eq!(outcome, Err("NotImplemented"), "{method} {path}");
        }
        let acl = |value| operation("PUT", "/b/a", Some(("x-amz-acl", value)));
        assert_eq!(acl("public-read"), Err("AccessControlListNotSupported"));
        assert_eq!(acl("private"), Ok(Operation::PutObject));
        assert_eq!(operation("PATCH", "/b/a", None), Err("MethodNotAllowed"));
        assert_eq!(operation("POST", "/b/a", None), Err("MethodNotAllowed"));
        assert_eq!(operation("POST", "/", None), Err("MethodNotAllowed"));
    }
}
