//! What the manual says about crates and their code: read from the manifests, the lock files and the sources.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// The back ends of jsonwebtoken, by what each of them links. They are optional, so a lock file lists them only where
/// some package turns them on.
const BACK_ENDS: [&str; 4] = ["aws-lc-rs", "rsa", "hmac", "ed25519-dalek"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

/// The packages that jsonwebtoken depends on, by a lock file.
fn links_of_jsonwebtoken(lock: &str) -> Vec<String> {
    let package = lock
        .split("[[package]]")
        .find(|package| package.contains("\nname = \"jsonwebtoken\"\n"));
    let (_, dependencies) = package.unwrap().split_once("dependencies = [").unwrap();
    let quoted = dependencies.split('"').skip(1).step_by(2);
    let names = quoted.map(|name| name.split(' ').next().unwrap().to_owned());
    names.collect()
}

#[test]
fn no_package_turns_on_a_back_end_of_jsonwebtoken() {
    let ours = links_of_jsonwebtoken(&read("Cargo.lock"));
    assert!(
        ours.iter().all(|name| !BACK_ENDS.contains(&&**name)),
        "{ours:?}"
    );
    // The look finds them where they are.
    let theirs = links_of_jsonwebtoken(&read("tests/both-backends/Cargo.lock"));
    assert!(
        BACK_ENDS
            .iter()
            .all(|name| theirs.iter().any(|other| other == name)),
        "{theirs:?}"
    );
}

#[test]
fn the_oracle_is_in_a_package_of_its_own() {
    let manifest = read("Cargo.toml");
    let (_, excluded) = manifest.split_once("\nexclude = [").unwrap();
    let (excluded, _) = excluded.split_once(']').unwrap();
    assert!(excluded.contains("\"tests/both-backends\""), "{excluded}");
    for package in ["cognito-core", "cognito-tower", "cognito-actix"] {
        let manifest = read(&format!("{package}/Cargo.toml"));
        let lines = manifest
            .lines()
            .filter(|line| line.contains("jsonwebtoken"));
        assert!(
            lines
                .into_iter()
                .all(|line| line == "jsonwebtoken.workspace = true"),
            "{package}"
        );
    }
}

/// Every Rust source of the crates that users link.
pub(crate) fn sources() -> Vec<(PathBuf, String)> {
    let mut folders: Vec<_> = ["cognito-core/src", "cognito-tower/src", "cognito-actix/src"]
        .map(|f| root().join(f))
        .into();
    let mut sources = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                sources.push((path, text));
            }
        }
    }
    sources
}

#[test]
fn of_jsonwebtoken_only_the_types_of_keys_are_used() {
    let mut uses = 0;
    for (path, text) in sources() {
        for (at, path_begins) in text.match_indices("jsonwebtoken::") {
            let rest = &text[at + path_begins.len()..];
            assert!(
                rest.starts_with("jwk::"),
                "{}: {}",
                path.display(),
                rest.lines().next().unwrap()
            );
            uses += 1;
        }
        assert!(!text.contains("use jsonwebtoken;"), "{}", path.display());
    }
    assert!(uses > 0);
}

/// A key is parsed when its set is loaded, and no other place can parse one.
#[test]
fn a_key_is_parsed_in_one_place() {
    let parsing: Vec<_> = sources()
        .into_iter()
        .flat_map(|(path, text)| vec![path; text.matches("to_parsed_public_key").count()])
        .collect();
    let [place] = &parsing[..] else {
        panic!("keys are parsed in {parsing:?}");
    };
    assert!(place.ends_with("jwks/key.rs"), "{}", place.display());
    for (path, text) in sources() {
        let has_another_way =
            text.contains("UnparsedPublicKey") || text.contains("verify_with_digest");
        assert!(!has_another_way, "{}", path.display());
    }
}

const PANICKING: [&str; 6] = [
    "panic!(",
    "unreachable!(",
    "unimplemented!(",
    "todo!(",
    ".unwrap()",
    ".expect(",
];

/// Every assertion in a source, whole: from its name to the parenthesis that closes it, over however many lines.
fn assertions_in(code: &str) -> Vec<&str> {
    let starts = code.match_indices("assert");
    let calls = starts.filter_map(|(at, _)| {
        let call = &code[at..];
        let (name, _) = call.split_once('!')?;
        let is_name = name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
        (is_name && call[name.len()..].starts_with("!(")).then_some(call)
    });
    calls.map(whole_call).collect()
}

/// Up to the end of the first pair of parentheses. Those in its texts count as well, and are in pairs.
fn whole_call(call: &str) -> &str {
    let mut depth = 0;
    for (at, b) in call.bytes().enumerate() {
        match b {
            b'(' => depth += 1,
            b')' => depth -= 1,
            _ => {}
        }
        if b == b')' && depth == 0 {
            return &call[..=at];
        }
    }
    call
}

/// Whether it prints more than a fixed text. Those that compare print both sides whatever their message is.
fn prints_data(assertion: &str) -> bool {
    !assertion.starts_with("assert!(") || assertion.contains('{')
}

#[test]
fn an_assertion_is_seen_over_several_lines() {
    let code = r#"
        assert!(a, "fixed");
        debug_assert!(a(b), "fixed");
        assert!(
            a(b),
            "not {fixed}"
        );
        assert_eq!(a, b);
        assertion(a);
        debug_assert_ne!(
            a,
            b,
        );"#;
    let found: Vec<_> = assertions_in(code).into_iter().map(prints_data).collect();
    assert_eq!(found, [false, false, true, true, true]);
}

/// What a panic prints ends up in logs. Outside of tests and of the test kit nothing of ours panics on purpose, and the
/// assertions that are left print a fixed text.
#[test]
fn no_panic_of_ours_prints_data() {
    const TESTS: &str = "#[cfg(test)]\nmod ";
    let sources = sources();
    let declared = sources
        .iter()
        .filter_map(|(_, text)| text.split_once(TESTS)?.1.split_once([';', ' ']));
    let mut only_for_tests: Vec<_> = declared.map(|(module, _)| module).collect();
    only_for_tests.push("test_util");
    let is_test = |path: &Path| {
        let path = path.with_extension("");
        path.iter()
            .any(|part| only_for_tests.iter().any(|module| part == *module))
    };
    let mut assertions = 0;
    for (path, text) in &sources {
        let path = path.strip_prefix(root()).unwrap();
        if is_test(path) {
            continue;
        }
        let code = text.split(TESTS).next().unwrap();
        let lines = code
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"));
        let code: String = lines.flat_map(|line| [line, "\n"]).collect();
        // An `Option` that is empty has nothing to print.
        let code = code.replace(".take().expect(AGAIN)", "");
        for panicking in PANICKING {
            assert!(!code.contains(panicking), "{}: {panicking}", path.display());
        }
        for assertion in assertions_in(&code) {
            assert!(!prints_data(assertion), "{}: {assertion}", path.display());
            assertions += 1;
        }
    }
    assert!(assertions > 0, "the look for assertions finds none");
}
