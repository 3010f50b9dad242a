//! Every cause of a refusal, in one table.

use std::fmt;

/// What a refusal tells the client; several reasons share a class.
///
/// The status and the challenge of each class are those of RFC 6750 section 3.1 and RFC 9470 section 3.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum RefusalClass {
    /// 403: the token is good, and may not do this; a new token would not help.
    Forbidden,
    /// 401 `insufficient_user_authentication`: signing in again would help.
    InsufficientAuthentication,
    /// 403 `insufficient_scope`.
    InsufficientScope,
    /// 400 `invalid_request`: the credentials are not of the right form.
    InvalidRequest,
    /// 401 `invalid_token`.
    InvalidToken,
    /// 500: the server is not set up; the log says how to mend it.
    Misconfigured,
    /// 401 without an error code: there were no credentials.
    NoCredentials,
    /// 503: it could not be decided; a later try may succeed.
    Unavailable,
}

impl RefusalClass {
    /// The HTTP status code.
    ///
    /// ```
    /// assert_eq!(cognito_core::RefusalClass::InsufficientScope.status(), 403);
    /// ```
    pub const fn status(self) -> u16 {
        match self {
            Self::InvalidRequest => 400,
            Self::InsufficientAuthentication | Self::InvalidToken | Self::NoCredentials => 401,
            Self::Forbidden | Self::InsufficientScope => 403,
            Self::Misconfigured => 500,
            Self::Unavailable => 503,
        }
    }
}

