//! Lists of names in one text.
//!
//! A rule about groups decides who gets in. So no text may be read as a group that the token did not name; to read none
//! where there were some is allowed. That holds because of what Cognito lets a name be: one or more letters, marks,
//! symbols, numbers and punctuation marks, so commas and brackets, but no white space and no control characters.
//!
//! - **A REST API** puts commas between names. A text without a comma is one name, for two would have one between them.
//!   A text with a comma is one name with a comma, or several: it is ambiguous.
//! - **An HTTP API** puts single spaces between names and brackets around all. No name has a space in it, so the spaces
//!   are exactly those that it put there; and it put the outermost brackets, whatever brackets the names have. What is not
//!   within brackets was no list in the token; one plain name is taken for itself, as emulators write it.
//!
//! Other programs than these write other forms, which must not pass for theirs:
//!
//! - in a REST API's text, brackets around all (`[a]`) are the list of another writer, or a strange name: ambiguous.
//! - in an HTTP API's text, a JSON array of strings (`["a"]`, `["a", "b"]`), and a name that ends in a comma and has
//!   another after it (`[a, b]`, as Java writes a list): ambiguous, though Cognito allows such names.
//! - white space or a control character in a name, and a name of no length, are no name that Cognito allows: ambiguous.
//!
//! One thing cannot be seen. A pool's pre token generation trigger may write groups into the token by itself. Should it
//! write one with a space in it, an HTTP API's text is the same as for two. The trigger decides about groups as it likes,
//! anyhow; the manual says so.

/// The only name of the text, or none where the text is empty; `None` where there could be others.
pub(super) fn at_most_one(text: &str) -> Option<Vec<&str>> {
    if text.is_empty() {
        return Some(Vec::new());
    }
    let is_one = is_name(text) && !text.contains(',') && !is_in_brackets(text);
    is_one.then(|| vec![text])
}

/// The names between brackets, with single spaces between them.
pub(super) fn bracketed(text: &str) -> Option<Vec<&str>> {
    let inner = text.strip_prefix('[')?.strip_suffix(']')?;
    if inner.is_empty() {
        return Some(Vec::new());
    }
    let names: Vec<_> = inner.split(' ').collect();
    let (_, before_the_last) = names.split_last()?;
    let is_of_java = before_the_last.iter().any(|name| name.ends_with(','));
    let is_json = serde_json::from_str::<Vec<String>>(text).is_ok();
    let is_clear = !is_of_java && !is_json && names.iter().all(|name| is_name(name));
    is_clear.then_some(names)
}

/// The names with commas between them, where it is known that no name has a comma.
pub(super) fn parted_at_commas(text: &str) -> Option<Vec<&str>> {
    let names: Vec<_> = text.split(',').collect();
    let is_clear = !is_in_brackets(text) && names.iter().all(|name| is_name(name));
    is_clear.then_some(names)
}

/// Whether Cognito could have a group of this name, as far as white space goes.
fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(|c: char| c.is_whitespace() || c.is_control())
}

fn is_in_brackets(text: &str) -> bool {
    text.starts_with('[') && text.ends_with(']')
}

#[cfg(test)]
mod tests;
