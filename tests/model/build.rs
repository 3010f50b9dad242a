//! Writes the protocol's source files for the model: as they are, and with each bug planted. Product code carries nothing for it.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use planted::PLANTED;

mod planted;

/// Where a file's own tests begin.
const TESTS: &str = "\n#[cfg(test)]\nmod tests";

const PROTOCOL: &str = "../../cognito-core/src/jwks/protocol";

/// The file whose place a model checker takes.
const WORLD: &str = "world.rs";

/// The model checkers, and the folders of what they check. What is in the second folder is too much for loom.
const ENGINES: [(&str, &[&str]); 2] = [
    ("loom", &["properties"]),
    ("shuttle", &["properties", "crowds"]),
];

/// A folder of `src`, and the name of a file in it.
type Property = (&'static str, String);

fn main() {
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    let here = env::current_dir().expect("cargo sets it");
    let sources = sources(Path::new(PROTOCOL));
    assert!(sources.iter().any(|(name, _)| name == WORLD), "no {WORLD}");

    write(&out.join("as_is"), &sources);
    for bug in PLANTED {
        let mut planted = sources.clone();
        for (file, piece, instead) in bug.edits {
            let found = planted.iter_mut().find(|(name, _)| name == file);
            let (_, text) = found.unwrap_or_else(|| panic!("{}: no {file}", bug.name));
            let count = text.matches(piece).count();
            assert_eq!(count, 1, "{}: {file} has {count} of {piece:?}", bug.name);
            *text = text.replace(piece, instead);
        }
        write(&out.join(bug.name), &planted);
    }
    let mut variants = String::new();
    for (engine, folders) in ENGINES {
        let properties = properties(folders);
        variants += &engine_module(engine, &out, &here.join("src"), &properties);
        let tests = out.join(format!("{engine}_tests.rs"));
        fs::write(tests, engine_tests(engine, &properties)).expect("OUT_DIR can be written");
    }
    fs::write(out.join("variants.rs"), variants).expect("OUT_DIR can be written");
}

fn sources(folder: &Path) -> Vec<(String, String)> {
    files(folder)
        .map(|path| {
            println!("cargo::rerun-if-changed={}", path.display());
            let name = path.file_name().expect("a file has a name");
            let text = fs::read_to_string(&path).expect("it can be read");
            let name = name.to_string_lossy().into_owned();
            let text = without_tests(&name, &text).to_owned();
            (name, text)
        })
        .collect()
}

/// A file without its own tests, which run in cognito-core. They have to stand last: what came after them would be lost.
fn without_tests<'a>(name: &str, text: &'a str) -> &'a str {
    let Some((text, tests)) = text.split_once(TESTS) else {
        return text;
    };
    let is_last =
        tests == ";\n" || tests.starts_with(" {\n") && tests.find("\n}\n") == Some(tests.len() - 3);
    assert!(is_last, "{name}: something comes after its tests");
    text
}

/// The files of a folder.
fn files(folder: &Path) -> impl Iterator<Item = PathBuf> {
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut paths: Vec<_> = fs::read_dir(folder)
        .expect("the folder is there")
        .map(|entry| entry.expect("it can be read").path())
        .filter(|path| path.is_file())
        .collect();
    paths.sort();
    paths.into_iter()
}

fn write(folder: &Path, sources: &[(String, String)]) {
    fs::create_dir_all(folder).expect("OUT_DIR can be written");
    for (name, text) in sources {
        let text = if name == WORLD {
            "pub(crate) use super::super::engine::{Arc, ArcSwap, Guard, Mutex, MutexGuard, RandomState};"
        } else {
            text
        };
        fs::write(folder.join(name), text).expect("OUT_DIR can be written");
    }
}

fn properties(folders: &[&'static str]) -> Vec<Property> {
    let mut found = Vec::new();
    for folder in folders {
        for path in files(&Path::new("src").join(folder)) {
            let name = path.file_stem().expect("a file has a name");
            found.push((*folder, name.to_string_lossy().into_owned()));
        }
    }
    found
}

/// A module for a model checker, and in it one for each variant: the protocol among stand-ins, a world around it, and what is
/// checked there: all properties, or the one that finds the bug.
fn engine_module(engine: &str, out: &Path, src: &Path, properties: &[Property]) -> String {
    let mut modules = vec![variant(engine, "as_is", out, src, properties)];
    for bug in PLANTED {
        let found_by = properties.iter().filter(|(_, name)| name == bug.found_by);
        let found_by: Vec<_> = found_by.cloned().collect();
        assert_eq!(found_by.len(), 1, "{}: no {}", bug.name, bug.found_by);
        modules.push(variant(engine, bug.name, out, src, &found_by));
    }
    let modules = modules.concat();
    format!("/// Under {engine}.\npub mod {engine} {{\n{modules}}}\n")
}

fn variant(engine: &str, name: &str, out: &Path, src: &Path, properties: &[Property]) -> String {
    let (protocol, world) = (out.join(name).join("mod.rs"), src.join("world.rs"));
    let mut parts = vec![format!(
        "#[allow(unused, unreachable_pub, missing_docs, clippy::all, clippy::pedantic)]
        pub mod {name} {{
            use crate::{{engine::{engine} as engine, outside as fetch_error, outside as key}};
            use crate::{{outside as key_set, outside as settings}};
            #[path = \"{}\"]
            mod protocol;
            #[path = \"{}\"]
            mod world;\n",
        protocol.display(),
        world.display()
    )];
    for (folder, property) in properties {
        let path = src.join(folder).join(property).with_extension("rs");
        parts.push(format!(
            "#[path = \"{}\"]
            mod {property};
            pub fn check_{property}() {{
                engine::explore({property}::MOST_PREEMPTIONS, {property}::scenario);
            }}\n",
            path.display()
        ));
    }
    parts.push("}\n".to_owned());
    parts.concat()
}

/// A test for each property and each bug.
fn engine_tests(engine: &str, properties: &[Property]) -> String {
    let mut tests: Vec<_> = properties
        .iter()
        .map(|(_, property)| {
            format!("#[test]\nfn {property}() {{ model::{engine}::as_is::check_{property}(); }}\n")
        })
        .collect();
    tests.push("mod finds {\n".to_owned());
    tests.extend(PLANTED.iter().map(|bug| {
        let (name, property, says) = (bug.name, bug.found_by, bug.says);
        format!(
            "#[test]\nfn {name}() {{
                super::must_say(&{says:?}, model::{engine}::{name}::check_{property});
            }}\n"
        )
    }));
    tests.push("}\n".to_owned());
    tests.concat()
}
