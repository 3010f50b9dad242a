//! What AWS's services make of a token's claims, as observed; nothing of ours helps here.

use cognito_core::{Provenance, Reason, gateway::UpstreamContext};
use serde_json::{Map, Value, json};

/// The four places where claims are handed on.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Surface {
    AppSync,
    HttpApi,
    /// With payloads of format 1.0.
    HttpApiV1,
    RestApi,
}

impl Surface {
    pub(crate) const ALL: [Self; 4] =
        [Self::AppSync, Self::HttpApi, Self::HttpApiV1, Self::RestApi];

    pub(crate) fn provenance(self) -> Provenance {
        match self {
            Self::AppSync => Provenance::AppSync,
            Self::HttpApi | Self::HttpApiV1 => Provenance::HttpApi,
            Self::RestApi => Provenance::RestApi,
        }
    }

    /// The token's claims, after they came through the service.
    pub(crate) fn context(self, payload: &Map<String, Value>) -> UpstreamContext {
        let handed_on: Map<_, _> = payload
            .iter()
            .filter(|(_, value)| self == Self::AppSync || !value.is_null())
            .map(|(name, value)| (name.clone(), self.hand_on(name, value)))
            .collect();
        self.read(&handed_on.into()).unwrap()
    }

    /// One claim, as it is handed on.
    pub(crate) fn hand_on(self, name: &str, value: &Value) -> Value {
        match (self, value) {
            (Self::AppSync, _) => value.clone(),
            (Self::RestApi, Value::Number(seconds)) if ["exp", "iat"].contains(&name) => {
                date(seconds.as_u64().unwrap()).into()
            }
            (Self::RestApi, Value::Array(items)) => texts(items).join(",").into(),
            (_, Value::Array(items)) => format!("[{}]", texts(items).join(" ")).into(),
            (_, value) => text(value).into(),
        }
    }

    /// Reads what a service handed on.
    pub(crate) fn read(self, claims: &Value) -> Result<UpstreamContext, Reason> {
        let read = match self {
            Self::AppSync => {
                let name = [&claims["username"], &claims["cognito:username"]];
                let name = name.iter().find(|name| !name.is_null());
                UpstreamContext::of_app_sync(&json!({
                    "sub": claims["sub"], "issuer": claims["iss"], "username": name, "claims": claims,
                    "sourceIp": ["192.0.2.1"], "defaultAuthStrategy": "ALLOW", "groups": claims["cognito:groups"],
                }))
            }
            Self::HttpApi => UpstreamContext::of_gateway(&json!({
                "routeKey": "GET /me", "stage": "$default",
                "authorizer": {"jwt": {"claims": claims, "scopes": null}},
            })),
            Self::HttpApiV1 => UpstreamContext::of_gateway(&json!({
                "resourcePath": "/me", "stage": "$default", "authorizer": {"claims": claims, "scopes": null},
            })),
            Self::RestApi => UpstreamContext::of_gateway(&json!({
                "resourcePath": "/me", "stage": "prod", "authorizer": {"claims": claims},
            })),
        };
        read.map_err(|error| error.reason())
    }
}

fn texts(items: &[Value]) -> Vec<String> {
    items.iter().map(text).collect()
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The times of the tests, as a REST API writes them.
fn date(seconds: u64) -> &'static str {
    match seconds {
        1_762_990_000 => "Wed Nov 12 23:26:40 UTC 2025",
        1_763_000_000 => "Thu Nov 13 02:13:20 UTC 2025",
        1_763_000_005 => "Thu Nov 13 02:13:25 UTC 2025",
        1_763_000_600 => "Thu Nov 13 02:23:20 UTC 2025",
        1_763_003_600 => "Thu Nov 13 03:13:20 UTC 2025",
        1_763_090_000 => "Fri Nov 14 03:13:20 UTC 2025",
        other => panic!("no date for {other}"),
    }
}
