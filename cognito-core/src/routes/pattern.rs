//! Paths with parameters, as the frameworks write them.

use std::iter;

/// A part of a path with parameters.
pub(crate) enum Piece<'p> {
    /// What is between the braces.
    Parameter(&'p str),
    /// `{*rest}` in axum, `{rest}*` and `{rest:.*}` in actix.
    Tail,
    Text(&'p str),
}

/// A path's texts and parameters. Doubled braces are axum's way to write one.
pub(crate) fn pieces(mut pattern: &str) -> impl Iterator<Item = Piece<'_>> {
    iter::from_fn(move || {
        let at = pattern.find(['{', '}']).unwrap_or(pattern.len());
        let (text, rest) = pattern.split_at(at);
        if !text.is_empty() {
            pattern = rest;
            return Some(Piece::Text(text));
        }
        if rest.is_empty() {
            return None;
        }
        if rest.starts_with("{{") || rest.starts_with("}}") {
            let (brace, rest) = rest.split_at(1);
            pattern = rest.get(1..).unwrap_or_default();
            return Some(Piece::Text(brace));
        }
        let end = closing(rest);
        let (parameter, after) = rest.split_at(end);
        let parameter = parameter.get(1..).unwrap_or_default();
        pattern = after.get(1..).unwrap_or_default();
        if pattern == "*" {
            pattern = "";
            return Some(Piece::Tail);
        }
        let is_tail = parameter.starts_with('*') || parameter.ends_with(":.*");
        Some(if is_tail {
            Piece::Tail
        } else {
            Piece::Parameter(parameter)
        })
    })
}

/// Where the brace that a text begins with is closed; an expression may have braces of its own.
fn closing(text: &str) -> usize {
    let mut depth = 0_u32;
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth <= 1 => return at,
            '}' => depth -= 1,
            _ => {}
        }
    }
    text.len()
}
