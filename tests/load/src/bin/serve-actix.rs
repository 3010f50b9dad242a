//! One actix server with one worker: `serve-actix <bare|uncached|cached|cached-full-bytes> <issuer>`.

use std::net::TcpListener;

use actix_web::{App, HttpServer, rt::System, web::get};
use cognito_actix::{
    Cognito, CognitoAuth,
    core::{AccessClaims, Verifier},
};
use load::{CONSTANT, Outcome, argument};

fn main() -> Outcome {
    System::new().block_on(serve())
}

async fn serve() -> Outcome {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let port = listener.local_addr()?.port();
    match &*argument(1, "the mode")? {
        "bare" => {
            let server = HttpServer::new(|| App::new().route("/", get().to(constant)));
            let running = server.workers(1).listen(listener)?.run();
            println!("{port}");
            running.await?;
        }
        mode => {
            let verifier = load::verifier(mode, &argument(2, "the issuer")?)?;
            let running = protected(verifier, listener)?;
            println!("{port}");
            running.await?;
        }
    }
    Ok(())
}

fn protected(verifier: Verifier, listener: TcpListener) -> std::io::Result<actix_web::dev::Server> {
    let server = HttpServer::new(move || {
        App::new()
            .wrap(CognitoAuth::from(verifier.clone()))
            .route("/", get().to(subject))
    });
    Ok(server.workers(1).listen(listener)?.run())
}

async fn subject(Cognito(claims): Cognito<AccessClaims>) -> String {
    claims.subject().to_owned()
}

async fn constant() -> String {
    CONSTANT.to_owned()
}
