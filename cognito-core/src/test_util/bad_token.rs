use std::fmt;

use serde_json::json;

use super::TestPool;
use crate::Reason;

/// A token that must be refused, and why.
///
/// ```
/// use cognito_core::{Reason, test_util::TestPool};
///
/// let bad = TestPool::new().bad_tokens();
/// assert!(bad.iter().any(|bad| bad.reason() == Reason::WrongTokenUse && bad.name() == "an ID token"));
/// ```
#[derive(Clone)]
pub struct BadToken {
    name: &'static str,
    token: String,
    reason: Reason,
}

impl BadToken {
    /// What is wrong with it, for test output.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The token.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// The reason that a verifier of the pool's access tokens gives.
    pub fn reason(&self) -> Reason {
        self.reason
    }

    pub(super) fn all(pool: &TestPool) -> Vec<Self> {
        Self::ill_formed(pool)
            .into_iter()
            .chain(Self::ill_signed(pool))
            .chain(Self::ill_claimed(pool))
            .map(|(name, token, reason)| Self {
                name,
                token,
                reason,
            })
            .collect()
    }

    fn ill_formed(pool: &TestPool) -> Vec<(&'static str, String, Reason)> {
        use Reason::{
            AlgNotAllowed, CritNotUnderstood, EncryptedToken, KidMissing, MalformedToken,
            TokenTooLarge,
        };
        let good = pool.access_token();
        let claims = good.claims_json();
        let twice = claims.replacen('{', r#"{"sub":"someone.else","#, 1);
        let token = good.mint();
        let unsigned = token.rsplit_once('.').map_or("", |(signed, _)| signed);
        vec![
            ("no token at all", "garbage".to_owned(), MalformedToken),
            ("two parts", unsigned.to_owned(), MalformedToken),
            ("an empty signature", format!("{unsigned}."), MalformedToken),
            ("padding", format!("{token}="), MalformedToken),
            (
                "a payload that is an array",
                good.mint_payload("[1]"),
                MalformedToken,
            ),
            ("a claim twice", good.mint_payload(&twice), MalformedToken),
            (
                "a refresh token",
                "eyJjdHkiOiJKV1QifQ.a.b.c.d".to_owned(),
                EncryptedToken,
            ),
            (
                "too long a token",
                good.claim("padding", "x".repeat(32 * 1024)).mint(),
                TokenTooLarge,
            ),
            (
                "no algorithm",
                pool.access_token().without_header("alg").mint(),
                MalformedToken,
            ),
            (
                "the algorithm `none`",
                pool.access_token().header("alg", "none").mint(),
                AlgNotAllowed,
            ),
            (
                "the algorithm `HS256`",
                pool.access_token().header("alg", "HS256").mint(),
                AlgNotAllowed,
            ),
            (
                "a critical extension",
                pool.access_token().header("crit", json!(["exp"])).mint(),
                CritNotUnderstood,
            ),
            (
                "no key name",
                pool.access_token().without_header("kid").mint(),
                KidMissing,
            ),
        ]
    }

    fn ill_signed(pool: &TestPool) -> Vec<(&'static str, String, Reason)> {
        let good = pool.access_token();
        let token = good.mint();
        let other = good.clone().subject("someone.else").mint();
        let mixed = match (token.rsplit_once('.'), other.rsplit_once('.')) {
            (Some((_, signature)), Some((signed, _))) => format!("{signed}.{signature}"),
            _ => String::new(),
        };
        let unknown = good.header("kid", "a key that the pool never had");
        vec![
            ("a changed payload", mixed, Reason::BadSignature),
            ("an unknown key", unknown.mint(), Reason::UnknownKid),
        ]
    }

    fn ill_claimed(pool: &TestPool) -> Vec<(&'static str, String, Reason)> {
        use Reason::{
            AudienceMismatch, BadClaim, BadTimeClaim, ClientMismatch, Expired, NotYetValid,
            UnknownIssuer, WrongTokenUse,
        };
        let good = || pool.access_token();
        let foreign = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Foreign1";
        vec![
            (
                "another pool's issuer",
                good().claim("iss", foreign).mint(),
                UnknownIssuer,
            ),
            ("no issuer", good().without("iss").mint(), UnknownIssuer),
            (
                "an issuer in an array",
                good().claim("iss", [pool.issuer()]).mint(),
                BadClaim,
            ),
            (
                "an expired token",
                good().claim("exp", pool.now() - 60).mint(),
                Expired,
            ),
            ("no expiry", good().without("exp").mint(), BadTimeClaim),
            (
                "an expiry in quotes",
                good().claim("exp", "1763003600").mint(),
                BadTimeClaim,
            ),
            (
                "a token of tomorrow",
                good().claim("nbf", pool.now() + 61).mint(),
                NotYetValid,
            ),
            (
                "issued in the future",
                good().claim("iat", pool.now() + 61).mint(),
                NotYetValid,
            ),
            ("an ID token", pool.id_token().mint(), WrongTokenUse),
            (
                "a signed refresh token",
                good().claim("token_use", "refresh").mint(),
                WrongTokenUse,
            ),
            (
                "no token use",
                good().without("token_use").mint(),
                WrongTokenUse,
            ),
            (
                "another client's token",
                good().claim("client_id", "anotherclient").mint(),
                ClientMismatch,
            ),
            (
                "`aud` in place of `client_id`",
                good()
                    .without("client_id")
                    .claim("aud", pool.client_id())
                    .mint(),
                ClientMismatch,
            ),
            (
                "a token bound to another API",
                good().claim("aud", "https://another.example.com").mint(),
                AudienceMismatch,
            ),
            ("no subject", good().without("sub").mint(), BadClaim),
            (
                "groups as text",
                good().claim("cognito:groups", "admins").mint(),
                BadClaim,
            ),
            (
                "scopes as an array",
                good().claim("scope", ["a"]).mint(),
                BadClaim,
            ),
        ]
    }
}

/// Names what is wrong; prints no token.
impl fmt::Debug for BadToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BadToken")
            .field("name", &self.name)
            .field("reason", &self.reason)
            .finish_non_exhaustive()
    }
}
