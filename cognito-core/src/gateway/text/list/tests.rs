use proptest::{collection::vec, prelude::*};

use super::*;

#[test]
fn a_text_is_one_name_where_it_can_be_no_other() {
    for (text, expected) in [
        ("", Some(vec![])),
        ("admins", Some(vec!["admins"])),
        (
            "us-east-1_FAKEpool1_Google",
            Some(vec!["us-east-1_FAKEpool1_Google"]),
        ),
        ("[admins", Some(vec!["[admins"])),
        ("admins]", Some(vec!["admins]"])),
        ("a[b]", Some(vec!["a[b]"])),
        ("]a[", Some(vec!["]a["])),
        ("ärzte", Some(vec!["ärzte"])),
        ("admins,editors", None),
        (",admins", None),
        ("admins,", None),
        (",", None),
        ("admins editors", None),
        (" admins", None),
        ("admins\n", None),
        ("admins\u{a0}editors", None),
        ("admins\u{2028}", None),
        ("admins\0", None),
        ("[admins]", None),
        ("[]", None),
        ("[[a]]", None),
        (r#"["admins"]"#, None),
        (r#"["admins","editors"]"#, None),
    ] {
        assert_eq!(at_most_one(text), expected, "{text:?}");
    }
}

#[test]
fn brackets_hold_names_with_spaces_between_them() {
    for (text, expected) in [
        ("[]", Some(vec![])),
        ("[admins]", Some(vec!["admins"])),
        ("[admins editors]", Some(vec!["admins", "editors"])),
        // Whatever is in a name.
        ("[a,admins b]", Some(vec!["a,admins", "b"])),
        ("[a,admins]", Some(vec!["a,admins"])),
        ("[a b,]", Some(vec!["a", "b,"])),
        ("[[a] b]", Some(vec!["[a]", "b"])),
        ("[[a b]]", Some(vec!["[a", "b]"])),
        ("[[]]", Some(vec!["[]"])),
        (r#"["a" "b"]"#, Some(vec![r#""a""#, r#""b""#])),
        ("[1 2]", Some(vec!["1", "2"])),
        ("[1]", Some(vec!["1"])),
        ("[null]", Some(vec!["null"])),
        // Of another writer.
        (r#"["a"]"#, None),
        (r#"["a","b"]"#, None),
        (r#"["a", "b"]"#, None),
        (r#"["\u0061"]"#, None),
        ("[a, b]", None),
        ("[a,  b]", None),
        // No name.
        ("[ ]", None),
        ("[a  b]", None),
        ("[ a]", None),
        ("[a ]", None),
        ("[a\tb]", None),
        ("[a\u{a0}b]", None),
        ("[a\u{7}]", None),
        // No list.
        ("", None),
        ("[", None),
        ("]", None),
        ("a", None),
        ("[a", None),
        ("a]", None),
        (" [a]", None),
        ("[a] ", None),
    ] {
        assert_eq!(bracketed(text), expected, "{text:?}");
    }
}

#[test]
fn a_text_is_parted_where_each_part_is_a_name() {
    for (text, expected) in [
        ("admins", Some(vec!["admins"])),
        ("admins,editors", Some(vec!["admins", "editors"])),
        ("a,[b]", Some(vec!["a", "[b]"])),
        ("[a],b", Some(vec!["[a]", "b"])),
        ("", None),
        (",", None),
        ("a,", None),
        (",a", None),
        ("a,,b", None),
        ("a, b", None),
        ("a b", None),
        ("a,b\n", None),
        ("[a,b]", None),
        ("[a],[b]", None),
        (r#"["a","b"]"#, None),
        ("[]", None),
    ] {
        assert_eq!(parted_at_commas(text), expected, "{text:?}");
    }
}

/// Names that Cognito allows, many of them made of what the forms are made of.
fn names() -> impl Strategy<Value = Vec<String>> {
    let name = prop_oneof![
        r"[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,6}",
        r#"[\[\],"ab]{1,5}"#,
        r#"\[[\[\],"a]{0,3}\]"#,
        "admins|editors|a|a,",
    ];
    vec(name, 0..5)
}

proptest! {
    #[test]
    fn a_rest_api_names_the_groups_of_the_token_or_none(names in names()) {
        let text = names.join(",");
        if let Some(read) = at_most_one(&text) {
            prop_assert_eq!(read, names);
        }
    }

    #[test]
    fn an_http_api_names_the_groups_of_the_token_or_none(names in names()) {
        let text = format!("[{}]", names.join(" "));
        if let Some(read) = bracketed(&text) {
            prop_assert_eq!(&read, &names);
        }
        prop_assert_eq!(at_most_one(&text), None);
    }

    /// What is lost to other writers' forms is no more than those.
    #[test]
    fn usual_names_are_never_lost(names in vec(r"[\p{L}\p{M}\p{S}\p{N}\p{P}&&[^,\[\]]]{0,4}[A-Za-z0-9]", 1..5)) {
        let names: Vec<_> = names.iter().map(String::as_str).collect();
        let (http, rest) = (format!("[{}]", names.join(" ")), names.join(","));
        prop_assert_eq!(bracketed(&http), Some(names.clone()));
        prop_assert_eq!(parted_at_commas(&rest), Some(names.clone()));
        prop_assert_eq!(at_most_one(names[0]), Some(vec![names[0]]));
    }

    /// Each name is a part of the text, and the text is made of them alone.
    #[test]
    fn nothing_is_made_up(text in r#"[\[\], "a\n]{0,12}|.{0,12}"#) {
        if let Some(read) = bracketed(&text) {
            prop_assert_eq!(format!("[{}]", read.join(" ")), &*text);
        }
        if let Some(read) = at_most_one(&text) {
            prop_assert_eq!(read.concat(), &*text);
        }
        if let Some(read) = parted_at_commas(&text) {
            prop_assert_eq!(read.join(","), &*text);
        }
    }
}
