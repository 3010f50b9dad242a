//! Which requests may bring their token in a cookie.

use super::*;
use crate::test_util::TestHead;

const APP: &str = "https://app.example.com";
const EVIL: &str = "https://evil.example";

fn origins(origins: &[&str]) -> TrustedOrigins {
    TrustedOrigins::new(origins.iter().map(|origin| (*origin).into()))
}

fn head(method: &str, headers: &[(&str, &str)]) -> TestHead {
    headers
        .iter()
        .fold(TestHead::new(method, "/"), |head, (name, value)| {
            head.header(name, *value)
        })
}

/// Whether reading (`GET`) and writing (`POST`) are admitted, with [`APP`] trusted.
fn admitted(headers: &[(&str, &str)]) -> (bool, bool) {
    let trusted = origins(&[APP]);
    let admit = |method| trusted.admit(&head(method, headers));
    (admit("GET"), admit("POST"))
}

const ALL: (bool, bool) = (true, true);
const READ: (bool, bool) = (true, false);
const NONE: (bool, bool) = (false, false);

#[test]
fn a_cookie_is_taken_from_the_site_itself() {
    let site = |site| ("sec-fetch-site", site);
    let origin = |origin| ("origin", origin);
    for (headers, expected) in [
        // The site's own pages, and what the user asked for by hand.
        (vec![site("same-origin")], ALL),
        (
            vec![site("same-origin"), origin("https://api.example.com")],
            ALL,
        ),
        (vec![site("same-origin"), origin("null")], ALL),
        (vec![site("none")], ALL),
        // Other sites, known and unknown.
        (vec![site("same-site"), origin(APP)], ALL),
        (vec![site("cross-site"), origin(APP)], ALL),
        (vec![site("same-site")], NONE),
        (vec![site("cross-site")], NONE),
        (
            vec![site("same-site"), origin("https://blog.example.com")],
            NONE,
        ),
        (vec![site("cross-site"), origin(EVIL)], NONE),
        (vec![site("cross-site"), origin("null")], NONE),
        (vec![site("cross-site"), origin("")], NONE),
        // No words of Fetch Metadata.
        (vec![site("")], NONE),
        (vec![site("Same-Origin")], NONE),
        (vec![site("same-origin ")], NONE),
        (vec![site("same-origin, same-origin")], NONE),
        (vec![site("own")], NONE),
        (vec![site("own"), origin(APP)], ALL),
        // Browsers without Fetch Metadata, and `http`.
        (vec![origin(APP)], ALL),
        (vec![origin(EVIL)], NONE),
        (vec![origin("null")], NONE),
        (vec![origin("")], NONE),
        (vec![origin("https://app.example.com/")], NONE),
        (vec![origin("https://app.example.com:443")], NONE),
        (vec![origin("http://app.example.com")], NONE),
        (vec![origin("https://APP.example.com")], NONE),
        (vec![origin("https://app.example.com.evil.example")], NONE),
        (
            vec![origin("https://app.example.com https://evil.example")],
            NONE,
        ),
        // A referrer is no origin.
        (
            vec![("referer", "https://app.example.com/"), origin(EVIL)],
            NONE,
        ),
        (vec![], READ),
        (vec![("referer", EVIL)], READ),
        // Twice.
        (vec![site("same-origin"), site("same-origin")], NONE),
        (vec![site("same-origin"), site("cross-site")], NONE),
        (vec![origin(APP), origin(APP)], NONE),
        (vec![origin(APP), origin(EVIL)], NONE),
        (vec![site("same-origin"), origin(APP), origin(EVIL)], NONE),
    ] {
        assert_eq!(admitted(&headers), expected, "{headers:?}");
    }
}

#[test]
fn a_link_from_another_site_opens_a_page() {
    let follows = |site, mode, dest| {
        [
            ("sec-fetch-site", site),
            ("sec-fetch-mode", mode),
            ("sec-fetch-dest", dest),
        ]
    };
    for (headers, expected) in [
        (follows("cross-site", "navigate", "document"), READ),
        (follows("same-site", "navigate", "document"), READ),
        (follows("cross-site", "navigate", "iframe"), NONE),
        (follows("cross-site", "navigate", "object"), NONE),
        (follows("cross-site", "nested-navigate", "document"), NONE),
        (follows("cross-site", "no-cors", "image"), NONE),
        (follows("cross-site", "no-cors", "script"), NONE),
        (follows("cross-site", "cors", "empty"), NONE),
        (follows("cross-site", "websocket", "empty"), NONE),
    ] {
        assert_eq!(admitted(&headers), expected, "{headers:?}");
    }
    let link = follows("cross-site", "navigate", "document");
    let admit = |method, more: &[(&str, &str)]| {
        origins(&[]).admit(&head(method, &[&link[..], more].concat()))
    };
    assert!(admit("GET", &[]));
    for method in ["HEAD", "OPTIONS", "PUT", "get", ""] {
        assert!(!admit(method, &[]), "{method}");
    }
    // A link has no origin, and nothing twice.
    for more in [
        ("origin", EVIL),
        ("origin", "null"),
        ("sec-fetch-mode", "navigate"),
        ("sec-fetch-dest", "iframe"),
    ] {
        assert!(!admit("GET", &[more]), "{more:?}");
    }
}

