use std::{collections::BTreeMap, error::Error as _};

use cognito_core::jwks::{FetchErrorKind, StaticKeys};

use super::{
    envelope,
    json::{Json, Unread},
    meter::metered,
    model,
    pool::{self, FIXED, KID, MARKER},
};

/// A key set document, and a good token that is verified with it.
pub fn jwks(data: &[u8]) {
    let rules = &FIXED.verifiers[0].0;
    let expected = match Json::parse(data) {
        Ok(document) => Some(keys(data.len(), &document)),
        Err(Unread::NotJson) => Some(None),
        Err(Unread::TooDeep) => None,
    };
    if let Err(error) = metered(|| StaticKeys::from_json(data)) {
        let too_large = data.len() > 256 * 1024;
        assert_eq!(error.kind() == FetchErrorKind::TooLarge, too_large);
        assert_eq!(error.kind() == FetchErrorKind::BadDocument, !too_large);
        let source = error.source().map(ToString::to_string);
        assert!(!format!("{error} {error:?} {source:?}").contains(MARKER));
        assert!(
            expected.flatten().is_none(),
            "a key set is refused: {error}"
        );
        return;
    }
    let verifier = pool::verifier(data, rules).expect("a document is read twice alike");
    let state = &verifier.key_states()[0];
    let mut kids: Vec<_> = state.kids.iter().map(ToString::to_string).collect();
    kids.sort();
    let accepted = pool::verify(&verifier, &FIXED.tokens[0]).is_ok();
    if let Some(expected) = expected {
        let expected = expected.expect("a document without a key is taken");
        assert!(kids.iter().eq(expected.keys()), "{kids:?}");
        let modulus = envelope::decode(&FIXED.modulus).unwrap();
        let ours = expected.get(KID);
        assert_eq!(
            accepted,
            ours.is_some_and(|key| *key == (modulus, vec![1, 0, 1]))
        );
    }
}

type Numbers = (Vec<u8>, Vec<u8>);

/// The usable keys of a document by name; `None` where there is none, or it is no key set.
fn keys(len: usize, document: &Json) -> Option<BTreeMap<String, Numbers>> {
    let members = document.members()?;
    let Json::List(entries) = model::find(&members, "keys")? else {
        return None;
    };
    if len > 256 * 1024 || entries.len() > 100 {
        return None;
    }
    let mut keys = BTreeMap::<String, Vec<Numbers>>::new();
    for (kid, numbers) in entries.iter().filter_map(key) {
        let known = keys.entry(kid).or_default();
        if !known.contains(&numbers) {
            known.push(numbers);
        }
    }
    let usable: BTreeMap<_, _> = keys
        .into_iter()
        .filter(|(_, numbers)| numbers.len() == 1)
        .filter_map(|(kid, mut numbers)| Some((kid, numbers.pop()?)))
        .collect();
    (!usable.is_empty()).then_some(usable)
}

fn key(entry: &Json) -> Option<(String, Numbers)> {
    let members = entry.members()?;
    let member = |name| model::find(&members, name);
    let text = |name| member(name).and_then(Json::text);
    let is_or_is_absent =
        |name, wanted: &str| member(name).is_none() || text(name).as_deref() == Some(wanted);
    let is_private = ["d", "dp", "dq", "k", "oth", "p", "q", "qi"]
        .into_iter()
        .any(|name| member(name).is_some());
    let verifies = match member("key_ops") {
        None => true,
        Some(ops) => ops
            .texts()
            .is_some_and(|ops| ops.contains(&"verify".into())),
    };
    let numbers = (stripped(&text("n")?)?, stripped(&text("e")?)?);
    let is_usable = !is_private
        && verifies
        && text("kty").as_deref() == Some("RSA")
        && is_or_is_absent("use", "sig")
        && is_or_is_absent("alg", "RS256")
        && is_odd_of(&numbers.0, 2048..=4096)
        && is_odd_of(&numbers.1, 2..=32);
    let kid = text("kid").filter(|kid| !kid.is_empty())?;
    is_usable.then_some((kid, numbers))
}

fn stripped(number: &str) -> Option<Vec<u8>> {
    let bytes = envelope::decode(number)?;
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    Some(bytes[zeros..].to_vec())
}

fn is_odd_of(number: &[u8], bits: std::ops::RangeInclusive<usize>) -> bool {
    let bits_set = |byte: u8| (0..8).rev().find(|bit| byte >> bit & 1 == 1).map(|b| b + 1);
    let top = number
        .first()
        .and_then(|first| bits_set(*first))
        .unwrap_or(0);
    let length = number.len().saturating_sub(1) * 8 + top;
    bits.contains(&length) && number.last().is_some_and(|last| last % 2 == 1)
}
