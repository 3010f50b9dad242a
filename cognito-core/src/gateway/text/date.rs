//! `EEE MMM dd HH:mm:ss zzz yyyy`: what a REST API makes of `exp` and `iat`.

use std::time::{SystemTime, UNIX_EPOCH};

use httpdate::HttpDate;

/// The length of `Sun Nov 06 08:49:37 1994`.
const ASCTIME_LEN: usize = 24;

/// Seconds since 1970. `None` for another form, for a zone that is not UTC, and for a day that is in no calendar or has
/// another name.
pub(super) fn seconds(text: &str) -> Option<u64> {
    let parts: Vec<_> = text.split(' ').collect();
    let [weekday, month, day, time, "UTC" | "GMT", year] = *parts.as_slice() else {
        return None;
    };
    let asctime = format!("{weekday} {month} {day} {time} {year}");
    // The crate would trim it.
    if asctime.len() != ASCTIME_LEN {
        return None;
    }
    let date: HttpDate = asctime.parse().ok()?;
    let since = SystemTime::from(date).duration_since(UNIX_EPOCH).ok()?;
    Some(since.as_secs())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn dates_are_read_to_the_second() {
        for (text, expected) in [
            ("Thu Nov 13 03:13:20 UTC 2025", 1_763_003_600),
            ("Thu Nov 13 02:13:20 GMT 2025", 1_763_000_000),
            ("Mon Jul 20 02:28:52 UTC 2026", 1_784_514_532),
            ("Thu Jan 01 00:00:00 UTC 1970", 0),
            ("Thu Feb 29 23:59:59 UTC 2024", 1_709_251_199),
            ("Fri Dec 31 23:59:59 UTC 9999", 253_402_300_799),
        ] {
            assert_eq!(seconds(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn nothing_else_is_a_date() {
        for text in [
            "",
            "1763003600",
            // Another zone, or none.
            "Thu Nov 13 03:13:20 CET 2025",
            "Thu Nov 13 03:13:20 utc 2025",
            "Thu Nov 13 03:13:20 +0000 2025",
            "Thu Nov 13 03:13:20 UTC+1 2025",
            "Thu Nov 13 03:13:20 2025",
            // Another day than it says, or none.
            "Fri Nov 13 03:13:20 UTC 2025",
            "Sat Feb 29 00:00:00 UTC 2025",
            "Mon Feb 30 00:00:00 UTC 2026",
            "Mon Nov 00 00:00:00 UTC 2025",
            // No time of a day.
            "Thu Nov 13 24:00:00 UTC 2025",
            "Thu Nov 13 03:60:20 UTC 2025",
            "Thu Nov 13 03:13:60 UTC 2025",
            "Thu Nov 13 03:13 UTC 2025",
            // Before 1970, after 9999.
            "Wed Dec 31 23:59:59 UTC 1969",
            "Sat Jan 01 00:00:00 UTC 10000",
            // Other spellings.
            "Thu Nov  6 08:49:37 UTC 2025",
            "Thu Nov 6 08:49:37 UTC 2025",
            "thu Nov 13 03:13:20 UTC 2025",
            "Do Nov 13 03:13:20 UTC 2025",
            "Thu Nov 13 3:13:20 UTC 2025",
            "Thu Nov 13 03:13:20 PM UTC 2025",
            "Thu, 13 Nov 2025 03:13:20 GMT",
            "Thu, 13 Nov 2025 03:13:20 UTC GMT",
            "2025-11-13T03:13:20Z",
            // More than a date.
            " Thu Nov 13 03:13:20 UTC 2025",
            "Thu Nov 13 03:13:20 UTC 2025 ",
            "\nThu Nov 13 03:13:20 UTC 2025",
            "Thu Nov 13 03:13:20 UTC 2025\n",
            "Thu Nov 13 03:13:20 UTC 2025 x",
            "Thu Nov 13 03:13:20 UTC UTC 2025",
        ] {
            assert_eq!(seconds(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_second_is_read_back(at in 0..=253_402_300_799_u64) {
            let http = httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(at));
            let [weekday, day, month, year, time, _] = http.split(' ').collect::<Vec<_>>()[..] else {
                unreachable!("{http}");
            };
            let java = format!("{} {month} {day} {time} UTC {year}", weekday.trim_end_matches(','));
            prop_assert_eq!(seconds(&java), Some(at));
        }

        #[test]
        fn nothing_panics(text in r"[A-Za-z0-9: \n]{0,4}( [A-Z]?[a-z0-9:]{0,8}){0,7}|.{0,40}") {
            seconds(&text);
        }
    }
}