#[test]
fn who_says_nothing_may_read() {
    for (method, is_admitted) in [
        ("GET", true),
        ("HEAD", true),
        ("OPTIONS", false),
        ("POST", false),
        ("PUT", false),
        ("PATCH", false),
        ("DELETE", false),
        ("get", false),
        ("QUERY", false),
        ("", false),
    ] {
        let admitted = origins(&[APP]).admit(&head(method, &[]));
        assert_eq!(admitted, is_admitted, "{method}");
    }
}

#[test]
fn without_trusted_origins_the_site_has_itself() {
    let nobody = TrustedOrigins::default();
    for (headers, is_admitted) in [
        (&[("sec-fetch-site", "same-origin")][..], true),
        (&[("sec-fetch-site", "none")], true),
        (&[("sec-fetch-site", "same-site"), ("origin", APP)], false),
        (&[("origin", APP)], false),
        (&[("origin", "")], false),
        (&[("origin", "null")], false),
    ] {
        let admitted = nobody.admit(&head("POST", headers));
        assert_eq!(admitted, is_admitted, "{headers:?}");
    }
}

#[test]
fn a_trusted_origin_is_written_as_browsers_write_it() {
    for origin in [
        "https://app.example.com",
        "https://app.example.com:8443",
        "http://localhost:3000",
        "http://app.example.com:443",
        "https://xn--bcher-kva.example",
        "http://[::1]:5173",
        "http://127.0.0.1",
        "http://127.0.0.1:3000",
        "http://[::1]",
        "http://[2001:db8::1]",
        "http://[1:2:3:4:5:6:7:0]",
        "http://[1:2:3:4:5:6:7:80]",
        "http://[::ffff:7f00:1]:3000",
        "http://[::]",
        // Names, for all their digits.
        "https://1.example",
        "https://127.0.0.1.example.com",
        "https://0xg",
        "https://x0",
        "https://123abc",
        "https://app.example.com.",
        "capacitor://localhost",
        "tauri://localhost",
        "chrome-extension://abcdefghijklmnopabcdefghijklmnop",
        // What is an app's own, browsers do not know.
        "app://127.1",
        "app://localhost:80",
        "app://localhost:443",
    ] {
        assert!(origins(&[origin]).check().is_ok(), "{origin}");
    }
    for origin in [
        "",
        "*",
        "null",
        "app.example.com",
        "//app.example.com",
        "://app.example.com",
        "https://",
        "https:app.example.com",
        "https://app.example.com/",
        "https://app.example.com/path",
        "https://app.example.com?",
        "https://app.example.com#x",
        "https://user@app.example.com",
        "https://*.example.com",
        "https://app.example.com:443",
        "http://app.example.com:80",
        "https://app.example.com:",
        "https://app.example.com:0",
        "https://app.example.com:08443",
        "https://app.example.com:99999",
        "https://App.example.com",
        "HTTPS://app.example.com",
        "https://b\u{fc}cher.example",
        "https://app.example.com ",
        " https://app.example.com",
        "https://app.example.com, https://b.example",
        "1https://app.example.com",
        "ws://app.example.com",
        "ws://a:80",
        "wss://app.example.com:8443",
        "ftp://app.example.com",
        "file://localhost",
        "http://127.1",
        "http://127.1:3000",
        "http://0x7f.1",
        "http://0x7f000001",
        "http://2130706433",
        "http://127.0.0.01",
        "http://0177.0.0.1",
        "http://127.0.0.1.",
        "http://127.0.0.256",
        "http://127.0.0.0.1",
        "http://app.1",
        "http://app.0x",
        "http://app.0x1f",
        "http://app.example.1.",
        "http://[0:0::1]:3000",
        "http://[0:0:0:0:0:0:0:1]",
        "http://[::0001]",
        "http://[fd00::0:1]",
        "http://[FD00::1]",
        "http://[::ffff:127.0.0.1]",
        "http://[::1]:80",
        "https://[::1]:443",
        "https://[::1]:08",
        "app://[0::1]",
    ] {
        assert_eq!(
            origins(&[APP, origin]).check().unwrap_err().to_string(),
            format!(
                "the trusted origin `{}` is not an origin; expected `<scheme>://<host>[:<port>]` as browsers send it: in lower \
                 case, without path and default port, IP addresses in their canonical form, as in `https://app.example.com`",
                origin.escape_debug()
            )
        );
    }
}
