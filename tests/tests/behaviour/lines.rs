//! Section 9 of the rules, line by line: which rows of the table of scenarios hold it.

use std::collections::BTreeSet;

use cognito_tests::scenarios::THEMES;

/// A line, and the beginnings of names of rows, by theme.
const LINES: &[(&str, &[(&str, &str)])] = &[
    (
        "no credentials: 401 without an error",
        &[("credential", "no token"), ("cookie", "cookie: no cookie")],
    ),
    (
        "another scheme than Bearer: 401 without an error",
        &[("credential", "Basic"), ("credential", "DPoP")],
    ),
    (
        "an empty token source: 401 without an error",
        &[
            ("cookie", "cookie: an empty cookie"),
            ("credential", "neither source"),
        ],
    ),
    (
        "`resource_metadata` where it is configured",
        &[
            ("answer", "resource metadata"),
            (
                "answer",
                "resource metadata where a new token would not help",
            ),
        ],
    ),
    (
        "two Authorization headers: 400",
        &[
            ("credential", "the same token twice"),
            ("credential", "Basic beside Bearer"),
            ("credential", "Basic twice"),
        ],
    ),
    (
        "`Bearer` without a token: 400",
        &[("credential", "Bearer without a token")],
    ),
    (
        "`Bearer` with several tokens: 400",
        &[
            ("credential", "a token before the token"),
            ("credential", "a list of credentials"),
        ],
    ),
    (
        "bytes outside token68: 400",
        &[
            ("credential", "a quoted token"),
            ("credential", "a byte that is no UTF-8"),
            ("credential", "padding in the middle"),
        ],
    ),
    ("an empty header: 400", &[("credential", "an empty header")]),
    (
        "two sources with different tokens: 400",
        &[
            ("credential", "two tokens in two sources"),
            ("cookie", "cookie: another token in a header"),
        ],
    ),
    (
        "expired: 401, the one precise word",
        &[
            ("token", "the last second"),
            ("token", "a token that expires between two requests"),
        ],
    ),
    (
        "a token68 that is no JWT: 401",
        &[("credential", "token68 that is no JWT")],
    ),
    (
        "refused for any other reason: 401, the reason untold",
        &[
            ("token", "another client"),
            ("token", "a changed byte"),
            ("token", "bad token: "),
            ("key", "an unknown key"),
            ("revocation", "a sign-out"),
        ],
    ),
    (
        "scope missing: 403, named",
        &[
            ("policy", "one of two scopes, for all routes"),
            ("policy", "one of two scopes, for a route"),
        ],
    ),
    (
        "principal: 403",
        &[
            ("policy", "a machine for users"),
            ("policy", "a user for machines"),
        ],
    ),
    (
        "client rule: 403",
        &[("policy", "a client that a route is not for")],
    ),
    ("group: 403", &[("policy", "nobody's group")]),
    ("custom rule: 403", &[("policy", "a rule that says no")]),
    (
        "custom claims: 403",
        &[("extractor", "custom claims that do not fit")],
    ),
    (
        "cookie of an untrusted origin: 403",
        &[
            ("cookie", "cookie: a stranger on an optional route"),
            ("cookie", "cookie: POST by "),
        ],
    ),
    (
        "sign-in too old: 401 with `max_age`",
        &[
            ("step_up", "a stale sign-in, for all routes"),
            ("step_up", "a stale sign-in, for a route"),
        ],
    ),
    (
        "acr too low: 401 with `acr_values`",
        &[("step_up", "a weak sign-in")],
    ),
    (
        "both: one challenge, in the order of the parameters",
        &[
            ("step_up", "a stale and weak sign-in"),
            ("step_up", "a step-up challenge in full"),
        ],
    ),
    (
        "keys unavailable: 503 with `Retry-After`",
        &[
            ("key", "a cold start without keys"),
            ("key", "keys that are a day old"),
        ],
    ),
    (
        "pool registry unavailable: 503 with `Retry-After`",
        &[("registry", "a registry that is down for a while")],
    ),
    (
        "revocation store unavailable: 503 with `Retry-After`",
        &[("revocation", "a store that may fail, ")],
    ),
    (
        "an extractor with nothing in reach: 500",
        &[
            ("extractor", "nothing verifies: "),
            ("route", "a route's policy without a layer"),
        ],
    ),
    (
        "the body is replaceable",
        &[("answer", "a body of the application's own")],
    ),
    (
        "`reason` and `hint` in development mode",
        &[("answer", "development mode")],
    ),
    (
        "the realm",
        &[
            ("answer", "a realm"),
            ("route", "a route answers in the layer's style"),
        ],
    ),
    (
        "HEAD without a body",
        &[
            ("answer", "HEAD refused"),
            ("step_up", "a step-up challenge in full"),
        ],
    ),
    (
        "the scheme in any case, exactly one space",
        &[
            ("credential", "bearer"),
            ("credential", "BEARER"),
            ("credential", "two spaces"),
            ("credential", "a tab"),
        ],
    ),
    (
        "an existing `WWW-Authenticate` is kept",
        &[
            ("answer", "a challenge of the handler's own"),
            (
                "answer",
                "a challenge of the handler's own to an anonymous request",
            ),
        ],
    ),
    (
        "optional: no token or another scheme is anonymous",
        &[
            ("optional", "optional, Layer: no token"),
            ("optional", "optional, Layer: another scheme"),
        ],
    ),
    (
        "optional: a bad token is refused",
        &[
            ("optional", "optional, Layer: an expired token"),
            ("optional", "optional, Extractor: a garbled token"),
        ],
    ),
    (
        "a machine under `max_auth_age`: 403",
        &[("policy", "a machine where a sign-in must be recent")],
    ),
    (
        "a user without `auth_time`: step-up",
        &[("step_up", "no time of sign-in")],
    ),
    (
        "preflights are not exempt",
        &[
            ("optional", "a preflight"),
            ("optional", "what is no preflight"),
        ],
    ),
    (
        "`allow_preflight`",
        &[("optional", "a preflight where they pass")],
    ),
];

#[test]
fn every_line_has_its_rows() {
    let names: BTreeSet<(&str, String)> = THEMES
        .iter()
        .flat_map(|(theme, rows)| {
            rows()
                .into_iter()
                .map(|row| (*theme, row.name().to_owned()))
        })
        .collect();
    let mut missing = Vec::new();
    for (line, rows) in LINES {
        for (theme, row) in *rows {
            let is_there = names
                .iter()
                .any(|(of, name)| of == theme && (name == row || begins(name, row)));
            if !is_there {
                missing.push(format!("{theme}: no row {row:?}: {line}"));
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

/// A row may stand for several, which differ after a comma or what the name ends with.
fn begins(name: &str, row: &str) -> bool {
    let rest = name.strip_prefix(row);
    rest.is_some_and(|rest| rest.starts_with(", ") || row.ends_with(' '))
}
