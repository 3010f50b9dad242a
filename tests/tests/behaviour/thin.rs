//! The adapters are thin: what knows about tokens, statuses and headers is core's.

use crate::dependency::sources;

const ADAPTERS: [&str; 2] = ["cognito-tower", "cognito-actix"];

/// The test kit, which is in nobody's server: `assert_no_open_routes`.
const TEST_KIT: [&str; 2] = [
    "cognito-tower/src/test_util/mod.rs",
    "cognito-actix/src/open_routes.rs",
];

/// Words of code that decides: in an adapter each is a line that both adapters would need.
const CORES_OWN: &[&str] = &[
    "Bearer",
    "www-authenticate",
    "WWW_AUTHENTICATE",
    "retry-after",
    "RETRY_AFTER",
    "problem+json",
    "UNAUTHORIZED",
    "FORBIDDEN",
    "SERVICE_UNAVAILABLE",
    "Reason::",
    "RefusalClass",
    ".scopes()",
    ".groups()",
    ".principal()",
    ".token_use()",
    "insufficient_",
    "invalid_token",
];

/// The lines of code of a file: no comment, no doc, no blank, no test.
fn code(text: &str) -> Vec<&str> {
    let text = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with("//"))
        .collect()
}

/// The adapters' sources by crate and file, tests in files of their own left out.
fn adapters() -> Vec<(String, String)> {
    let found: Vec<_> = sources()
        .into_iter()
        .filter_map(|(path, text)| {
            let path = path.display().to_string();
            let mut adapters = ADAPTERS.iter();
            let start = adapters.find_map(|adapter| path.find(&format!("{adapter}/src/")))?;
            let file = path.get(start..)?;
            let is_test = file.ends_with("/tests.rs") || file.contains("/tests/");
            (!is_test).then(|| (file.to_owned(), text))
        })
        .collect();
    assert!(found.len() > 10, "the adapters have moved");
    found
}

/// What an application runs: the test kit serves nothing, so that its lines do not count.
#[test]
fn both_adapters_together_are_short() {
    let (kit, served): (Vec<_>, Vec<_>) = adapters()
        .into_iter()
        .partition(|(file, _)| TEST_KIT.contains(&&**file));
    assert_eq!(kit.len(), TEST_KIT.len(), "the test kit has moved");
    let lines: usize = served.iter().map(|(_, text)| code(text).len()).sum();
    assert!((300..=1500).contains(&lines), "{lines} lines of code");
}

#[test]
fn no_adapter_decides_about_tokens_or_answers() {
    let mut found = Vec::new();
    for (file, text) in adapters() {
        for line in code(&text) {
            let words = CORES_OWN.iter().filter(|word| line.contains(**word));
            found.extend(words.map(|word| format!("{file}: {word} in `{line}`")));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn the_count_leaves_out_docs_and_tests() {
    let text = "//! Docs.\n\nuse a;\n/// Docs.\nfn b() {\n    // why\n    c();\n}\n\n#[cfg(test)]\nmod tests {\n    fn d() {}\n}\n";
    assert_eq!(code(text), ["use a;", "fn b() {", "c();", "}"]);
}
