use std::borrow::Cow;

use super::json::{self, Malformed};
use crate::Reason;

/// Levels of nesting in a header; the header itself is the first.
const MAX_DEPTH: usize = 16;

/// What a JOSE header says about the signature (RFC 7515, section 4). Members that could name a key (`jku`, `jwk`,
/// `x5u`, `x5c`) are not even read.
#[derive(Default)]
pub(crate) struct Header {
    is_rs256: bool,
    has_crit: bool,
    kid: Option<Box<str>>,
}

impl Header {
    /// Reads the decoded header; anything that is wrong with its form is `malformed_token`.
    pub(crate) fn parse(json: &[u8]) -> Result<Self, Reason> {
        let malformed = |_| Reason::MalformedToken;
        let (mut alg, mut kid, mut b64, mut has_crit) = (None, None, None, false);
        json::read_object(json, MAX_DEPTH, |name, value| match name {
            "alg" => alg = Some(value),
            "kid" => kid = Some(value),
            "b64" => b64 = Some(value),
            "crit" => has_crit = true,
            _ => {}
        })
        .map_err(malformed)?;
        if b64.is_some_and(|b64| b64 != "true") {
            return Err(Reason::MalformedToken);
        }
        let alg = string(alg)
            .map_err(malformed)?
            .ok_or(Reason::MalformedToken)?;
        Ok(Self {
            is_rs256: alg == "RS256",
            has_crit,
            kid: string(kid).map_err(malformed)?.map(Cow::into),
        })
    }

    /// The refusals that come after the payload's form was found good; gives the key's name.
    pub(crate) fn kid(&self) -> Result<&str, Reason> {
        if !self.is_rs256 {
            return Err(Reason::AlgNotAllowed);
        }
        if self.has_crit {
            return Err(Reason::CritNotUnderstood);
        }
        self.kid
            .as_deref()
            .filter(|kid| !kid.is_empty())
            .ok_or(Reason::KidMissing)
    }
}

/// A member that must be a string where it is there.
fn string(value: Option<&str>) -> Result<Option<Cow<'_, str>>, Malformed> {
    value
        .map(|value| json::string(value)?.ok_or(Malformed))
        .transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kid_of(json: &str) -> Result<String, Reason> {
        let header = Header::parse(json.as_bytes())?;
        header.kid().map(str::to_owned)
    }

    #[test]
    fn a_header_names_its_key() {
        for json in [
            r#"{"kid":"a/b","alg":"RS256"}"#,
            r#"{"alg":"RS\u003256","kid":"a\/b"}"#,
            r#" {"alg":"RS256","kid":"a/b","b64":true,"typ":1,"cty":"x","zip":"DEF","enc":null} "#,
            r#"{"alg":"RS256","kid":"a/b","jku":"https:\/\/evil","jwk":{"kty":"oct"},"x5u":[],"x5c":[],"x5t":""}"#,
            r#"{"alg":"RS256","kid":"a/b","x":[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]}"#,
        ] {
            assert_eq!(kid_of(json).as_deref(), Ok("a/b"), "{json}");
        }
        let long = format!(r#"{{"alg":"RS256","kid":"{}"}}"#, "k".repeat(5000));
        assert_eq!(kid_of(&long).unwrap().len(), 5000);
    }

    #[test]
    fn each_fault_has_its_reason() {
        use Reason::{AlgNotAllowed, CritNotUnderstood, KidMissing, MalformedToken};
        for (json, reason) in [
            ("[]", MalformedToken),
            ("{}", MalformedToken),
            (r#"{"kid":"k"}"#, MalformedToken),
            (r#"{"alg":null,"kid":"k"}"#, MalformedToken),
            (r#"{"alg":["RS256"],"kid":"k"}"#, MalformedToken),
            (r#"{"alg":"RS256","kid":1}"#, MalformedToken),
            (r#"{"alg":"RS256","kid":null}"#, MalformedToken),
            (r#"{"alg":"RS256","kid":"\ud800"}"#, MalformedToken),
            (r#"{"alg":"RS256","kid":"k","kid":"k"}"#, MalformedToken),
            (r#"{"alg":"RS256","kid":"k","b64":false}"#, MalformedToken),
            (r#"{"alg":"RS256","kid":"k","b64":"true"}"#, MalformedToken),
            (
                r#"{"alg":"RS256","kid":"k","x":[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]}"#,
                MalformedToken,
            ),
            (r#"{"alg":"none","kid":"k"}"#, AlgNotAllowed),
            (r#"{"alg":"rs256","kid":"k"}"#, AlgNotAllowed),
            (r#"{"alg":"HS256","crit":[]}"#, AlgNotAllowed),
            (r#"{"alg":"","kid":"k"}"#, AlgNotAllowed),
            (r#"{"alg":"RS256","crit":["b64"]}"#, CritNotUnderstood),
            (
                r#"{"alg":"RS256","kid":"k","crit":null}"#,
                CritNotUnderstood,
            ),
            (r#"{"alg":"RS256"}"#, KidMissing),
            (r#"{"alg":"RS256","kid":""}"#, KidMissing),
        ] {
            assert_eq!(kid_of(json), Err(reason), "{json}");
        }
    }
}
