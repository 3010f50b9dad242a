//! The site's pages: plain files built into the program, the same for both servers.
//!
//! There is no build step and nothing is loaded from elsewhere. The scripts talk to the user pool themselves: sign-up and
//! reset send the password to it, sign-in only proves it, and the site's own handlers see access tokens only.
//!
//! # Names that browser tests may rely on
//!
//! | Page | Names |
//! |---|---|
//! | every page | `#message` (news; class `good`, `bad` or `plain` while it says something) |
//! | `/my-page`, `/files`, `/admin-page` | `#who`, `#sign-out`, `#places` (links to the three; `#admin-link` is shown to members of `admins`) |
//! | `/` | `#signed-out`, `#signed-in` (one is shown), `#who`, `#sign-out`, `#mailbox-link` |
//! | `/sign-up` | `#sign-up-form` with `email`, `password` |
//! | `/activate` | `#activate-form` with `email`, `code`; `#resend`, `#mailbox-link` |
//! | `/sign-in` | `#sign-in-form` with `email`, `password`; `#elsewhere` (shown if the pool has a domain) with `button[data-provider="Google"]` and so on, and `#hosted`; if the pool asks for more, in place of all that `#new-password-form` with `password` and an input for each attribute that it wants (`name`, …), or `#code-form` with `code`; `#start-over` |
//! | `/callback` | `#message`, with a link to `/sign-in` if it failed |
//! | `/forgot-password` | `#forgot-form` with `email`; `#reset-form` with `email`, `code`, `password`; `#have-code`, `#ask-again`, `#mailbox-link` |
//! | `/my-page` | `#facts` (an entry is `[data-fact="account"]`, `email` or `role`), `#claims` and `#id-claims` (a row is `tr[data-claim="sub"]`), `#no-group`, `#refresh`, `#admin-check`, `#admin-answer`, `#sign-out-everywhere`, `#everywhere-answer` |
//! | `/files` | `#not-configured` or `#store` (one is shown); `#identity` (the identity id), `#upload-form` with `file`, `#drop`, `#progress`, `#files` (a row is `tr[data-name]` with `button.download` and `button.delete`, which wants to be pressed twice), `#no-files`, `#reload`, `#outside`, `#outside-answer` |
//! | `/admin-page` | `#refused` or `#admin` (one is shown); `#greeting`, `#status` (a row is `tr[data-fact="kids"]`), `#all-files` (a row is `tr[data-key]`), `#no-store`, `#console-link` |
//! | `/mailbox` | `#mails` (a mail is `li[data-to][data-kind]`, newest first, with `code.code`), `#no-mail` |
//!
//! Inputs go by their `name`. The button that sends a form is its `[type=submit]`; while it works it has
//! `aria-busy="true"`. After sign-up follows `/activate?email=…`, then `/sign-in?email=…`, then `/my-page`. After a sign-in
//! with a provider or the hosted page follows `/callback?code=…&state=…`, then `/my-page`.
//! Tokens are in the tab's `sessionStorage` under `my-page.session`, and what a sign-in elsewhere must bring back under
//! `my-page.departure`; AWS credentials are in the page's memory only.

mod headers;
#[cfg(test)]
mod tests;

pub(crate) use headers::may_be_called;
pub use headers::{SECURITY_HEADERS, content_security_policy};

const HTML: &str = "text/html; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const STYLE: &str = "text/css; charset=utf-8";

/// One file of the site, ready to be served.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    /// Where it is served, with the leading slash.
    pub path: &'static str,
    /// The value of its `Content-Type` header.
    pub content_type: &'static str,
    /// The whole file.
    pub body: &'static str,
}

/// All pages with their scripts, styles and the icon; each path occurs once.
///
/// # Examples
///
/// ```
/// use my_page::pages::pages;
///
/// let start = pages().iter().find(|page| page.path == "/");
/// assert!(start.is_some_and(|page| page.content_type.starts_with("text/html")));
/// ```
pub fn pages() -> &'static [Page] {
    PAGES
}

const PAGES: &[Page] = &[
    page("/", HTML, include_str!("../pages/index.html")),
    page("/activate", HTML, include_str!("../pages/activate.html")),
    page(
        "/forgot-password",
        HTML,
        include_str!("../pages/forgot-password.html"),
    ),
    page("/mailbox", HTML, include_str!("../pages/mailbox.html")),
    page("/my-page", HTML, include_str!("../pages/my-page.html")),
    page("/sign-in", HTML, include_str!("../pages/sign-in.html")),
    page("/sign-up", HTML, include_str!("../pages/sign-up.html")),
    page(
        "/assets/activate.js",
        SCRIPT,
        include_str!("../pages/assets/activate.js"),
    ),
    page(
        "/assets/authenticate.js",
        SCRIPT,
        include_str!("../pages/assets/authenticate.js"),
    ),
    page(
        "/assets/claims.js",
        SCRIPT,
        include_str!("../pages/assets/claims.js"),
    ),
    page(
        "/assets/cognito.js",
        SCRIPT,
        include_str!("../pages/assets/cognito.js"),
    ),
    page(
        "/assets/config.js",
        SCRIPT,
        include_str!("../pages/assets/config.js"),
    ),
    page(
        "/assets/errors.js",
        SCRIPT,
        include_str!("../pages/assets/errors.js"),
    ),
    page(
        "/assets/forgot-password.js",
        SCRIPT,
        include_str!("../pages/assets/forgot-password.js"),
    ),
    page(
        "/assets/form.js",
        SCRIPT,
        include_str!("../pages/assets/form.js"),
    ),
    page(
        "/assets/mailbox.js",
        SCRIPT,
        include_str!("../pages/assets/mailbox.js"),
    ),
    page(
        "/assets/message.js",
        SCRIPT,
        include_str!("../pages/assets/message.js"),
    ),
    page(
        "/assets/my-page.js",
        SCRIPT,
        include_str!("../pages/assets/my-page.js"),
    ),
    page(
        "/assets/network.js",
        SCRIPT,
        include_str!("../pages/assets/network.js"),
    ),
    page(
        "/assets/session.js",
        SCRIPT,
        include_str!("../pages/assets/session.js"),
    ),
    page(
        "/assets/sign-in.js",
        SCRIPT,
        include_str!("../pages/assets/sign-in.js"),
    ),
    page(
        "/assets/sign-out.js",
        SCRIPT,
        include_str!("../pages/assets/sign-out.js"),
    ),
    page(
        "/assets/sign-up.js",
        SCRIPT,
        include_str!("../pages/assets/sign-up.js"),
    ),
    page(
        "/assets/srp.js",
        SCRIPT,
        include_str!("../pages/assets/srp.js"),
    ),
    page(
        "/assets/start.js",
        SCRIPT,
        include_str!("../pages/assets/start.js"),
    ),
    page(
        "/assets/words.js",
        SCRIPT,
        include_str!("../pages/assets/words.js"),
    ),
    page(
        "/assets/no-script.css",
        STYLE,
        include_str!("../pages/assets/no-script.css"),
    ),
    page(
        "/assets/style.css",
        STYLE,
        include_str!("../pages/assets/style.css"),
    ),
    page(
        "/assets/icon.svg",
        "image/svg+xml",
        include_str!("../pages/assets/icon.svg"),
    ),
];

const fn page(path: &'static str, content_type: &'static str, body: &'static str) -> Page {
    Page {
        path,
        content_type,
        body,
    }
}
