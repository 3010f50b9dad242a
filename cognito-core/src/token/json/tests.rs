use super::*;

fn members(json: &[u8]) -> Result<Vec<(String, String)>, Malformed> {
    let mut members = Vec::new();
    read_object(json, 4, |name, value| {
        members.push((name.to_owned(), value.to_owned()));
    })?;
    Ok(members)
}

#[test]
fn members_come_in_order_with_their_json() {
    let read = members(br#" { "a" : 1e400, "\u0062" : [ 1 ] , "c\/":"x\/" } "#).unwrap();
    let expected = [("a", "1e400"), ("b", "[ 1 ]"), ("c/", r#""x\/""#)];
    assert_eq!(read, expected.map(|(n, v)| (n.to_owned(), v.to_owned())));
}

#[test]
fn anything_but_one_strict_object_is_malformed() {
    for json in [
        "",
        " ",
        "null",
        "1",
        "\"a\"",
        "[]",
        "[[\"a\",1]]",
        "{",
        "{}}",
        "{} {}",
        "{}\u{b}",
        "\u{feff}{}",
        "{'a':1}",
        "{a:1}",
        r#"{"a":1,}"#,
        r#"{"a"}"#,
        r#"{"a":}"#,
        r#"{"a":01}"#,
        r#"{"a":+1}"#,
        r#"{"a":1.}"#,
        r#"{"a":.5}"#,
        r#"{"a":NaN}"#,
        r#"{"a":tru}"#,
        r#"{"a":"\x"}"#,
        "{\"a\":\"\n\"}",
        r#"{"a":1,"a":1}"#,
        r#"{"a":1,"\u0061":2}"#,
        r#"{"":1,"":2}"#,
        r#"{"\ud800":1}"#,
        r#"{"a":[[[[1]]]]}"#,
    ] {
        assert_eq!(members(json.as_bytes()), Err(Malformed), "{json}");
    }
    assert_eq!(members(b"{\"a\":\"\xff\"}"), Err(Malformed));
    assert_eq!(members(b"{\"a\":\"\xed\xa0\x80\"}"), Err(Malformed));
}

#[test]
fn depth_counts_brackets_outside_strings_only() {
    assert!(members(br#"{"a":[[[1]]],"b":[[[1]]],"c":[[[1]]]}"#).is_ok());
    assert!(members(br#"{"a":"[[[[[[[[[[","b":"\"[[[[[[[["}"#).is_ok());
    assert!(members(br#"{"a":"]]]]]]","b":[[[[1]]]]}"#).is_err());
    let deep = format!("{{\"a\":{}{}}}", "[".repeat(30_000), "]".repeat(30_000));
    assert_eq!(members(deep.as_bytes()), Err(Malformed));
}

#[test]
fn duplicates_are_found_among_many_members() {
    let many = |last: &str| {
        let members: Vec<_> = (0..2000).map(|i| format!("\"m{i}\":1,")).collect();
        format!("{{{}{last}}}", members.concat())
    };
    assert!(members(many("\"m2000\":1").as_bytes()).is_ok());
    assert!(members(many("\"m0\":1").as_bytes()).is_err());
    assert!(members(many("\"m1000\":1").as_bytes()).is_err());
}

#[test]
fn strings_are_unescaped_and_lone_surrogates_refused() {
    assert_eq!(string(r#""a b""#), Ok(Some("a b".into())));
    assert_eq!(string(r#""https:\/\/x""#), Ok(Some("https://x".into())));
    assert_eq!(string(r#""\ud83d\ude00""#), Ok(Some("😀".into())));
    assert_eq!(string(r#""\ud800""#), Err(Malformed));
    assert_eq!(string("1"), Ok(None));
    assert_eq!(string("null"), Ok(None));
}
