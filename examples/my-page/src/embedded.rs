//! The verifier's way to the embedded pool's keys, and the pool's way to tell of revocations: no socket between the two
//! halves of one program.

use cognito_core::{
    UserPool, UserPoolId, Verifier, VerifierBuilder,
    future::BoxFuture,
    jwks::{FetchError, FetchJwks, Fetched},
    revocation::RevocationList,
};
use dev_pool::{DevPool, Request};

use crate::{
    SiteError,
    cognito::{self, NotSignedOut},
    sign_out,
};

/// Begins a verifier of the embedded pool's access tokens. Whatever any client revokes at the pool goes onto the list.
pub(crate) fn verifier(
    pool: &DevPool,
    revoked: RevocationList,
) -> Result<VerifierBuilder, SiteError> {
    let id: UserPoolId = pool.user_pool_id().parse().map_err(SiteError::PoolId)?;
    let verifier = Verifier::builder()
        .user_pool(UserPool::new(id.clone(), [pool.client_id()]))
        .fetcher(Keys(pool.clone()));
    pool.on_revocation(move |sign_in| {
        if let Err(full) = revoked.revoke_sign_in(&id, &sign_in.origin_jti) {
            sign_out::log_full(full);
        }
    });
    Ok(verifier)
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

struct Keys(DevPool);

impl FetchJwks for Keys {
    fn fetch<'a>(&'a self, _: &'a str) -> BoxFuture<'a, Result<Fetched, FetchError>> {
        let fetched = Fetched::new(self.0.jwks().to_string());
        Box::pin(std::future::ready(Ok(fetched)))
    }
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys of the embedded pool")
    }
}
