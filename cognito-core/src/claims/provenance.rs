/// What verified the token that claims were read from.
///
/// Only [`Token`](Self::Token) means that this program checked a signature. All else is somebody's word about a token that was
/// checked elsewhere: every policy and every authenticator refuses it, unless told otherwise by `accept_upstream_verified`. The
/// module `gateway` has it, behind the feature of that name.
///
/// ```
/// use cognito_core::{Provenance, test_util::TestPool};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), cognito_core::AuthError> {
/// let pool = TestPool::new();
/// let claims = pool.verifier().verify(&pool.access_token().mint()).await?;
/// assert_eq!(claims.provenance(), Provenance::Token);
/// assert!(!claims.provenance().is_upstream() && Provenance::RestApi.is_upstream());
/// # Ok(()) }
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Provenance {
    /// `AppSync`'s check of the token: `identity` of an event.
    AppSync,
    /// The JWT authorizer of an HTTP API of API Gateway.
    HttpApi,
    /// A Lambda authorizer in front of an API of API Gateway.
    LambdaAuthorizer,
    /// The Cognito authorizer of a REST API of API Gateway.
    RestApi,
    /// A verifier of this program, which had the token and checked its signature.
    Token,
}

impl Provenance {
    /// A stable word for logs, as in `rest_api`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AppSync => "app_sync",
            Self::HttpApi => "http_api",
            Self::LambdaAuthorizer => "lambda_authorizer",
            Self::RestApi => "rest_api",
            Self::Token => "token",
        }
    }

    /// Whether the signature was checked elsewhere, if it was.
    pub const fn is_upstream(self) -> bool {
        !matches!(self, Self::Token)
    }
}
