//! What one line asks of a token.

use std::time::Duration;

use cognito_core::{Policy, TokenUse};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::value::RawValue;

use crate::arguments::seconds;

/// The `config` of a line. Whatever it leaves out is the default.
#[derive(Debug)]
pub(crate) struct Config {
    pub(crate) accepted: Vec<TokenUse>,
    /// `None`: the clients of the command line.
    pub(crate) clients: Option<Clients>,
    pub(crate) policy: Policy,
    pub(crate) resource: Option<String>,
    pub(crate) leeway: Duration,
}

#[derive(Debug, Eq, PartialEq)]
pub(crate) enum Clients {
    Any,
    Listed(Vec<String>),
}

/// The members as JSON text. One that is not known is an error: it would change the verdict if it were.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Members<'c> {
    #[serde(borrow)]
    token_use: Option<&'c RawValue>,
    #[serde(borrow)]
    client_ids: Option<&'c RawValue>,
    #[serde(borrow)]
    scopes: Option<&'c RawValue>,
    #[serde(borrow)]
    groups: Option<&'c RawValue>,
    #[serde(borrow)]
    resource: Option<&'c RawValue>,
    #[serde(borrow)]
    leeway: Option<&'c RawValue>,
}

impl Config {
    /// Reads the JSON text of a `config`. The error names the member and the expected form, and no value.
    pub(crate) fn parse(json: Option<&str>) -> Result<Self, String> {
        let members = match json {
            // serde would read an array as the members in their order.
            Some(json) if !json.starts_with('{') => {
                return Err("`config` is no object".to_owned());
            }
            Some(json) => {
                serde_json::from_str(json).map_err(|error| format!("`config`: {error}"))?
            }
            None => Members::default(),
        };
        let rules = [
            read(members.scopes, "scopes", RULE, |json| {
                rule(json, Policy::any_scope, Policy::all_scopes)
            })?,
            read(members.groups, "groups", RULE, |json| {
                rule(json, Policy::any_group, Policy::all_groups)
            })?,
        ];
        Ok(Self {
            accepted: read(
                members.token_use,
                "token_use",
                r#""access", "id" or "any""#,
                token_use,
            )?
            .unwrap_or_else(|| vec![TokenUse::Access]),
            clients: read(
                members.client_ids,
                "client_ids",
                r#"a list of app clients, or "any""#,
                clients,
            )?,
            policy: Policy::all(rules.into_iter().flatten()),
            resource: read(members.resource, "resource", "a text", text)?,
            leeway: read(members.leeway, "leeway", "seconds, 0 to 600", |json| {
                text::<serde_json::Number>(json).and_then(|_| seconds(json))
            })?
            .unwrap_or_default(),
        })
    }
}

const RULE: &str = r#"a list: "any" or "all", then the names"#;

fn read<T>(
    member: Option<&RawValue>,
    name: &str,
    expected: &str,
    parse: impl FnOnce(&str) -> Option<T>,
) -> Result<Option<T>, String> {
    member
        .map(|json| {
            parse(json.get()).ok_or_else(|| format!("`config.{name}`: expected {expected}"))
        })
        .transpose()
}

fn token_use(json: &str) -> Option<Vec<TokenUse>> {
    match &*text::<String>(json)? {
        "access" => Some(vec![TokenUse::Access]),
        "id" => Some(vec![TokenUse::Id]),
        "any" => Some(vec![TokenUse::Access, TokenUse::Id]),
        _ => None,
    }
}

fn clients(json: &str) -> Option<Clients> {
    match text::<String>(json) {
        Some(word) => (word == "any").then_some(Clients::Any),
        None => text(json).map(Clients::Listed),
    }
}

/// Names that nothing can have, and none at all, are left to the policy's own check.
fn rule(json: &str, any: fn(Names) -> Policy, all: fn(Names) -> Policy) -> Option<Policy> {
    let mut words = text::<Vec<String>>(json)?.into_iter();
    match &*words.next()? {
        "any" => Some(any(words)),
        "all" => Some(all(words)),
        _ => None,
    }
}

