//! `/login`: the page on which users sign in.
//!
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/login-endpoint.html>

use super::{
    authorization::Authorization,
    csrf::{self, Csrf},
    form::Form,
    native,
    page::{self, Page, escaped},
    session::Session,
};
use crate::{
    http::{Answer, Request},
    shared::Shared,
};

/// Shows the page, whether or not somebody is signed in.
pub(super) fn show(pool: &Shared, request: &Request) -> Answer {
    match Authorization::read(pool, request) {
        Ok(authorization) => page(pool, request, &authorization, Attempt::default()),
        Err(refusal) => refusal,
    }
}

/// Takes the form: a name and a password, or the wish to go on as who is signed in.
pub(super) fn submit(pool: &Shared, request: &Request) -> Answer {
    let authorization = match Authorization::read(pool, request) {
        Ok(authorization) => authorization,
        Err(refusal) => return refusal,
    };
    let form = match Form::of_body(request) {
        Ok(form) => form,
        Err(malformed) => return page::error("invalid_request", malformed.message()),
    };
    let refused = |status, name: &str, message| {
        let attempt = Attempt {
            status,
            name: Some(name),
            message: Some(message),
        };
        page(pool, request, &authorization, attempt)
    };
    let name = form.get("username").unwrap_or_default().trim();
    if !csrf::is_proven(pool, request, &form) {
        return refused(403, name, page::NOT_FROM_HERE);
    }
    if form.get("continue").is_some() {
        return match authorization.session(pool, request) {
            Some(session) => authorization.finish(pool, &session),
            None => refused(
                400,
                name,
                "You are no longer signed in: please sign in again.",
            ),
        };
    }
    let password = form.get("password").unwrap_or_default();
    match native::prove(pool, name, password) {
        Ok(sub) => authorization.sign_in(pool, request, &sub, None),
        Err(message) => refused(400, name, message),
    }
}

/// An attempt to sign in, which may have failed.
#[derive(Clone, Copy)]
struct Attempt<'a> {
    status: u16,
    name: Option<&'a str>,
    message: Option<&'a str>,
}

impl Default for Attempt<'_> {
    fn default() -> Self {
        Self {
            status: 200,
            name: None,
            message: None,
        }
    }
}

fn page(
    pool: &Shared,
    request: &Request,
    authorization: &Authorization<'_>,
    attempt: Attempt<'_>,
) -> Answer {
    let csrf = Csrf::new(pool, request);
    let session = authorization.session(pool, request);
    let name = attempt
        .name
        .filter(|name| !name.is_empty())
        .or(authorization.login_hint.as_deref())
        .unwrap_or_default();
    let mut body = page::alert(attempt.message);
    if let Some(session) = session {
        body += &go_on(pool, authorization, &csrf, &session);
    }
    body += &password_form(pool, authorization, &csrf, name, attempt.message.is_some());
    body += &providers(pool, authorization);
    Page {
        status: attempt.status,
        title: "Sign in",
        note: "This is the login page of a user pool for development. It plays the one that Cognito hosts.",
        body,
        form_target: authorization.callback.form_target(),
        set_cookie: csrf.set_cookie,
    }
    .answer()
}

/// The button for who is signed in.
fn go_on(
    pool: &Shared,
    authorization: &Authorization<'_>,
    csrf: &Csrf,
    session: &Session,
) -> String {
    let state = pool.state();
    let name = state.users.by_sub(&session.sub).map(|user| {
        let email = user.attributes.email();
        email.unwrap_or(&user.username).to_owned()
    });
    drop(state);
    format!(
        "<form method=\"post\" action=\"{action}\">{token}\
         <button name=\"continue\" value=\"1\">Continue as {name}</button></form>\
         <p class=\"or\">or sign in as somebody else</p>",
        action = escaped(&authorization.page(pool, "/login")),
        token = page::hidden(csrf::FIELD, &csrf.token),
        name = escaped(&name.unwrap_or_default()),
    )
}

fn password_form(
    pool: &Shared,
    authorization: &Authorization<'_>,
    csrf: &Csrf,
    name: &str,
    has_failed: bool,
) -> String {
    let invalid = if has_failed {
        " aria-invalid=\"true\" aria-describedby=\"problem\""
    } else {
        ""
    };
    format!(
        "<form method=\"post\" action=\"{action}\">{token}\
         <label for=\"username\">E-mail address or username</label>\
         <input id=\"username\" name=\"username\" type=\"text\" value=\"{name}\" required maxlength=\"254\" \
         autocomplete=\"username\" autocapitalize=\"none\" spellcheck=\"false\"{invalid}>\
         <label for=\"password\">Password</label>\
         <input id=\"password\" name=\"password\" type=\"password\" required maxlength=\"256\" \
         autocomplete=\"current-password\"{invalid}>\
         <button>Sign in</button></form>",
        action = escaped(&authorization.page(pool, "/login")),
        token = page::hidden(csrf::FIELD, &csrf.token),
        name = escaped(name),
    )
}

fn providers(pool: &Shared, authorization: &Authorization<'_>) -> String {
    if pool.settings.providers.is_empty() {
        return String::new();
    }
    let providers = pool.settings.providers.iter();
    let links: Vec<String> = providers
        .map(|provider| {
            let address = authorization.page(pool, &format!("/idp/{provider}"));
            format!(
                "<li><a class=\"button\" href=\"{}\">Continue with {}</a></li>",
                escaped(&address),
                provider.title()
            )
        })
        .collect();
    format!(
        "<p class=\"or\" id=\"providers\">or use another account (each is played by a page here)</p>\
         <ul aria-labelledby=\"providers\">{}</ul>",
        links.concat()
    )
}
