//! `Range` of a download (RFC 9110, 14.1): one range of bytes.

/// The bytes that a `Range` header asks for, first and last; `None` if it is to be ignored.
///
/// # Errors
/// If no byte of the object is asked for.
pub(crate) fn of(header: &str, length: usize) -> Result<Option<(usize, usize)>, Unsatisfiable> {
    let Some((first, last)) = header
        .strip_prefix("bytes=")
        .and_then(|range| range.split_once('-'))
    else {
        return Ok(None);
    };
    let number = |text: &str| {
        let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        // More than fits is beyond the end.
        is_number.then(|| text.parse::<usize>().unwrap_or(usize::MAX))
    };
    let end = length.checked_sub(1);
    match (number(first), number(last)) {
        (Some(first), last) => {
            if (last.is_none() && header.ends_with(|char| char != '-'))
                || last.is_some_and(|last| last < first)
            {
                return Ok(None);
            }
            let end = end.filter(|&end| first <= end).ok_or(Unsatisfiable)?;
            Ok(Some((first, last.unwrap_or(end).min(end))))
        }
        (None, Some(count)) if first.is_empty() => {
            let end = end.filter(|_| count > 0).ok_or(Unsatisfiable)?;
            Ok(Some((length.saturating_sub(count), end)))
        }
        _ => Ok(None),
    }
}

/// No byte of the object is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unsatisfiable;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_range_is_understood() {
        for (header, length, expected) in [
            ("bytes=0-0", 10, Ok(Some((0, 0)))),
            ("bytes=2-5", 10, Ok(Some((2, 5)))),
            ("bytes=2-", 10, Ok(Some((2, 9)))),
            ("bytes=-3", 10, Ok(Some((7, 9)))),
            ("bytes=-30", 10, Ok(Some((0, 9)))),
            ("bytes=2-99999999999999999999999", 10, Ok(Some((2, 9)))),
            ("bytes=10-", 10, Err(Unsatisfiable)),
            ("bytes=-0", 10, Err(Unsatisfiable)),
            ("bytes=0-", 0, Err(Unsatisfiable)),
            ("bytes=-1", 0, Err(Unsatisfiable)),
            ("bytes=5-2", 10, Ok(None)),
            ("bytes=-", 10, Ok(None)),
            ("bytes=1-x", 10, Ok(None)),
            ("bytes=x-1", 10, Ok(None)),
            ("bytes=0-1,3-4", 10, Ok(None)),
            ("lines=0-1", 10, Ok(None)),
        ] {
            assert_eq!(of(header, length), expected, "{header} of {length}");
        }
    }
}
