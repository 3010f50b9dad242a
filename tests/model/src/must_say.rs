use std::{any::Any, panic::catch_unwind};

/// A planted bug must be found, and for the reason it was planted.
///
/// # Panics
/// If it is not.
pub fn must_say(what: &[&str], check: fn()) {
    let found = catch_unwind(check).expect_err("the bug was not found");
    let said = text(&*found);
    let is_meant = what.iter().any(|piece| said.contains(piece));
    assert!(is_meant, "found something else: {said}");
}

fn text(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or(panic.downcast_ref::<&str>().copied())
        .unwrap_or_default()
}