macro_rules! reasons {
    ($($variant:ident $code:literal $class:ident $text:literal $hint:literal;)+) => {
        /// Why a request was refused: a stable code for logs, metrics labels and tests.
        ///
        /// Codes are never reused and never contain input. Clients learn less: see [`RefusalClass`].
        ///
        /// | code | class | what to do |
        /// |---|---|---|
        $(#[doc = concat!("| `", $code, "` | [`", stringify!($class), "`](RefusalClass::", stringify!($class), ") | ", $hint, " |")])+
        #[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
        #[non_exhaustive]
        pub enum Reason {
            $(#[doc = concat!("`", $code, "`: ", $text, ".")] $variant,)+
        }

        impl Reason {
            /// All reasons, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The code, as in `expired`.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// What the client is told.
            pub const fn class(self) -> RefusalClass {
                match self { $(Self::$variant => RefusalClass::$class,)+ }
            }

            /// For the developer: what is misconfigured, and what to do.
            pub const fn hint(self) -> &'static str {
                match self { $(Self::$variant => $hint,)+ }
            }

            pub(crate) const fn text(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }
        }
    };
}

reasons! {
    MissingToken "missing_token" NoCredentials "the request carries no token"
        "send `Authorization: Bearer <access token>`; if the client does, look for a proxy, an API gateway or a CORS setting that strips the header";
    NotBearer "not_bearer" NoCredentials "the credentials are of another scheme than Bearer"
        "the scheme of the Authorization header must be `Bearer`; where a proxy needs that header for itself, take the token from another one (`TokenSource::header`)";
    MalformedRequest "malformed_request" InvalidRequest "the credentials are malformed"
        "send one Authorization header with one token after `Bearer` and a single space; a doubled `Bearer Bearer` is the usual cause";
    ConflictingTokens "conflicting_tokens" InvalidRequest "the request carries two different tokens"
        "send the token in one place only; a stale one beside a fresh one is the usual cause";
    UntrustedOrigin "untrusted_origin" Forbidden "the request comes from an origin that is not trusted"
        "a token in a cookie, or in a load balancer's `x-amzn-oidc-` header, is taken from the site's own pages only: add the origin to the trusted ones (`trusted_origins`), and let proxies pass `Origin` and `Sec-Fetch-Site` on";
    MalformedToken "malformed_token" InvalidToken "the token is not a well-formed JWT"
        "send the token unchanged: three parts with two dots, no quotes, no spaces, not cut off; a load balancer's `x-amzn-oidc-data` is none of Cognito's tokens";
    EncryptedToken "encrypted_token" InvalidToken "the token is encrypted"
        "this is Cognito's refresh token; send the access token";
    TokenTooLarge "token_too_large" InvalidToken "the token is longer than the limit"
        "raise the verifier's `max_token_len`, or put fewer groups and claims into the token";
    AlgNotAllowed "alg_not_allowed" InvalidToken "the token is not signed with RS256"
        "Cognito signs with RS256 only; was the token minted by a test tool?";
    CritNotUnderstood "crit_not_understood" InvalidToken "the token's header demands extensions"
        "Cognito's tokens have no `crit` member; where does this one come from?";
    KidMissing "kid_missing" InvalidToken "the token names no key"
        "Cognito's tokens have a `kid` in their header; where does this one come from?";
    UnknownIssuer "unknown_issuer" InvalidToken "the token was issued by none of the configured pools"
        "compare the token's `iss` with the configured pool id and Region: another stage's pool, an identity pool, a replica Region that is not listed (`replica_regions`), or a form of the issuer that is switched off; emulators need `issuer` (COGNITO_ISSUER); a pool registry must know the id at the end of `iss`, and what it did not know a minute ago is asked for anew after `forget_pool`";
    PoolLookupFailed "pool_lookup_failed" Unavailable "the pool registry did not answer"
        "the application's own pool registry failed, took too long, or returned a pool that cannot be used; its error is in the log";
    UnknownKid "unknown_kid" InvalidToken "the key set has no such key"
        "the token is of another pool or of an emulator that was restarted, or its key was withdrawn: get a new token; a verifier with embedded keys only (`pinned_keys`) needs the new ones";
    KeysUnavailable "keys_unavailable" Unavailable "the pool's keys are not available"
        "the key set could not be fetched: check the network (a VPC without NAT?), a proxy, a private CA, the Region of the pool id; without a network, embed the key set (`pinned_keys`), and the pool's new one after a rotation";
    BadSignature "bad_signature" InvalidToken "the signature does not fit"
        "the token was altered on its way, or signed by another issuer's key of the same name, such as an emulator's";
    Expired "expired" InvalidToken "the token has expired"
        "refresh the token; if it is fresh, this host's clock is ahead (NTP)";
    NotYetValid "not_yet_valid" InvalidToken "the token is not valid yet"
        "`nbf` or `iat` lies in the future: check this host's clock (NTP)";
    TooOld "too_old" InvalidToken "the token is older than this server allows"
        "the verifier has a `max_token_age`; refresh the token";
    BadTimeClaim "bad_time_claim" InvalidToken "a time claim is missing or not a number of seconds"
        "`exp` is required; `exp`, `nbf`, `iat` and `auth_time` must be JSON numbers of seconds since 1970, not strings; look at the tool that minted the token";
    BadClaim "bad_claim" InvalidToken "a claim is missing or of the wrong type"
        "`sub` must be a non-empty string, `cognito:groups` an array of strings, `scope` and user names strings, and `null` is none of these; look at the pool's pre token generation trigger";
    WrongTokenUse "wrong_token_use" InvalidToken "the token is of the other kind"
        "this place wants the other kind of token; an API wants the access token, not the ID token, unless the verifier accepts `TokenUse::Id`";
    ClientMismatch "client_mismatch" InvalidToken "the token was issued to another app client"
        "the token is another app client's, or names none; add the id to the pool's list (COGNITO_CLIENT_ID), if that client is to be trusted";
    AudienceMismatch "audience_mismatch" InvalidToken "the token is bound to another resource"
        "the token's `aud` names another API, or not this one; set the verifier's `resource` to the URL that clients ask for, byte for byte";
    Revoked "revoked" InvalidToken "the token was revoked"
        "the user signed out, or the token was withdrawn; sign in again";
    RevocationUnavailable "revocation_unavailable" Unavailable "the revocation store did not answer"
        "the application's own revocation store failed or took too long; its error is in the log";
    WrongPrincipal "wrong_principal" Forbidden "a user is wanted where a machine calls, or the reverse"
        "the route's policy, or the type of claims that its handler asks for, is for users only, or for client-credentials tokens only; a rule about the sign-in is for users, too";
    ClientNotAllowed "client_not_allowed" Forbidden "the app client may not do this"
        "the route's policy names other app clients (`Policy::client`)";
    InsufficientScope "insufficient_scope" InsufficientScope "the token lacks a scope"
        "tokens from SRP or password sign-in carry only `aws.cognito.signin.user.admin`; custom scopes come with the OAuth endpoints or a pre token generation trigger";
    MissingGroup "missing_group" Forbidden "the user is not in the group"
        "the route's policy names a group that the token does not; names are case-sensitive, and a change of membership reaches tokens at the next refresh";
    CustomRule "custom_rule" Forbidden "a custom rule refused"
        "the route's own rule (`Policy::custom`) said no, or an `any` has no alternatives";
    BadCustomClaims "bad_custom_claims" Forbidden "the custom claims are not of the expected form"
        "the handler's type, which the log names, does not fit the token; custom attributes are text (see the module as_text), and only ID tokens carry them by default";
    StaleAuthentication "stale_authentication" InsufficientAuthentication "the sign-in is too old for this"
        "the user must sign in again: `auth_time` is too long ago, or absent; a refresh does not change it";
    InsufficientAcr "insufficient_acr" InsufficientAuthentication "the sign-in is too weak for this"
        "the user must sign in with one of the demanded `acr_values`; the token's `acr` must be one of them, as a string";
    LayerMissing "layer_missing" Misconfigured "nothing verifies tokens on this route"
        "add the layer or middleware over the route, or put an `Authenticator` in reach of the extractor; in axum a layer covers only the routes added before it; claims that a gateway verified count only where `accept_upstream_verified` was said";
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn codes_are_those_of_the_specification_in_its_order() {
        let codes: Vec<_> = Reason::ALL.iter().map(|reason| reason.as_str()).collect();
        assert_eq!(
            codes.join(", "),
            "missing_token, not_bearer, malformed_request, conflicting_tokens, untrusted_origin, malformed_token, \
             encrypted_token, token_too_large, alg_not_allowed, crit_not_understood, kid_missing, unknown_issuer, \
             pool_lookup_failed, unknown_kid, keys_unavailable, bad_signature, expired, not_yet_valid, too_old, \
             bad_time_claim, bad_claim, wrong_token_use, client_mismatch, audience_mismatch, revoked, \
             revocation_unavailable, wrong_principal, client_not_allowed, insufficient_scope, missing_group, \
             custom_rule, bad_custom_claims, stale_authentication, insufficient_acr, layer_missing"
        );
    }

    #[test]
    fn every_reason_has_a_hint_of_its_own() {
        let hints: HashSet<_> = Reason::ALL.iter().map(|reason| reason.hint()).collect();
        assert_eq!(hints.len(), Reason::ALL.len());
    }
}
