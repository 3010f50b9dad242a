//! What a gateway makes of a token's claims, as far as it is known: mostly text.

use std::time::{Duration, UNIX_EPOCH};

use serde_json::{Map, Value, json};

use super::TokenBuilder;

/// What comes to a function behind a gateway that has verified the token.
impl TokenBuilder {
    /// `requestContext` of an event of a REST API with a Cognito authorizer.
    ///
    /// ```
    /// use cognito_core::test_util::TestPool;
    ///
    /// let context = TestPool::new().access_token().group("admins").group("staff").rest_api_context();
    /// let claims = &context["authorizer"]["claims"];
    /// assert_eq!(claims["cognito:groups"], "admins,staff");
    /// assert!(claims["exp"].as_str().is_some_and(|date| date.contains(" UTC ")));
    /// ```
    pub fn rest_api_context(&self) -> Value {
        let claims = self.claims().iter().map(|(name, value)| {
            let text = match (name.as_str(), value) {
                ("exp" | "iat", Value::Number(seconds)) => date(seconds.as_u64()),
                (_, Value::Array(items)) => items.iter().map(text).collect::<Vec<_>>().join(","),
                _ => text(value),
            };
            (name.clone(), text.into())
        });
        let claims: Map<_, _> = claims.collect();
        json!({"resourcePath": "/{proxy+}", "stage": "test", "authorizer": {"claims": claims}})
    }

    /// `requestContext` of an event of an HTTP API with a JWT authorizer.
    ///
    /// ```
    /// use cognito_core::test_util::TestPool;
    ///
    /// let context = TestPool::new().access_token().group("admins").group("staff").http_api_context();
    /// let claims = &context["authorizer"]["jwt"]["claims"];
    /// assert_eq!(claims["cognito:groups"], "[admins staff]");
    /// assert!(claims["exp"].as_str().is_some_and(|seconds| seconds.parse::<u64>().is_ok()));
    /// ```
    pub fn http_api_context(&self) -> Value {
        let claims = self.claims().iter().filter(|(_, value)| !value.is_null());
        let claims = claims.map(|(name, value)| {
            let text = match value {
                Value::Array(items) => {
                    let items: Vec<_> = items.iter().map(text).collect();
                    format!("[{}]", items.join(" "))
                }
                _ => text(value),
            };
            (name.clone(), text.into())
        });
        let claims: Map<_, _> = claims.collect();
        json!({"routeKey": "$default", "stage": "$default", "authorizer": {"jwt": {"claims": claims, "scopes": null}}})
    }

    /// `identity` of an event of `AppSync`.
    ///
    /// ```
    /// use cognito_core::test_util::TestPool;
    ///
    /// let identity = TestPool::new().access_token().subject("u1").app_sync_identity();
    /// assert_eq!((&identity["sub"], &identity["claims"]["sub"]), (&"u1".into(), &"u1".into()));
    /// ```
    pub fn app_sync_identity(&self) -> Value {
        let claim = |name: &str| self.claims().get(name).cloned().unwrap_or_default();
        json!({
            "sub": claim("sub"), "issuer": claim("iss"), "username": claim("username"), "claims": self.claims(),
            "sourceIp": ["192.0.2.1"], "defaultAuthStrategy": "ALLOW", "groups": claim("cognito:groups"),
        })
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// As Java prints a date: `Mon Jul 20 02:28:52 UTC 2026`.
fn date(seconds: Option<u64>) -> String {
    let at = UNIX_EPOCH + Duration::from_secs(seconds.unwrap_or_default());
    // `Mon, 20 Jul 2026 02:28:52 GMT`
    let http = httpdate::fmt_http_date(at);
    let mut parts = http.split([',', ' ']).filter(|part| !part.is_empty());
    let mut next = || parts.next().unwrap_or_default();
    let (weekday, day, month, year, time) = (next(), next(), next(), next(), next());
    format!("{weekday} {month} {day} {time} UTC {year}")
}
