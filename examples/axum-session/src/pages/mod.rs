//! The pages: plain HTML, written on the server.

mod asset;
mod escape;
mod forms;
mod headers;

use axum::{
    http::{HeaderName, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use cognito_tower::core::UserClaims;

pub(crate) use self::{
    asset::{asset, no_icon},
    escape::escaped,
    forms::{activate, join},
    headers::{add_headers, content_security_policy},
};
use crate::{asker::Asker, session::Person};

/// While the pool does not answer.
pub(crate) const BUSY: (&str, &str) = (
    "Please try again",
    "The service that signs you in does not answer at the moment. You stay signed in.",
);

/// What is shown to everybody.
pub(crate) fn start(person: Option<&Person>) -> String {
    let body = match person {
        Some(person) => format!(
            "<p>You are signed in as <strong id=\"name\">{}</strong>.</p>\
             <p><a class=\"button\" id=\"my-page\" href=\"/me\">My page</a></p>{SIGN_OUT}",
            escaped(person.display_name()),
        ),
        None => "<p>You are not signed in.</p>\
                 <p><a class=\"button\" id=\"sign-in\" href=\"/sign-in?to=/me\">Sign in</a> \
                 <a id=\"join\" href=\"/join\">Create an account</a></p>"
            .to_owned(),
    };
    page("Notes", &body)
}

/// The page of who is signed in.
pub(crate) fn me(person: &Person, claims: &UserClaims, notes: &[String]) -> String {
    let row = |name: &str, id: &str, value: &str| {
        format!("<dt>{name}</dt><dd id=\"{id}\">{}</dd>", escaped(value))
    };
    let groups: Vec<&str> = claims.groups().iter().collect();
    let groups = if groups.is_empty() {
        "none".to_owned()
    } else {
        groups.join(", ")
    };
    let notes: Vec<String> = notes
        .iter()
        .map(|note| format!("<li>{}</li>", escaped(note)))
        .collect();
    let body = format!(
        "<dl>{name}{email}{subject}{groups}</dl>\
         <h2 id=\"notes-title\">Notes</h2>\
         <form method=\"post\" action=\"/notes\" id=\"note-form\">\
         <label for=\"text\">New note</label>\
         <input id=\"text\" name=\"text\" type=\"text\" required maxlength=\"200\" autocomplete=\"off\">\
         <button id=\"add\">Add</button></form>\
         <ul id=\"notes\" aria-labelledby=\"notes-title\">{notes}</ul>\
         <h2>What a script sees</h2>\
         <p>This button calls <code>/api/me</code>. The browser sends the session along; no script can read it.</p>\
         <button type=\"button\" id=\"ask\">Ask</button>\
         <pre id=\"answer\" role=\"status\" tabindex=\"0\" aria-label=\"Answer\"></pre>\
         <script src=\"/assets/ask.js\" defer></script>\
         {SIGN_OUT}",
        name = row("Name", "name", person.display_name()),
        email = row(
            "E-mail address",
            "email",
            person.email.as_deref().unwrap_or("not known")
        ),
        subject = row("Subject", "subject", claims.subject()),
        notes = notes.concat(),
        groups = row("Groups", "groups", &groups),
    );
    page("My page", &body)
}

/// For members of the group `admins`.
pub(crate) fn admin(claims: &UserClaims) -> String {
    let body = format!(
        "<p>Only administrators see this. You are {}.</p><p><a href=\"/me\">My page</a></p>",
        escaped(claims.subject()),
    );
    page("Administration", &body)
}

/// Where the pool did not hear of a sign-out.
pub(crate) fn half_signed_out(logout: &str) -> String {
    let body = format!(
        "<p>You are signed out of this site. The service that signed you in did not answer: there you may still be signed in.</p>\
         <p><a class=\"button\" id=\"log-out\" href=\"{}\">Sign out there</a></p>",
        escaped(logout),
    );
    page("Signed out", &body)
}

/// A page that says one thing to somebody who has no session.
pub(crate) fn message(title: &str, text: &str) -> String {
    let way_on = "<a class=\"button\" id=\"sign-in\" href=\"/sign-in?to=/me\">Sign in</a>";
    said(title, text, way_on)
}

/// A page that says one thing to somebody who is signed in.
pub(crate) fn notice(title: &str, text: &str) -> String {
    let way_on = "<a class=\"button\" id=\"my-page\" href=\"/me\">My page</a>";
    said(title, text, way_on)
}

fn said(title: &str, text: &str, way_on: &str) -> String {
    let body = format!(
        "<p id=\"message\">{}</p><p>{way_on} <a href=\"/\">Start page</a></p>",
        escaped(text),
    );
    page(title, &body)
}

/// The session may be good: it is not known yet.
pub(crate) fn unavailable(asker: &Asker) -> Response {
    let status = StatusCode::SERVICE_UNAVAILABLE;
    match asker {
        Asker::Fetch => {
            let json = [(header::CONTENT_TYPE, "application/problem+json")];
            (
                status,
                json,
                r#"{"title":"the session cannot be renewed now","status":503}"#,
            )
                .into_response()
        }
        Asker::Person { .. } => (status, html(notice(BUSY.0, BUSY.1))).into_response(),
    }
}

pub(crate) fn html(page: String) -> ([(HeaderName, &'static str); 1], String) {
    ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], page)
}

const SIGN_OUT: &str = "<form method=\"post\" action=\"/sign-out\" id=\"sign-out-form\"><button id=\"sign-out\">Sign out</button></form>";

fn page(title: &str, body: &str) -> String {
    let title = escaped(title);
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title>\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\">\
         <link rel=\"stylesheet\" href=\"/assets/style.css\"></head>\
         <body><main><h1>{title}</h1>{body}</main></body></html>"
    )
}
