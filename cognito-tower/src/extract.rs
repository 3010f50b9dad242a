use cognito_core::{Authentication, FromAuth, Rejection};
use http::Request;

use crate::{CognitoRejection, head::Head};

/// Takes what a handler asks for, in a plain tower service or in a middleware of one's own: whatever axum's `Cognito` gives
/// ([`FromAuth`] lists it).
///
/// It takes what a [`CognitoLayer`](crate::CognitoLayer) decided, and nothing else: it does not wait, so it does not verify.
///
/// # Errors
/// The refusal to answer with, which is also logged and counted. Where no layer ran, that is 500 `layer_missing`, and the log
/// names the path.
///
/// ```
/// use std::convert::Infallible;
/// use cognito_tower::{CognitoLayer, RejectionResponse as _, Render, extract};
/// use cognito_tower::core::{UserClaims, test_util::TestPool};
/// use http::{Request, Response};
/// use tower::{Layer as _, ServiceExt as _, service_fn};
///
/// async fn me(request: Request<String>) -> Result<Response<String>, Infallible> {
///     Ok(match extract::<UserClaims, _>(&request) {
///         Ok(user) => Response::new(format!("hello {}", user.subject())),
///         Err(refused) => Render::default().respond(refused.rejection()),
///     })
/// }
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let pool = TestPool::new();
/// let app = CognitoLayer::from(pool.verifier()).layer(service_fn(me));
/// let status = async |token: String| {
///     let request = Request::get("/me").header("authorization", format!("Bearer {token}"));
///     app.clone().oneshot(request.body(String::new()).unwrap()).await.unwrap().status()
/// };
/// assert_eq!(status(pool.access_token().mint()).await, 200);
/// assert_eq!(status(pool.machine_token().mint()).await, 403);
/// # Ok(()) }
/// ```
pub fn extract<T: FromAuth, B>(request: &Request<B>) -> Result<T, CognitoRejection> {
    let head = Head::from(request);
    let decided = request.extensions().get::<Authentication>();
    let decided = decided.ok_or_else(|| Rejection::layer_missing(&head))?;
    Ok(decided.extract(&head)?)
}
