//! A way to have a request decided about, with or without waiting for keys.

use cognito_core::{Authentication, Authenticator, Rejection, Step, test_util::TestHead};

pub(crate) fn bearer(token: &str) -> TestHead {
    TestHead::get("/").bearer(token)
}

pub(crate) async fn decide(
    auth: &Authenticator,
    head: &TestHead,
) -> Result<Authentication, Rejection> {
    match auth.authenticate(head) {
        Step::Ready(decided) => decided,
        Step::Pending(waiting) => waiting.await,
    }
}
