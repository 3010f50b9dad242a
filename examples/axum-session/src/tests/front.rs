//! What stands before the pool: it counts, and fails where a test wants that.

use std::{
    mem,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{Response, StatusCode},
    response::IntoResponse as _,
};
use dev_pool::{DevPool, MAX_BODY, on_axum};
use serde_json::Value;
use tokio::sync::Semaphore;

/// What happens to the answers of the API, the token and the revocation endpoint.
#[derive(Clone, Debug, Default)]
pub(super) enum Fault {
    /// A proxy answers, with an error that looks like the pool's.
    BadGateway,
    /// An answer that is no JSON.
    Garbage,
    /// Each answer waits for a permit, after the pool has given it.
    Held(Arc<Semaphore>),
    #[default]
    None,
    /// Refresh answers are without an ID token, as some pools give them.
    NoIdToken,
    /// They are another client's fault: `invalid_client`.
    UnknownClient,
}

#[derive(Clone, Default)]
pub(super) struct Front(Arc<Mutex<Seen>>);

#[derive(Default)]
struct Seen {
    fault: Fault,
    tokens: usize,
    revocations: usize,
}

impl Front {
    pub(super) fn set(&self, fault: Fault) {
        self.0.lock().unwrap().fault = fault;
    }

    /// From now on answers wait. Each permit lets one go.
    pub(super) fn hold(&self) -> Arc<Semaphore> {
        let gate = Arc::new(Semaphore::new(0));
        self.set(Fault::Held(Arc::clone(&gate)));
        gate
    }

    /// Requests at the token endpoint since the last time that this was asked.
    pub(super) fn token_requests(&self) -> usize {
        mem::take(&mut self.0.lock().unwrap().tokens)
    }

    pub(super) fn revocations(&self) -> usize {
        self.0.lock().unwrap().revocations
    }

    pub(super) fn routes(&self, pool: &DevPool) -> Router {
        let state = (self.clone(), pool.clone());
        Router::new().fallback(serve).with_state(state)
    }

    fn note(&self, path: &str) -> Fault {
        let mut seen = self.0.lock().unwrap();
        match path {
            "/cognito/oauth2/token" => seen.tokens += 1,
            "/cognito/oauth2/revoke" => seen.revocations += 1,
            "/cognito/" => (),
            _ => return Fault::None,
        }
        seen.fault.clone()
    }
}

async fn serve(
    State((front, pool)): State<(Front, DevPool)>,
    request: Request,
) -> Result<Response<Body>, StatusCode> {
    let fault = front.note(request.uri().path());
    let json = [("content-type", "application/json")];
    match fault {
        Fault::BadGateway => {
            let body = r#"{"error":"invalid_grant"}"#;
            return Ok((StatusCode::BAD_GATEWAY, json, body).into_response());
        }
        Fault::Garbage => return Ok((json, "<html>").into_response()),
        Fault::UnknownClient => {
            let body = r#"{"error":"invalid_client"}"#;
            return Ok((StatusCode::BAD_REQUEST, json, body).into_response());
        }
        Fault::Held(_) | Fault::None | Fault::NoIdToken => (),
    }
    let answer = on_axum::serve(request, MAX_BODY, move |request| pool.answer(request)).await?;
    match fault {
        Fault::Held(gate) => gate.acquire().await.unwrap().forget(),
        Fault::NoIdToken => return Ok(without_id_token(answer).await),
        _ => (),
    }
    Ok(answer)
}

async fn without_id_token(answer: Response<Body>) -> Response<Body> {
    let (mut head, body) = answer.into_parts();
    let body = to_bytes(body, MAX_BODY).await.unwrap();
    let mut body: Value = serde_json::from_slice(&body).unwrap();
    assert!(body.as_object_mut().unwrap().remove("id_token").is_some());
    head.headers.remove("content-length");
    Response::from_parts(head, body.to_string().into())
}
