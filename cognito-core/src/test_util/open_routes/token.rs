//! What a probe presents in the place of a good token.

use std::{fmt, sync::Arc};

use super::super::{TestPool, TokenBuilder};
use crate::{
    CognitoClaims, Policy, Verifier,
    clock::Clock as _,
    jwks::{KeyStore, StaticKeys},
    routes::Access,
    verifier::Attempt,
};

/// What a probe presents. Prints no token.
#[derive(Clone)]
pub(super) enum Credentials {
    Expired(Arc<str>),
    Garbage,
    None,
    OtherClient(Arc<str>),
    /// And the status of the refusal.
    Unfit(Arc<str>, u16),
}

impl Credentials {
    /// The value of the `Authorization` header.
    pub(super) fn authorization(&self) -> Option<String> {
        let token = match self {
            Self::None => return None,
            Self::Garbage => "garbage",
            Self::Expired(token) | Self::OtherClient(token) | Self::Unfit(token, _) => token,
        };
        Some(format!("Bearer {token}"))
    }
}

impl fmt::Display for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Expired(_) => "with an expired token",
            Self::Garbage => "with a text that is no token",
            Self::None => "without a token",
            Self::OtherClient(_) => "with a token of another app client",
            Self::Unfit(..) => "with a good token that does not meet the policy",
        })
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Credentials({self})")
    }
}

/// All that can be presented to a pool's verifier.
pub(super) struct BadCredentials<'p> {
    pool: &'p TestPool,
    untrue: [Credentials; 3],
    /// Good tokens that allow as little as a token can.
    plain: Vec<(Arc<str>, CognitoClaims)>,
}

impl<'p> BadCredentials<'p> {
    pub(super) fn new(pool: &'p TestPool) -> Self {
        let user = || pool.access_token();
        let expired = user().claim("exp", pool.now() - 60).mint();
        let other = user().claim("client_id", "anotherclient").mint();
        let verifier = verifier_with_keys(pool);
        let plain = [
            user().without("scope").claim("auth_time", 1),
            pool.machine_token().without("scope"),
        ]
        .iter()
        .map(TokenBuilder::mint)
        .filter_map(|token| match verifier.attempt(token.as_bytes()) {
            Attempt::Done(Ok(claims)) => Some((token.into(), claims)),
            Attempt::Ask(_) | Attempt::Done(Err(_)) | Attempt::Wait(_) => None,
        })
        .collect();
        Self {
            pool,
            untrue: [
                Credentials::Garbage,
                Credentials::Expired(expired.into()),
                Credentials::OtherClient(other.into()),
            ],
            plain,
        }
    }

    /// What must be refused where these rows decide; where none does, all but a good token.
    pub(super) fn against(&self, rows: &[&Access]) -> impl Iterator<Item = Credentials> {
        let is_public = |access: &&Access| matches!(access, Access::Public);
        let is_optional = |access: &&Access| matches!(access, Access::Optional | Access::Public);
        let public = rows.iter().any(is_public);
        let optional = rows.iter().any(is_optional);
        let none = (!optional).then_some(Credentials::None);
        let untrue = if public { &[][..] } else { &self.untrue };
        none.into_iter()
            .chain(untrue.iter().cloned())
            .chain(self.unfit(rows))
    }

    /// A good token that no policy of the rows admits, if there is one.
    fn unfit(&self, rows: &[&Access]) -> Option<Credentials> {
        let policies: Option<Vec<_>> = rows.iter().map(|access| policy(access)).collect();
        let policies = policies.filter(|policies| !policies.is_empty())?;
        let now = self.pool.clock().wall();
        let admits = |policy: &&Policy, claims| policy.check_at(claims, now).is_ok();
        let is_unfit = |claims| !policies.iter().any(|policy| admits(policy, claims));
        let (token, claims) = self.plain.iter().find(|(_, claims)| is_unfit(claims))?;
        let refusal = policies.first()?.check_at(claims, now).err()?;
        Some(Credentials::Unfit(Arc::clone(token), refusal.status()))
    }
}

fn policy(access: &Access) -> Option<&Policy> {
    match access {
        Access::Policy(policy) => Some(policy),
        Access::Optional | Access::Public => None,
    }
}

/// A verifier that has the pool's keys at hand: it decides without waiting.
#[expect(
    clippy::expect_used,
    reason = "the test kit's own configuration is complete"
)]
fn verifier_with_keys(pool: &TestPool) -> Verifier {
    let keys = StaticKeys::from_json(pool.jwks()).expect("the pool's own key set");
    let store = KeyStore::builder(&pool.user_pool())
        .pinned_keys(keys)
        .build();
    Verifier::builder()
        .user_pool_with_keys(pool.user_pool(), store.expect("keys of the pool"))
        .clock(pool.clock().clone())
        .build()
        .expect("the test pool is configured")
}
