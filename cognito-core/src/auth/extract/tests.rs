use std::{fmt::Debug, sync::LazyLock, time::Duration};

use serde::Deserialize;

use super::*;
use crate::{
    Authenticator, NoCustom, Reason, Rejection, Step, TokenUse,
    test_util::{TestHead, TestPool, TokenBuilder},
};

static POOL: LazyLock<TestPool> = LazyLock::new(TestPool::new);

#[derive(Clone, Debug, Deserialize)]
struct Tenant {
    tenant: String,
}

/// A request, and what was decided about it where tokens are optional.
struct Decided(TestHead, Authentication);

impl Decided {
    async fn about(head: TestHead) -> Self {
        let both = [TokenUse::Access, TokenUse::Id];
        let verifier = POOL.verifier_builder().accept(both).build().unwrap();
        let auth = Authenticator::builder(verifier).optional().build().unwrap();
        let decided = match auth.authenticate(&head) {
            Step::Ready(decided) => decided,
            Step::Pending(waiting) => waiting.await,
        };
        Self(head, decided.unwrap())
    }

    async fn token(token: TokenBuilder) -> Self {
        Self::about(TestHead::get("/").bearer(&token.mint())).await
    }

    async fn nobody() -> Self {
        Self::about(TestHead::get("/")).await
    }

    fn extract<T: FromAuth>(&self) -> Result<T, Rejection> {
        self.1.extract(&self.0)
    }

    /// Why `T` and `Option<T>` are refused, which must be the same.
    fn refusal<T: FromAuth>(&self) -> Option<Reason> {
        let refused = self.extract::<T>().err().map(|r| r.reason());
        let optional = self.extract::<Option<T>>().err().map(|r| r.reason());
        assert_eq!(refused, optional);
        refused
    }
}

/// Why a token is refused to a handler of each type: that of an access token, a user's, a machine's, an ID token.
fn refusals<C: CustomClaims>(decided: &Decided) -> [Option<Reason>; 4] {
    [
        decided.refusal::<AccessClaims<C>>(),
        decided.refusal::<UserClaims<C>>(),
        decided.refusal::<MachineClaims<C>>(),
        decided.refusal::<IdClaims<C>>(),
    ]
}

#[tokio::test]
async fn handlers_get_the_kind_they_ask_for() {
    let (kind, principal) = (Some(Reason::WrongTokenUse), Some(Reason::WrongPrincipal));
    for (token, expected) in [
        (POOL.access_token(), [None, None, principal, kind]),
        (
            POOL.access_token().without("username"),
            [None, None, principal, kind],
        ),
        (POOL.machine_token(), [None, principal, None, kind]),
        (POOL.id_token(), [kind, kind, kind, None]),
    ] {
        let decided = Decided::token(token).await;
        assert_eq!(refusals::<NoCustom>(&decided), expected);
        assert_eq!(decided.refusal::<CognitoClaims>(), None);
        assert_eq!(decided.refusal::<SubjectKey>(), None);
        assert_eq!(decided.refusal::<Expiry>(), None);
        assert_eq!(decided.refusal::<BearerToken>(), None);
    }
}

#[tokio::test]
async fn custom_claims_are_read_or_refused_without_a_challenge() {
    let (custom, principal) = (Some(Reason::BadCustomClaims), Some(Reason::WrongPrincipal));
    let kind = Some(Reason::WrongTokenUse);
    let token = |tenant: serde_json::Value| POOL.access_token().claim("tenant", tenant);
    let good = Decided::token(token("acme".into())).await;
    assert_eq!(refusals::<Tenant>(&good), [None, None, principal, kind]);
    let user = good.extract::<UserClaims<Tenant>>().unwrap();
    assert_eq!(user.custom().tenant, "acme");

    let bad = Decided::token(token(1.into())).await;
    assert_eq!(refusals::<Tenant>(&bad), [custom, custom, principal, kind]);
    let rejection = bad.extract::<UserClaims<Tenant>>().unwrap_err();
    assert_eq!(rejection.status(), 403);
    let challenge = rejection
        .headers()
        .find(|(name, _)| *name == "www-authenticate");
    assert_eq!(challenge.unwrap().1, r#"Bearer realm="cognito""#);

    let machine = Decided::token(POOL.machine_token().claim("tenant", "acme")).await;
    let claims = machine.extract::<MachineClaims<Tenant>>().unwrap();
    assert_eq!(claims.custom().tenant, "acme");
}

#[tokio::test]
async fn without_a_token_there_is_an_option_only() {
    fn check<T: FromAuth + Debug>(nobody: &Decided) {
        let refused = nobody.extract::<T>().unwrap_err();
        assert_eq!(refused.reason(), Reason::MissingToken);
        assert_eq!(refused.status(), 401);
        assert!(matches!(nobody.extract::<Option<T>>(), Ok(None)));
        assert!(matches!(nobody.extract::<Option<Option<T>>>(), Ok(None)));
    }
    let nobody = Decided::nobody().await;
    check::<CognitoClaims>(&nobody);
    check::<AccessClaims<Tenant>>(&nobody);
    check::<IdClaims>(&nobody);
    check::<UserClaims>(&nobody);
    check::<MachineClaims<Tenant>>(&nobody);
    check::<Expiry>(&nobody);
    check::<BearerToken>(&nobody);
    check::<SubjectKey>(&nobody);
}

#[tokio::test]
async fn what_is_made_of_the_claims_is_the_requests() {
    let token = POOL.access_token().subject("kim");
    let decided = Decided::token(token.expires_in(Duration::from_secs(90))).await;
    let expiry = decided.extract::<Expiry>().unwrap();
    assert_eq!(expiry.remaining(), Duration::from_secs(90));
    let key = decided.extract::<SubjectKey>().unwrap();
    assert_eq!(key, SubjectKey::of(decided.1.claims().unwrap()));
    let user = decided.extract::<UserClaims>().unwrap();
    assert_eq!(user.subject(), "kim");
    assert_eq!(user.into_inner().subject(), "kim");
}
