//! The forms for a new account. They work without script.

use super::{escaped, page};

/// For a new account. A form that was not accepted is shown again, with its address and without its password.
pub(crate) fn join(email: &str, problem: Option<&str>) -> String {
    let body = format!(
        "{problem}<form method=\"post\" action=\"/join\" id=\"join-form\">{email}\
         <label for=\"password\">Password</label>\
         <input id=\"password\" name=\"password\" type=\"password\" required minlength=\"8\" maxlength=\"256\" \
         autocomplete=\"new-password\" aria-describedby=\"rules\">\
         <p id=\"rules\">At least 8 characters: lower and upper case, a digit and a symbol.</p>\
         <button id=\"create\">Create the account</button></form>\
         <p><a href=\"/activate\">I have a code already</a></p>",
        problem = alert(problem),
        email = email_field(email),
    );
    page("Create an account", &body)
}

/// For the code that was sent to the new account's address.
pub(crate) fn activate(email: &str, problem: Option<&str>) -> String {
    let body = format!(
        "{problem}<p>A code was sent to the address of your new account.</p>\
         <form method=\"post\" action=\"/activate\" id=\"activate-form\">{email}\
         <label for=\"code\">Code</label>\
         <input id=\"code\" name=\"code\" type=\"text\" inputmode=\"numeric\" required maxlength=\"16\" \
         autocomplete=\"one-time-code\">\
         <button id=\"activate\">Activate the account</button></form>",
        problem = alert(problem),
        email = email_field(email),
    );
    page("Enter the code", &body)
}

fn email_field(email: &str) -> String {
    format!(
        "<label for=\"email\">E-mail address</label>\
         <input id=\"email\" name=\"email\" type=\"email\" value=\"{}\" required maxlength=\"254\" autocomplete=\"username\">",
        escaped(email),
    )
}

fn alert(problem: Option<&str>) -> String {
    problem.map_or_else(String::new, |problem| {
        format!(
            "<p class=\"problem\" id=\"problem\" role=\"alert\">{}</p>",
            escaped(problem)
        )
    })
}
