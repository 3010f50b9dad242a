use std::borrow::Cow;

/// What is asked of a request, whatever framework and `http` version it comes from.
///
/// The adapters implement it; an application needs it only for a framework that has no adapter.
///
/// ```
/// use std::borrow::Cow;
/// use cognito_core::{Authenticator, Reason, RequestHead, Step, test_util::TestPool};
///
/// struct Head;
///
/// impl RequestHead for Head {
///     fn method(&self) -> &str {
///         "GET"
///     }
///     fn path(&self) -> Cow<'_, str> {
///         "/me".into()
///     }
///     fn header(&self, _name: &str, _nth: usize) -> Option<&[u8]> {
///         None
///     }
/// }
///
/// let auth = Authenticator::new(TestPool::new().verifier());
/// let Step::Ready(Err(rejection)) = auth.authenticate(&Head) else { panic!("there is no token") };
/// assert_eq!(rejection.reason(), Reason::MissingToken);
/// ```
pub trait RequestHead {
    /// The request's method, in upper case as it came.
    fn method(&self) -> &str;

    /// The path without the query, or the route's pattern where the framework knows it. For logs only.
    fn path(&self) -> Cow<'_, str>;

    /// The `nth` value of a header, counted from 0. Names are lower-case.
    fn header(&self, name: &str, nth: usize) -> Option<&[u8]>;

    /// The first two values of a header: what is asked of one that may be there once. To write it is worth it where the framework
    /// can look once for both.
    fn first_two(&self, name: &str) -> [Option<&[u8]>; 2] {
        [self.header(name, 0), self.header(name, 1)]
    }

    /// What something in front of this program has verified, put there by code of this program: in the request's extensions, or
    /// wherever no client can put anything. **Never made of a header, a query or a body.** Default: none.
    #[cfg(feature = "gateway")]
    fn upstream(&self) -> Option<&crate::gateway::UpstreamContext> {
        None
    }
}
