//! What all pages have in common: the frame, the style, and headers under which nothing else can run in them.

use aws_lc_rs::digest;
use base64::{Engine as _, engine::general_purpose::STANDARD};

use crate::http::Answer;

/// What is said when a form does not prove where it comes from.
pub(super) const NOT_FROM_HERE: &str =
    "This form did not come from here, or the browser takes no cookies. Please try again.";

const STYLE: &str = include_str!("page.css");

/// A page to be framed.
pub(super) struct Page<'a> {
    pub(super) status: u16,
    pub(super) title: &'a str,
    /// What is not what it seems.
    pub(super) note: &'a str,
    pub(super) body: String,
    /// Where a form of the page may lead besides the pool itself.
    pub(super) form_target: Option<String>,
    pub(super) set_cookie: Option<String>,
}

impl Page<'_> {
    pub(super) fn answer(self) -> Answer {
        let (title, note) = (escaped(self.title), escaped(self.note));
        let document = format!(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"robots\" content=\"noindex\">\n\
             <title>{title} – development pool</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n\
             <h1>{title}</h1>\n<p class=\"note\">{note}</p>\n{body}\n</main>\n</body>\n</html>\n",
            body = self.body,
        );
        let style = STANDARD.encode(digest::digest(&digest::SHA256, STYLE.as_bytes()));
        let targets = match &self.form_target {
            Some(target) => format!("'self' {target}"),
            None => "'self'".to_owned(),
        };
        let policy = format!(
            "default-src 'none'; style-src 'sha256-{style}'; form-action {targets}; base-uri 'none'; frame-ancestors 'none'"
        );
        let answer = Answer::with_body(self.status, "text/html; charset=utf-8", document)
            .header("cache-control", "no-store")
            .header("content-security-policy", policy)
            // Forms of the page must name their origin, which `no-referrer` would hide.
            .header("referrer-policy", "same-origin")
            .header("x-content-type-options", "nosniff")
            .header("x-frame-options", "DENY");
        match self.set_cookie {
            Some(cookie) => answer.header("set-cookie", cookie),
            None => answer,
        }
    }
}

/// The page for a request that cannot be answered to the client.
pub(super) fn error(error: &str, description: &str) -> Answer {
    Page {
        status: 400,
        title: "This request cannot go on",
        note: "The page is for whoever develops the client: nothing is sent to it from here.",
        body: format!(
            "<p><code>{}</code></p><p>{}</p>",
            escaped(error),
            escaped(description)
        ),
        form_target: None,
        set_cookie: None,
    }
    .answer()
}

/// The line that says what went wrong.
pub(super) fn alert(message: Option<&str>) -> String {
    message.map_or_else(String::new, |message| {
        format!(
            "<p id=\"problem\" class=\"problem\" role=\"alert\">{}</p>",
            escaped(message)
        )
    })
}

pub(super) fn hidden(name: &str, value: &str) -> String {
    format!(
        "<input type=\"hidden\" name=\"{}\" value=\"{}\">",
        escaped(name),
        escaped(value)
    )
}

/// A text for an element or a quoted attribute.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            _ => escaped.push(character),
        }
    }
    escaped
}
