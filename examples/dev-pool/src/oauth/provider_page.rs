//! `/idp/<provider>`: the page that plays a provider. It asks who one is, and believes it.

use super::{
    authorization::Authorization,
    csrf::{self, Csrf},
    form::Form,
    page::{self, Page, escaped},
};
use crate::{
    federation::{Person, Provider, arrive},
    http::{Answer, Request},
    shared::Shared,
};

pub(super) fn show(pool: &Shared, request: &Request, provider: Provider) -> Answer {
    match Authorization::read(pool, request) {
        Ok(authorization) => page(pool, request, &authorization, provider, None),
        Err(refusal) => refusal,
    }
}

/// Takes the form: one of the known people by number, or an e-mail address and perhaps a name.
pub(super) fn submit(pool: &Shared, request: &Request, provider: Provider) -> Answer {
    let authorization = match Authorization::read(pool, request) {
        Ok(authorization) => authorization,
        Err(refusal) => return refusal,
    };
    let form = match Form::of_body(request) {
        Ok(form) => form,
        Err(malformed) => return page::error("invalid_request", malformed.message()),
    };
    let refused = |problem| page(pool, request, &authorization, provider, Some(problem));
    if !csrf::is_proven(pool, request, &form) {
        return refused(Problem {
            status: 403,
            message: page::NOT_FROM_HERE,
        });
    }
    let Some(person) = chosen(&form, provider) else {
        return refused(Problem {
            status: 400,
            message: "Please choose somebody, or enter an e-mail address.",
        });
    };
    match arrive(pool, provider, &person) {
        Ok(sub) => authorization.sign_in(pool, request, &sub, Some(provider)),
        Err(error) => authorization
            .callback
            .refuse("server_error", error.message()),
    }
}

fn chosen(form: &Form, provider: Provider) -> Option<Person> {
    let Some(number) = form.get("person") else {
        return Person::typed(form.get("email")?.trim(), form.get("name"));
    };
    let number: usize = number.parse().ok()?;
    Person::known_to(provider).into_iter().nth(number)
}

struct Problem {
    status: u16,
    message: &'static str,
}

fn page(
    pool: &Shared,
    request: &Request,
    authorization: &Authorization<'_>,
    provider: Provider,
    problem: Option<Problem>,
) -> Answer {
    let csrf = Csrf::new(pool, request);
    let title = provider.title();
    let form = format!(
        "<form method=\"post\" action=\"{}\">{}",
        escaped(&authorization.page(pool, &format!("/idp/{provider}"))),
        page::hidden(csrf::FIELD, &csrf.token),
    );
    let known: Vec<String> = Person::known_to(provider)
        .iter()
        .enumerate()
        .map(|(number, person)| {
            format!(
                "<button class=\"person\" name=\"person\" value=\"{number}\">{}<span>{}</span></button>",
                escaped(person.name.as_deref().unwrap_or_default()),
                escaped(&person.email),
            )
        })
        .collect();
    let body = format!(
        "{alert}{form}{known}</form>\
         <p class=\"or\">or be somebody else</p>\
         {form}<label for=\"email\">E-mail address</label>\
         <input id=\"email\" name=\"email\" type=\"email\" required maxlength=\"100\" autocomplete=\"email\">\
         <label for=\"name\">Name (may be left out)</label>\
         <input id=\"name\" name=\"name\" type=\"text\" maxlength=\"100\" autocomplete=\"name\">\
         <button>Continue</button></form>\
         <p class=\"or\"><a href=\"{back}\">Back to all ways to sign in</a></p>",
        known = known.concat(),
        alert = page::alert(problem.as_ref().map(|problem| problem.message)),
        back = escaped(&authorization.page(pool, "/login")),
    );
    Page {
        status: problem.map_or(200, |problem| problem.status),
        title: &format!("Continue with {title}"),
        note: &format!("This plays {title} for development. Nothing is sent to {title}, and there is no password."),
        body,
        form_target: authorization.callback.form_target(),
        set_cookie: csrf.set_cookie,
    }
    .answer()
}
