//! The tables of the manual for auditors name tests that exist.

use std::{
    fs,
    path::{Path, PathBuf},
};

const KEYS: &str = include_str!("../../../cognito-core/src/manual/keys.md");
const RULES: &str = include_str!("../../../cognito-core/src/manual/rules.md");

/// Where the packages are whose tests the table may name; a name without a package is one of the first.
const PACKAGES: [(&str, &str); 5] = [
    ("cognito-core", "cognito-core"),
    ("cognito-tower", "cognito-tower"),
    ("cognito-actix", "cognito-actix"),
    ("cognito-tests", "tests"),
    ("both-backends", "tests/both-backends"),
];

/// What a row says in place of a test when its rule is about something that is not built yet.
const NOT_YET: &str = "not yet";

/// What modules and tests may hang on: these hold where the repository's tests run. Without their spaces.
const CONDITIONS: [&str; 17] = [
    "#![cfg(target_os=\"linux\")]",
    "#[cfg(test)]",
    "#[cfg(all(feature=\"axum-router\",feature=\"test-util\"))]",
    "#[cfg(all(test,feature=\"axum-router\"))]",
    "#[cfg(all(test,feature=\"tracing\"))]",
    "#[cfg(any(feature=\"native-tls\",feature=\"rustls\",feature=\"rustls-no-provider\"))]",
    "#[cfg(any(feature=\"native-tls\",feature=\"rustls\"))]",
    "#[cfg(feature=\"axum\")]",
    "#[cfg(feature=\"axum-router\")]",
    "#[cfg(feature=\"gateway\")]",
    "#[cfg(feature=\"metrics\")]",
    "#[cfg(feature=\"reqwest\")]",
    "#[cfg(feature=\"rustls\")]",
    "#[cfg(feature=\"secret-hash\")]",
    "#[cfg(feature=\"test-util\")]",
    "#[cfg(feature=\"token-cache\")]",
    "#[cfg(feature=\"tracing\")]",
];

/// A row of a table whose last column is `held by`.
#[derive(Clone)]
struct Row<'t> {
    /// The first cell: a section, or a situation.
    of: &'t str,
    rule: &'t str,
    held_by: &'t str,
}

/// The rows of those tables in the text.
fn rows(text: &str) -> Vec<Row<'_>> {
    let (mut rows, mut is_held) = (Vec::new(), false);
    for line in text.lines() {
        let Some(inner) = line.strip_prefix("| ").and_then(|l| l.strip_suffix(" |")) else {
            // A table goes on below its rule.
            is_held &= line.starts_with("|-");
            continue;
        };
        // A bar inside a cell is written with a backslash.
        let cells: Vec<_> = inner.split(" | ").collect();
        if let [of, rule, held_by] = cells[..] {
            if is_held {
                rows.push(Row { of, rule, held_by });
            }
            is_held |= held_by == "held by";
        } else {
            assert!(!is_held, "not three cells: {line}");
        }
    }
    rows
}

/// What stands between backticks.
fn names(held_by: &str) -> Vec<&str> {
    held_by.split('`').skip(1).step_by(2).collect()
}

/// A source file, as its module path and its text.
struct Source {
    modules: Vec<String>,
    text: String,
    /// A target of its own: nothing declares it.
    is_root: bool,
}

