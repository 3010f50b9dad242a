//! Operations on the bucket.

use dev_pool::Answer;

use super::{
    error::S3Error,
    list::{Listing, Version},
    store::Store,
    xml::Writer,
};
use crate::sigv4::query::Query;

/// `ListObjects` and `ListObjectsV2`.
pub(crate) fn list(
    store: &Store,
    bucket: &str,
    query: &Query,
    version: Version,
) -> Result<Answer, S3Error> {
    let listing = Listing::of(query, version)?;
    let xml = listing.xml(bucket, &store.lock().objects);
    Ok(Answer::with_body(200, "application/xml", xml))
}

/// `GetBucketLocation`: nothing stands for `us-east-1`.
pub(crate) fn location(region: &str) -> Answer {
    let location = if region == "us-east-1" { "" } else { region };
    let xml = Writer::text_document("LocationConstraint", location);
    Answer::with_body(200, "application/xml", xml)
}
