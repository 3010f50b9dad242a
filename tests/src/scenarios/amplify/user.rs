//! Whose token is taken.

use cognito_core::Reason;

use super::{CLIENT, JO, own, row};
use crate::{
    Expected, Scenario,
    scenarios::{malformed, no_credentials},
};

pub(super) fn rows() -> Vec<Scenario> {
    [names(), others(), hostile()]
        .into_iter()
        .flatten()
        .collect()
}

fn names() -> Vec<Scenario> {
    let missing = || no_credentials(Reason::MissingToken);
    vec![
        row("the last user", own(JO), Expected::admitted().fetches(1)),
        row(
            "the token before the user",
            own(cookies!("jo.accessToken=")).header("cookie", cookies!("LastAuthUser=jo")),
            Expected::admitted(),
        ),
        row(
            "among other cookies",
            own(cookies!(
                "al.accessToken=y",
                "LastAuthUser=jo",
                "jo.idToken=y",
                "jo.refreshToken=y",
                "jo.clockDrift=0",
                "jo.accessToken="
            ))
            .header("cookie", "theme=dark"),
            Expected::admitted(),
        ),
        row(
            "a name that is written in two ways",
            own(cookies!(
                "LastAuthUser=jo@example.com",
                "jo%40example.com.accessToken="
            )),
            Expected::admitted(),
        ),
        row(
            "a name that a server wrote",
            own(cookies!(
                "LastAuthUser=jo%40example.com",
                "jo%40example.com.accessToken="
            )),
            Expected::admitted(),
        ),
        row(
            "a name of another script",
            own(cookies!("LastAuthUser=Zo%C3%AB", "Zo%c3%ab.accessToken=")),
            Expected::admitted(),
        ),
        row(
            "a name that is encoded twice",
            own(cookies!("LastAuthUser=jo%2540x", "jo%40x.accessToken=")),
            missing(),
        ),
        row(
            "a name with dots",
            own(cookies!(
                "LastAuthUser=jo.accessToken",
                "jo.accessToken.accessToken="
            )),
            Expected::admitted(),
        ),
    ]
}

fn others() -> Vec<Scenario> {
    let missing = || no_credentials(Reason::MissingToken);
    let conflict = || malformed(Reason::ConflictingTokens);
    vec![
        row(
            "the last user twice",
            own(cookies!(
                "LastAuthUser=a%40b",
                "LastAuthUser=a@b",
                "a%40b.accessToken="
            )),
            Expected::admitted(),
        ),
        row(
            "two last users",
            own(cookies!(
                "LastAuthUser=al",
                "LastAuthUser=jo",
                "jo.accessToken="
            )),
            conflict(),
        ),
        row(
            "two last users in two headers",
            own(JO).header("cookie", cookies!("LastAuthUser=al")),
            conflict(),
        ),
        row("no last user", own(cookies!("jo.accessToken=")), missing()),
        row(
            "an empty last user",
            own(cookies!("LastAuthUser=", ".accessToken=")),
            missing(),
        ),
        row(
            "another user's token",
            own(cookies!("LastAuthUser=al", "jo.accessToken=")),
            missing(),
        ),
        row(
            "the user in upper case",
            own(cookies!("LastAuthUser=JO", "jo.accessToken=")),
            missing(),
        ),
        row(
            "another app client's cookies",
            own(
                "CognitoIdentityServiceProvider.other.LastAuthUser=jo; CognitoIdentityServiceProvider.other.jo.accessToken=",
            ),
            missing(),
        ),
    ]
}

/// Nothing is made of a name but a comparison.
fn hostile() -> Vec<Scenario> {
    let missing = || no_credentials(Reason::MissingToken);
    let mut rows: Vec<_> = [
        "*",
        ".*",
        "..",
        "jo%00",
        "%",
        "%zz",
        "%E0%80",
        "jo%0d%0aset-cookie:x=y",
        "jo%3B",
        "\"jo\"",
        "jo.accessToken",
        "%6Ao%",
    ]
    .into_iter()
    .map(|user| {
        let cookie = format!("CognitoIdentityServiceProvider.{CLIENT}.LastAuthUser={user}");
        let request = own(cookies!("jo.accessToken=")).header("cookie", cookie.leak());
        row(&format!("the last user {user}"), request, missing())
    })
    .collect();
    for (length, expected) in [
        (1536, Expected::admitted()),
        (1537, malformed(Reason::MalformedRequest)),
    ] {
        let user = "x".repeat(length);
        let cookies = format!(
            "CognitoIdentityServiceProvider.{CLIENT}.LastAuthUser={user}; CognitoIdentityServiceProvider.{CLIENT}.{user}.accessToken="
        );
        let name = format!("a last user of {length} bytes");
        rows.push(row(&name, own(cookies.leak()), expected));
    }
    rows
}
