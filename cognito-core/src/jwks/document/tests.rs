use super::*;
use crate::test_util::SigningKey;

/// 2048 bits, odd.
fn n() -> String {
    modulus(0)
}

fn modulus(seed: u8) -> String {
    let mut modulus = [0xa5; 256];
    modulus[1] = seed;
    URL_SAFE_NO_PAD.encode(modulus)
}

/// A good entry, as Cognito has it, with `more` members at its end.
fn entry(kid: &str, more: &str) -> String {
    format!(
        r#"{{"alg":"RS256","e":"AQAB","kid":"{kid}","kty":"RSA","n":"{}","use":"sig"{more}}}"#,
        n()
    )
}

fn set(entries: &[String]) -> Result<KeySet, BadDocument> {
    read(format!(r#"{{"keys":[{}]}}"#, entries.join(",")).as_bytes())
}

/// Is this entry used, beside a good one that must not suffer?
fn is_used(entry: &str) -> bool {
    let set = set(&[self::entry("good", ""), entry.to_owned()]).unwrap();
    assert!(set.position("good").is_some());
    assert_eq!(set.len() + set.skipped(), 2);
    set.len() == 2
}

#[test]
fn a_key_set_as_cognito_serves_it() {
    let keys = [SigningKey::generate(), SigningKey::generate()];
    let set = set(&[keys[0].jwk(), keys[1].jwk()]).unwrap();
    for (key, other) in [(0, 1), (1, 0)].map(|(a, b)| (&keys[a], &keys[b])) {
        let at = set.position(key.kid()).unwrap();
        let token = key.sign(r#"{"sub":"u"}"#);
        let (message, signature) = token.rsplit_once('.').unwrap();
        let mut signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
        let verifies = |key: &VerifyingKey, s: &[u8]| key.verify(message.as_bytes(), s);

        assert!(verifies(set.at(at), &signature));
        assert!(!verifies(
            set.at(set.position(other.kid()).unwrap()),
            &signature
        ));
        assert!(!set.at(at).verify(b"another message", &signature));
        assert!(!verifies(set.at(at), &[]));
        assert!(!verifies(set.at(at), &signature[..255]));
        signature[100] ^= 1;
        assert!(!verifies(set.at(at), &signature));
    }
    assert_eq!(set.skipped(), 0);
}

#[test]
fn members_that_may_be_absent() {
    let n = n();
    assert!(is_used(&format!(
        r#"{{"e":"AQAB","kid":"k","kty":"RSA","n":"{n}"}}"#
    )));
    assert!(is_used(&entry("k", r#","key_ops":["sign","verify"]"#)));
}

#[test]
fn the_shape_of_members_that_are_not_used_does_not_matter() {
    for more in [
        r#","x5c":"a string""#,
        r#","x5t":7,"x5u":[],"x5t#S256":null"#,
        r#","issuer":{"a":1},"deep":[[[[1]]]]"#,
    ] {
        assert!(is_used(&entry("k", more)), "{more}");
    }
}

#[test]
fn entries_that_are_no_public_rs256_key() {
    let n = n();
    for bad in [
        "null".to_owned(),
        "7".to_owned(),
        "[]".to_owned(),
        "{}".to_owned(),
        r#""text""#.to_owned(),
        r#"{"kty":"oct","k":"c2VjcmV0","kid":"k","alg":"HS256"}"#.to_owned(),
        r#"{"kty":"EC","crv":"P-256","kid":"k","x":"AQ","y":"AQ"}"#.to_owned(),
        r#"{"kty":"unheard of","kid":"k"}"#.to_owned(),
        format!(r#"{{"e":"AQAB","kty":"RSA","n":"{n}"}}"#),
        format!(r#"{{"e":"AQAB","kid":"k","n":"{n}"}}"#),
        format!(r#"{{"e":"AQAB","kid":"k","kty":"rsa","n":"{n}"}}"#),
        format!(r#"{{"e":"AQAB","kid":7,"kty":"RSA","n":"{n}"}}"#),
        format!(r#"{{"e":"AQAB","kid":null,"kty":"RSA","n":"{n}"}}"#),
        format!(r#"{{"e":65537,"kid":"k","kty":"RSA","n":"{n}"}}"#),
        entry("", ""),
    ] {
        assert!(!is_used(&bad), "{bad}");
    }
}

#[test]
fn the_stated_use_must_be_verifying_rs256_signatures() {
    let good = entry("k", "");
    for bad in [
        good.replace("RS256", "RS384"),
        good.replace("RS256", "rs256"),
        good.replace("RS256", "PS256"),
        good.replace(r#""RS256""#, "null"),
        good.replace(r#""sig""#, r#""enc""#),
        good.replace(r#""sig""#, r#""SIG""#),
        good.replace(r#""sig""#, "null"),
        entry("k", r#","key_ops":[]"#),
        entry("k", r#","key_ops":["sign"]"#),
        entry("k", r#","key_ops":"verify""#),
    ] {
        assert!(!is_used(&bad), "{bad}");
    }
}

#[test]
fn an_entry_with_a_private_member_is_no_public_key() {
    for name in PRIVATE {
        for value in [r#""AQ""#, "null", "[]"] {
            let bad = entry("k", &format!(r#","{name}":{value}"#));
            assert!(!is_used(&bad), "{bad}");
        }
    }
    // However it is written.
    assert!(!is_used(&entry("k", r#","\u0064":"AQ""#)));
}

#[test]
fn a_member_that_comes_twice_makes_the_entry_unusable() {
    for again in [
        r#","kid":"k""#,
        r#","n":"AQ""#,
        r#","x":1,"x":1"#,
        r#","\u006b\u0069d":"j""#,
    ] {
        assert!(!is_used(&entry("k", again)), "{again}");
    }
}

#[test]
fn numbers_are_canonical_base64url_without_padding() {
    let good = entry("k", "");
    // 256 bytes end in two characters of which the last has four unused bits.
    let n = n();
    let (head, last) = n.split_at(n.len() - 1);
    assert_eq!(last, "Q", "the last byte is 0xa5: its second half is 0101");
    for bad_n in [
        format!("{head}R"),
        format!("{n}="),
        format!("{n}=="),
        format!(" {n}"),
        format!("{head}+"),
        String::new(),
    ] {
        let bad = good.replace(&n, &bad_n);
        assert!(!is_used(&bad), "{bad}");
    }
    for bad_e in ["AQAB=", "AQ", "Ag", "AQABAQAB", "", "AQA!"] {
        let bad = good.replace("AQAB", bad_e);
        assert!(!is_used(&bad), "{bad}");
    }
    assert!(
        is_used(&good.replace("AQAB", "AAEAAQ")),
        "a leading zero byte"
    );
}

#[test]
fn names_are_compared_unescaped() {
    let set = set(&[entry(r"a\/b\u002b", "")]).unwrap();
    assert!(set.position("a/b+").is_some());
}

#[test]
fn one_name_with_one_material_twice_counts_once() {
    let set = set(&[entry("k", ""), entry("k", r#","x":1"#)]).unwrap();
    assert_eq!((set.len(), set.skipped()), (1, 0));
    assert!(set.ambiguous().is_empty());
}

#[test]
fn one_name_with_two_materials_is_unusable() {
    let other = entry("k", "").replace(&n(), &modulus(1));
    let set = set(&[entry("k", ""), entry("good", ""), other, entry("k", "")]).unwrap();
    assert!(set.position("k").is_none());
    assert!(set.position("good").is_some());
    assert_eq!(set.ambiguous(), [Box::from("k")]);
    assert_eq!(set.skipped(), 3);
}

#[test]
fn an_unusable_namesake_does_no_harm() {
    let encryption = entry("k", "").replace("sig", "enc");
    let set = set(&[encryption, entry("k", "")]).unwrap();
    assert!(set.position("k").is_some());
}

#[test]
fn documents_that_are_no_key_set() {
    let good = entry("k", "");
    for bad in [
        String::new(),
        "null".to_owned(),
        "<html></html>".to_owned(),
        format!("[{good}]"),
        format!("[[{good}]]"),
        good.clone(),
        r#"{"keys":{}}"#.to_owned(),
        r#"{"Keys":[]}"#.to_owned(),
        format!(r#"{{"keys":[{good}]"#),
        format!(r#"{{"keys":[{good}]}} x"#),
        format!(r#"{{"keys":[{good}],"keys":[]}}"#),
        format!("\u{feff}{{\"keys\":[{good}]}}"),
    ] {
        assert_eq!(
            read(bad.as_bytes()).err(),
            Some(BadDocument::NotAKeySet),
            "{bad}"
        );
    }
    let mut no_utf8 = format!(r#"{{"keys":[{good}],"x":"?"}}"#).into_bytes();
    let at = no_utf8.iter().position(|byte| *byte == b'?').unwrap();
    no_utf8[at] = 0xff;
    assert_eq!(read(&no_utf8).err(), Some(BadDocument::NotAKeySet));
}

#[test]
fn a_set_without_a_usable_key_is_an_error() {
    for entries in [
        &[][..],
        &[String::from("{}")],
        &[entry("k", r#","d":"AQ""#)],
    ] {
        assert_eq!(set(entries).err(), Some(BadDocument::NoUsableKey));
    }
}

#[test]
fn a_hundred_entries_are_read_and_not_one_more() {
    let mut entries: Vec<_> = (0..100).map(|n| entry(&n.to_string(), "")).collect();
    assert_eq!(set(&entries).unwrap().len(), 100);
    entries.push("{}".to_owned());
    assert_eq!(set(&entries).err(), Some(BadDocument::TooManyEntries));
}

#[test]
fn a_quarter_of_a_mebibyte_is_read_and_not_one_byte_more() {
    let mut document = format!(r#"{{"keys":[{}]}}"#, entry("k", ""));
    let room = MOST_BYTES - document.len();
    document += &" ".repeat(room);
    assert!(read(document.as_bytes()).is_ok());
    document.push(' ');
    assert_eq!(read(document.as_bytes()).err(), Some(BadDocument::TooLarge));
}

#[test]
fn deep_nesting_is_an_error_and_no_crash() {
    let deep = "[".repeat(100_000);
    assert_eq!(
        read(format!(r#"{{"keys":{deep}"#).as_bytes()).err(),
        Some(BadDocument::NotAKeySet)
    );
    let closed = deep + &"]".repeat(100_000);
    assert!(!is_used(&format!(r#"{{"kid":{closed}}}"#)));
    // Where nobody looks it does no harm.
    assert!(is_used(&entry("k", &format!(r#","x":{closed}"#))));
}
