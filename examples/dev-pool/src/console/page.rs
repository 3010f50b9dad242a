//! The page's files, built into the program.

use crate::http::Answer;

/// Nothing but this page's own files, and nobody may frame it.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
    img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// One file.
pub(super) struct File {
    paths: &'static [&'static str],
    content_type: &'static str,
    body: &'static str,
}

const FILES: &[File] = &[
    File {
        paths: &["/dev", "/dev/"],
        content_type: "text/html; charset=utf-8",
        body: include_str!("page/console.html"),
    },
    File {
        paths: &["/dev/assets/console.css"],
        content_type: "text/css; charset=utf-8",
        body: include_str!("page/console.css"),
    },
    File {
        paths: &["/dev/assets/console.js"],
        content_type: "text/javascript; charset=utf-8",
        body: include_str!("page/console.js"),
    },
];

pub(super) fn file(path: &str) -> Option<&'static File> {
    FILES.iter().find(|file| file.paths.contains(&path))
}

impl File {
    pub(super) fn answer(&self) -> Answer {
        Answer::with_body(200, self.content_type, self.body)
            .header("cache-control", "no-cache")
            .header("content-security-policy", CONTENT_SECURITY_POLICY)
            .header("cross-origin-opener-policy", "same-origin")
            .header("cross-origin-resource-policy", "same-origin")
            .header("referrer-policy", "no-referrer")
            .header("x-content-type-options", "nosniff")
    }
}
