//! The cookies in which AWS Amplify keeps tokens.

use super::{Place, TokenSource, cookie::pairs, header::agreed};
use crate::{ClientId, Reason, RequestHead, TokenUse};

/// What the names of Amplify's cookies begin with.
const BEGINNING: &[u8] = b"CognitoIdentityServiceProvider.";

/// The longest name of a user, as a cookie holds it: 128 characters (AWS's [API model]) of up to four bytes, each written in
/// three.
///
/// [API model]: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserType.html
const LONGEST_USER: usize = 128 * 4 * 3;

impl TokenSource {
    /// The cookies of [AWS Amplify], or of `amazon-cognito-identity-js`, that a web app keeps its tokens in for its server:
    /// `Amplify.configure(.., { ssr: true })`, or a `CookieStorage`.
    ///
    /// The cookie `CognitoIdentityServiceProvider.<client id>.LastAuthUser` holds the name of the user who is signed in; of
    /// the cookies `CognitoIdentityServiceProvider.<client id>.<user>.accessToken`, or `.idToken` as `token_use` says, that
    /// user's is taken, and no other user's is looked at. Names of users are compared after percent-decoding on both sides:
    /// Amplify writes `jo@example.com` into a cookie, and `jo%40example.com` into a cookie's name.
    ///
    /// Without `LastAuthUser`, or without that user's token, the request has none here. Two cookies that name different users,
    /// or two different tokens of the user, are refused with 400 `conflicting_tokens`; what cannot be a token, or is longer than
    /// any name of a user, with 400 `malformed_request`.
    ///
    /// Browsers add these cookies to requests that other sites cause: they are taken by the table of a
    /// [cookie](Self::cookie). Unlike the one that is recommended there, they are set by the page's scripts, so that every
    /// script of the page can read the token, and a neighbour (another subdomain) can put its own in their place: whoever
    /// can set cookies for the site can sign its visitors in as somebody else.
    ///
    /// The name of a user in a cookie is not verified, and decides about nothing but which cookie is read. Who the user is,
    /// the verified token says. Its app client must be one that the verifier accepts, and ID tokens must be
    /// [accepted](crate::VerifierBuilder::accept), where those are asked for.
    ///
    /// The refresh token's cookie comes along with every request, too: the head of the request belongs in no log.
    ///
    /// ```
    /// use cognito_core::{Authenticator, Reason, Step, TokenSource, TokenUse, test_util::{TestHead, TestPool}};
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let pool = TestPool::new();
    /// let verifier = pool.verifier();
    /// verifier.prefetch().await?;
    /// let auth = Authenticator::builder(verifier)
    ///     .token_sources([TokenSource::bearer(), TokenSource::amplify(pool.client_id(), TokenUse::Access)])
    ///     .build()?;
    ///
    /// let client = format!("CognitoIdentityServiceProvider.{}", pool.client_id());
    /// let token = pool.access_token().mint();
    /// let cookies = format!("{client}.LastAuthUser=jo@example.com; {client}.jo%40example.com.accessToken={token}");
    /// let post = |site: &str| TestHead::new("POST", "/orders").header("cookie", cookies.clone()).header("sec-fetch-site", site);
    /// assert!(matches!(auth.authenticate(&post("same-origin")), Step::Ready(Ok(_))));
    ///
    /// let Step::Ready(Err(refused)) = auth.authenticate(&post("cross-site")) else { panic!("another site may write") };
    /// assert_eq!((refused.status(), refused.reason()), (403, Reason::UntrustedOrigin));
    /// # Ok(()) }
    /// ```
    ///
    /// A text that cannot be the id of an app client is reported by
    /// [`AuthenticatorBuilder::build`](crate::AuthenticatorBuilder::build).
    ///
    /// [AWS Amplify]: https://docs.amplify.aws/react/build-a-backend/server-side-rendering/
    pub fn amplify(client_id: impl Into<ClientId>, token_use: TokenUse) -> Self {
        Self(Place::Amplify(client_id.into(), token_use))
    }
}

/// The token of the user whom `LastAuthUser` names.
///
/// # Errors
/// `conflicting_tokens` where there are two users, or two tokens of the user.
pub(super) fn token<'h>(
    head: &'h dyn RequestHead,
    client: &ClientId,
    token_use: TokenUse,
) -> Result<Option<&'h str>, Reason> {
    let own = pairs(head)?.filter_map(|(name, value)| Some((own_part(name, client)?, value)));
    let users = own.clone().filter(|(name, _)| *name == b"LastAuthUser");
    let Some(user) = only_user(users.map(|(_, user)| user))? else {
        return Ok(None);
    };
    let end: &[u8] = match token_use {
        TokenUse::Access => b".accessToken",
        TokenUse::Id => b".idToken",
    };
    agreed(own.filter_map(|(name, value)| {
        let owner = name.strip_suffix(end)?;
        is_same(owner, user).then_some(value)
    }))
}

/// What the name of one of the app client's cookies has of its own.
fn own_part<'n>(name: &'n [u8], client: &ClientId) -> Option<&'n [u8]> {
    let client = client.as_str().as_bytes();
    let name = name.strip_prefix(BEGINNING)?.strip_prefix(client)?;
    name.strip_prefix(b".")
}

fn only_user<'h>(users: impl Iterator<Item = &'h [u8]>) -> Result<Option<&'h [u8]>, Reason> {
    let mut only = None;
    for user in users {
        if user.len() > LONGEST_USER {
            return Err(Reason::MalformedRequest);
        }
        if only.is_some_and(|first| !is_same(user, first)) {
            return Err(Reason::ConflictingTokens);
        }
        only = Some(user);
    }
    Ok(only)
}

fn is_same(one: &[u8], other: &[u8]) -> bool {
    decoded(one).eq(decoded(other))
}

/// What a text stands for: a `%` that no two hexadecimal digits follow is itself.
fn decoded(mut text: &[u8]) -> impl Iterator<Item = u8> {
    std::iter::from_fn(move || {
        let (first, rest) = text.split_first()?;
        let escaped = rest
            .split_first_chunk()
            .filter(|_| *first == b'%')
            .and_then(|([high, low], rest)| Some((hex(*high)? << 4 | hex(*low)?, rest)));
        let (byte, rest) = escaped.unwrap_or((*first, rest));
        text = rest;
        Some(byte)
    })
}

fn hex(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
