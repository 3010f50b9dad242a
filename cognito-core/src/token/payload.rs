use std::borrow::Cow;

use super::{
    Claim, NumericDate,
    json::{self, Malformed, Names},
};

/// Levels of nesting in a payload; the payload itself is the first.
const MAX_DEPTH: usize = 64;

/// The claims whose text decides something; the others' is looked at only when an accessor asks.
const READ_AS_TEXT: &[Claim] = &[
    Claim::Iss,
    Claim::TokenUse,
    Claim::ClientId,
    Claim::Aud,
    Claim::Sub,
    Claim::Groups,
    Claim::Scope,
    Claim::Username,
    Claim::CognitoUsername,
    Claim::Jti,
    Claim::OriginJti,
    Claim::EventId,
];

/// A payload whose form is good; its known claims as JSON text, each absent or there, of whatever type.
pub(crate) struct Payload<'p> {
    json: &'p str,
    claims: [Option<&'p str>; Claim::ALL.len()],
    /// Where there is none, every string is what stands between its quotes.
    has_backslash: bool,
}

/// Why a claim cannot be read.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Fault {
    /// A string with a lone surrogate: not text at all.
    Malformed,
    /// Another JSON type than the claim's.
    WrongType,
}

impl From<Malformed> for Fault {
    fn from(_: Malformed) -> Self {
        Self::Malformed
    }
}

