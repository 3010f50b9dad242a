use cognito_core::Reason;
use serde_json::Value;

use crate::{Answer, GREETING};

/// The whole answer to a request, and what happened behind it.
#[derive(Clone, Debug)]
#[must_use]
pub(crate) struct Expected {
    status: u16,
    /// All of them, sorted by name.
    headers: Vec<(&'static str, String)>,
    body: String,
    rejection: Option<Reason>,
    saw: Saw,
    fetches: Option<u64>,
    pub(crate) jitter: bool,
}

/// What the handler was given.
#[derive(Clone, Debug)]
pub(crate) enum Saw {
    /// It did not run.
    Nothing,
    /// No claims.
    Anonymous,
    /// This.
    Exactly(Value),
    /// The payload of the request's token, every claim of it.
    Payload,
}

impl Expected {
    /// The handler answers, having seen the token's whole payload.
    pub(crate) fn admitted() -> Self {
        Self {
            status: 200,
            headers: vec![("content-type", "text/plain; charset=utf-8".to_owned())],
            body: GREETING.to_owned(),
            rejection: None,
            saw: Saw::Payload,
            fetches: None,
            jitter: false,
        }
    }

    /// The handler answers, having seen no claims.
    pub(crate) fn anonymous() -> Self {
        Self::admitted().saw(Saw::Anonymous)
    }

    /// The request is refused, and the handler did not run.
    pub(crate) fn refused(
        reason: Reason,
        status: u16,
        challenge: Option<&str>,
        body: &str,
    ) -> Self {
        let mut headers = vec![
            ("cache-control", "no-store".to_owned()),
            ("content-type", "application/problem+json".to_owned()),
        ];
        headers.extend(challenge.map(|challenge| ("www-authenticate", challenge.to_owned())));
        Self {
            status,
            headers,
            body: body.to_owned(),
            rejection: Some(reason),
            saw: Saw::Nothing,
            fetches: None,
            jitter: false,
        }
    }

    /// Sets the status.
    pub(crate) fn status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    /// Sets why the request is refused.
    pub(crate) fn rejection(mut self, reason: Reason) -> Self {
        self.rejection = Some(reason);
        self
    }

    /// Adds a header, or another value for it.
    pub(crate) fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.retain(|(n, _)| *n != name);
        self.headers.push((name, value.to_owned()));
        self.headers.sort();
        self
    }

    /// Sets the challenge.
    pub(crate) fn challenge(self, challenge: &str) -> Self {
        self.header("www-authenticate", challenge)
    }

    /// Sets the body.
    pub(crate) fn body(mut self, body: impl Into<String>) -> Self {
        self.body = body.into();
        self
    }

    /// Sets what the handler saw.
    pub(crate) fn saw(mut self, saw: Saw) -> Self {
        self.saw = saw;
        self
    }

    /// Sets how often the key set was asked for meanwhile. Default: any number of times.
    pub(crate) fn fetches(mut self, fetches: u64) -> Self {
        self.fetches = Some(fetches);
        self
    }

    /// `Retry-After` may be 2 where 1 is expected: a back-off of one second, plus or minus 10 %.
    pub(crate) fn or_2_seconds(mut self) -> Self {
        self.jitter = true;
        self
    }

    /// What differs, in words.
    pub(crate) fn differences(
        &self,
        answer: &Answer,
        payload: Option<Value>,
        fetches: u64,
    ) -> Vec<String> {
        let headers: Vec<_> = self
            .headers
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.clone()))
            .collect();
        let seen = match &self.saw {
            Saw::Nothing => vec![],
            Saw::Anonymous => vec![Value::Null],
            Saw::Exactly(value) => vec![value.clone()],
            Saw::Payload => vec![payload.expect("a token with a payload")],
        };
        let mut differences = Vec::new();
        let mut compare = |what: &str, found: String, wanted: String| {
            if found != wanted {
                differences.push(format!("{what}: {found}, wanted {wanted}"));
            }
        };
        compare("status", answer.status.to_string(), self.status.to_string());
        compare("headers", debug(&answer.headers), debug(&headers));
        compare("body", answer.body.clone(), self.body.clone());
        compare(
            "rejection",
            debug(&answer.rejection),
            debug(&self.rejection),
        );
        compare("the handler saw", debug(&answer.seen), debug(&seen));
        if let Some(wanted) = self.fetches {
            compare("fetches", fetches.to_string(), wanted.to_string());
        }
        if answer.decisions > 1 {
            differences.push(format!("decided {} times", answer.decisions));
        }
        differences
    }
}

fn debug(value: &impl std::fmt::Debug) -> String {
    format!("{value:?}")
}
