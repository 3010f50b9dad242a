//! A user pool for development inside the site: its API and login page under `/cognito`, its console under `/dev`.

use std::{error::Error, time::Duration};

use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    http::{Response, StatusCode},
    routing::any,
};
use cognito_tower::core::{UserPool, Verifier, VerifierBuilder};
use dev_pool::{DevPool, MAX_BODY, MAX_CSV, NewUser, on_axum};
use oauth2::CsrfToken;

use crate::oauth::AppClient;

/// Refresh tokens rotate. The grace is for a second instance; one alone needs none.
const GRACE: Duration = Duration::from_secs(60);
const USER: &str = "fay@example.com";
const PATHS: [&str; 6] = [
    "/cognito",
    "/cognito/",
    "/cognito/{*rest}",
    "/dev",
    "/dev/",
    "/dev/{*rest}",
];

/// The pool, and how its one user signs in.
#[derive(Clone)]
pub(crate) struct Embedded {
    pool: DevPool,
    password: String,
}

impl Embedded {
    /// For a site with this origin, and the site's app client there.
    pub(crate) fn new(site: &str) -> Result<(Self, AppClient), Box<dyn Error>> {
        let client = dev_pool::AppClient::random()
            .random_secret()
            .callback_url(format!("{site}/callback"))
            .logout_url(format!("{site}/"))
            .rotation(GRACE);
        let secret = client.expose_secret().unwrap_or_default().to_owned();
        let pool = DevPool::builder().app_client(client).build()?;
        let app = AppClient {
            id: pool.client_id().to_owned(),
            secret: secret.into(),
            api: format!("{site}{}/", pool.mount()),
            domain: format!("{site}{}", pool.mount()),
            site: site.to_owned(),
        };
        // Of each kind of character that the pool asks for.
        let password = format!("Aa1-{}", CsrfToken::new_random_len(9).into_secret());
        pool.add_user(NewUser::new(USER, &password).attribute("name", "Fay"))?;
        Ok((Self { pool, password }, app))
    }

    pub(crate) fn verifiers(&self) -> Result<[VerifierBuilder; 2], Box<dyn Error>> {
        let id = self.pool.user_pool_id().parse()?;
        let pool = UserPool::new(id, [self.pool.client_id()]);
        Ok([(); 2].map(|()| {
            Verifier::builder()
                .user_pool(pool.clone())
                .fetcher(self.pool.clone())
        }))
    }

    pub(crate) fn routes(&self) -> Router {
        let serve = any(serve).with_state(self.pool.clone());
        let paths = PATHS.into_iter();
        paths.fold(Router::new(), |router, path| {
            router.route(path, serve.clone())
        })
    }

    /// What a stranger needs to know.
    pub(crate) fn introduction(&self) -> String {
        let administrator = self.pool.administrator();
        let (name, password) = (administrator.username(), administrator.password());
        format!(
            "The user pool is for DEVELOPMENT ONLY: it is gone when the site stops, and its console, with\n\
             the codes that it would send, is at /dev.\n\
             User:          {USER} with the password {}\n\
             Administrator: {name} with the password {password}\n",
            self.password,
        )
    }
}

async fn serve(
    State(pool): State<DevPool>,
    request: Request,
) -> Result<Response<Body>, StatusCode> {
    let max_body = if request.uri().path() == "/dev/import" {
        MAX_CSV
    } else {
        MAX_BODY
    };
    on_axum::serve(request, max_body, move |request| pool.answer(request)).await
}