type Names = std::vec::IntoIter<String>;

fn text<T: DeserializeOwned>(json: &str) -> Option<T> {
    serde_json::from_str(json).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(json: &str) -> Config {
        Config::parse(Some(json)).unwrap()
    }

    #[test]
    fn what_is_left_out_is_the_default() {
        for json in [
            None,
            Some("{}"),
            Some(
                r#"{"token_use":null,"client_ids":null,"scopes":null,"groups":null,"resource":null,"leeway":null}"#,
            ),
        ] {
            let config = Config::parse(json).unwrap();
            assert_eq!(config.accepted, [TokenUse::Access], "{json:?}");
            assert_eq!(config.clients, None);
            assert_eq!(config.policy.to_string(), "authenticated");
            assert_eq!(config.resource, None);
            assert_eq!(config.leeway, Duration::ZERO);
        }
    }

    #[test]
    fn every_member_is_read() {
        let config = config(
            r#"{"token_use":"any","client_ids":["a","b"],"scopes":["any","r","w"],"groups":["all","g","h"],
                "resource":"https:\/\/api.example.com","leeway":2.5}"#,
        );
        assert_eq!(config.accepted, [TokenUse::Access, TokenUse::Id]);
        let listed = Clients::Listed(vec!["a".to_owned(), "b".to_owned()]);
        assert_eq!(config.clients, Some(listed));
        let shown = "(scope(r) | scope(w)) & (group(g) & group(h))";
        assert_eq!(config.policy.to_string(), shown);
        assert_eq!(config.resource.as_deref(), Some("https://api.example.com"));
        assert_eq!(config.leeway, Duration::from_millis(2500));
    }

    #[test]
    fn a_member_has_other_values() {
        assert_eq!(config(r#"{"token_use":"id"}"#).accepted, [TokenUse::Id]);
        let any = config(r#"{"client_ids":"any"}"#).clients;
        assert_eq!(any, Some(Clients::Any));
        for (json, leeway) in [("0", 0), ("60", 60), ("6e1", 60), ("60.0", 60), ("-0", 0)] {
            let config = config(&format!(r#"{{"leeway":{json}}}"#));
            assert_eq!(config.leeway, Duration::from_secs(leeway), "{json}");
        }
    }

    #[test]
    fn a_mistake_names_the_member() {
        for (json, named) in [
            ("[]", "`config` is no object"),
            (r#"["access"]"#, "`config` is no object"),
            (r#""access""#, "`config` is no object"),
            (r#"{"token_uses":"id"}"#, "unknown field `token_uses`"),
            (r#"{"leeway":1,"leeway":2}"#, "duplicate field `leeway`"),
            (r#"{"token_use":"refresh"}"#, "`config.token_use`"),
            (r#"{"token_use":["id"]}"#, "`config.token_use`"),
            (r#"{"client_ids":"web"}"#, "`config.client_ids`"),
            (r#"{"client_ids":[1]}"#, "`config.client_ids`"),
            (r#"{"client_ids":["\ud800"]}"#, "`config.client_ids`"),
            (r#"{"scopes":[]}"#, "`config.scopes`"),
            (r#"{"scopes":["read"]}"#, "`config.scopes`"),
            (r#"{"scopes":["one","read"]}"#, "`config.scopes`"),
            (r#"{"scopes":"any"}"#, "`config.scopes`"),
            (r#"{"groups":["any",1]}"#, "`config.groups`"),
            (r#"{"groups":{}}"#, "`config.groups`"),
            (r#"{"resource":["r"]}"#, "`config.resource`"),
            (r#"{"leeway":-1}"#, "`config.leeway`"),
            (r#"{"leeway":"60"}"#, "`config.leeway`"),
            (r#"{"leeway":1e99}"#, "`config.leeway`"),
        ] {
            let error = Config::parse(Some(json)).unwrap_err();
            assert!(error.contains(named), "{json}: {error}");
        }
    }
}
