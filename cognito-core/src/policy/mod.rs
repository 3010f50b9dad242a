//! What a verified token may do: rules that compose, print themselves and know their challenge.

mod decision;
mod display;
mod list;
mod meetable;

use std::{
    ops::{BitAnd, BitOr},
    sync::Arc,
    time::{Duration, SystemTime},
};

use self::{
    decision::{Case, Path},
    list::List,
};
use crate::{AuthError, ClientId, CognitoClaims, clock::since_1970};

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
/// A rule that no token can meet, as `Policy::scope("")` or an empty list of groups, refuses everybody. In the policy
/// of an authenticator it is found when that is [built](crate::AuthenticatorBuilder::build). The layers that apply a
/// policy to single routes cannot fail, so there it would show as a route that is closed to all: where scopes, groups or
/// clients come out of a configuration, ask first, as in `RequireLayer::new(Policy::any_scope(list).checked()?)`.
#[derive(Clone)]
#[must_use]
pub struct Policy(Rule);

#[derive(Clone)]
enum Rule {
    /// This policy, of claims that something upstream verified as well.
    AcceptUpstream(Arc<Policy>),
    Acr(Arc<[Box<str>]>),
    All(Arc<[Policy]>),
    Any(Arc<[Policy]>),
    Client(ClientId),
    Custom(
        &'static str,
        Arc<dyn Fn(&CognitoClaims) -> bool + Send + Sync>,
    ),
    /// A list with nothing in it: never met.
    Empty(List),
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
    pub fn scope(scope: impl AsRef<str>) -> Self {
        Self(Rule::Scope(scope.as_ref().into()))
    }

    /// The user is in this group. No group has an empty name.
    ///
    /// An `enum` of the application serves as well as a text:
    ///
    /// ```
    /// use cognito_core::Policy;
    ///
    /// enum Role { Admin, Editor }
    ///
    /// impl AsRef<str> for Role {
    ///     fn as_ref(&self) -> &str {
    ///         match self { Self::Admin => "admins", Self::Editor => "editors" }
    ///     }
    /// }
    ///
    /// assert_eq!(Policy::group(Role::Admin).to_string(), "group(admins)");
    /// let either = Policy::any_group([Role::Admin, Role::Editor]);
    /// assert_eq!(either.to_string(), "group(admins) | group(editors)");
    /// ```
    pub fn group(group: impl AsRef<str>) -> Self {
        Self(Rule::Group(group.as_ref().into()))
    }

    /// A rule of the application; `name` is what the policy prints.
    ///
    /// It is not asked, and refuses, where a gateway wrote the user's groups into a text that can be read in several ways
    /// ([`ambiguous_groups`](CognitoClaims::ambiguous_groups)): rules that look for the absence of a group would let in whoever is in it.
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

    /// The same, also of claims whose signature this program did not check: those of a gateway's context
    /// ([`Provenance::is_upstream`](crate::Provenance::is_upstream)), which any other policy refuses with `layer_missing`.
    ///
    /// Of `a.accept_upstream_verified() & b`, `b` still refuses them. The policies of an authenticator that has
    /// `accept_upstream_verified` need it not.
    ///
    /// ```
    /// use cognito_core::Policy;
    ///
    /// let policy = Policy::group("admins").accept_upstream_verified();
    /// assert_eq!(policy.to_string(), "accept_upstream_verified(group(admins))");
    /// ```
    pub fn accept_upstream_verified(self) -> Self {
        Self(Rule::AcceptUpstream(Arc::new(self)))
    }

    /// Checks claims at the time of the system's clock, whatever clock the verifier has: see
    /// [`check_at`](Self::check_at) for tests.
    ///
    /// # Errors
    /// The first failure, in the order principal, client, scope, group, custom rule, step-up; of alternatives, the one
    /// that came furthest in it.
    pub fn check(&self, claims: &CognitoClaims) -> Result<(), AuthError> {
        self.check_at(claims, SystemTime::now())
    }

    /// Checks claims at a time of your own: that of the verifier's clock, where it is not the system's. Only
    /// [`max_auth_age`](Self::max_auth_age) looks at the time.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use cognito_core::{Policy, Reason, clock::Clock as _, test_util::TestPool};
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), cognito_core::AuthError> {
    /// let pool = TestPool::new(); // its clock stands still, at a time of its own
    /// let claims = pool.verifier().verify(&pool.access_token().mint()).await?;
    /// let policy = Policy::max_auth_age(Duration::from_secs(300));
    ///
    /// let now = pool.clock().wall();
    /// policy.check_at(&claims, now)?;
    /// let later = policy.check_at(&claims, now + Duration::from_secs(3600));
    /// assert_eq!(later.unwrap_err().reason(), Reason::StaleAuthentication);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// Those of [`check`](Self::check).
    pub fn check_at(&self, claims: &CognitoClaims, now: SystemTime) -> Result<(), AuthError> {
        self.check_by(claims, &|| since_1970(now), false)
    }

    /// Both, without a word about one that demands nothing.
    pub(crate) fn and(self, other: Self) -> Self {
        if self.demands_nothing() {
            other
        } else {
            self & other
        }
    }

    /// Checks claims at a time since 1970, which is asked for only if a rule wants to know it.
    pub(crate) fn check_by(
        &self,
        claims: &CognitoClaims,
        now: &dyn Fn() -> Duration,
        accept_upstream: bool,
    ) -> Result<(), AuthError> {
        let case = Case {
            claims,
            now,
            accept_upstream,
        };
        self.0
            .failure(case, Path::AllOnly)
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
