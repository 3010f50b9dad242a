use cognito_core::{Authenticator, Reason, Rejection, test_util::TestHead};

use super::{answer, authorization::decide, model::Verdict, pool::FIXED};

/// The headers that decide.
const HEADERS: [&str; 7] = [
    "authorization",
    "cookie",
    "origin",
    "sec-fetch-dest",
    "sec-fetch-mode",
    "sec-fetch-site",
    "sec-websocket-protocol",
];

/// A request's head: the method, then one header a line, `name:value`. Other lines are left out.
pub(super) struct Request<'r> {
    method: &'r str,
    headers: Vec<(&'static str, &'r [u8])>,
}

impl<'r> Request<'r> {
    pub(super) fn read(data: &'r [u8]) -> Self {
        let mut lines = data.split(|byte| *byte == b'\n');
        let method = lines.next().and_then(|method| str::from_utf8(method).ok());
        Self {
            method: method.unwrap_or("GET"),
            headers: lines.filter_map(header).collect(),
        }
    }

    pub(super) fn values(&self, wanted: &str) -> Vec<&'r [u8]> {
        let named = self.headers.iter().filter(|(name, _)| *name == wanted);
        named.map(|(_, value)| *value).collect()
    }

    /// Has the request decided about, and compares with what its token, or the lack of one, must lead to.
    pub(super) fn decide(&self, auth: &Authenticator, expected: Result<&str, Reason>) {
        let head = TestHead::new(self.method, "/");
        let head = self
            .headers
            .iter()
            .fold(head, |head, (name, value)| head.header(name, *value));
        let decided = decide(auth, &head);
        let outcome = decided.as_ref().err().map(Rejection::reason);
        match expected {
            Ok(token) => {
                let is_good = FIXED.tokens.iter().any(|good| good == token);
                let verdict = Verdict::of(token, &FIXED.verifiers[0].0, is_good);
                assert!(verdict.allows(outcome), "{outcome:?}, expected {verdict:?}");
            }
            Err(reason) => assert_eq!(outcome, Some(reason)),
        }
        if let Err(rejection) = decided {
            answer::is_the_tables(&rejection);
        }
    }

    /// The table of `TokenSource::cookie`, row by row.
    pub(super) fn is_own(&self, trusted: &[&str]) -> bool {
        let is = |name: &str, value: &str| self.values(name) == [value.as_bytes()];
        let lacks = |name: &str| self.values(name).is_empty();
        if self.values("sec-fetch-site").len() > 1 || self.values("origin").len() > 1 {
            return false;
        }
        let page = self.method == "GET"
            && is("sec-fetch-mode", "navigate")
            && is("sec-fetch-dest", "document");
        is("sec-fetch-site", "same-origin")
            || is("sec-fetch-site", "none")
            || trusted.iter().any(|trusted| is("origin", trusted))
            || (!lacks("sec-fetch-site") && lacks("origin") && page)
            || (lacks("sec-fetch-site")
                && lacks("origin")
                && ["GET", "HEAD"].contains(&self.method))
    }
}

fn header(line: &[u8]) -> Option<(&'static str, &[u8])> {
    HEADERS.into_iter().find_map(|name| {
        let value = line.strip_prefix(name.as_bytes())?;
        Some((name, value.strip_prefix(b":")?))
    })
}
