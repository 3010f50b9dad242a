//! Values that are written plainly: told good at a glance. What is not told so here may be good all the same.

/// The length of the plain value that begins here.
pub(super) fn len(json: &[u8], max_depth: usize) -> Option<usize> {
    match json.first()? {
        b'"' => string_len(json),
        b'0'..=b'9' => number_len(json),
        b'[' if max_depth > 1 => list_len(json),
        b't' => word_len(json, b"true"),
        b'f' => word_len(json, b"false"),
        b'n' => word_len(json, b"null"),
        _ => None,
    }
}

/// A string without escapes, its quotes included.
pub(super) fn string_len(json: &[u8]) -> Option<usize> {
    let inner = json.strip_prefix(b"\"")?;
    let len = unremarkable_len(inner);
    (inner.get(len) == Some(&b'"')).then_some(len + 2)
}

/// Digits; what goes on in another way, or begins with a zero, is not for here.
fn number_len(json: &[u8]) -> Option<usize> {
    let len = json.iter().take_while(|b| b.is_ascii_digit()).count();
    let begins_with_zero = len > 1 && json.first() == Some(&b'0');
    let goes_on = matches!(json.get(len), Some(b'.' | b'e' | b'E'));
    (!begins_with_zero && !goes_on).then_some(len)
}

fn word_len(json: &[u8], word: &[u8]) -> Option<usize> {
    json.starts_with(word).then_some(word.len())
}

/// A list of strings without escapes, and without space: as the issuer writes it.
fn list_len(json: &[u8]) -> Option<usize> {
    let mut rest = json.get(1..)?;
    if rest.first() == Some(&b']') {
        return Some(2);
    }
    loop {
        rest = rest.get(string_len(rest)?..)?;
        let (next, after) = rest.split_first()?;
        rest = after;
        match next {
            b',' => {}
            b']' => return Some(json.len() - rest.len()),
            _ => return None,
        }
    }
}

/// The bytes before the first that means something in a string, or may not stand in one: a quote, a backslash, a control
/// character.
fn unremarkable_len(bytes: &[u8]) -> usize {
    let mut rest = bytes;
    while let Some((chunk, after)) = rest.split_first_chunk() {
        let found = remarkable(u64::from_le_bytes(*chunk));
        if found != 0 {
            return bytes.len() - rest.len() + found.trailing_zeros() as usize / 8;
        }
        rest = after;
    }
    let left = rest
        .iter()
        .take_while(|b| **b >= b' ' && !matches!(b, b'"' | b'\\'));
    bytes.len() - rest.len() + left.count()
}

/// Eight bytes at once: the lowest bit that is set is in the first remarkable one. Bits above it mean nothing, for a
/// subtraction borrows upwards.
fn remarkable(bytes: u64) -> u64 {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const HIGHS: u64 = ONES << 7;
    let is = |byte: u8| (bytes ^ (ONES * u64::from(byte))).wrapping_sub(ONES);
    let is_control = bytes.wrapping_sub(ONES * u64::from(b' '));
    (is_control | is(b'"') | is(b'\\')) & !bytes & HIGHS
}

/// Whether these bytes can stand in a string as they are, where they are text.
pub(in crate::token) fn is_plain(bytes: &[u8]) -> bool {
    unremarkable_len(bytes) == bytes.len()
}
