//! Who asks: a browser that opens a page, or a script.

use axum::http::{Method, Request, header};

#[derive(Debug, Eq, PartialEq)]
pub(crate) enum Asker {
    /// A script or a program: it reads status codes.
    Fetch,
    /// A person in front of a browser, who may come back to this path after a sign-in.
    Person { path: Option<String> },
}

impl Asker {
    pub(crate) fn of<B>(request: &Request<B>) -> Self {
        let is_get = request.method() == Method::GET;
        let header = |name: &str| request.headers().get(name)?.to_str().ok();
        let is_page = if let Some(mode) = header("sec-fetch-mode") {
            mode == "navigate"
        } else {
            // A browser that does not say, such as Safari before 16.4.
            let accept = header(header::ACCEPT.as_str()).unwrap_or_default();
            is_get && accept.contains("text/html")
        };
        if !is_page {
            return Self::Fetch;
        }
        let path = request.uri().path_and_query();
        Self::Person {
            path: path.filter(|_| is_get).map(ToString::to_string),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_and_scripts_are_told_apart() {
        let asker = |method: &str, headers: &[(&str, &str)]| {
            let request = Request::builder().method(method).uri("/me?a=b");
            let request = headers.iter().fold(request, |request, (name, value)| {
                request.header(*name, *value)
            });
            Asker::of(&request.body(()).unwrap())
        };
        let person = |path: Option<&str>| Asker::Person {
            path: path.map(str::to_owned),
        };
        let html = ("accept", "text/html,*/*;q=0.8");
        assert_eq!(
            asker("GET", &[("sec-fetch-mode", "navigate")]),
            person(Some("/me?a=b"))
        );
        assert_eq!(
            asker("POST", &[("sec-fetch-mode", "navigate"), html]),
            person(None)
        );
        assert_eq!(asker("GET", &[html]), person(Some("/me?a=b")));
        for (method, headers) in [
            ("GET", &[][..]),
            ("POST", &[html]),
            ("GET", &[("accept", "*/*")]),
            ("GET", &[("sec-fetch-mode", "cors"), html]),
            ("GET", &[("sec-fetch-mode", "same-origin")]),
        ] {
            assert_eq!(asker(method, headers), Asker::Fetch, "{method} {headers:?}");
        }
    }
}
