//! The form of the `TIMESTAMP` that a client signs.

const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// Whether the text has the form `Sat Nov 1 09:05:07 UTC 2025`: English, and the day without a leading zero.
///
/// The moment itself is not checked: the proof is bound to a challenge that lives for minutes and works once.
pub(crate) fn is_timestamp(text: &str) -> bool {
    let mut parts = text.split(' ');
    let mut next = || parts.next().unwrap_or_default();
    let well_formed = WEEKDAYS.contains(&next())
        && MONTHS.contains(&next())
        && is_day(next())
        && is_time(next())
        && next() == "UTC"
        && is_number(next(), 4);
    well_formed && parts.next().is_none()
}

fn is_day(text: &str) -> bool {
    !text.starts_with('0')
        && (is_number(text, 1) || is_number(text, 2))
        && text.parse::<u8>().is_ok_and(|day| day <= 31)
}

fn is_time(text: &str) -> bool {
    let mut parts = text.split(':');
    let mut below = |limit: u8| {
        parts.next().is_some_and(|part| {
            is_number(part, 2) && part.parse::<u8>().is_ok_and(|number| number < limit)
        })
    };
    below(24) && below(60) && below(60) && parts.next().is_none()
}

fn is_number(text: &str, digits: usize) -> bool {
    text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_english_form_without_padding_is_taken() {
        let table = [
            ("Sat Nov 1 09:05:07 UTC 2025", true),
            ("Mon Jan 31 23:59:59 UTC 2026", true),
            ("Sat Nov 01 09:05:07 UTC 2025", false),
            ("Sat Nov 32 09:05:07 UTC 2025", false),
            ("Sat Nov 0 09:05:07 UTC 2025", false),
            ("Sat Nov 1 9:05:07 UTC 2025", false),
            ("Sat Nov 1 24:05:07 UTC 2025", false),
            ("Sat Nov 1 09:05 UTC 2025", false),
            ("Sat Nov 1 09:05:07:00 UTC 2025", false),
            ("Sat Nov 1 09:05:07 GMT 2025", false),
            ("Sam Nov 1 09:05:07 UTC 2025", false),
            ("Sat nov 1 09:05:07 UTC 2025", false),
            ("Sat Nov 1 09:05:07 UTC 25", false),
            ("Sat Nov 1 09:05:07 UTC 2025 ", false),
            ("Sat Nov  1 09:05:07 UTC 2025", false),
            ("", false),
        ];
        for (text, expected) in table {
            assert_eq!(is_timestamp(text), expected, "{text:?}");
        }
    }
}
