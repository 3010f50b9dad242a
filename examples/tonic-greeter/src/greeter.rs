//! What `tonic-prost-build` makes of `greeter.proto`, shorter and by hand, so that nobody needs `protoc` to try this.

use std::{
    convert::Infallible,
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use tonic::{Request, Response, Status, body::Body, server::NamedService};
use tonic_prost::ProstCodec;
use tower::{Service, service_fn};

#[derive(Clone, Eq, PartialEq, prost::Message)]
pub(crate) struct HelloRequest {
    #[prost(string, tag = "1")]
    pub(crate) name: String,
}

#[derive(Clone, Eq, PartialEq, prost::Message)]
pub(crate) struct HelloReply {
    #[prost(string, tag = "1")]
    pub(crate) message: String,
}

/// What an application implements.
pub(crate) trait Greeter: Clone + Send + Sync + 'static {
    fn say_hello(
        &self,
        request: Request<HelloRequest>,
    ) -> impl Future<Output = Result<Response<HelloReply>, Status>> + Send;
}

/// What a server serves.
#[derive(Clone)]
pub(crate) struct GreeterServer<G>(pub(crate) G);

impl<G> NamedService for GreeterServer<G> {
    const NAME: &'static str = "greeter.Greeter";
}

impl<G: Greeter> Service<http::Request<Body>> for GreeterServer<G> {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        let greeter = self.0.clone();
        Box::pin(async move {
            if request.uri().path() != "/greeter.Greeter/SayHello" {
                return Ok(Status::unimplemented("").into_http());
            }
            let say_hello = service_fn(move |request| {
                let greeter = greeter.clone();
                async move { greeter.say_hello(request).await }
            });
            let mut grpc = tonic::server::Grpc::new(ProstCodec::default());
            Ok(grpc.unary(say_hello, request).await)
        })
    }
}
