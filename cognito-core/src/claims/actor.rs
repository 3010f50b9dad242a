use std::{borrow::Cow, fmt};

use serde::Deserialize;

use super::quirk;

/// Who acts for the subject: the claim `act` ([RFC 8693, section 4.1]), which Cognito sets when a token is exchanged
/// with an actor token.
///
/// AWS does not document the members that Cognito writes: all of them are had from [`claim`](Self::claim). An actor is
/// told for the record; only the token's own subject, client, scopes and groups say what is allowed.
///
/// ```
/// use cognito_core::test_util::TestPool;
/// use serde_json::json;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), cognito_core::AuthError> {
/// let pool = TestPool::new();
/// let act = json!({"sub": "agent", "client_id": "c1", "act": {"sub": "gateway"}});
/// let claims = pool.verifier().verify_access(&pool.access_token().claim("act", act).mint()).await?;
/// let actor = claims.actor().unwrap();
/// assert_eq!(actor.subject().as_deref(), Some("agent"));
/// assert_eq!(actor.claim("client_id"), Some("c1"));
/// let earlier = actor.actor().unwrap();
/// assert_eq!(earlier.subject().as_deref(), Some("gateway"));
/// assert!(earlier.actor().is_none());
/// # Ok(()) }
/// ```
///
/// [RFC 8693, section 4.1]: https://www.rfc-editor.org/rfc/rfc8693#section-4.1
#[derive(Clone, Copy)]
pub struct Actor<'a> {
    object: &'a str,
}

impl<'a> Actor<'a> {
    /// `None` for anything but an object without duplicate members.
    pub(super) fn read(json: &'a str) -> Option<Self> {
        quirk::is_object(json).then_some(Self { object: json })
    }

    /// `sub`: the actor, a user or an app client.
    pub fn subject(&self) -> Option<Cow<'a, str>> {
        quirk::text(quirk::member(self.object, "sub")?)
    }

    /// `act`: who acted before, for this actor.
    pub fn actor(&self) -> Option<Self> {
        Self::read(quirk::member(self.object, "act")?)
    }

    /// Any member by its name; `None` where it is absent or of another type.
    pub fn claim<T: Deserialize<'a>>(&self, name: &str) -> Option<T> {
        serde_json::from_str(quirk::member(self.object, name)?).ok()
    }
}

/// Prints no personal data.
impl fmt::Debug for Actor<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Actor").finish_non_exhaustive()
    }
}
