//! JSON objects, read more strictly than serde does: no duplicate member, bounded depth, objects only.
//!
//! The object is taken apart here, and so is what is written plainly: strings without escapes, whole numbers, words, lists of
//! such strings. That is nearly all of a token. Whatever else a value may be is for `serde_json` to read, which so has the last
//! word about every value that this file does not know to be good.

mod names;
mod plain;

use std::borrow::Cow;

use serde_json::value::RawValue;

pub(super) use self::{names::Names, plain::is_plain};

/// Not one JSON object of the demanded form (RFC 8259; RFC 7515, section 4; RFC 7519, section 4).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Malformed;

/// Reads one object. Each member goes to `member` with its name, unescaped, and the JSON text of its value.
///
/// The object must be valid UTF-8 and JSON, nest at most `max_depth` levels (itself the first) and have no two members
/// of one name.
pub(crate) fn read_object<'j>(
    json: &'j [u8],
    max_depth: usize,
    mut member: impl FnMut(&str, &'j str),
) -> Result<(), Malformed> {
    let text = std::str::from_utf8(json).map_err(|_| Malformed)?;
    let mut names = Names::default();
    read_members(text, max_depth, |name, value| {
        member(&name, value);
        names.insert(name)
    })
}

/// As [`read_object`], but to find a name that comes again is left to `member`.
pub(super) fn read_members<'j>(
    json: &'j str,
    max_depth: usize,
    mut member: impl FnMut(Cow<'j, str>, &'j str) -> Result<(), Malformed>,
) -> Result<(), Malformed> {
    let mut cursor = Cursor {
        rest: json,
        max_depth,
    };
    cursor.skip_space();
    cursor.listed(b'{', b'}', |cursor| {
        let name = cursor.name()?;
        cursor.skip_space();
        cursor.step(b':')?;
        cursor.skip_space();
        member(name, cursor.value()?)
    })?;
    cursor.skip_space();
    cursor.rest.is_empty().then_some(()).ok_or(Malformed)
}

/// The JSON text of each value of an array that has been read before.
pub(super) fn read_items<'j>(
    array: &'j str,
    mut item: impl FnMut(&'j str) -> Result<(), Malformed>,
) -> Result<(), Malformed> {
    let mut cursor = Cursor {
        rest: array,
        max_depth: usize::MAX,
    };
    cursor.listed(b'[', b']', |cursor| item(cursor.value()?))
}

/// A JSON string's value; `None` for any other value.
pub(crate) fn string(json: &str) -> Result<Option<Cow<'_, str>>, Malformed> {
    let Some(inner) = inside(json) else {
        return Ok(None);
    };
    if memchr::memchr(b'\\', inner.as_bytes()).is_none() {
        return Ok(Some(Cow::Borrowed(inner)));
    }
    // Only a lone surrogate can go wrong here: the text has been through the parser once.
    serde_json::from_str(json)
        .map(|text: String| Some(Cow::Owned(text)))
        .map_err(|_| Malformed)
}

/// What stands between the quotes of a string, with its escapes.
pub(super) fn inside(json: &str) -> Option<&str> {
    json.strip_prefix('"')?.strip_suffix('"')
}

/// What is still to be read.
struct Cursor<'j> {
    rest: &'j str,
    max_depth: usize,
}

impl<'j> Cursor<'j> {
    /// Values between brackets, with commas between them.
    fn listed(
        &mut self,
        open: u8,
        close: u8,
        mut one: impl FnMut(&mut Self) -> Result<(), Malformed>,
    ) -> Result<(), Malformed> {
        self.step(open)?;
        self.skip_space();
        if self.next() == Some(close) {
            return self.step(close);
        }
        loop {
            one(self)?;
            self.skip_space();
            if self.next() == Some(close) {
                return self.step(close);
            }
            self.step(b',')?;
            self.skip_space();
        }
    }

    fn name(&mut self) -> Result<Cow<'j, str>, Malformed> {
        if let Some(len) = plain::string_len(self.rest.as_bytes()) {
            return inside(self.take(len)?).map(Cow::Borrowed).ok_or(Malformed);
        }
        string(self.value()?)?.ok_or(Malformed)
    }

    /// The JSON text of the value that begins here.
    fn value(&mut self) -> Result<&'j str, Malformed> {
        let len = match plain::len(self.rest.as_bytes(), self.max_depth) {
            Some(len) => len,
            None => self.len_by_serde()?,
        };
        self.take(len)
    }

    fn take(&mut self, len: usize) -> Result<&'j str, Malformed> {
        let (taken, rest) = self.rest.split_at_checked(len).ok_or(Malformed)?;
        self.rest = rest;
        Ok(taken)
    }

    fn len_by_serde(&self) -> Result<usize, Malformed> {
        let mut values = serde_json::Deserializer::from_str(self.rest).into_iter::<&'j RawValue>();
        let value = values.next().ok_or(Malformed)?.map_err(|_| Malformed)?;
        // The object around it is the first level.
        if exceeds_depth(value.get().as_bytes(), self.max_depth.saturating_sub(1)) {
            return Err(Malformed);
        }
        Ok(values.byte_offset())
    }

    fn next(&self) -> Option<u8> {
        self.rest.as_bytes().first().copied()
    }

    fn step(&mut self, wanted: u8) -> Result<(), Malformed> {
        self.rest = match self.next() {
            Some(byte) if byte == wanted => self.rest.get(1..).ok_or(Malformed)?,
            _ => return Err(Malformed),
        };
        Ok(())
    }

    fn skip_space(&mut self) {
        if self.next().is_some_and(|byte| byte <= b' ') {
            self.rest = self.rest.trim_start_matches([' ', '\t', '\n', '\r']);
        }
    }
}

/// Whether brackets nest deeper than `max`. Exact for valid JSON; for anything else the parser has the last word.
fn exceeds_depth(json: &[u8], max: usize) -> bool {
    if json.len() <= max {
        return false;
    }
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    for byte in json {
        match (in_string, byte) {
            (true, _) if escaped => escaped = false,
            (true, b'\\') => escaped = true,
            (_, b'"') => in_string = !in_string,
            (false, b'{' | b'[') => {
                depth += 1;
                if depth > max {
                    return true;
                }
            }
            (false, b'}' | b']') => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod oracle;
#[cfg(test)]
mod tests;
