//! The site's pages: plain files built into the program, the same for both servers.
//!
//! There is no build step and nothing is loaded from elsewhere. The scripts talk to the user pool themselves: sign-up and
//! reset send the password to it, sign-in only proves it, and the site's own handlers see tokens only. They talk to the
//! identity pool and to the store, too, with the person's own AWS credentials, and sign these requests themselves.
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
//! | `/files` | `#not-configured` or `#store` (one is shown); `#identity` (the identity id), `#upload-form` with `file`, `#drop`, `#progress`, `#files` (a row is `tr[data-name]` with `button.download` and `button.delete`, which wants to be pressed twice), `#no-files`, `#reload`, `#outside`, `#outside-answer` (class `good` if the store refused, as it should) |
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

/// Where the pages are served that people open, for the routes; all else is at `/assets/<file>`.
pub fn paths() -> impl Iterator<Item = &'static str> {
    PAGES
        .iter()
        .map(|page| page.path)
        .filter(|path| !path.starts_with("/assets/"))
}

/// A file of the folder `pages`, at a path.
macro_rules! file {
    ($path:expr, $content_type:expr, $file:expr) => {
        Page {
            path: $path,
            content_type: $content_type,
            body: include_str!(concat!("../pages/", $file)),
        }
    };
}

/// A file of the folder `pages/assets`, at the path of its name.
macro_rules! asset {
    ($content_type:expr, $name:literal) => {
        file!(
            concat!("/assets/", $name),
            $content_type,
            concat!("assets/", $name)
        )
    };
}

const PAGES: &[Page] = &[
    file!("/", HTML, "index.html"),
    file!("/activate", HTML, "activate.html"),
    file!("/admin-page", HTML, "admin-page.html"),
    file!("/callback", HTML, "callback.html"),
    file!("/files", HTML, "files.html"),
    file!("/forgot-password", HTML, "forgot-password.html"),
    file!("/mailbox", HTML, "mailbox.html"),
    file!("/my-page", HTML, "my-page.html"),
    file!("/sign-in", HTML, "sign-in.html"),
    file!("/sign-up", HTML, "sign-up.html"),
    asset!(SCRIPT, "account.js"),
    asset!(SCRIPT, "activate.js"),
    asset!(SCRIPT, "admin-page.js"),
    asset!(SCRIPT, "authenticate.js"),
    asset!(SCRIPT, "bytes.js"),
    asset!(SCRIPT, "callback.js"),
    asset!(SCRIPT, "claims.js"),
    asset!(SCRIPT, "cognito.js"),
    asset!(SCRIPT, "config.js"),
    asset!(SCRIPT, "errors.js"),
    asset!(SCRIPT, "facts.js"),
    asset!(SCRIPT, "field.js"),
    asset!(SCRIPT, "files.js"),
    asset!(SCRIPT, "forgot-password.js"),
    asset!(SCRIPT, "form.js"),
    asset!(SCRIPT, "identity.js"),
    asset!(SCRIPT, "json-api.js"),
    asset!(SCRIPT, "mailbox.js"),
    asset!(SCRIPT, "message.js"),
    asset!(SCRIPT, "my-page.js"),
    asset!(SCRIPT, "network.js"),
    asset!(SCRIPT, "oauth.js"),
    asset!(SCRIPT, "providers.js"),
    asset!(SCRIPT, "s3.js"),
    asset!(SCRIPT, "session.js"),
    asset!(SCRIPT, "sign-in.js"),
    asset!(SCRIPT, "sign-out.js"),
    asset!(SCRIPT, "sign-up.js"),
    asset!(SCRIPT, "sigv4.js"),
    asset!(SCRIPT, "srp.js"),
    asset!(SCRIPT, "start.js"),
    asset!(SCRIPT, "table.js"),
    asset!(SCRIPT, "words.js"),
    asset!(STYLE, "no-script.css"),
    asset!(STYLE, "style.css"),
    asset!("image/svg+xml", "icon.svg"),
];
