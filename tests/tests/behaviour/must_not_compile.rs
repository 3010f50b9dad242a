//! The programs that must not compile: each has a twin that does, and differs from it in one line.

use std::iter::zip;

const PROGRAMS: &str = include_str!("../../src/must_not_compile.md");

/// The programs in their order, and whether each must compile.
fn programs() -> Vec<(bool, Vec<&'static str>)> {
    let (mut programs, mut inside) = (Vec::new(), false);
    for line in PROGRAMS.lines() {
        match line.strip_prefix("```") {
            Some("") if inside => inside = false,
            Some(kind) if !inside => {
                inside = true;
                let must_compile = kind == "rust";
                assert!(
                    must_compile || kind.starts_with("rust,compile_fail,E"),
                    "{kind}"
                );
                programs.push((must_compile, Vec::new()));
            }
            Some(fence) => panic!("a fence too many: {fence}"),
            None if inside => programs.last_mut().unwrap().1.push(line),
            None => {}
        }
    }
    programs
}

#[test]
fn a_program_that_must_not_compile_differs_in_one_line_from_one_that_must() {
    let programs = programs();
    let (pairs, rest) = programs.as_chunks::<2>();
    assert!(rest.is_empty() && pairs.len() > 10);
    for [(first, good), (second, bad)] in pairs {
        assert!(*first && !second, "{good:#?}\n{bad:#?}");
        let differences = zip(good, bad).filter(|(good, bad)| good != bad).count();
        assert_eq!((good.len(), differences), (bad.len(), 1), "{bad:#?}");
    }
}
