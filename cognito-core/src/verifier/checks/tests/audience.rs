//! Which client and which audience a token may name.

use Reason::{AudienceMismatch, ClientMismatch};

use super::*;

const API: &str = "https://api.example.com";

fn bound_to(resource: ResourceRule) -> Rules {
    Rules {
        resource,
        ..rules()
    }
}

#[test]
fn an_access_token_without_a_resource_rule_may_only_name_its_own_client() {
    for (aud, reason) in [
        (json!(CLIENT), None),
        (json!([CLIENT]), None),
        (json!(["other", CLIENT]), None),
        (json!("client-2"), Some(AudienceMismatch)),
        (json!(["client-2"]), Some(AudienceMismatch)),
        (json!("CLIENT-1"), Some(AudienceMismatch)),
        (json!("client-1 "), Some(AudienceMismatch)),
        (json!(API), Some(AudienceMismatch)),
        (json!([]), Some(AudienceMismatch)),
    ] {
        let claims = Claims::access().with("aud", aud.clone());
        assert_eq!(claims.reason(&rules()), reason, "{aud}");
    }
}

#[test]
fn a_resource_must_be_named_byte_for_byte() {
    let rules = bound_to(ResourceRule::Named(API.into()));
    for (aud, reason) in [
        (json!(API), None),
        (json!([API]), None),
        (json!(["https://other.example.com", API]), None),
        (json!("https://api.example.com/"), Some(AudienceMismatch)),
        (json!("https://API.example.com"), Some(AudienceMismatch)),
        (json!("https://api.example.com:443"), Some(AudienceMismatch)),
        (json!("http://api.example.com"), Some(AudienceMismatch)),
        (json!(CLIENT), Some(AudienceMismatch)),
        (json!([]), Some(AudienceMismatch)),
    ] {
        let claims = Claims::access().with("aud", aud.clone());
        assert_eq!(claims.reason(&rules), reason, "{aud}");
    }
    assert_eq!(Claims::access().reason(&rules), Some(AudienceMismatch));
    assert_eq!(Claims::id().reason(&rules), None);
}

#[test]
fn any_resource_takes_every_audience() {
    let rules = bound_to(ResourceRule::Any);
    for aud in [json!(API), json!([API, "b"]), json!([]), json!("")] {
        let claims = Claims::access().with("aud", aud.clone());
        assert_eq!(claims.reason(&rules), None, "{aud}");
    }
    assert_eq!(Claims::access().reason(&rules), None);
}

#[test]
fn an_audience_never_stands_in_for_a_client() {
    for rules in [
        rules(),
        bound_to(ResourceRule::Any),
        bound_to(ResourceRule::Named(CLIENT.into())),
    ] {
        let claims = Claims::access().with("aud", CLIENT);
        let reason = claims.clone().without("client_id").reason(&rules);
        assert_eq!(reason, Some(ClientMismatch));
        let reason = claims.with("client_id", "other").reason(&rules);
        assert_eq!(reason, Some(ClientMismatch));
    }
    let claims = Claims::id().with("client_id", CLIENT);
    let reason = claims.clone().without("aud").reason(&rules());
    assert_eq!(reason, Some(ClientMismatch));
    assert_eq!(
        claims.with("aud", "other").reason(&rules()),
        Some(ClientMismatch)
    );
}

#[test]
fn an_id_token_names_a_configured_client_among_others() {
    for (aud, client) in [
        (json!(CLIENT), CLIENT),
        (json!(["other", "client-2", CLIENT]), "client-2"),
    ] {
        let json = Value::Object(Claims::id().with("aud", aud).0).to_string();
        let parts = decide(&json, &rules()).unwrap();
        assert_eq!(PayloadText::new(json, "").get(parts.client), client);
    }
    for aud in [
        "client-",
        "client-11",
        "CLIENT-1",
        " client-1",
        "client-1,client-2",
    ] {
        let claims = Claims::id().with("aud", aud);
        assert_eq!(claims.reason(&rules()), Some(ClientMismatch), "{aud}");
    }
}

#[test]
fn an_empty_client_id_fits_no_rule() {
    for clients in [
        ClientRule::Any,
        ClientRule::Predicate(std::sync::Arc::new(|_| true)),
    ] {
        for claims in [
            Claims::access().with("client_id", ""),
            Claims::id().with("aud", ""),
            Claims::id().with("aud", json!(["", ""])),
        ] {
            let json = Value::Object(claims.0).to_string();
            let mut room = None;
            let payload = Payload::read(&json, &mut room).unwrap();
            let token_use = token_use(payload, &rules().accepted, None).unwrap();
            let decided = client(payload, token_use, &clients);
            assert_eq!(decided.err(), Some(ClientMismatch), "{json}");
        }
    }
}

#[test]
fn a_machine_is_an_access_token_without_a_name_and_of_its_client() {
    let machine = Claims::access().without("username").with("sub", CLIENT);
    let is_machine = |claims: Claims| claims.decide(&rules()).unwrap().is_machine;
    assert!(is_machine(machine.clone()));
    assert!(is_machine(machine.clone().with("cognito:username", "u")));
    assert!(!is_machine(machine.clone().with("username", "u")));
    assert!(!is_machine(machine.clone().with("username", "")));
    assert!(!is_machine(machine.with("sub", "client-2")));
    assert!(!is_machine(Claims::access().without("username")));
    assert!(!is_machine(Claims::id().with("sub", CLIENT)));
}