impl Source {
    fn of_package(folder: &str) -> Vec<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("..")
            .join(folder);
        let manifest = fs::read_to_string(root.join("Cargo.toml")).unwrap();
        let mut sources = Vec::new();
        for (kind, skipped) in [("src", 0), ("tests", 1)] {
            let base = root.join(kind);
            for file in files(&base) {
                let path = file.strip_prefix(&base).unwrap().with_extension("");
                let parts = path.iter().map(|part| part.to_str().unwrap().to_owned());
                // Below `tests`, the first part is the target's name.
                let mut modules: Vec<_> = parts.skip(skipped).collect();
                let stem = modules.last().cloned().unwrap_or_default();
                if ["lib", "main", "mod"].contains(&&*stem) {
                    modules.pop();
                }
                let place = file.strip_prefix(&root).unwrap().display();
                let is_named = manifest.contains(&format!("path = \"{place}\""));
                let is_program = modules.first().is_some_and(|first| first == "bin");
                sources.push(Self {
                    is_root: stem == "main" || is_program || is_named,
                    text: fs::read_to_string(&file).unwrap(),
                    modules,
                });
            }
        }
        sources
    }

    /// Whether the test of this name is in this file: `a::b::name`, where the file is `a`, or `a::b`.
    fn has(&self, name: &str) -> bool {
        let mut path: Vec<_> = name.split("::").collect();
        let function = path.pop().unwrap();
        let mut inline = path.into_iter();
        let is_below = self
            .modules
            .iter()
            .all(|module| inline.next() == Some(module));
        let has_modules = inline.all(|module| self.text.contains(&format!("mod {module} {{")));
        is_below && has_modules && self.has_test(function)
    }

    /// Whether there is a test function of this name, and runs whatever is configured.
    fn has_test(&self, function: &str) -> bool {
        let head = format!("fn {function}(");
        let lines: Vec<_> = self.text.lines().map(str::trim_start).collect();
        let at = lines.iter().position(|line| {
            let line = line.strip_prefix("async ").unwrap_or(line);
            line.starts_with(&head)
        });
        let attributes = attributes_above(&lines, at.unwrap_or_default());
        let is_test = attributes
            .iter()
            .any(|line| line.starts_with("#[test]") || line.starts_with("#[tokio::test"));
        let is_skipped = |line: &String| {
            line.contains("ignore") || line.contains("cfg") && !CONDITIONS.contains(&line.as_str())
        };
        is_test && !attributes.iter().any(is_skipped)
    }

    /// What keeps modules of this file from the tests: a condition on one of them, or on the file.
    fn conditions(&self) -> Vec<String> {
        let lines: Vec<_> = self.text.lines().map(str::trim_start).collect();
        let of_the_file = lines.iter().filter(|line| line.starts_with("#![cfg("));
        let of_the_file = of_the_file.map(|line| line.split_whitespace().collect());
        let modules = lines.iter().enumerate().filter(|(_, line)| is_module(line));
        let of_modules = modules.map(|(at, _)| attributes_above(&lines, at));
        // Such a file is a stopgap for builds without a feature, and must have no test.
        let of_modules = of_modules.filter(|all| !all.iter().any(|a| a.starts_with("#[path=")));
        let of_modules = of_modules.flatten().filter(|line| line.contains("cfg("));
        let all = of_the_file.chain(of_modules);
        all.filter(|line| !CONDITIONS.contains(&line.as_str()))
            .collect()
    }

    fn has_tests(&self) -> bool {
        self.text.contains("#[test]") || self.text.contains("#[tokio::test")
    }

    /// Whether this file is the module's whose path this is, and names the file of `module` in an attribute.
    fn names_file(&self, path: &[String], module: &str) -> bool {
        let folder = path.last().map_or("", String::as_str);
        // Written from where the file stands: beside its folder, or in it as `mod.rs`.
        let files = [format!("{folder}/{module}.rs"), format!("{module}.rs")];
        let names = |file| self.text.contains(&format!("#[path = \"{file}\"]"));
        self.modules == path && files.iter().any(names)
    }

    /// Whether this file is the module's whose path this is, and declares `module` as a file of its own.
    fn declares(&self, path: &[String], module: &str) -> bool {
        let declaration = format!("mod {module};");
        self.modules == path
            && self
                .text
                .lines()
                .any(|line| is_module(line) && line.ends_with(&declaration))
    }
}

/// The attributes above a line, without comments and without spaces. An item before them ends in one of the signs, and they do
/// not.
fn attributes_above(lines: &[&str], at: usize) -> Vec<String> {
    let above = lines.iter().take(at).rev();
    let mut above: Vec<_> = above
        .take_while(|line| !(line.is_empty() || line.ends_with(['{', '}', ';'])))
        .filter(|line| !line.starts_with("//"))
        .copied()
        .collect();
    above.reverse();
    let text: String = above.concat().split_whitespace().collect();
    let attributes = text.split("#[").skip(1);
    attributes.map(|rest| format!("#[{rest}")).collect()
}

