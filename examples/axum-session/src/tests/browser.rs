//! A browser as far as the site needs one: it keeps cookies and sends forms, and goes where it is told to.

use std::{collections::BTreeMap, sync::Mutex};

use oauth2::url::form_urlencoded;
use reqwest::{Client, Method, RequestBuilder, header::HeaderMap, redirect};

use super::world::{EMAIL, PASSWORD};

/// The headers of a link that somebody follows.
const NAVIGATION: [(&str, &str); 3] = [
    ("accept", "text/html"),
    ("sec-fetch-mode", "navigate"),
    ("sec-fetch-dest", "document"),
];
/// The header of what the site's own pages send.
pub(super) const OWN: (&str, &str) = ("sec-fetch-site", "same-origin");

pub(super) struct Browser {
    client: Client,
    site: String,
    jar: Mutex<BTreeMap<String, String>>,
}

pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) body: String,
}

impl Browser {
    pub(super) fn new(site: &str) -> Self {
        let client = Client::builder()
            .redirect(redirect::Policy::none())
            .no_proxy();
        Self {
            client: client.build().unwrap(),
            site: site.to_owned(),
            jar: Mutex::default(),
        }
    }

    /// Another one with the same cookies, that asks this site.
    pub(super) fn copy(&self, site: &str) -> Self {
        Self {
            client: self.client.clone(),
            site: site.to_owned(),
            jar: Mutex::new(self.jar.lock().unwrap().clone()),
        }
    }

    pub(super) fn cookies(&self) -> String {
        let jar = self.jar.lock().unwrap();
        let pairs: Vec<_> = jar
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        pairs.join("; ")
    }

    pub(super) fn cookie_names(&self) -> Vec<String> {
        self.jar.lock().unwrap().keys().cloned().collect()
    }

    pub(super) fn cookie(&self, name: &str) -> String {
        self.jar.lock().unwrap()[name].clone()
    }

    pub(super) fn set_cookie(&self, name: &str, value: &str) {
        let pair = (name.to_owned(), value.to_owned());
        self.jar.lock().unwrap().extend([pair]);
    }

    pub(super) fn forget(&self, name: &str) {
        self.jar.lock().unwrap().remove(name);
    }

    /// Opens a page of the site.
    pub(super) async fn open(&self, path: &str) -> Answer {
        self.send(Method::GET, path, &NAVIGATION, None).await
    }

    /// What a script of the site's pages does.
    pub(super) async fn fetch(&self, path: &str) -> Answer {
        let headers = [OWN, ("sec-fetch-mode", "cors"), ("accept", "*/*")];
        self.send(Method::GET, path, &headers, None).await
    }

    /// Sends a form of the site's pages.
    pub(super) async fn submit(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let headers = [OWN, ("sec-fetch-mode", "navigate")];
        self.send(Method::POST, path, &headers, Some(fields)).await
    }

    /// Asks the site, and keeps the cookies that it sets. Each of them has to be one that scripts and neighbours cannot reach.
    pub(super) async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        form: Option<&[(&str, &str)]>,
    ) -> Answer {
        let request = self.client.request(method, format!("{}{path}", self.site));
        let answer = exchange(request.header("cookie", self.cookies()), headers, form).await;
        for cookie in answer.set_cookies() {
            assert!(cookie.len() <= 4096, "{} bytes", cookie.len());
            assert!(cookie.starts_with("__Host-"), "{cookie}");
            let (pair, attributes) = cookie.split_once("; ").unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            let attributes = attributes.strip_prefix("Path=/; Secure; HttpOnly; SameSite=Lax");
            match attributes.unwrap() {
                "; Max-Age=0" => self.forget(name),
                "; Max-Age=600" if name == "__Host-sign-in" => self.set_cookie(name, value),
                "" if name.starts_with("__Host-session") => self.set_cookie(name, value),
                other => panic!("{name} with {other}"),
            }
        }
        answer
    }

    /// Signs the user in at the pool's login page; the answer is that of the site's callback.
    pub(super) async fn sign_in(&self, to: &str) -> Answer {
        let to: String = form_urlencoded::byte_serialize(to.as_bytes()).collect();
        let began = self.open(&format!("/sign-in?to={to}")).await;
        assert_eq!(began.status, 303);
        let back = self.log_in(began.location()).await;
        self.open(&back).await
    }

    /// From an authorization request to the way back, which is a path of the site.
    pub(super) async fn log_in(&self, authorize: &str) -> String {
        self.log_in_as(EMAIL, PASSWORD, authorize).await
    }

    pub(super) async fn log_in_as(
        &self,
        username: &str,
        password: &str,
        authorize: &str,
    ) -> String {
        let (pool, _) = authorize.split_at(authorize[8..].find('/').unwrap() + 8);
        let login = self.pool(Method::GET, authorize, None, "").await;
        let address = format!("{pool}{}", login.location());
        let page = self.pool(Method::GET, &address, None, "").await;
        let cookie = page.set_cookies().next().unwrap();
        let cookie = cookie.split(';').next().unwrap();
        let token = page.body.split_once("name=\"_csrf\" value=\"").unwrap().1;
        let token = token.split('"').next().unwrap();
        let form = [
            ("_csrf", token),
            ("username", username),
            ("password", password),
        ];
        let back = self.pool(Method::POST, &address, Some(&form), cookie).await;
        let back = back.location();
        back.strip_prefix(&self.site).unwrap_or(back).to_owned()
    }

    async fn pool(
        &self,
        method: Method,
        url: &str,
        form: Option<&[(&str, &str)]>,
        cookie: &str,
    ) -> Answer {
        let request = self.client.request(method, url).header("cookie", cookie);
        exchange(request, &[], form).await
    }
}

async fn exchange(
    request: RequestBuilder,
    headers: &[(&str, &str)],
    form: Option<&[(&str, &str)]>,
) -> Answer {
    let request = headers.iter().fold(request, |request, (name, value)| {
        request.header(*name, *value)
    });
    let request = match form {
        Some(fields) => {
            let mut body = form_urlencoded::Serializer::new(String::new());
            body.extend_pairs(fields);
            request
                .header("content-type", "application/x-www-form-urlencoded")
                .body(body.finish())
        }
        None => request,
    };
    let answer = request.send().await.unwrap();
    Answer {
        status: answer.status().as_u16(),
        headers: answer.headers().clone(),
        body: answer.text().await.unwrap(),
    }
}

impl Answer {
    pub(super) fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name).map(|value| value.to_str().unwrap());
        value.unwrap_or_default()
    }

    pub(super) fn location(&self) -> &str {
        self.header("location")
    }

    pub(super) fn set_cookies(&self) -> impl Iterator<Item = &str> {
        let cookies = self.headers.get_all("set-cookie").iter();
        cookies.map(|cookie| cookie.to_str().unwrap())
    }

    /// Whether it takes the session's cookies away, and sets none.
    pub(super) fn ends_session(&self) -> bool {
        let mut pieces = self
            .set_cookies()
            .filter(|cookie| cookie.starts_with("__Host-session"));
        self.set_cookies().count() > 0 && pieces.all(|cookie| cookie.ends_with("; Max-Age=0"))
    }
}
