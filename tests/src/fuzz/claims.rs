//! What a verified token says, against the naive reading of its payload.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use cognito_core::{CognitoClaims, Policy, Principal, Reason, TokenUse};
use serde_json::{Map, Value};

use super::{
    json::Json,
    model::{self, Members},
    number,
    pool::{CLIENTS, MARKER, POOL},
};

/// Calls every accessor.
pub(super) fn agree(claims: &CognitoClaims, payload: &[u8]) {
    let json = Json::parse(payload).unwrap_or(Json::Null);
    let members = json.members().expect("an accepted payload is an object");
    let text = |name: &str| model::find(&members, name).and_then(Json::text);

    assert_eq!(claims.user_pool_id().as_str(), POOL);
    assert!(CLIENTS.contains(&claims.client_id()));
    assert_eq!(Some(claims.subject()), text("sub").as_deref());
    assert_eq!(
        Some(claims.token_use().as_str()),
        text("token_use").as_deref()
    );
    assert_eq!(claims.jwt_id(), text("jti").as_deref());
    assert_eq!(claims.origin_jwt_id(), text("origin_jti").as_deref());
    assert_eq!(claims.event_id(), text("event_id").as_deref());
    let name = match claims.token_use() {
        TokenUse::Access => "username",
        TokenUse::Id => "cognito:username",
    };
    assert_eq!(claims.username(), text(name).as_deref());

    for (name, said) in [
        ("exp", Some(claims.expires_at())),
        ("iat", claims.issued_at()),
        ("auth_time", claims.auth_time()),
    ] {
        is_this_time(said, model::find(&members, name));
    }
    names_agree(claims, &members);
    principal_agrees(claims, &members);
    of_an_id_token(claims);
    are_printed(claims, &members, payload);
}

fn is_this_time(said: Option<SystemTime>, written: Option<&Json>) {
    let Some(Json::Number(number)) = written else {
        assert_eq!(said, None);
        return;
    };
    let nanos = said.unwrap().duration_since(UNIX_EPOCH).unwrap().as_nanos();
    assert_eq!(i128::try_from(nanos).ok(), number::date(number));
}

/// Scopes and groups, and the policies that ask for them.
fn names_agree(claims: &CognitoClaims, members: &Members<'_>) {
    let groups = model::find(members, "cognito:groups").and_then(Json::texts);
    let groups = groups.unwrap_or_default();
    assert!(claims.groups().iter().eq(groups.iter()));
    assert_eq!(claims.groups().len(), groups.len());
    let scope = model::find(members, "scope").and_then(Json::text);
    let scopes: Vec<_> = scope
        .iter()
        .flat_map(|scope| scope.split(' '))
        .filter(|scope| !scope.is_empty())
        .collect();
    assert!(claims.scopes().iter().eq(scopes.iter().copied()));

    let has = |policy: Policy| policy.check(claims).map_err(|error| error.reason());
    for group in groups.iter().filter(|group| !group.is_empty()) {
        assert_eq!(has(Policy::group(group.as_str())), Ok(()));
    }
    for name in ["admins", "a"] {
        let is_in = groups.iter().any(|group| group == name);
        assert_eq!(
            has(Policy::group(name)).err(),
            (!is_in).then_some(Reason::MissingGroup)
        );
        let is_granted = scopes.contains(&name);
        assert_eq!(
            has(Policy::scope(name)).err(),
            (!is_granted).then_some(Reason::InsufficientScope)
        );
        let either = has(Policy::group(name) | Policy::scope(name));
        assert_eq!(either.is_ok(), is_in || is_granted);
        let both = has(Policy::group(name) & Policy::scope(name));
        assert_eq!(both.is_ok(), is_in && is_granted);
    }
}

fn principal_agrees(claims: &CognitoClaims, members: &Members<'_>) {
    let is_machine = claims.token_use() == TokenUse::Access
        && model::find(members, "username").is_none()
        && claims.subject() == claims.client_id();
    match claims.principal() {
        Principal::Machine { client_id } => {
            assert!(is_machine);
            assert_eq!(client_id, claims.client_id());
        }
        Principal::User { subject, username } => {
            assert!(!is_machine);
            assert_eq!((subject, username), (claims.subject(), claims.username()));
        }
        other => panic!("{other:?} is neither user nor machine"),
    }
    let wrong = Some(Reason::WrongPrincipal);
    for (policy, refuses) in [
        (Policy::user(), is_machine),
        (Policy::machine(), !is_machine),
    ] {
        let refused = policy.check(claims).err().map(|error| error.reason());
        assert_eq!(refused, wrong.filter(|_| refuses));
    }
    // Whatever the token says of its sign-in, these answer without a panic.
    for policy in [
        Policy::max_auth_age(Duration::from_secs(300)),
        Policy::acr(["a"]),
    ] {
        let expected = [
            Reason::WrongPrincipal,
            Reason::StaleAuthentication,
            Reason::InsufficientAcr,
        ];
        if let Err(error) = policy.check(claims) {
            assert!(expected.contains(&error.reason()), "{error}");
        }
    }
}

/// The attributes, of which any may be of any form.
fn of_an_id_token(claims: &CognitoClaims) {
    assert_eq!(claims.access().is_ok(), claims.id().is_err());
    let Ok(id) = claims.id() else { return };
    let texts = [
        id.email(),
        id.phone_number(),
        id.name(),
        id.given_name(),
        id.family_name(),
        id.preferred_username(),
        id.picture(),
        id.locale(),
        id.zoneinfo(),
        id.birthdate(),
        id.nonce(),
        id.preferred_role(),
    ];
    let flags = [id.email_verified(), id.phone_number_verified()];
    let shown = format!("{texts:?} {flags:?} {:?}", id.roles());
    assert!(!shown.is_empty());
    assert!(!format!("{:?}", id.identities()).contains(MARKER));
}

/// What is printed holds no personal data; what is serialized has the members of the token.
fn are_printed(claims: &CognitoClaims, members: &Members<'_>, payload: &[u8]) {
    let of_its_kind = match claims {
        CognitoClaims::Access(access) => format!("{access:?}"),
        CognitoClaims::Id(id) => format!("{id:?}"),
    };
    let printed = format!(
        "{claims:?} {of_its_kind} {:?} {:?} {:?}",
        claims.scopes(),
        claims.groups(),
        claims.principal()
    );
    assert!(!printed.contains(MARKER));

    let written = serde_json::to_value(claims).unwrap();
    let mut names: Vec<_> = members.iter().map(|(name, _)| name).collect();
    names.sort();
    let mut written_names: Vec<_> = written.as_object().unwrap().keys().collect();
    written_names.sort();
    assert_eq!(names, written_names);

    let whole: Option<Map<String, Value>> = serde_json::from_slice(payload).ok();
    match claims.with_custom::<Map<String, Value>>() {
        Ok(custom) => {
            assert_eq!(custom.subject(), claims.subject());
            assert_eq!(whole.as_ref(), Some(custom.custom()));
        }
        Err(error) => {
            assert_eq!(error.reason(), Reason::BadCustomClaims);
            assert_eq!(whole.as_ref(), None);
        }
    }
    // Each look-up reads the whole payload.
    for (name, _) in members.iter().take(4) {
        let value = claims.claim::<Value>(name);
        if let Some(whole) = &whole {
            assert_eq!(value.as_ref(), whole.get(name));
        }
    }
}
