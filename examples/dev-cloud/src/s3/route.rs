//! From a request to the answer of S3: signature, policy, operation.

use std::borrow::Cow;

use dev_pool::{Answer, Request, loopback_host};

use super::{
    body::{self, Body},
    bucket,
    delete::Deletion,
    error::S3Error,
    list::Version,
    object::{self, Call},
    operation::{Operation, Target},
};
use crate::{
    cloud::Shared,
    policy::{Ask, Caller},
    random,
    session::Session,
    sigv4::{
        query::Query,
        verify::{self, Verified},
    },
};

const METHODS: &str = "GET, PUT, POST, DELETE, HEAD";

/// Answers a request for a path below the mount.
pub(crate) fn answer(cloud: &Shared, path: &str, request: &Request) -> Answer {
    let request_id = random::upper_base32::<16>();
    let outcome = if loopback_host(request).is_none() {
        Err(S3Error::access_denied(
            "The development store answers on loopback names only: use 127.0.0.1 or localhost",
        ))
    } else if request.method() == "OPTIONS" {
        return preflight();
    } else {
        operation(cloud, path, request)
    };
    let answer = outcome.unwrap_or_else(|error| {
        let xml = error.xml(request.path(), &request_id);
        Answer::with_body(error.status(), "application/xml", xml)
    });
    shared_with_all(answer)
        .header("x-amz-request-id", request_id)
        .header("x-amz-bucket-region", cloud.region())
        .header("server", "dev-cloud")
}

/// The bucket's CORS rule: every origin, every header. A signature stands behind a request, and no cookie.
fn shared_with_all(answer: Answer) -> Answer {
    let exposed: Vec<&str> = [
        "etag",
        "content-range",
        "x-amz-request-id",
        "x-amz-bucket-region",
    ]
    .into_iter()
    .chain(answer.headers.iter().map(|(name, _)| &**name))
    .filter(|name| matches!(*name, "etag" | "content-range") || name.starts_with("x-amz-"))
    .collect();
    let exposed = exposed.join(", ");
    answer
        .header("access-control-allow-origin", "*")
        .header("access-control-expose-headers", exposed)
}

fn preflight() -> Answer {
    Answer::empty(200)
        .header("access-control-allow-origin", "*")
        .header("access-control-allow-methods", METHODS)
        .header("access-control-allow-headers", "*, authorization")
        .header("access-control-max-age", "600")
}

fn operation(cloud: &Shared, path: &str, request: &Request) -> Result<Answer, S3Error> {
    let target = Target::of(path)?;
    let query = Query::parse(request.query())
        .ok_or_else(|| S3Error::new(400, "InvalidURI", "Couldn't parse the specified URI."))?;
    let now = cloud.now();
    let verified = verify::request(request, &query, &cloud.sessions, cloud.region(), now)?;
    let request = &*with_headers_of(request, &query);
    let operation = Operation::of(request, &query, &target)?;
    let guard = Guard {
        cloud,
        session: &verified.session,
        query: &query,
    };
    let (bucket, key) = match &target {
        Target::Service => {
            guard.check(operation, "*")?;
            return Err(S3Error::not_implemented("ListBuckets"));
        }
        Target::Bucket(bucket) => (bucket, None),
        Target::Object { bucket, key } => (bucket, Some(key)),
    };
    if *bucket != cloud.bucket {
        return Err(S3Error::new(
            404,
            "NoSuchBucket",
            format!(
                "The specified bucket does not exist. The only one here is {}.",
                cloud.bucket
            ),
        )
        .with("BucketName", bucket));
    }
    match key {
        None => of_bucket(&guard, operation, request, &verified),
        Some(key) => {
            guard.check(operation, &cloud.arn_of(key))?;
            let call = Call {
                store: &cloud.store,
                bucket,
                key,
                request,
                query: &query,
                now,
            };
            of_object(&guard, operation, &call, &verified)
        }
    }
}

/// Presigned URLs carry headers in the query.
fn with_headers_of<'a>(request: &'a Request, query: &Query) -> Cow<'a, Request> {
    query
        .pairs()
        .filter(|(name, _)| {
            name.get(..6)
                .is_some_and(|start| start.eq_ignore_ascii_case("x-amz-"))
        })
        .filter(|(name, _)| request.values(name).next().is_none())
        .fold(Cow::Borrowed(request), |request, (name, value)| {
            Cow::Owned(request.into_owned().header(name, value))
        })
}

