//! Lists in portions: a limit, and a token for what comes after.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::Value;

use super::super::input::Input;
use crate::error::ApiError;

/// The most entries of one portion, as the service has it.
const LARGEST: u32 = 60;

/// A portion of a list, and the token for the next one.
pub(super) struct Page {
    pub(super) entries: Vec<Value>,
    pub(super) next: Option<String>,
}

/// The portion that is asked for, of entries that are in the order of their keys.
pub(super) fn portion(
    input: Input<'_>,
    (limit, token): (&str, &str),
    entries: impl Iterator<Item = (String, Value)>,
) -> Result<Page, ApiError> {
    let limit = match input.number(limit)? {
        None | Some(0) => LARGEST,
        Some(limit) => limit.min(LARGEST),
    };
    let after = input.optional(token)?.map(decoded).transpose()?;
    let mut rest = entries
        .filter(|(key, _)| after.as_ref().is_none_or(|after| key > after))
        .peekable();
    let mut page = Page {
        entries: Vec::new(),
        next: None,
    };
    let mut last = None;
    for (key, entry) in rest.by_ref().take(limit as usize) {
        page.entries.push(entry);
        last = Some(key);
    }
    if rest.peek().is_some() {
        page.next = last.map(|key| URL_SAFE_NO_PAD.encode(key));
    }
    Ok(page)
}

fn decoded(token: &str) -> Result<String, ApiError> {
    let bytes = URL_SAFE_NO_PAD.decode(token).ok();
    bytes
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .ok_or_else(|| ApiError::invalid_parameter("Invalid pagination token."))
}

impl Page {
    /// The answer with the entries under one name and the token, if there is one, under another.
    pub(super) fn into_answer(self, entries: &str, token: &str) -> Value {
        let next = self.next.map(|next| (token.to_owned(), next.into()));
        [(entries.to_owned(), self.entries.into())]
            .into_iter()
            .chain(next)
            .collect::<serde_json::Map<_, _>>()
            .into()
    }
}
