use cognito_core::Rejection;
use http::Response;

use crate::{RejectionResponse, reject::answer};

/// Answers as gRPC does, for [tonic](https://docs.rs/tonic) and other gRPC servers: give it to `on_reject` of every layer around
/// them.
///
/// The HTTP status is 200, and gRPC's own status says why the call failed: 16 `UNAUTHENTICATED`, 7 `PERMISSION_DENIED`,
/// 14 `UNAVAILABLE`; see [`GrpcStatus`](crate::core::GrpcStatus). There is no body, and what a client called does not matter: one
/// answer fits unary and streaming calls.
///
/// **Only for gRPC services.** It is never chosen by a request's content type: where a proxy asks this service whether to let a
/// request through and goes by the HTTP status, any client could get its 200 by sending `application/grpc`. Beside HTTP routes,
/// give the gRPC services a layer of their own.
///
/// ```
/// use cognito_tower::{CognitoLayer, Grpc, RequireLayer, core::{Policy, test_util::TestPool}};
/// # use http::{Request, Response};
/// # use tower::{ServiceBuilder, ServiceExt as _, service_fn};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// # let orders = service_fn(async |_: Request<()>| Ok::<_, std::convert::Infallible>(Response::new(())));
/// let verifier = TestPool::new().verifier();
/// let service = ServiceBuilder::new()
///     .layer(CognitoLayer::from(verifier).on_reject(Grpc))
///     .layer(RequireLayer::new(Policy::scope("orders/read")).on_reject(Grpc))
///     .service(orders);
///
/// let request = Request::post("/shop.Orders/List").body(()).unwrap();
/// let response = service.oneshot(request).await.unwrap();
/// assert_eq!(response.status(), 200);
/// assert_eq!(response.headers()["grpc-status"], "16");
/// assert_eq!(response.headers()["grpc-message"], "no credentials");
/// # }
/// ```
///
/// With tonic, a layer goes around the whole server, or around one service by `tonic::service::LayerExt`; a health service
/// beside it then stays open:
///
/// ```text
/// let auth = CognitoLayer::from(verifier).on_reject(Grpc);
/// Server::builder()
///     .add_service(health) // open to everybody
///     .add_service(auth.named_layer(OrdersServer::new(orders)))
/// ```
///
/// A handler finds the claims among its request's extensions: `request.extensions().get::<CognitoClaims>()`. To refuse a call by
/// itself, it makes tonic's `Status` of [`Rejection::grpc`].
#[derive(Clone, Copy, Debug, Default)]
pub struct Grpc;

impl<B: Default> RejectionResponse<B> for Grpc {
    fn respond(&self, rejection: &Rejection) -> Response<B> {
        answer(rejection, B::default(), rejection.grpc().headers())
    }
}
