use crate::AuthError;
use serde_json::{Map, Value};
type M = Map<String, Value>;
pub(super) fn rest_api(c: M) -> M {
    c
}
pub(super) fn http_api(c: M) -> M {
    c
}
pub(super) fn http_api_v1(c: M) -> M {
    c
}
pub(super) fn split_groups(c: M) -> M {
    c
}
pub(super) fn app_sync(c: M) -> Result<M, AuthError> {
    Ok(c)
}