fn of_bucket(
    guard: &Guard<'_>,
    operation: Operation,
    request: &Request,
    verified: &Verified,
) -> Result<Answer, S3Error> {
    let cloud = guard.cloud;
    let body = body::read(request, verified)?;
    if operation == Operation::DeleteObjects {
        return delete_objects(guard, &body);
    }
    guard.check(operation, &cloud.bucket_arn())?;
    let list = |version| bucket::list(&cloud.store, &cloud.bucket, guard.query, version);
    match operation {
        Operation::GetBucketLocation => Ok(bucket::location(cloud.region())),
        Operation::ListObjects => list(Version::One),
        Operation::ListObjectsV2 => list(Version::Two),
        _ => Ok(Answer::empty(200)),
    }
}

/// Each key is allowed or refused for itself.
fn delete_objects(guard: &Guard<'_>, body: &Body<'_>) -> Result<Answer, S3Error> {
    let cloud = guard.cloud;
    let deletion = Deletion::of(&body.payload)?;
    let refused: Vec<(String, S3Error)> = deletion
        .keys
        .iter()
        .filter_map(|key| {
            let refusal = guard.check(Operation::DeleteObjects, &cloud.arn_of(key));
            Some((key.clone(), refusal.err()?))
        })
        .collect();
    let mut content = cloud.store.lock();
    for key in &deletion.keys {
        if refused.iter().all(|(refused, _)| refused != key) {
            content.objects.remove(key);
        }
    }
    let xml = deletion.xml(&refused);
    Ok(Answer::with_body(200, "application/xml", xml))
}

fn of_object(
    guard: &Guard<'_>,
    operation: Operation,
    call: &Call<'_>,
    verified: &Verified,
) -> Result<Answer, S3Error> {
    let body = body::read(call.request, verified)?;
    match operation {
        Operation::PutObject => call.put(body),
        Operation::UploadPart => call.upload_part(body),
        Operation::CompleteMultipartUpload => call.complete_upload(&body),
        Operation::AbortMultipartUpload => call.abort_upload(),
        Operation::CreateMultipartUpload => call.begin_upload(),
        Operation::DeleteObject => Ok(call.delete()),
        _ if call.exists() => call.get(),
        // Who may not list the bucket is not told what is not in it.
        _ if guard.allows(Operation::ListObjectsV2, &guard.cloud.bucket_arn()) => {
            Err(object::no_such_key())
        }
        _ => Err(S3Error::access_denied(
            "Access Denied. There is no such object; who may not list the whole bucket gets this answer from S3, too, and not \
             NoSuchKey.",
        )),
    }
}

/// What the caller may do.
struct Guard<'a> {
    cloud: &'a Shared,
    session: &'a Session,
    query: &'a Query,
}

impl Guard<'_> {
    fn allows(&self, operation: Operation, resource: &str) -> bool {
        let ask = Ask {
            action: operation.action(),
            resource,
            prefix: self.query.get("prefix"),
            delimiter: self.query.get("delimiter"),
        };
        let role = self.cloud.roles.find(&self.session.role_arn);
        role.is_some_and(|role| role.policy().allows(self.caller(), ask))
    }

    fn check(&self, operation: Operation, resource: &str) -> Result<(), S3Error> {
        if self.allows(operation, resource) {
            return Ok(());
        }
        let action = operation.action();
        let role = self.cloud.roles.find(&self.session.role_arn);
        let reach = role
            .map(|role| role.policy().reach(self.caller(), action))
            .unwrap_or_default();
        let allowed = if reach.is_empty() {
            "nothing".to_owned()
        } else {
            reach.join(", ")
        };
        let name = role.map_or("?", |role| role.name());
        Err(S3Error::access_denied(format!(
            "User: arn:aws:sts::000000000000:assumed-role/{name}/CognitoIdentityCredentials is not authorized to perform: \
             {action} on resource: \"{resource}\" because no identity-based policy allows the {action} action. This role allows \
             it on: {allowed}."
        )))
    }

    fn caller(&self) -> Caller<'_> {
        Caller {
            identity_id: &self.session.identity_id,
            identity_pool_id: &self.cloud.identity_pool_id,
        }
    }
}
