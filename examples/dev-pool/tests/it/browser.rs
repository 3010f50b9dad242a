//! A browser as far as OAuth needs one: it keeps cookies, reads forms and stops at redirects to elsewhere.

use std::{cell::RefCell, collections::BTreeMap};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use dev_pool::{Answer, AppClient, DevPoolBuilder, Request};
use serde_json::Value;

use crate::client::{Client, HOST, header};

pub(crate) const CALLBACK: &str = "http://127.0.0.1:3000/callback";
pub(crate) const WEB: &str = "fakewebclient0000000000001";
pub(crate) const CONFIDENTIAL: &str = "fakewebclient0000000000002";
pub(crate) const MACHINE: &str = "fakem2mclient0000000000003";
/// With characters that Basic authentication encodes as in a form.
pub(crate) const SECRET: &str = "fake secret+1%&é:2";
/// RFC 7636 appendix B.
pub(crate) const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
pub(crate) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

pub(crate) fn clients(builder: DevPoolBuilder) -> DevPoolBuilder {
    let web = AppClient::new(WEB)
        .callback_url(CALLBACK)
        .callback_url("my-app://callback?x=1")
        .callback_url("http://192.168.0.1/")
        .logout_url("http://127.0.0.1:3000/")
        .scope("openid")
        .scope("email")
        .scope("phone")
        .scope("profile")
        .scope("aws.cognito.signin.user.admin")
        .scope("https://api.example.com/orders.read");
    let confidential = AppClient::new(CONFIDENTIAL)
        .secret(SECRET)
        .callback_url(CALLBACK)
        .callback_url("https://other.example/cb");
    let machine = AppClient::new(MACHINE)
        .secret("m2m")
        .scope("orders-api/read")
        .scope("orders-api/write");
    builder
        .app_client(web)
        .app_client(confidential)
        .app_client(machine)
}

pub(crate) struct Browser<'a> {
    client: &'a Client,
    cookies: RefCell<BTreeMap<String, String>>,
}

impl<'a> Browser<'a> {
    pub(crate) fn new(client: &'a Client) -> Self {
        Self {
            client,
            cookies: RefCell::default(),
        }
    }

    pub(crate) fn get(&self, address: &str) -> Answer {
        self.send(Request::new("GET", address))
    }

    /// Sends a form as the page of an address would.
    pub(crate) fn post(&self, address: &str, fields: &[(&str, &str)]) -> Answer {
        self.send(form(address, fields).header("origin", format!("http://{HOST}")))
    }

    pub(crate) fn send(&self, request: Request) -> Answer {
        let cookies: Vec<String> = self
            .cookies
            .borrow()
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let request = request.header("host", HOST);
        let request = if cookies.is_empty() {
            request
        } else {
            request.header("cookie", cookies.join("; "))
        };
        let answer = self.client.pool.answer(&request).unwrap();
        if let Some(cookie) = header(&answer, "set-cookie") {
            let (pair, attributes) = cookie.split_once("; ").unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            assert!(
                attributes.contains("Path=/cognito;")
                    && attributes.ends_with("HttpOnly; SameSite=Lax")
            );
            if attributes.contains("Max-Age=0") {
                self.cookies.borrow_mut().remove(name);
            } else {
                let pair = (name.to_owned(), value.to_owned());
                self.cookies.borrow_mut().extend([pair]);
            }
        }
        answer
    }

    pub(crate) fn has_session(&self) -> bool {
        self.cookies.borrow().contains_key("cognito")
    }

    /// Opens authorize, follows it to the login page and signs in there; returns the way back.
    pub(crate) fn sign_in(&self, query: &str, username: &str, password: &str) -> Answer {
        let address = format!("/cognito/oauth2/authorize?{query}");
        let page = location(&self.get(&address));
        assert!(page.starts_with("/cognito/login?"), "{page}");
        self.submit(&page, &[("username", username), ("password", password)])
    }

    /// Opens a page and sends its first form, filled in.
    pub(crate) fn submit(&self, address: &str, fields: &[(&str, &str)]) -> Answer {
        let page = self.get(address);
        assert_eq!(page.status, 200, "{}", text(&page));
        self.submit_page(&page, fields)
    }

