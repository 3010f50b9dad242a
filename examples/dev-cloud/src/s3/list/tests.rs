use super::*;
use crate::s3::{
    header::Headers,
    xml::{elements, text_of},
};

fn bucket(keys: &[&str]) -> BTreeMap<String, Arc<Object>> {
    let object = Arc::new(Object {
        bytes: vec![0; 3],
        etag: "\"e\"".to_owned(),
        modified: 0,
        headers: Headers::default(),
        checksum: None,
    });
    keys.iter()
        .map(|key| ((*key).to_owned(), Arc::clone(&object)))
        .collect()
}

fn list(keys: &[&str], query: &str, version: Version) -> String {
    let query = Query::parse(query).unwrap();
    Listing::of(&query, version)
        .unwrap()
        .xml("b", &bucket(keys))
}

/// Keys and common prefixes, as a client reads them.
fn names(xml: &str) -> Vec<String> {
    let keys = elements(xml, "Contents").map(|entry| text_of(entry, "Key").unwrap());
    let prefixes = elements(xml, "CommonPrefixes").map(|entry| text_of(entry, "Prefix").unwrap());
    keys.chain(prefixes).collect()
}

const KEYS: [&str; 7] = ["a", "a/1", "a/2", "a/b/3", "b/1", "ab", "c"];

#[test]
fn prefix_and_delimiter_group_keys() {
    for (query, expected) in [
        ("", vec!["a", "a/1", "a/2", "a/b/3", "ab", "b/1", "c"]),
        ("prefix=a", vec!["a", "a/1", "a/2", "a/b/3", "ab"]),
        ("prefix=a%2F", vec!["a/1", "a/2", "a/b/3"]),
        ("prefix=x", vec![]),
        ("delimiter=%2F", vec!["a", "ab", "c", "a/", "b/"]),
        ("delimiter=%2F&prefix=a%2F", vec!["a/1", "a/2", "a/b/"]),
        ("delimiter=%2F&prefix=a", vec!["a", "ab", "a/"]),
        (
            "delimiter=",
            vec!["a", "a/1", "a/2", "a/b/3", "ab", "b/1", "c"],
        ),
        ("start-after=a%2F2", vec!["a/b/3", "ab", "b/1", "c"]),
        ("start-after=a%2F2&prefix=b", vec!["b/1"]),
        ("start-after=z", vec![]),
        ("max-keys=0", vec![]),
    ] {
        let xml = list(&KEYS, query, Version::Two);
        assert_eq!(names(&xml), expected, "{query}");
        assert_eq!(text_of(&xml, "IsTruncated").unwrap(), "false", "{query}");
        let count = text_of(&xml, "KeyCount").unwrap();
        assert_eq!(count, expected.len().to_string(), "{query}");
    }
}

#[test]
fn pages_hold_everything_once() {
    for size in 1..=KEYS.len() {
        for delimiter in ["", "&delimiter=%2F"] {
            let all = names(&list(&KEYS, delimiter, Version::Two));
            let mut seen = Vec::new();
            let mut token = String::new();
            loop {
                let query = format!("max-keys={size}{delimiter}{token}");
                let xml = list(&KEYS, &query, Version::Two);
                let page = names(&xml);
                assert!(page.len() <= size);
                seen.extend(page);
                match text_of(&xml, "NextContinuationToken") {
                    Some(next) => token = format!("&continuation-token={next}"),
                    None => break,
                }
            }
            let mut expected = all;
            expected.sort();
            seen.sort();
            assert_eq!(seen, expected, "{size}{delimiter}");
        }
    }
}

#[test]
fn the_first_version_goes_on_from_a_marker() {
    let first = list(&KEYS, "max-keys=2&delimiter=%2F", Version::One);
    assert_eq!(names(&first), ["a", "a/"]);
    assert_eq!(text_of(&first, "NextMarker").unwrap(), "a/");
    let second = list(&KEYS, "max-keys=2&delimiter=%2F&marker=a%2F", Version::One);
    assert_eq!(names(&second), ["ab", "b/"]);
    let plain = list(&KEYS, "max-keys=2", Version::One);
    assert_eq!(text_of(&plain, "IsTruncated").unwrap(), "true");
    assert_eq!(text_of(&plain, "NextMarker"), None);
}

#[test]
fn names_are_encoded_on_demand() {
    let keys = ["a b+ü\u{1}/<&>"];
    let xml = list(&keys, "encoding-type=url&prefix=a%20b", Version::Two);
    assert_eq!(names(&xml), ["a%20b%2B%C3%BC%01/%3C%26%3E"]);
    assert_eq!(text_of(&xml, "Prefix").unwrap(), "a%20b");
    let xml = list(&keys, "", Version::Two);
    assert_eq!(names(&xml), ["a b+ü\u{fffd}/<&>"]);
}

#[test]
fn malformed_parameters_are_refused() {
    let code = |query: &str| {
        let query = Query::parse(query).unwrap();
        Listing::of(&query, Version::Two).map_or_else(|error| error.code(), |_| "")
    };
    assert_eq!(code("max-keys=100000"), "");
    assert_eq!(code("max-keys=-1"), "InvalidArgument");
    assert_eq!(code("max-keys=a"), "InvalidArgument");
    assert_eq!(code("continuation-token=%25"), "InvalidArgument");
    assert_eq!(code("continuation-token=_w"), "InvalidArgument");
}
