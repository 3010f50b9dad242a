//! The page for developers at `/dev`: users, groups, mails and keys to look at, and switches.

mod action;
mod page;
mod state;

use serde_json::{Value, json};

use crate::{
    http::{Answer, MAX_BODY, Request},
    import::{self, job},
    jwks_mode::JwksMode,
    shared::Shared,
};

/// Something that the console serves.
#[derive(Clone, Copy)]
enum Place<'a> {
    Action(&'a str),
    Import,
    Jwks,
    Page(&'static page::File),
    SignOutEverybody,
    State,
    Upload(&'a str),
}

impl<'a> Place<'a> {
    fn of(path: &'a str) -> Option<Self> {
        Some(match path {
            "/dev/import" => Self::Import,
            "/dev/jwks" => Self::Jwks,
            "/dev/sign-out-everybody" => Self::SignOutEverybody,
            "/dev/state.json" => Self::State,
            _ => {
                if let Some(file) = page::file(path) {
                    Self::Page(file)
                } else if let Some(address) = path.strip_prefix(job::UPLOADS) {
                    Self::Upload(address)
                } else {
                    let action = path.strip_prefix("/dev/users/")?;
                    Self::Action(action::known(action)?)
                }
            }
        })
    }

    fn methods(self) -> &'static str {
        match self {
            Self::Page(_) | Self::State => "GET, HEAD",
            Self::Upload(_) => "PUT",
            Self::Action(_) | Self::Import | Self::Jwks | Self::SignOutEverybody => "POST",
        }
    }
}

/// Whether the console serves something there.
pub(crate) fn is_at(path: &str) -> bool {
    Place::of(path).is_some()
}

/// Answers a request that came to a loopback name; a page of another origin gets nothing but the page itself.
pub(crate) fn answer(pool: &Shared, request: &Request, is_foreign: bool) -> Option<Answer> {
    let place = Place::of(request.path())?;
    let is_right = place
        .methods()
        .split(", ")
        .any(|method| method == request.method());
    if !is_right {
        return Some(
            refusal(405, "this method is not allowed here").header("allow", place.methods()),
        );
    }
    if let Place::Page(file) = place {
        return Some(file.answer());
    }
    if is_foreign {
        return Some(refusal(403, "this is not for pages of another origin"));
    }
    let answer = match place {
        Place::Page(file) => file.answer(),
        Place::State => Answer::json(200, &state::json(pool)),
        Place::Upload(address) => upload(pool, address, request.bytes()),
        Place::Import => import(pool, request),
        Place::Action(_) | Place::Jwks | Place::SignOutEverybody => match members(request) {
            Ok(body) => switch(pool, place, &body),
            Err(refusal) => refusal,
        },
    };
    Some(private(answer))
}

/// What the page's buttons ask for.
fn switch(pool: &Shared, place: Place<'_>, body: &Value) -> Answer {
    let outcome = match place {
        Place::Action(action) => action::perform(pool, action, body),
        Place::Jwks => return set_mode(pool, body),
        _ => {
            action::sign_out_everybody(pool);
            Ok(Value::Null)
        }
    };
    match outcome {
        Ok(_) => Answer::json(200, &json!({"done": true})),
        Err(error) => refusal(400, error.message()),
    }
}

fn refusal(status: u16, message: &str) -> Answer {
    Answer::json(status, &json!({ "message": message }))
}

/// What is for this page's eyes only, and not for its cache.
fn private(answer: Answer) -> Answer {
    answer
        .header("cache-control", "no-store")
        .header("cross-origin-resource-policy", "same-origin")
        .header("x-content-type-options", "nosniff")
}

/// The body, which must be a JSON object and say so: a form of another page cannot send that without asking first.
fn members(request: &Request) -> Result<Value, Answer> {
    if !has_type(request, "application/json") {
        return Err(refusal(415, "send content-type: application/json"));
    }
    let body = request.bytes();
    let body = (body.len() <= MAX_BODY).then(|| serde_json::from_slice(body));
    body.and_then(Result::ok)
        .filter(Value::is_object)
        .ok_or_else(|| refusal(400, "the body is not a JSON object"))
}

fn has_type(request: &Request, wanted: &str) -> bool {
    request.sole("content-type").is_some_and(|value| {
        let essence = value.split(';').next().unwrap_or_default();
        essence.trim().eq_ignore_ascii_case(wanted)
    })
}

fn set_mode(pool: &Shared, body: &Value) -> Answer {
    let mode = body.get("mode").and_then(Value::as_str);
    match mode.and_then(JwksMode::named) {
        Some(mode) => {
            pool.state().jwks_mode = mode;
            Answer::json(200, &json!({"mode": mode.as_str()}))
        }
        None => refusal(
            400,
            "mode is one of ok, unavailable, garbage, slow and empty",
        ),
    }
}

fn import(pool: &Shared, request: &Request) -> Answer {
    if !has_type(request, "text/csv") {
        return refusal(415, "send content-type: text/csv");
    }
    match import::run(pool, request.bytes()) {
        Ok(report) => Answer::json(200, &json!(report)),
        Err(error) => refusal(400, &error.to_string()),
    }
}

/// The file of an import job, from who was given the address. Any content type will do, as with the service.
fn upload(pool: &Shared, address: &str, file: &[u8]) -> Answer {
    let now = pool.now();
    if pool.state().import_jobs.upload(address, file, now) {
        Answer::empty(200)
    } else {
        refusal(
            403,
            "no import job takes this file here: it is unknown, started or expired, or the file is too large",
        )
    }
}