impl<'p> Payload<'p> {
    /// Reads it into `room`, which need not be moved afterwards: it is large.
    pub(crate) fn read<'r>(
        json: &'p str,
        room: &'r mut Option<Self>,
    ) -> Result<&'r Self, Malformed> {
        let payload = room.insert(Self {
            json,
            claims: [None; Claim::ALL.len()],
            has_backslash: memchr::memchr(b'\\', json.as_bytes()).is_some(),
        });
        let mut others = Names::default();
        json::read_members(json, MAX_DEPTH, |name, value| {
            match Claim::of_name(&name).and_then(|c| payload.claims.get_mut(c as usize)) {
                Some(Some(_)) => Err(Malformed),
                Some(slot) => {
                    *slot = Some(value);
                    Ok(())
                }
                None => others.insert(name),
            }
        })?;
        if payload.has_backslash {
            payload.check_text()?;
        }
        Ok(payload)
    }

    /// No lone surrogate in a claim that verification reads.
    fn check_text(&self) -> Result<(), Malformed> {
        for claim in READ_AS_TEXT {
            if self.json(*claim).is_some_and(|json| json.contains('\\'))
                && self.one_or_more(*claim, |_| ()) == Err(Fault::Malformed)
            {
                return Err(Malformed);
            }
        }
        Ok(())
    }

    /// All of it.
    pub(crate) fn text(&self) -> &'p str {
        self.json
    }

    /// The claim's JSON text; `null` is a value.
    pub(crate) fn json(&self, claim: Claim) -> Option<&'p str> {
        self.claims.get(claim as usize).copied().flatten()
    }

    pub(crate) fn string(&self, claim: Claim) -> Result<Option<Cow<'p, str>>, Fault> {
        let Some(json) = self.json(claim) else {
            return Ok(None);
        };
        self.unescaped(json)?.map(Some).ok_or(Fault::WrongType)
    }

    /// A string's value; `None` for any other value.
    fn unescaped(&self, json: &'p str) -> Result<Option<Cow<'p, str>>, Malformed> {
        if self.has_backslash {
            json::string(json)
        } else {
            Ok(json::inside(json).map(Cow::Borrowed))
        }
    }

    pub(crate) fn time(&self, claim: Claim) -> Result<Option<NumericDate>, Fault> {
        self.json(claim)
            .map(|json| NumericDate::parse(json).ok_or(Fault::WrongType))
            .transpose()
    }

    /// Hands over the strings of an array of strings, and says whether the claim is there. On a fault, what was handed over
    /// counts for nothing.
    pub(crate) fn strings(
        &self,
        claim: Claim,
        mut each: impl FnMut(Cow<'p, str>),
    ) -> Result<bool, Fault> {
        let Some(json) = self.json(claim) else {
            return Ok(false);
        };
        if !json.starts_with('[') {
            return Err(Fault::WrongType);
        }
        let mut all_are_strings = true;
        json::read_items(json, |item| {
            // To the end, also when it is clear that the type is wrong: a lone surrogate is the earlier fault.
            match self.unescaped(item)? {
                Some(text) => each(text),
                None => all_are_strings = false,
            }
            Ok(())
        })?;
        all_are_strings.then_some(true).ok_or(Fault::WrongType)
    }

    /// The same for what may be one string, too.
    pub(crate) fn one_or_more(
        &self,
        claim: Claim,
        mut each: impl FnMut(Cow<'p, str>),
    ) -> Result<bool, Fault> {
        match self.string(claim) {
            Ok(None) => Ok(false),
            Ok(Some(one)) => {
                each(one);
                Ok(true)
            }
            Err(Fault::WrongType) => self.strings(claim, each),
            Err(Fault::Malformed) => Err(Fault::Malformed),
        }
    }

    /// The number of strings in the claim, or more: each has two quotes, and may have others within.
    pub(crate) fn most_strings(&self, claim: Claim) -> usize {
        let json = self.json(claim).unwrap_or_default();
        memchr::memchr_iter(b'"', json.as_bytes()).count() / 2
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn payload(json: &str) -> Payload<'_> {
        let mut room = None;
        Payload::read(json, &mut room).unwrap();
        room.unwrap()
    }

    #[test]
    fn a_claim_is_absent_good_or_faulty() {
        let read = |json| {
            payload(json)
                .string(Claim::Sub)
                .map(|s| s.map(Cow::into_owned))
        };
        assert_eq!(read("{}"), Ok(None));
        assert_eq!(read(r#"{"sub":"a\/b"}"#), Ok(Some("a/b".to_owned())));
        for json in [
            r#"{"sub":null}"#,
            r#"{"sub":1}"#,
            r#"{"sub":true}"#,
            r#"{"sub":["a"]}"#,
            r#"{"sub":{}}"#,
        ] {
            assert_eq!(read(json), Err(Fault::WrongType), "{json}");
        }
    }

    #[test]
    fn a_lone_surrogate_in_a_claim_that_is_read_spoils_the_payload() {
        for json in [
            r#"{"sub":"\udc00"}"#,
            r#"{"cognito:groups":["a","\ud800"]}"#,
            r#"{"aud":["\ud800x"]}"#,
            r#"{"aud":[1,"\ud800x"]}"#,
        ] {
            assert!(Payload::read(json, &mut None).is_err(), "{json}");
        }
    }

    #[test]
    fn lists_are_arrays_of_strings_only() {
        let read = |json| {
            let (payload, mut groups) = (payload(json), Vec::new());
            let is_there = payload.strings(Claim::Groups, |group| groups.push(group.into_owned()));
            assert!(groups.len() <= payload.most_strings(Claim::Groups));
            is_there.map(|is_there| is_there.then_some(groups))
        };
        let groups = |names: &[&str]| Ok(Some(names.iter().map(|n| (*n).to_owned()).collect()));
        assert_eq!(read("{}"), Ok(None));
        assert_eq!(read(r#"{"cognito:groups":[]}"#), groups(&[]));
        assert_eq!(
            read(r#"{"cognito:groups":["a" , "b\u0063"]}"#),
            groups(&["a", "bc"])
        );
        assert_eq!(
            read(r#"{"cognito:groups":["\"","[","]\",\""]}"#),
            groups(&["\"", "[", "]\",\""])
        );
        for json in [
            r#"{"cognito:groups":"a"}"#,
            r#"{"cognito:groups":null}"#,
            r#"{"cognito:groups":{}}"#,
            r#"{"cognito:groups":["a",1]}"#,
            r#"{"cognito:groups":[["a"]]}"#,
            r#"{"cognito:groups":[null]}"#,
        ] {
            assert_eq!(read(json), Err(Fault::WrongType), "{json}");
        }
        let (one, mut audience) = (payload(r#"{"aud":"a"}"#), Vec::new());
        let is_there = one.one_or_more(Claim::Aud, |aud| audience.push(aud));
        assert_eq!((is_there, audience), (Ok(true), vec!["a".into()]));
    }

    #[test]
    fn a_lone_surrogate_passes_where_nothing_reads_it() {
        let payload = payload(r#"{"sub":"u","unknown":"\ud800","other":{"a":1,"a":2}}"#);
        assert_eq!(payload.string(Claim::Sub), Ok(Some("u".into())));
    }
}
