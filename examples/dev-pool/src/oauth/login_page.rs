//! What the login page looks like.

use std::borrow::Cow;

use super::{
    authorization::Authorization,
    csrf::{self, Csrf},
    page::{self, Page, escaped},
    session::Session,
};
use crate::{
    challenge::Step,
    http::{Answer, Request},
    shared::Shared,
};

/// The page for a user at some point of a sign-in.
pub(super) struct View<'a> {
    name: &'a str,
    status: u16,
    problem: Option<Cow<'static, str>>,
    step: Option<(Step, String)>,
}

impl<'a> View<'a> {
    /// For who goes by this name, or nobody yet.
    pub(super) fn new(name: &'a str) -> Self {
        Self {
            name,
            status: 200,
            problem: None,
            step: None,
        }
    }

    /// Says what went wrong.
    pub(super) fn problem(mut self, status: u16, problem: impl Into<Cow<'static, str>>) -> Self {
        self.status = status;
        self.problem = Some(problem.into());
        self
    }

    /// Asks for what comes after the password.
    pub(super) fn step(mut self, step: Step, handle: String) -> Self {
        self.step = Some((step, handle));
        self
    }

    pub(super) fn answer(
        &self,
        pool: &Shared,
        request: &Request,
        authorization: &Authorization<'_>,
    ) -> Answer {
        let csrf = Csrf::new(pool, request);
        let form = format!(
            "<form method=\"post\" action=\"{}\">{}",
            escaped(&authorization.page(pool, "/login")),
            page::hidden(csrf::FIELD, &csrf.token),
        );
        let (title, content) = match &self.step {
            None => {
                let session = authorization.session(pool, request);
                let content = [
                    session.map_or_else(String::new, |session| go_on(pool, &form, &session)),
                    self.credentials(&form),
                    providers(pool, authorization),
                ];
                ("Sign in", content.concat())
            }
            Some((Step::NewPassword, handle)) => {
                ("Choose a new password", self.new_password(&form, handle))
            }
            Some((Step::SoftwareToken, handle)) => ("Enter a code", self.code(&form, handle)),
        };
        Page {
            status: self.status,
            title,
            note: "This is the login page of a user pool for development. It plays the one that Cognito hosts.",
            body: format!("{}{content}", page::alert(self.problem.as_deref())),
            form_target: authorization.callback.form_target(),
            set_cookie: csrf.set_cookie,
        }
        .answer()
    }

    fn credentials(&self, form: &str) -> String {
        let described = self.described();
        format!(
            "{form}\
             <label for=\"username\">E-mail address or username</label>\
             <input id=\"username\" name=\"username\" type=\"text\" value=\"{name}\" required maxlength=\"254\" \
             autocomplete=\"username\" autocapitalize=\"none\" spellcheck=\"false\"{described}>\
             <label for=\"password\">Password</label>\
             <input id=\"password\" name=\"password\" type=\"password\" required maxlength=\"256\" \
             autocomplete=\"current-password\"{described}>\
             <button>Sign in</button></form>",
            name = escaped(self.name),
        )
    }

    fn new_password(&self, form: &str, handle: &str) -> String {
        format!(
            "{form}{carried}<p>The password of {name} is a temporary one.</p>\
             <label for=\"new_password\">New password</label>\
             <input id=\"new_password\" name=\"new_password\" type=\"password\" required minlength=\"8\" maxlength=\"256\" \
             autocomplete=\"new-password\" aria-describedby=\"rules{problem}\">\
             <p id=\"rules\" class=\"note\">At least 8 characters: lower and upper case, a digit and a symbol.</p>\
             <button>Set the password and sign in</button></form>",
            carried = self.carried(handle),
            name = escaped(self.name),
            problem = if self.problem.is_some() {
                " problem"
            } else {
                ""
            },
        )
    }

    fn code(&self, form: &str, handle: &str) -> String {
        format!(
            "{form}{carried}<label for=\"code\">Code of the authenticator app for {name}</label>\
             <input id=\"code\" name=\"code\" type=\"text\" inputmode=\"numeric\" required maxlength=\"6\" \
             autocomplete=\"one-time-code\"{described}>\
             <button>Sign in</button></form>",
            carried = self.carried(handle),
            name = escaped(self.name),
            described = self.described(),
        )
    }

    /// What a later form repeats.
    fn carried(&self, handle: &str) -> String {
        page::hidden("username", self.name) + &page::hidden("session", handle)
    }

    fn described(&self) -> &'static str {
        match self.problem {
            Some(_) => " aria-invalid=\"true\" aria-describedby=\"problem\"",
            None => "",
        }
    }
}

/// The button for who is signed in.
fn go_on(pool: &Shared, form: &str, session: &Session) -> String {
    let state = pool.state();
    let user = state.users.by_sub(&session.sub);
    let name = user.map(|user| user.attributes.email().unwrap_or(&user.username));
    format!(
        "{form}<button name=\"continue\" value=\"1\">Continue as {}</button></form>\
         <p class=\"or\">or sign in as somebody else</p>",
        escaped(name.unwrap_or_default()),
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
