//! A gRPC service and its client, by tonic and without generated code: messages are texts.

use std::{
    convert::Infallible,
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use bytes::{Buf as _, BufMut as _};
use cognito_core::CognitoClaims;
use http::uri::PathAndQuery;
use tonic::{
    Request, Response, Status,
    body::Body,
    codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder},
    server::NamedService,
    transport::Channel,
};
use tower::{Service, service_fn};

/// A service of one call, `Ask`, that tells who asks for what. There are some, with a name each.
#[derive(Clone)]
pub(super) struct Desk<const WHICH: usize>;

pub(super) const ORDERS: Desk<0> = Desk;
pub(super) const ADMIN: Desk<1> = Desk;
pub(super) const REFUNDS: Desk<2> = Desk;
pub(super) const PAYOUTS: Desk<3> = Desk;

impl<const WHICH: usize> NamedService for Desk<WHICH> {
    const NAME: &'static str = ["shop.Orders", "shop.Admin", "shop.Refunds", "shop.Payouts"][WHICH];
}

impl<const WHICH: usize> Service<http::Request<Body>> for Desk<WHICH> {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        let mut server = tonic::server::Grpc::new(Text);
        Box::pin(async move { Ok(server.unary(service_fn(answer), request).await) })
    }
}

async fn answer(request: Request<String>) -> Result<Response<String>, Status> {
    let claims = request.extensions().get::<CognitoClaims>();
    let who = claims.map_or("nobody", CognitoClaims::subject);
    let asked = request.get_ref();
    Ok(Response::new(format!("{who} asks for {asked}")))
}

/// Asks a service for its list, with this `authorization`.
pub(super) async fn ask(
    channel: &Channel,
    path: &'static str,
    authorization: Option<&str>,
) -> Result<String, Status> {
    let (mut client, request) = prepare(channel, authorization).await;
    let answer = client.unary(request, PathAndQuery::from_static(path), Text);
    answer.await.map(Response::into_inner)
}

/// As [`ask`], for a stream of answers; it is refused before there is a stream.
pub(super) async fn ask_for_stream(channel: &Channel, path: &'static str) -> Result<(), Status> {
    let (mut client, request) = prepare(channel, None).await;
    let answer = client.server_streaming(request, PathAndQuery::from_static(path), Text);
    answer.await.map(drop)
}

async fn prepare(
    channel: &Channel,
    authorization: Option<&str>,
) -> (tonic::client::Grpc<Channel>, Request<String>) {
    let mut client = tonic::client::Grpc::new(channel.clone());
    client.ready().await.unwrap();
    let mut request = Request::new("the list".to_owned());
    if let Some(value) = authorization {
        let metadata = request.metadata_mut();
        metadata.insert("authorization", value.parse().unwrap());
    }
    (client, request)
}

#[derive(Clone, Copy)]
struct Text;

impl Codec for Text {
    type Encode = String;
    type Decode = String;
    type Encoder = Self;
    type Decoder = Self;

    fn encoder(&mut self) -> Self {
        Self
    }

    fn decoder(&mut self) -> Self {
        Self
    }
}

impl Encoder for Text {
    type Item = String;
    type Error = Status;

    fn encode(&mut self, text: String, to: &mut EncodeBuf<'_>) -> Result<(), Status> {
        to.put_slice(text.as_bytes());
        Ok(())
    }
}

impl Decoder for Text {
    type Item = String;
    type Error = Status;

    fn decode(&mut self, from: &mut DecodeBuf<'_>) -> Result<Option<String>, Status> {
        let bytes = from.copy_to_bytes(from.remaining());
        let text = String::from_utf8(bytes.into());
        text.map(Some).map_err(|_| Status::internal("no UTF-8"))
    }
}
