//! Paths that can be requested, out of paths with parameters.

use crate::routes::{Piece, RouteTable, pieces};

/// A path to request, and the row's path that it was made of.
pub(super) struct Target {
    pub(super) path: String,
    /// Nothing for the path that no row has.
    pub(super) pattern: Option<String>,
}

/// Each path of the table once, and one that no row has.
pub(super) fn targets(table: &RouteTable) -> Vec<Target> {
    let mut patterns: Vec<&str> = Vec::new();
    for row in table.rows() {
        if !patterns.contains(&row.path()) {
            patterns.push(row.path());
        }
    }
    let mut targets: Vec<_> = patterns
        .iter()
        .map(|pattern| Target {
            path: concrete(pattern, &patterns),
            pattern: Some((*pattern).to_owned()),
        })
        // A row for the rest decides only where no other row has the path.
        .filter(|target| {
            let is_named = |other: &&str| !is_rest(other) && matches(other, &target.path);
            !target.pattern.as_deref().is_some_and(is_rest) || !patterns.iter().any(is_named)
        })
        .collect();
    if !patterns.iter().any(|pattern| matches(pattern, NOWHERE)) {
        targets.push(Target {
            path: NOWHERE.to_owned(),
            pattern: None,
        });
    }
    targets
}

/// What nobody names a route; deep, so that a row `/{page}` does not have it.
const NOWHERE: &str = "/no/such/route";

fn is_rest(pattern: &str) -> bool {
    pattern.ends_with("/*")
}

/// The path with a value for each parameter; another value, where a row has that very path.
fn concrete(pattern: &str, patterns: &[&str]) -> String {
    if let Some(above) = pattern.strip_suffix("/*") {
        return encoded(&(filled(above, 1) + NOWHERE));
    }
    let mut paths = (1..10).map(|number| filled(pattern, number));
    let is_free = |path: &String| path == pattern || !patterns.contains(&path.as_str());
    let path = paths.find(is_free).unwrap_or_else(|| pattern.to_owned());
    encoded(&path)
}

fn filled(pattern: &str, number: u32) -> String {
    pieces(pattern)
        .map(|piece| match piece {
            Piece::Parameter(text) => value(text, number),
            // Deep, so that a row `/{page}` does not have it.
            Piece::Tail => format!("{number}{NOWHERE}"),
            Piece::Text(text) => text.to_owned(),
        })
        .collect()
}

/// A value that a parameter takes: a number, unless it is bound to an expression that wants something else.
fn value(parameter: &str, number: u32) -> String {
    let number = number.to_string();
    let Some((_, expression)) = parameter.split_once(':') else {
        return number;
    };
    let (expression, times) = repeated(expression);
    let takes_digits = ["\\d", "0-9", "\\w", ".", "[^"]
        .iter()
        .any(|class| expression.contains(class));
    let is_choice = expression.contains('|');
    match (takes_digits, is_choice) {
        (true, _) => number.repeat(times),
        (false, true) => {
            let first = expression.split('|').next().unwrap_or_default();
            first.trim_matches(['(', ')', '?', ':']).to_owned()
        }
        (false, false) if expression.contains("a-z") => "a".repeat(times),
        (false, false) if expression.contains("A-Z") => "A".repeat(times),
        (false, false) => expression.trim_matches(['(', ')']).to_owned(),
    }
}

/// An expression that ends in `{4}` or `{4,}`, and how often it wants what it says.
fn repeated(expression: &str) -> (&str, usize) {
    let parts = expression
        .strip_suffix('}')
        .and_then(|rest| rest.rsplit_once('{'));
    let Some((class, count)) = parts else {
        return (expression, 1);
    };
    let least = count.split(',').next().and_then(|n| n.parse().ok());
    (class, least.unwrap_or(1).max(1))
}

/// Whether a row's path has a concrete one.
fn matches(pattern: &str, path: &str) -> bool {
    if let Some(above) = pattern.strip_suffix("/*") {
        return has_prefix(above, path);
    }
    let pattern = simplified(pattern);
    let mut segments = path.split('/');
    for part in pattern.split('/') {
        match segments.next() {
            Some(_) if part.contains(TAIL) => return true,
            Some(segment) if part.contains(PARAMETER) && !segment.is_empty() => {}
            Some(segment) if part == segment => {}
            _ => return false,
        }
    }
    segments.next().is_none()
}

/// What no path of a table has in it.
const PARAMETER: char = '\0';
const TAIL: char = '\u{1}';

/// The pattern with a sign for each parameter: an expression may have slashes of its own.
fn simplified(pattern: &str) -> String {
    pieces(pattern)
        .map(|piece| match piece {
            Piece::Parameter(_) => PARAMETER.to_string(),
            Piece::Tail => TAIL.to_string(),
            Piece::Text(text) => text.to_owned(),
        })
        .collect()
}

/// Whether a path is another one or lies under it; that one may have parameters.
fn has_prefix(above: &str, path: &str) -> bool {
    let depth = simplified(above).split('/').count();
    let head = path.split('/').take(depth).collect::<Vec<_>>().join("/");
    matches(above, &head)
}

/// A path as it can stand in a request line.
fn encoded(path: &str) -> String {
    let is_plain =
        |byte: u8| byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/%".contains(&byte);
    path.bytes()
        .map(|byte| {
            if is_plain(byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}
