//! The rules about claims as tables: the manual of rules, sections 4 and 6.

mod audience;
mod order;
mod shapes;
mod times;

use std::time::Duration;

use serde_json::{Map, Value, json};

use super::*;
use crate::token::PayloadText;

const NOW: u64 = 1_763_000_000;
const CLIENT: &str = "client-1";

/// Claims of a good token, to be spoiled.
#[derive(Clone)]
struct Claims(Map<String, Value>);

impl Claims {
    fn access() -> Self {
        Self::of(&[
            ("token_use", json!("access")),
            ("client_id", json!(CLIENT)),
            ("username", json!("u")),
        ])
    }

    fn id() -> Self {
        Self::of(&[("token_use", json!("id")), ("aud", json!(CLIENT))])
    }

    fn of(own: &[(&str, Value)]) -> Self {
        let shared = [
            ("iss", json!("https://issuer.example")),
            ("sub", json!("subject")),
            ("exp", json!(NOW + 3600)),
            ("iat", json!(NOW)),
        ];
        let members = shared.iter().chain(own);
        Self(members.map(|(n, v)| ((*n).to_owned(), v.clone())).collect())
    }

    fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.0.insert(name.to_owned(), value.into());
        self
    }

    fn without(mut self, name: &str) -> Self {
        self.0.remove(name);
        self
    }

    /// A claim as JSON text, for numbers that serde would write in another form.
    fn json_with(&self, name: &str, value: &str) -> String {
        let mut others = self.0.clone();
        others.remove(name);
        let others = Value::Object(others).to_string();
        others.replacen('{', &format!(r#"{{"{name}":{value},"#), 1)
    }

    fn decide(&self, rules: &Rules) -> Result<Parts, Reason> {
        decide(&Value::Object(self.0.clone()).to_string(), rules)
    }

    fn reason(&self, rules: &Rules) -> Option<Reason> {
        self.decide(rules).err()
    }
}

fn rules() -> Rules {
    Rules {
        accepted: vec![TokenUse::Access, TokenUse::Id],
        leeway: Duration::ZERO,
        max_token_age: None,
        resource: ResourceRule::Unbound,
    }
}

/// All claim rules in their order, as the verifier runs them around the signature.
fn decide(json: &str, rules: &Rules) -> Result<Parts, Reason> {
    let now = Duration::from_secs(NOW);
    let mut room = None;
    let payload = Payload::read(json, &mut room).map_err(|_| Reason::MalformedToken)?;
    if issuer(payload)? != "https://issuer.example" {
        return Err(Reason::UnknownIssuer);
    }
    let clients = ClientRule::listed(["client-2".into(), CLIENT.into()]);
    let times = times(payload, rules.leeway, now)?;
    let token_use = token_use(payload, &rules.accepted, None)?;
    let client = client(payload, token_use, &clients)?;
    let (parts, _) = after_signature(payload, token_use, &client, &times, rules, now)?;
    Ok(parts)
}

#[test]
fn good_claims_pass() {
    assert_eq!(Claims::access().reason(&rules()), None);
    assert_eq!(Claims::id().reason(&rules()), None);
}
