//! One sealed text in several cookies: browsers drop a cookie of more than 4096 bytes without a word.
//!
//! The text is sealed first and cut then. So pieces that do not belong together, or are not all there, are no sealed text, and
//! nothing of them is believed.

use super::{ATTRIBUTES, Received, SESSION};

/// Bytes of a cookie with its name and its attributes.
const PIECE: usize = 4096;
/// Names end in one digit. Eight pieces are 32 KB, as much as a verifier takes; most proxies allow less.
const MOST: usize = 8;

/// Names and values of the session's cookies: the number of pieces stands before the first.
///
/// # Errors
/// [`Oversized`] where it takes too many.
pub(crate) fn split(sealed: &str) -> Result<Vec<(String, String)>, Oversized> {
    let room = PIECE - name(MOST - 1).len() - "=".len() - ATTRIBUTES.len() - "8.".len();
    let count = sealed.len().div_ceil(room).max(1);
    if count > MOST {
        return Err(Oversized);
    }
    let pieces = sealed.as_bytes().chunks(room).enumerate();
    let pieces = pieces.map(|(nth, piece)| {
        let piece = String::from_utf8_lossy(piece);
        let value = if nth == 0 {
            format!("{count}.{piece}")
        } else {
            piece.into_owned()
        };
        (name(nth), value)
    });
    Ok(pieces.collect())
}

/// The sealed text that the browser's cookies make together, if they are there.
pub(crate) fn assemble(received: &Received) -> Option<String> {
    let (count, first) = received.value(SESSION)?.split_once('.')?;
    let count: usize = count.parse().ok().filter(|count| *count <= MOST)?;
    let mut sealed = first.to_owned();
    for nth in 1..count {
        sealed.push_str(received.value(&name(nth))?);
    }
    Some(sealed)
}

/// Whether this is the name of one of the session's cookies.
pub(crate) fn is_piece(other: &str) -> bool {
    (0..MOST).any(|nth| name(nth) == other)
}

fn name(nth: usize) -> String {
    if nth == 0 {
        SESSION.to_owned()
    } else {
        format!("{SESSION}.{nth}")
    }
}

/// More than the browser can be asked to keep.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Oversized;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cookie::{Vault, set};

    fn received(pieces: &[(String, String)]) -> Received {
        let pairs = pieces.iter();
        let pairs: Vec<_> = pairs
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        Received::of_text(&pairs.join("; "))
    }

    #[test]
    fn no_cookie_is_larger_than_browsers_keep() {
        for length in [0, 1, 4_000, 4_001, 12_345, 31_000] {
            let text = "x".repeat(length);
            let pieces = split(&text).unwrap();
            assert!(
                pieces
                    .iter()
                    .all(|(name, value)| set(name, value).len() <= PIECE)
            );
            assert!(pieces.iter().all(|(name, _)| is_piece(name)));
            assert_eq!(
                assemble(&received(&pieces)).as_deref(),
                (length > 0).then_some(&*text)
            );
        }
        assert_eq!(split(&"x".repeat(40_000)), Err(Oversized));
    }

    #[test]
    fn pieces_that_do_not_belong_together_open_nothing() {
        let vault = Vault::random();
        let pieces = |text: &str| split(&vault.seal(SESSION, text.repeat(9_000))).unwrap();
        let open = |pieces: &[(String, String)]| vault.open(SESSION, assemble(&received(pieces))?);
        let (old, new) = (pieces("o"), pieces("n"));
        assert!(old.len() == 3 && new.len() == 3);
        assert_eq!(open(&new), Some("n".repeat(9_000)));
        for nth in 0..3 {
            let mut mixed = new.clone();
            mixed[nth] = old[nth].clone();
            assert_eq!(open(&mixed), None, "an old piece at {nth}");
            let mut fewer = new.clone();
            fewer.remove(nth);
            assert_eq!(open(&fewer), None, "no piece at {nth}");
        }
        let mut swapped = new.clone();
        (swapped[1].1, swapped[2].1) = (new[2].1.clone(), new[1].1.clone());
        assert_eq!(open(&swapped), None);
        for count in ["0", "1", "2", "4", "9", "99", "", "-1", "+3x"] {
            let mut recounted = new.clone();
            recounted[0].1.replace_range(..1, count);
            assert_eq!(open(&recounted), None, "{count}");
        }
        // A piece too many, which an older and larger session left, is not looked at.
        let mut more = new;
        more.push((name(3), old[2].1.clone()));
        assert_eq!(open(&more), Some("n".repeat(9_000)));
    }
}
