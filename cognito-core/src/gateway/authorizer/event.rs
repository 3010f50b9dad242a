//! What API Gateway asks.

use std::{borrow::Cow, collections::BTreeMap};

use serde::{Deserialize, Serialize};

use super::AuthorizerFault;
use crate::RequestHead;

/// A verdict holds for all routes of a stage; a `TOKEN` event names none.
const ANY_ROUTE: &str = "/*";

/// Where a WebSocket handshake may bring a token.
const SUBPROTOCOLS: &str = "sec-websocket-protocol";

/// An event of an authorizer, as a request's head.
pub(super) struct Event {
    pub(super) api: Api,
    pub(super) arn: String,
    method: String,
    route: String,
    /// Names in lower case.
    headers: Vec<(String, String)>,
}

/// Which form of answer is understood.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Api {
    /// An HTTP API, with payload format 2.0.
    Http,
    /// A REST API, or an HTTP API with payload format 1.0.
    Rest,
    WebSocket,
}

/// What is read of the JSON.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wire {
    version: Option<String>,
    r#type: Option<String>,
    method_arn: Option<String>,
    route_arn: Option<String>,
    authorization_token: Option<String>,
    http_method: Option<String>,
    resource: Option<String>,
    route_key: Option<String>,
    cookies: Option<Vec<String>>,
    headers: Option<Headers>,
    multi_value_headers: Option<Headers>,
    request_context: Option<Context>,
}

type Headers = BTreeMap<String, Option<OneOrMore>>;

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    One(String),
    More(Vec<String>),
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Context {
    event_type: Option<String>,
    route_key: Option<String>,
    http: Option<Http>,
}

#[derive(Deserialize)]
struct Http {
    method: Option<String>,
}

impl Event {
    /// # Errors
    /// `NotAnAuthorizerEvent`.
    pub(super) fn read<E: Serialize + ?Sized>(event: &E) -> Result<Self, AuthorizerFault> {
        let wire = serde_json::to_value(event)
            .and_then(serde_json::from_value::<Wire>)
            .map_err(|_| AuthorizerFault::NotAnAuthorizerEvent)?;
        let is = |text: &Option<String>, value| text.as_deref() == Some(value);
        let read = if is(&wire.r#type, "TOKEN") {
            Self::token(wire)
        } else if !is(&wire.r#type, "REQUEST") {
            None
        } else if is(&wire.version, "2.0") {
            Self::http(wire)
        } else {
            Self::rest(wire)
        };
        let mut event = read.ok_or(AuthorizerFault::NotAnAuthorizerEvent)?;
        // Anybody can send a handshake's header to another API, whose answer is kept under another header alone.
        if event.api != Api::WebSocket {
            event.headers.retain(|(name, _)| name != SUBPROTOCOLS);
        }
        Ok(event)
    }

    /// Of the request there is the header that the authorizer is set to.
    fn token(wire: Wire) -> Option<Self> {
        let token = wire.authorization_token;
        Some(Self {
            api: Api::Rest,
            arn: wire.method_arn?,
            method: String::new(),
            route: ANY_ROUTE.to_owned(),
            headers: token
                .map(|token| ("authorization".to_owned(), token))
                .into_iter()
                .collect(),
        })
    }

    fn rest(wire: Wire) -> Option<Self> {
        let context = wire.request_context.unwrap_or_default();
        // A handshake is a GET, and says so nowhere.
        let (api, method, route) = if context.event_type.as_deref() == Some("CONNECT") {
            (Api::WebSocket, Some("GET".to_owned()), context.route_key)
        } else {
            (Api::Rest, wire.http_method, wire.resource)
        };
        let several = wire.multi_value_headers.map(lines).unwrap_or_default();
        let mut headers = wire.headers.map(lines).unwrap_or_default();
        // Of a header that is there several times, `headers` has one value only.
        headers.retain(|(name, _)| !several.iter().any(|(other, _)| other == name));
        headers.extend(several);
        Some(Self {
            api,
            arn: wire.method_arn?,
            method: method.unwrap_or_default(),
            route: route.unwrap_or_else(|| ANY_ROUTE.to_owned()),
            headers,
        })
    }

    /// A header that is there several times has its values with commas between them. No token has a comma: it is refused then.
    fn http(wire: Wire) -> Option<Self> {
        let mut headers = wire.headers.map(lines).unwrap_or_default();
        let cookies = wire.cookies.unwrap_or_default();
        if !cookies.is_empty() {
            headers.retain(|(name, _)| name != "cookie");
            headers.push(("cookie".to_owned(), cookies.join("; ")));
        }
        let http = wire.request_context.and_then(|context| context.http);
        Some(Self {
            api: Api::Http,
            arn: wire.route_arn?,
            method: http.and_then(|http| http.method).unwrap_or_default(),
            route: wire.route_key.unwrap_or_else(|| ANY_ROUTE.to_owned()),
            headers,
        })
    }
}

/// The headers one by one.
fn lines(headers: Headers) -> Vec<(String, String)> {
    let line = |(mut name, values): (String, Option<OneOrMore>)| {
        name.make_ascii_lowercase();
        let values = match values {
            None => Vec::new(),
            Some(OneOrMore::One(value)) => vec![value],
            Some(OneOrMore::More(values)) => values,
        };
        values.into_iter().map(move |value| (name.clone(), value))
    };
    headers.into_iter().flat_map(line).collect()
}

impl RequestHead for Event {
    fn method(&self) -> &str {
        &self.method
    }

    /// The route, for the log: the path has ids of users in it.
    fn path(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.route)
    }

    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        let mut values = self.headers.iter().filter(|(other, _)| other == name);
        values.nth(nth).map(|(_, value)| value.as_bytes())
    }
}