fn is_module(line: &str) -> bool {
    let line = line.strip_prefix("pub(crate) ").unwrap_or(line);
    line.strip_prefix("pub ")
        .unwrap_or(line)
        .starts_with("mod ")
}

/// All Rust files below a folder, which need not exist.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}

#[test]
fn every_rule_names_tests_that_exist() {
    let packages = PACKAGES.map(|(name, folder)| (name, Source::of_package(folder)));
    let mut wrong = Vec::new();
    for Row { of, rule, held_by } in [rows(RULES), rows(KEYS)].concat() {
        let names = names(held_by);
        if names.is_empty() && !held_by.starts_with(NOT_YET) {
            wrong.push(format!("no test: {of}: {rule}"));
        }
        for name in names {
            let (package, name) = name.split_once(": ").unwrap_or((PACKAGES[0].0, name));
            let sources = packages.iter().find(|(named, _)| *named == package);
            let is_there = sources.is_some_and(|(_, all)| all.iter().any(|s| s.has(name)));
            if !is_there {
                wrong.push(format!("no test {name} in {package}: {of}: {rule}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A test that is in no build, or not in each, holds nothing.
#[test]
fn every_file_of_a_package_is_a_module_without_a_condition() {
    let mut wrong = Vec::new();
    for (package, folder) in PACKAGES {
        let sources = Source::of_package(folder);
        for source in &sources {
            let path = source.modules.join("::");
            for condition in source.conditions() {
                wrong.push(format!("{package}: {path}: {condition}"));
            }
            let Some((module, above)) = source.modules.split_last() else {
                continue;
            };
            let is_declared = sources.iter().any(|other| other.declares(above, module));
            let is_stopgap = sources.iter().any(|other| other.names_file(above, module));
            if !(source.is_root || is_declared || is_stopgap && !source.has_tests()) {
                wrong.push(format!("{package}: {path} is declared nowhere"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_section_has_its_rules() {
    let rows = rows(RULES);
    for (section, at_least) in [
        ("0", 3),
        ("1", 6),
        ("2", 11),
        ("3", 7),
        ("4", 17),
        ("5", 15),
        ("6", 25),
        ("7", 12),
        ("8", 5),
        ("10", 7),
    ] {
        let count = rows.iter().filter(|row| row.of == section).count();
        assert!(count >= at_least, "section {section} has {count} rules");
    }
    let open = rows.iter().filter(|row| names(row.held_by).is_empty());
    let open: Vec<_> = open.map(|row| row.rule).collect();
    assert!(open.is_empty(), "rules without a test: {open:#?}");
}

/// What the contract of the key store speaks of, in its order, and how many rows are about it.
#[test]
fn every_situation_of_the_keys_has_its_figure_and_a_test() {
    let rows = rows(KEYS);
    for (situation, at_least) in [
        ("stores", 4),
        ("reading", 2),
        ("clock", 1),
        ("construction", 2),
        ("first requests", 3),
        ("cancelled requests", 2),
        ("supervised task", 1),
        ("known kid during a refresh", 1),
        ("age over the interval", 3),
        ("age over 1 h", 4),
        ("age over the maximum stale", 1),
        ("unknown kid", 4),
        ("unknown kid, bucket empty", 1),
        ("unknown kid, last refresh failed", 1),
        ("negative memory", 2),
        ("failed fetch", 10),
        ("unusable answers", 2),
        ("one bad entry", 1),
        ("kid withdrawn", 1),
        ("kid re-used", 1),
        ("slow old fetch", 1),
        ("redirects; compressed bodies", 1),
        ("connections", 1),
        ("`Cache-Control", 1),
        ("clock jumps", 2),
        ("runtime shut down", 1),
        ("last handle dropped", 1),
        ("static keys", 1),
        ("replicas", 2),
        ("several pools", 1),
        ("token cache", 1),
        ("dynamic pools", 1),
        ("fetching", 3),
        ("observing", 3),
        ("anything in any order", 1),
    ] {
        let is_of = |row: &&Row<'_>| row.of.split(": ").next() == Some(situation);
        let count = rows.iter().filter(is_of).count();
        assert!(count >= at_least, "{situation} has {count} rows");
    }
    for row in rows {
        assert!(!row.rule.is_empty(), "no figure: {}", row.of);
        assert!(!names(row.held_by).is_empty(), "no test: {}", row.of);
    }
}

/// Words in hints that are of HTTP, of JWT or of Cognito.
const FOREIGN: [&str; 23] = [
    "Authorization: Bearer <access token>",
    "Bearer",
    "Bearer Bearer",
    "Origin",
    "Sec-Fetch-Site",
    "acr",
    "acr_values",
    "any",
    "aud",
    "auth_time",
    "aws.cognito.signin.user.admin",
    "cognito:groups",
    "crit",
    "exp",
    "iat",
    "iss",
    "kid",
    "nbf",
    "null",
    "scope",
    "sub",
    "x-amzn-oidc-",
    "x-amzn-oidc-data",
];

/// The other words in hints are settings and types, and these exist.
#[test]
fn every_setting_that_a_hint_names_exists() {
    let core = Source::of_package("cognito-core");
    let is_in_core = |text: &str| core.iter().any(|source| source.text.contains(text));
    for reason in cognito_core::Reason::ALL {
        for name in names(reason.hint())
            .iter()
            .filter(|name| !FOREIGN.contains(name))
        {
            let (owner, item) = name.split_once("::").unwrap_or(("", name));
            let is_there = is_in_core(&format!("pub fn {item}("))
                || is_in_core(&format!("pub fn {item}<"))
                || is_in_core(&format!("pub struct {item}("))
                || is_in_core(&format!("pub enum {owner} {{"))
                    && is_in_core(&format!("    {item},"));
            assert!(is_there, "{reason}: {name}");
        }
    }
}

/// The look for a test finds none where there is none.
#[test]
fn a_test_is_found_by_its_whole_name_only() {
    let here = Source {
        is_root: false,
        modules: vec!["a".to_owned()],
        text: "#[test]\nfn one() {}\nfn two() {}\nmod tests {\n    #[tokio::test]\n    /// Doc.\n    async fn three() {}\n}\n\
               #[test]\n#[ignore]\nfn five() {}\n#[ignore = \"slow\"]\n#[test]\nfn six() {}\n\
               #[cfg(unix)]\n#[test]\nfn seven() {}\n#[cfg(\n    unix\n)]\n#[test]\nfn eight() {}\n\
               #[test]\n#[cfg_attr(unix, ignore)]\nfn nine() {}\n#[test]\n#[should_panic]\nfn ten() {}\n"
            .to_owned(),
    };
    for (name, expected) in [
        ("a::one", true),
        ("a::tests::three", true),
        ("a::two", false),
        ("a::on", false),
        ("one", false),
        ("b::one", false),
        ("a::other::one", false),
        ("a::four", false),
        ("a::five", false),
        ("a::six", false),
        ("a::seven", false),
        ("a::eight", false),
        ("a::nine", false),
        ("a::ten", true),
    ] {
        assert_eq!(here.has(name), expected, "{name}");
    }
}

#[test]
fn a_condition_is_seen_wherever_it_stands() {
    let conditions = |text: &str| {
        let source = Source {
            is_root: true,
            modules: Vec::new(),
            text: text.to_owned(),
        };
        source.conditions().len()
    };
    for (text, count) in [
        ("mod a;\n#[cfg(test)]\nmod tests {\n}\n", 0),
        ("#[cfg(unix)]\nfn a() {}\nmod a;\n", 0),
        ("#[cfg(unix)]\nmod a;\n", 1),
        ("#[cfg(unix)]\n// Why.\npub(crate) mod a {\n", 1),
        ("#![cfg(unix)]\n\nmod a;\n", 1),
    ] {
        assert_eq!(conditions(text), count, "{text}");
    }
}
