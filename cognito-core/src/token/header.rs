use std::borrow::Cow;

use super::json::{self, Malformed, Names};
use crate::Reason;

/// Levels of nesting in a header; the header itself is the first.
const MAX_DEPTH: usize = 16;

/// What a JOSE header says about the signature (RFC 7515, section 4). Members that could name a key (`jku`, `jwk`,
/// `x5u`, `x5c`) are not even read.
pub(crate) struct Header<'h> {
    is_rs256: bool,
    has_crit: bool,
    kid: Option<Cow<'h, str>>,
}

impl<'h> Header<'h> {
    /// Reads the decoded header; anything that is wrong with its form is `malformed_token`.
    pub(crate) fn parse(json: &'h [u8]) -> Result<Self, Reason> {
        match Self::as_the_issuer_writes_it(json) {
            Some(header) => Ok(header),
            None => Self::read(json).map_err(|Malformed| Reason::MalformedToken),
        }
    }

    /// `{"kid":"..","alg":"RS256"}`. All headers of a user pool are like this, and cost no more than a look.
    fn as_the_issuer_writes_it(json: &'h [u8]) -> Option<Self> {
        let kid = json
            .strip_prefix(br#"{"kid":""#)?
            .strip_suffix(br#"","alg":"RS256"}"#)?;
        let kid = std::str::from_utf8(kid).ok()?;
        json::is_plain(kid.as_bytes()).then_some(Self {
            is_rs256: true,
            has_crit: false,
            kid: Some(Cow::Borrowed(kid)),
        })
    }

    fn read(json: &'h [u8]) -> Result<Self, Malformed> {
        let json = std::str::from_utf8(json).map_err(|_| Malformed)?;
        let (mut alg, mut kid, mut b64, mut crit) = (None, None, None, None);
        let mut others = Names::default();
        json::read_members(json, MAX_DEPTH, |name, value| {
            let slot = match &*name {
                "alg" => &mut alg,
                "kid" => &mut kid,
                "b64" => &mut b64,
                "crit" => &mut crit,
                _ => return others.insert(name),
            };
            slot.replace(value).map_or(Ok(()), |_| Err(Malformed))
        })?;
        if b64.is_some_and(|b64| b64 != "true") {
            return Err(Malformed);
        }
        Ok(Self {
            is_rs256: string(alg)?.ok_or(Malformed)? == "RS256",
            has_crit: crit.is_some(),
            kid: string(kid)?,
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
            r#"{"kid":"a\/b","alg":"RS256"}"#,
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
    fn the_issuers_form_reads_as_any_other_does() {
        for kid in [
            "k", "é", "\u{7f}", "a+b/c=", "", "a\u{1f}b", "a\"b", "a\\b", "\\ud800",
        ] {
            let json = format!(r#"{{"kid":"{kid}","alg":"RS256"}}"#);
            let parsed = Header::as_the_issuer_writes_it(json.as_bytes());
            let read = Header::read(json.as_bytes()).ok();
            if let Some(parsed) = parsed {
                assert_eq!(Some(parsed.kid()), read.as_ref().map(Header::kid), "{kid}");
            }
        }
        assert!(Header::as_the_issuer_writes_it(b"{\"kid\":\"\xff\",\"alg\":\"RS256\"}").is_none());
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
            (r#"{"kid":"k","kid":"k","alg":"RS256"}"#, MalformedToken),
            (r#"{"kid":"k","alg":"none","alg":"RS256"}"#, MalformedToken),
            ("{\"kid\":\"k\n\",\"alg\":\"RS256\"}", MalformedToken),
            (r#"{"kid":"k\","alg":"RS256"}"#, MalformedToken),
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
            (r#"{"kid":"","alg":"RS256"}"#, KidMissing),
            (
                r#"{"kid":"k","crit":["b64"],"alg":"RS256"}"#,
                CritNotUnderstood,
            ),
        ] {
            assert_eq!(kid_of(json), Err(reason), "{json}");
        }
    }
}
