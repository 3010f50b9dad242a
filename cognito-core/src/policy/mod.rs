//! What a verified token may do: rules that compose, print themselves and know their challenge.

mod decision;
mod meetable;

use std::{
    fmt,
    ops::{BitAnd, BitOr},
    sync::Arc,
    time::Duration,
};

use self::decision::Path;
use crate::{AuthError, ClientId, CognitoClaims};

/// A rule about verified claims.
///
/// Policies compose with `&` and `|`, or with [`Policy::all`] and [`Policy::any`]. There is no negation: rules of the
/// form "everyone but" let in whoever was not thought of.
///
/// ```
/// use cognito_core::{Policy, Reason, test_util::TestPool};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let policy = Policy::group("admins") & (Policy::scope("orders/read") | Policy::scope("orders/write"));
/// assert_eq!(policy.to_string(), "group(admins) & (scope(orders/read) | scope(orders/write))");
///
/// let pool = TestPool::new();
/// let claims = pool.verifier().verify(&pool.access_token().group("admins").mint()).await?;
/// assert_eq!(policy.check(&claims).unwrap_err().reason(), Reason::InsufficientScope);
/// # Ok(()) }
/// ```
///
/// A rule that no token can meet, as `Policy::scope("")`, refuses everybody. In the policy of an authenticator it is
/// found when that is [built](crate::AuthenticatorBuilder::build); the layers that apply a policy to single routes
/// cannot fail, so there it shows as a route that is closed to all.
#[derive(Clone)]
#[must_use]
pub struct Policy(Rule);

#[derive(Clone)]
enum Rule {
    Acr(Arc<[Box<str>]>),
    All(Arc<[Policy]>),
    Any(Arc<[Policy]>),
    Client(ClientId),
    Custom(
        &'static str,
        Arc<dyn Fn(&CognitoClaims) -> bool + Send + Sync>,
    ),
    Group(Arc<str>),
    Machine,
    MaxAuthAge(Duration),
    Scope(Arc<str>),
    User,
}

impl Policy {
    /// Any verified token.
    pub fn authenticated() -> Self {
        Self::all([])
    }

    /// A person calls, not a machine with client credentials.
    pub fn user() -> Self {
        Self(Rule::User)
    }

    /// A machine with client credentials calls, not a person.
    pub fn machine() -> Self {
        Self(Rule::Machine)
    }

    /// The token was issued to this app client. No app client has an empty id.
    pub fn client(id: impl Into<ClientId>) -> Self {
        Self(Rule::Client(id.into()))
    }

    /// This scope was granted.
    ///
    /// One scope, not a list: a text that is no `scope-token` of
    /// [RFC 6749](https://www.rfc-editor.org/rfc/rfc6749#section-3.3) is granted by no pool.
    pub fn scope(scope: impl Into<Arc<str>>) -> Self {
        Self(Rule::Scope(scope.into()))
    }

    /// The user is in this group. No group has an empty name.
    pub fn group(group: impl Into<Arc<str>>) -> Self {
        Self(Rule::Group(group.into()))
    }

    /// A rule of the application; `name` is what the policy prints.
    pub fn custom(
        name: &'static str,
        rule: impl Fn(&CognitoClaims) -> bool + Send + Sync + 'static,
    ) -> Self {
        Self(Rule::Custom(name, Arc::new(rule)))
    }

    /// The user signed in at most this long ago; else a step-up challenge
    /// ([RFC 9470](https://www.rfc-editor.org/rfc/rfc9470)). A machine is refused: it never signs in.
    pub fn max_auth_age(age: Duration) -> Self {
        Self(Rule::MaxAuthAge(age))
    }

    /// The sign-in reached one of these levels (`acr`); else a step-up challenge. A machine is refused. An
    /// empty list is never met.
    pub fn acr<I>(values: I) -> Self
    where
        I: IntoIterator,
        I::Item: Into<Box<str>>,
    {
        Self(Rule::Acr(values.into_iter().map(Into::into).collect()))
    }

    /// All of these; an empty list allows.
    pub fn all(policies: impl IntoIterator<Item = Self>) -> Self {
        Self(Rule::All(policies.into_iter().collect()))
    }

    /// At least one of these; an empty list refuses.
    pub fn any(policies: impl IntoIterator<Item = Self>) -> Self {
        Self(Rule::Any(policies.into_iter().collect()))
    }

    /// Checks claims at the time of the system's clock.
    ///
    /// # Errors
    /// The first failure, in the order principal, client, scope, group, custom rule, step-up; of alternatives, the one
    /// that came furthest in it.
    pub fn check(&self, claims: &CognitoClaims) -> Result<(), AuthError> {
        let now = std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .unwrap_or_default();
        self.check_at(claims, now)
    }

    /// Checks claims at a time, in seconds since 1970.
    pub(crate) fn check_at(&self, claims: &CognitoClaims, now: Duration) -> Result<(), AuthError> {
        self.0
            .failure(claims, now, Path::AllOnly)
            .map_or(Ok(()), |failure| Err(failure.into_error(self)))
    }
}

/// The policy that any verified token meets.
impl Default for Policy {
    fn default() -> Self {
        Self::authenticated()
    }
}

impl BitAnd for Policy {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        Self::all([self, other])
    }
}

impl BitOr for Policy {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self::any([self, other])
    }
}

impl fmt::Display for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Rule::Acr(values) => write!(f, "acr({})", values.join(" ")),
            Rule::All(policies) if policies.is_empty() => f.write_str("authenticated"),
            Rule::Any(policies) if policies.is_empty() => f.write_str("nobody"),
            Rule::All(policies) => join(policies, " & ", f),
            Rule::Any(policies) => join(policies, " | ", f),
            Rule::Client(id) => write!(f, "client({id})"),
            Rule::Custom(name, _) => write!(f, "custom({name})"),
            Rule::Group(group) => write!(f, "group({group})"),
            Rule::Machine => f.write_str("machine"),
            Rule::MaxAuthAge(age) => write!(f, "max_auth_age({} s)", age.as_secs()),
            Rule::Scope(scope) => write!(f, "scope({scope})"),
            Rule::User => f.write_str("user"),
        }
    }
}

fn join(policies: &[Policy], sign: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (index, policy) in policies.iter().enumerate() {
        if index > 0 {
            f.write_str(sign)?;
        }
        match &policy.0 {
            Rule::All(inner) | Rule::Any(inner) if inner.len() > 1 => write!(f, "({policy})")?,
            _ => write!(f, "{policy}")?,
        }
    }
    Ok(())
}

impl fmt::Debug for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Policy({self})")
    }
}
