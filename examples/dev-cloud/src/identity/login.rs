//! The check of `Logins`: by the verifier that the sites use, with an answer for each of the classic mistakes.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use cognito_core::{IdClaims, Reason};
use dev_pool::DevPool;
use serde_json::{Map, Value};

use super::{refusal::Refusal, table::Principal};
use crate::{cloud::Shared, limit};

/// A user whose ID token is good.
pub(crate) struct Login {
    pub(crate) principal: Principal,
    pub(crate) claims: Map<String, Value>,
}

/// Reads `Logins`; `None` if there are none.
///
/// # Errors
/// What the service says of wrong keys and wrong tokens, and what to do.
pub(crate) fn read(cloud: &Shared, logins: Option<&Value>) -> Result<Option<Login>, Refusal> {
    let logins = match logins {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::Object(logins)) if logins.len() <= limit::LOGINS => logins,
        Some(_) => {
            return Err(Refusal::invalid_parameter(
                "Logins must be a map of at most 10 texts",
            ));
        }
    };
    let mut login = None;
    for (provider, token) in logins {
        let token = token
            .as_str()
            .ok_or_else(|| Refusal::invalid_parameter("Logins must be a map of texts"))?;
        check_provider(cloud, provider, token)?;
        login = Some(verify(cloud, token)?);
    }
    Ok(login)
}

/// The key of `Logins` must be the user pool's provider name.
fn check_provider(cloud: &Shared, provider: &str, token: &str) -> Result<(), Refusal> {
    let expected = &*cloud.provider_name;
    if provider == expected {
        return Ok(());
    }
    let hint = if provider == cloud.pool.user_pool_id() {
        format!(
            "the key is the pool id; it must be the provider name, {expected} (older tutorials have this wrong)"
        )
    } else if provider.contains("://") {
        format!("the key has a scheme; it must be the provider name without one, {expected}")
    } else {
        format!("the key of Logins must be {expected}")
    };
    let is_user_pool = provider.starts_with("cognito-idp.");
    let is_of_provider = issuer_of(token).is_some_and(|issuer| {
        let host = issuer.strip_prefix("https://");
        host.is_some_and(|host| host == provider)
    });
    Err(if is_user_pool && !is_of_provider {
        Refusal::not_authorized("Invalid login token. Issuer doesn't match providerName")
    } else if is_user_pool || PUBLIC_PROVIDERS.contains(&provider) {
        Refusal::not_authorized("Token is not from a supported provider of this identity pool.")
    } else {
        Refusal::invalid_parameter("Please provide a valid public provider")
    }
    .hint(hint))
}

const PUBLIC_PROVIDERS: [&str; 6] = [
    "accounts.google.com",
    "api.twitter.com",
    "appleid.apple.com",
    "graph.facebook.com",
    "www.amazon.com",
    "www.digits.com",
];

fn verify(cloud: &Shared, token: &str) -> Result<Login, Refusal> {
    let claims = cloud.pool.verify_id(token);
    let claims = claims.map_err(|error| refusal(error.reason(), cloud))?;
    if !cloud.client_ids.iter().any(|id| id == claims.client_id()) {
        return Err(refusal(Reason::ClientMismatch, cloud));
    }
    if cloud.checks_sign_out && is_signed_out(&cloud.pool, &claims) {
        return Err(
            Refusal::not_authorized("Invalid login token. The user is signed out.")
                .hint("ServerSideTokenCheck is on, and this sign-in was revoked"),
        );
    }
    Ok(Login {
        principal: Principal {
            issuer: claims.issuer().to_owned(),
            sub: claims.subject().to_owned(),
        },
        claims: payload(token).unwrap_or_default(),
    })
}

fn is_signed_out(pool: &DevPool, claims: &IdClaims) -> bool {
    claims
        .origin_jwt_id()
        .is_none_or(|origin| !pool.is_signed_in(origin))
}

/// What the service says of a token that is refused, and what to do.
fn refusal(reason: Reason, cloud: &Shared) -> Refusal {
    let invalid = |rest: &str| Refusal::not_authorized(format!("Invalid login token. {rest}"));
    match reason {
        Reason::Expired => {
            invalid("Token expired").hint("refresh the session, and pass the new ID token")
        }
        Reason::WrongTokenUse => invalid("Missing a required claim: aud")
            .hint("this is the access token; Logins takes the ID token"),
        Reason::EncryptedToken => invalid("Not a valid OpenId Connect identity token.")
            .hint("this is the refresh token; Logins takes the ID token"),
        Reason::UnknownIssuer => invalid("Issuer doesn't match providerName")
            .hint(format_args!("the token is of another pool than {}", cloud.pool.user_pool_id())),
        Reason::ClientMismatch => {
            Refusal::not_authorized("Token is not from a supported provider of this identity pool.")
                .hint("the token was issued to an app client that this identity pool does not take")
        }
        Reason::BadSignature | Reason::UnknownKid | Reason::AlgNotAllowed | Reason::KidMissing => {
            invalid("Couldn't verify signed token.").hint(
                "the token is of a pool that was restarted or whose keys were rotated: sign in again",
            )
        }
        Reason::KeysUnavailable => {
            Refusal::new("InternalErrorException", "The pool has no usable keys.")
        }
        Reason::MalformedToken => {
            invalid("Not a valid OpenId Connect identity token.").hint("this is not a token")
        }
        other => invalid("Not a valid OpenId Connect identity token.").hint(other.as_str()),
    }
}

/// What a token says its issuer is, unverified: for the choice of a hint.
fn issuer_of(token: &str) -> Option<String> {
    Some(payload(token)?.get("iss")?.as_str()?.to_owned())
}

fn payload(token: &str) -> Option<Map<String, Value>> {
    let payload = token.split('.').nth(1)?;
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).ok()?).ok()
}
