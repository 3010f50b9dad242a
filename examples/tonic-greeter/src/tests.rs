#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use http::uri::PathAndQuery;
use tonic::{Code, client::Grpc as Client, transport::Channel};
use tonic_prost::ProstCodec;

use super::*;

struct Caller(Channel);

impl Caller {
    async fn call(&self, method: &'static str, token: Option<String>) -> Result<String, Code> {
        let mut request = Request::new(HelloRequest {
            name: "Cleo".to_owned(),
        });
        if let Some(token) = token {
            let bearer = format!("Bearer {token}").parse().unwrap();
            request.metadata_mut().insert("authorization", bearer);
        }
        let mut client = Client::new(self.0.clone());
        client.ready().await.unwrap();
        let codec = ProstCodec::<HelloRequest, HelloReply>::default();
        let reply = client
            .unary(request, PathAndQuery::from_static(method), codec)
            .await;
        reply
            .map(|reply| reply.into_inner().message)
            .map_err(|status| status.code())
    }
}

#[tokio::test]
async fn refusals_are_statuses_of_grpc() {
    let demo = Demo::in_memory();
    let listener = TcpListener::from_std(demo.listen(&trial::trial()).unwrap()).unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(serve(listener, demo.verifier().unwrap()));
    let channel = Channel::from_shared(address)
        .unwrap()
        .connect()
        .await
        .unwrap();
    let caller = Caller(channel);
    let hello = "/greeter.Greeter/SayHello";

    let pool = demo.pools().unwrap().main();
    let good = pool.access_token().scope("greetings/say").username("ann");
    assert_eq!(
        caller.call(hello, Some(good.mint())).await.unwrap(),
        "Hello Cleo, says ann."
    );
    let other = pool.access_token();
    assert_eq!(
        caller.call(hello, Some(other.mint())).await,
        Err(Code::PermissionDenied)
    );
    assert_eq!(caller.call(hello, None).await, Err(Code::Unauthenticated));
    // HTTP/2 itself refuses a head of more than 16 KiB.
    let short = pool
        .bad_tokens()
        .into_iter()
        .filter(|bad| bad.token().len() < 8192);
    for bad in short {
        let refused = caller.call(hello, Some(bad.token().to_owned())).await;
        assert_eq!(refused, Err(Code::Unauthenticated), "{}", bad.name());
    }
    let unknown = "/greeter.Greeter/SayGoodbye";
    assert_eq!(caller.call(unknown, None).await, Err(Code::Unauthenticated));
    assert_eq!(
        caller.call(unknown, Some(good.mint())).await,
        Err(Code::Unimplemented)
    );
}
