//! A gRPC service whose refusals are statuses of gRPC, on tonic: `cargo run -p tonic-greeter`.
#![forbid(unsafe_code)]

mod greeter;
#[cfg(test)]
mod tests;
mod trial;

use cognito_tower::{
    CognitoLayer, Grpc, RequireLayer,
    core::{CognitoClaims, Policy, Verifier},
};
use demo_pool::Demo;
use tokio::net::TcpListener;
use tonic::{
    Request, Response, Status,
    transport::server::{Server, TcpIncoming},
};
use tower::ServiceBuilder;

use self::greeter::{Greeter, GreeterServer, HelloReply, HelloRequest};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let demo = Demo::from_env()?;
    let verifier = demo.verifier()?;
    let listener = TcpListener::from_std(demo.listen(&trial::trial())?)?;
    serve(listener, verifier).await?;
    Ok(())
}

/// The layers are around all services of the server: a method that nobody knows is refused without a token, too.
async fn serve(listener: TcpListener, verifier: Verifier) -> Result<(), tonic::transport::Error> {
    let guard = ServiceBuilder::new()
        .layer(CognitoLayer::from(verifier).on_reject(Grpc))
        .layer(RequireLayer::new(Policy::scope("greetings/say")).on_reject(Grpc));
    Server::builder()
        .layer(guard)
        .add_service(GreeterServer(Hospitable))
        .serve_with_incoming(TcpIncoming::from(listener))
        .await
}

#[derive(Clone)]
struct Hospitable;

impl Greeter for Hospitable {
    async fn say_hello(
        &self,
        request: Request<HelloRequest>,
    ) -> Result<Response<HelloReply>, Status> {
        let claims = request.extensions().get::<CognitoClaims>();
        let claims = claims.ok_or_else(|| Status::internal("no layer ran"))?;
        let who = claims.username().unwrap_or(claims.client_id()).to_owned();
        let message = format!("Hello {}, says {who}.", request.into_inner().name);
        Ok(Response::new(HelloReply { message }))
    }
}
