//! Moments as S3 writes them. All are seconds since 1970, UTC.

use std::time::{Duration, UNIX_EPOCH};

const DAY: u64 = 86_400;
/// The end of the year 9999; later moments are written as this one.
const LAST: u64 = 253_402_300_799;

/// Reads the basic form of ISO 8601 that signatures use, `20130524T000000Z`.
pub(crate) fn from_basic(text: &str) -> Option<u64> {
    let (date, time) = text.strip_suffix('Z')?.split_once('T')?;
    if date.len() != 8 || time.len() != 6 {
        return None;
    }
    let number = |text: Option<&str>| {
        text.filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()))
            .and_then(|text| text.parse::<u64>().ok())
    };
    let (year, month, day) = (
        number(date.get(..4))?,
        number(date.get(4..6))?,
        number(date.get(6..))?,
    );
    let (hour, minute, second) = (
        number(time.get(..2))?,
        number(time.get(2..4))?,
        number(time.get(4..))?,
    );
    let is_moment = (1970..=9999).contains(&year)
        && (1..=12).contains(&month)
        && (1..=days_of(year, month)).contains(&day)
        && hour < 24
        && minute < 60
        && second < 60;
    is_moment.then(|| {
        let years = (1970..year).map(days_of_year).sum::<u64>();
        let months = (1..month).map(|month| days_of(year, month)).sum::<u64>();
        (years + months + day - 1) * DAY + hour * 3_600 + minute * 60 + second
    })
}

/// Writes the basic form of ISO 8601.
pub(crate) fn basic(seconds: u64) -> String {
    let (year, month, day) = date(seconds);
    let (hour, minute, second) = time_of_day(seconds);
    format!("{year:04}{month:02}{day:02}T{hour:02}{minute:02}{second:02}Z")
}

/// Writes the extended form of ISO 8601, as in listings.
pub(crate) fn extended(seconds: u64) -> String {
    let (year, month, day) = date(seconds);
    let (hour, minute, second) = time_of_day(seconds);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.000Z")
}

/// Writes the form of HTTP headers (RFC 9110).
pub(crate) fn http(seconds: u64) -> String {
    httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(seconds.min(LAST)))
}

/// Reads the form of HTTP headers.
pub(crate) fn from_http(text: &str) -> Option<u64> {
    let moment = httpdate::parse_http_date(text).ok()?;
    Some(moment.duration_since(UNIX_EPOCH).ok()?.as_secs())
}

fn time_of_day(seconds: u64) -> (u64, u64, u64) {
    let rest = seconds % DAY;
    (rest / 3_600, rest / 60 % 60, rest % 60)
}

fn date(seconds: u64) -> (u64, u64, u64) {
    let mut days = seconds.min(LAST) / DAY;
    let mut year = 1970;
    while days >= days_of_year(year) {
        days -= days_of_year(year);
        year += 1;
    }
    let mut month = 1;
    while days >= days_of(year, month) {
        days -= days_of(year, month);
        month += 1;
    }
    (year, month, days + 1)
}

fn is_leap(year: u64) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

fn days_of_year(year: u64) -> u64 {
    if is_leap(year) { 366 } else { 365 }
}

fn days_of(year: u64, month: u64) -> u64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_written_and_read() {
        for (seconds, written, long, header) in [
            (
                0,
                "19700101T000000Z",
                "1970-01-01T00:00:00.000Z",
                "Thu, 01 Jan 1970 00:00:00 GMT",
            ),
            (
                1_369_353_600,
                "20130524T000000Z",
                "2013-05-24T00:00:00.000Z",
                "Fri, 24 May 2013 00:00:00 GMT",
            ),
            (
                1_709_251_199,
                "20240229T235959Z",
                "2024-02-29T23:59:59.000Z",
                "Thu, 29 Feb 2024 23:59:59 GMT",
            ),
        ] {
            assert_eq!(basic(seconds), written);
            assert_eq!(from_basic(written), Some(seconds));
            assert_eq!(extended(seconds), long);
            assert_eq!(http(seconds), header);
            assert_eq!(from_http(header), Some(seconds));
        }
    }

    #[test]
    fn what_is_no_moment_is_not_read() {
        for text in [
            "",
            "20130524",
            "20130524T000000",
            "2013-05-24T00:00:00Z",
            "20130229T000000Z",
            "20131301T000000Z",
            "20130500T000000Z",
            "20130524T240000Z",
            "20130524T006000Z",
            "20130524T0000é0Z",
            "+0130524T000000Z",
            "19691231T235959Z",
        ] {
            assert_eq!(from_basic(text), None, "{text}");
        }
        assert_eq!(http(u64::MAX), "Fri, 31 Dec 9999 23:59:59 GMT");
        assert_eq!(basic(u64::MAX).get(..8), Some("99991231"));
    }
}
