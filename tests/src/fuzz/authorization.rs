use std::sync::LazyLock;

use cognito_core::{Authentication, Authenticator, Reason, Rejection, Step, test_util::TestHead};

use super::{answer, meter::metered, model::Verdict, pool::FIXED};

/// Wants a token, and does without.
static AUTHENTICATORS: LazyLock<[Authenticator; 2]> = LazyLock::new(|| {
    let verifier = FIXED.verifiers[0].1.clone();
    let optional = Authenticator::builder(verifier.clone()).optional();
    [Authenticator::new(verifier), optional.build().unwrap()]
});

/// The values of a request's `Authorization` headers, one a line.
pub fn authorization(data: &[u8]) {
    let values: Vec<_> = data.split(|byte| *byte == b'\n').collect();
    let head = values.iter().fold(TestHead::get("/"), |head, value| {
        head.header("authorization", *value)
    });
    let expected = match *values {
        [value] => credentials(value),
        _ => Err(Reason::MalformedRequest),
    };
    let [wanting, optional] = AUTHENTICATORS.each_ref().map(|auth| decide(auth, &head));
    if let Err(Reason::NotBearer) = expected {
        assert!(optional.is_ok_and(|passed| passed.claims().is_none()));
    } else {
        let of = |decided: &Result<Authentication, Rejection>| {
            let refused = decided.as_ref().err();
            refused.map(|rejection| (rejection.status(), rejection.body()))
        };
        assert_eq!(of(&optional), of(&wanting));
    }
    let outcome = wanting.as_ref().err().map(Rejection::reason);
    match expected {
        Ok(token) => {
            let is_good = FIXED.tokens.iter().any(|good| good == token);
            let verdict = Verdict::of(token, &FIXED.verifiers[0].0, is_good);
            assert!(verdict.allows(outcome), "{outcome:?}, expected {verdict:?}");
        }
        Err(reason) => assert_eq!(outcome, Some(reason)),
    }
    match wanting {
        Ok(passed) => assert!(passed.claims().is_some()),
        Err(rejection) => answer::is_the_tables(&rejection),
    }
}

pub(super) fn decide(auth: &Authenticator, head: &TestHead) -> Result<Authentication, Rejection> {
    match metered(|| auth.authenticate(head)) {
        Step::Ready(decided) => decided,
        Step::Pending(_) => panic!("pinned keys are waited for"),
    }
}

/// The token of one header value, by RFC 6750 and RFC 9110.
pub(super) fn credentials(value: &[u8]) -> Result<&str, Reason> {
    let is_token_char =
        |byte: &u8| byte.is_ascii_graphic() && !br#""(),/:;<=>?@[\]{}"#.contains(byte);
    let scheme: Vec<_> = value.iter().copied().take_while(is_token_char).collect();
    if scheme.is_empty() {
        return Err(Reason::MalformedRequest);
    }
    if !scheme.eq_ignore_ascii_case(b"bearer") {
        return Err(Reason::NotBearer);
    }
    let rest = str::from_utf8(&value[scheme.len()..]).map_err(|_| Reason::MalformedRequest)?;
    let token = rest.strip_prefix(' ').ok_or(Reason::MalformedRequest)?;
    Some(token)
        .filter(|token| is_token68(token))
        .ok_or(Reason::MalformedRequest)
}

pub(super) fn is_token68(token: &str) -> bool {
    let body = token.trim_end_matches('=');
    let fits = |c: char| c.is_ascii_alphanumeric() || "-._~+/".contains(c);
    !body.is_empty() && body.chars().all(fits)
}
