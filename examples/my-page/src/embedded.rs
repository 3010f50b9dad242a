//! What the site brings for development: a user pool, an identity pool with a store, and the verifiers' way to the keys. No
//! socket is between the halves of one program.

use cognito_core::{UserPool, UserPoolId, Verifier, VerifierBuilder, revocation::RevocationList};
use dev_cloud::DevCloud;
use dev_pool::{Answer, AppClient, DevPool, Request};

use crate::{
    SiteError,
    cognito::{self, NotSignedOut},
    sign_out,
};

/// The services that the site brings for development. Clones are the same services.
#[derive(Clone, Debug)]
pub struct Embedded {
    pool: DevPool,
    cloud: DevCloud,
}

impl Embedded {
    /// For a site that listens on this port.
    pub(crate) fn new(port: u16) -> Result<Self, SiteError> {
        let client =
            ["127.0.0.1", "localhost"]
                .into_iter()
                .fold(AppClient::random(), |client, host| {
                    client
                        .callback_url(format!("http://{host}:{port}/callback"))
                        .logout_url(format!("http://{host}:{port}/"))
                });
        let pool = DevPool::builder()
            .app_client(client)
            .app_client(server())
            .build();
        let pool = pool.map_err(SiteError::DevPool)?;
        let cloud = DevCloud::builder(&pool).guests(true).build();
        let cloud = cloud.map_err(SiteError::DevCloud)?;
        Ok(Self { pool, cloud })
    }

    pub(crate) fn pool(&self) -> &DevPool {
        &self.pool
    }

    pub(crate) fn cloud(&self) -> &DevCloud {
        &self.cloud
    }

    /// Answers a request, or `None` if its path is none of theirs. It computes: not for the threads that serve. The answer may
    /// want to be [sent later](Answer::delay), and without its body if the request was a `HEAD`.
    pub fn answer(&self, request: &Request) -> Option<Answer> {
        self.cloud
            .answer(request)
            .or_else(|| self.pool.answer(request))
    }

    /// The largest body that may be sent to this path, in bytes.
    pub fn max_body(&self, path: &str) -> usize {
        if path.starts_with(self.cloud.s3_mount()) {
            dev_cloud::MAX_BODY
        } else if path.starts_with("/dev/import") {
            dev_pool::MAX_CSV
        } else {
            dev_pool::MAX_BODY
        }
    }
}

/// A client with a secret, for trying what servers and machines do; its description in the API has the secret.
fn server() -> AppClient {
    AppClient::random().random_secret().scope("api/read")
}

/// Begins the verifiers of the embedded pool's access tokens and of its ID tokens. Whatever any client revokes at the pool goes
/// onto the list.
pub(crate) fn verifiers(
    pool: &DevPool,
    revoked: &RevocationList,
) -> Result<[VerifierBuilder; 2], SiteError> {
    let id: UserPoolId = pool.user_pool_id().parse().map_err(SiteError::PoolId)?;
    let verifiers = [(); 2].map(|()| {
        Verifier::builder()
            .user_pool(UserPool::new(id.clone(), [pool.client_id()]))
            .fetcher(pool.clone())
    });
    let revoked = revoked.clone();
    pool.on_revocation(move |sign_in| {
        if let Err(full) = revoked.revoke_sign_in(&id, &sign_in.origin_jti) {
            sign_out::log_full(full);
        }
    });
    Ok(verifiers)
}

/// The call that a site with a pool elsewhere makes over the network. It signs nothing and hashes no password, so it
/// needs no thread of its own.
pub(crate) fn global_sign_out(pool: &DevPool, access_token: &str) -> Result<(), NotSignedOut> {
    let request = Request::new("POST", pool.mount())
        .header("host", "localhost")
        .header("content-type", cognito::CONTENT_TYPE)
        .header(cognito::TARGET.0, cognito::TARGET.1)
        .body(cognito::body(access_token));
    let answer = pool.answer(&request);
    answer.map_or(cognito::outcome(404, &[]), |answer| {
        cognito::outcome(answer.status, &answer.body)
    })
}

#[cfg(test)]
mod tests;