    /// Sends the first form of a page, filled in, with its hidden fields.
    pub(crate) fn submit_page(&self, page: &Answer, fields: &[(&str, &str)]) -> Answer {
        let page = text(page);
        let action = between(&page, "<form method=\"post\" action=\"", "\"").replace("&amp;", "&");
        let form = between(&page, "<form", "</form>");
        let mut hidden = Vec::new();
        for field in form.split("<input type=\"hidden\" name=\"").skip(1) {
            let (name, rest) = field.split_once("\" value=\"").unwrap();
            hidden.push((name, rest.split_once('"').unwrap().0));
        }
        let fields: Vec<(&str, &str)> = hidden.into_iter().chain(fields.iter().copied()).collect();
        self.post(&action, &fields)
    }
}

pub(crate) fn form(address: &str, fields: &[(&str, &str)]) -> Request {
    Request::new("POST", address)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(encoded(fields))
}

/// Calls the token endpoint, or another one for clients, and reads its answer.
pub(crate) fn call(
    client: &Client,
    address: &str,
    basic: Option<(&str, &str)>,
    fields: &[(&str, &str)],
) -> (u16, Value) {
    let request = form(address, fields).header("host", HOST);
    let request = match basic {
        Some((id, secret)) => {
            let credentials = format!("{}:{}", encoded_text(id), encoded_text(secret));
            request.header(
                "authorization",
                format!("Basic {}", STANDARD.encode(credentials)),
            )
        }
        None => request,
    };
    let answer = client.pool.answer(&request).unwrap();
    assert_eq!(header(&answer, "access-control-allow-origin"), Some("*"));
    assert_eq!(header(&answer, "cache-control"), Some("no-store"));
    let body = if answer.body.is_empty() {
        Value::Null
    } else {
        serde_json::from_slice(&answer.body).unwrap()
    };
    (answer.status, body)
}

/// What the token endpoint gives the public web client for a code, with PKCE.
pub(crate) fn redeem(client: &Client, code: &str) -> (u16, Value) {
    let fields = [
        ("grant_type", "authorization_code"),
        ("client_id", WEB),
        ("code", code),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ];
    call(client, "/cognito/oauth2/token", None, &fields)
}

/// An authorization request of the public web client with PKCE, and more.
pub(crate) fn query(more: &[(&str, &str)]) -> String {
    let usual = [
        ("client_id", WEB),
        ("redirect_uri", CALLBACK),
        ("response_type", "code"),
        ("scope", "openid email profile"),
        ("state", "st"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    let is_given = |name: &str| more.iter().any(|(given, _)| *given == name);
    let usual = usual.into_iter().filter(|(name, _)| !is_given(name));
    let all: Vec<(&str, &str)> = usual.chain(more.iter().copied()).collect();
    encoded(&all)
}

pub(crate) fn location(answer: &Answer) -> String {
    assert_eq!(answer.status, 302, "{}", text(answer));
    header(answer, "location").unwrap().to_owned()
}

pub(crate) fn text(answer: &Answer) -> String {
    String::from_utf8(answer.body.clone()).unwrap()
}

/// A parameter of an address, still encoded.
pub(crate) fn parameter(address: &str, name: &str) -> Option<String> {
    let (_, query) = address.split_once(['?', '#'])?;
    let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    let (_, value) = pairs.find(|(other, _)| *other == name)?;
    Some(value.to_owned())
}

pub(crate) fn between(text: &str, start: &str, end: &str) -> String {
    let (_, rest) = text.split_once(start).unwrap();
    rest.split_once(end).unwrap().0.to_owned()
}

pub(crate) fn encoded(fields: &[(&str, &str)]) -> String {
    let pairs: Vec<String> = fields
        .iter()
        .map(|(name, value)| format!("{name}={}", encoded_text(value)))
        .collect();
    pairs.join("&")
}

fn encoded_text(text: &str) -> String {
    let encode = |byte: u8| match byte {
        b' ' => "+".to_owned(),
        _ if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
        _ => format!("%{byte:02x}"),
    };
    text.bytes().map(encode).collect()
}
