use serde_json::{Value, json};

use crate::shared::Shared;

/// The discovery document (`OpenID` Connect Discovery 1.0), with the members that Cognito's has.
///
/// <https://docs.aws.amazon.com/cognito/latest/developerguide/federation-endpoints.html>
pub(crate) fn document(pool: &Shared, host: &str) -> Value {
    let settings = &pool.settings;
    let at = |path: &str| format!("http://{host}{}{path}", settings.mount);
    json!({
        "authorization_endpoint": at("/oauth2/authorize"),
        "end_session_endpoint": at("/logout"),
        "id_token_signing_alg_values_supported": ["RS256"],
        "issuer": settings.issuer,
        "jwks_uri": at(&format!("/{}/.well-known/jwks.json", settings.user_pool_id)),
        "response_types_supported": ["code"],
        "revocation_endpoint": at("/oauth2/revoke"),
        "scopes_supported": ["openid", "email", "phone", "profile"],
        "subject_types_supported": ["public"],
        "token_endpoint": at("/oauth2/token"),
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "userinfo_endpoint": at("/oauth2/userInfo"),
    })
}
