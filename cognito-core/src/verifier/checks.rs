//! The rules about claims, as pure functions in the order of the manual of rules, section 4.

use std::{borrow::Cow, time::Duration};

use crate::{
    Reason, TokenUse,
    claims::Parts,
    pool::ClientRule,
    token::{Claim, Fault, NumericDate, Payload, Text},
};

/// What a verifier wants of claims, beside issuer and client.
#[derive(Clone, Debug)]
pub(super) struct Rules {
    pub(super) accepted: Vec<TokenUse>,
    pub(super) leeway: Duration,
    pub(super) max_token_age: Option<Duration>,
    pub(super) resource: ResourceRule,
}

/// Which `aud` an access token may have (RFC 8707).
#[derive(Clone, Debug)]
pub(super) enum ResourceRule {
    /// Any, or none.
    Any,
    /// This one must be named.
    Named(Box<str>),
    /// None but the token's own app client: a token bound to a resource is another API's.
    Unbound,
}

/// What `iss` says.
pub(super) fn issuer<'p>(payload: &Payload<'p>) -> Result<Cow<'p, str>, Reason> {
    payload
        .string(Claim::Iss)
        .map_err(bad_claim)?
        .ok_or(Reason::UnknownIssuer)
}

/// The checks that need no pool: times, token use. Where `wanted` names one, no other is taken.
pub(super) fn before_pool(
    payload: &Payload<'_>,
    rules: &Rules,
    wanted: Option<TokenUse>,
    now: Duration,
) -> Result<TokenUse, Reason> {
    times(payload, rules.leeway, now)?;
    token_use(payload, &rules.accepted, wanted)
}

/// The one check that needs a pool and no key: the app client.
pub(super) fn client<'p>(
    payload: &Payload<'p>,
    token_use: TokenUse,
    clients: &ClientRule,
) -> Result<Cow<'p, str>, Reason> {
    match token_use {
        TokenUse::Access => client_of_access(payload, clients),
        TokenUse::Id => client_of_id(payload, clients),
    }
}

fn times(payload: &Payload<'_>, leeway: Duration, now: Duration) -> Result<(), Reason> {
    let exp = time(payload, Claim::Exp)?.ok_or(Reason::BadTimeClaim)?;
    if exp.has_passed(leeway, now) {
        return Err(Reason::Expired);
    }
    for claim in [Claim::Nbf, Claim::Iat] {
        if let Some(NumericDate(start)) = time(payload, claim)?
            && start > now.saturating_add(leeway)
        {
            return Err(Reason::NotYetValid);
        }
    }
    Ok(())
}

/// The same of a token whose claims were read before, with its age.
#[cfg(feature = "token-cache")]
pub(super) fn are_timely(parts: &Parts, rules: &Rules, now: Duration) -> bool {
    let has_begun = |start: Option<NumericDate>| {
        start.is_none_or(|NumericDate(start)| start <= now.saturating_add(rules.leeway))
    };
    !parts.exp.has_passed(rules.leeway, now)
        && has_begun(parts.nbf)
        && has_begun(parts.iat)
        && (rules.max_token_age).is_none_or(|most| age(parts.iat, most, now).is_ok())
}

fn token_use(
    payload: &Payload<'_>,
    accepted: &[TokenUse],
    wanted: Option<TokenUse>,
) -> Result<TokenUse, Reason> {
    let named = payload.string(Claim::TokenUse).map_err(bad_claim)?;
    accepted
        .iter()
        .copied()
        .filter(|token_use| wanted.is_none_or(|wanted| wanted == *token_use))
        .find(|token_use| named.as_deref() == Some(token_use.as_str()))
        .ok_or(Reason::WrongTokenUse)
}

fn client_of_access<'p>(
    payload: &Payload<'p>,
    clients: &ClientRule,
) -> Result<Cow<'p, str>, Reason> {
    payload
        .string(Claim::ClientId)
        .map_err(bad_claim)?
        .filter(|client| !client.is_empty() && clients.accepts(client))
        .ok_or(Reason::ClientMismatch)
}

fn client_of_id<'p>(payload: &Payload<'p>, clients: &ClientRule) -> Result<Cow<'p, str>, Reason> {
    payload
        .one_or_more(Claim::Aud)
        .map_err(bad_claim)?
        .unwrap_or_default()
        .into_iter()
        .find(|client| !client.is_empty() && clients.accepts(client))
        .ok_or(Reason::ClientMismatch)
}

/// The checks on a signed payload: resource audience, the other claims' types, token age.
pub(super) fn after_signature(
    json: &[u8],
    payload: &Payload<'_>,
    token_use: TokenUse,
    client: Cow<'_, str>,
    rules: &Rules,
    now: Duration,
) -> Result<Parts, Reason> {
    if token_use == TokenUse::Access {
        resource(payload, &client, &rules.resource)?;
    }
    let text = |claim| -> Result<Option<Text>, Reason> {
        let text = payload.string(claim).map_err(bad_claim)?;
        Ok(text.map(|text| Text::new(json, text)))
    };
    let auth_time = time(payload, Claim::AuthTime)?;
    let sub = payload
        .string(Claim::Sub)
        .map_err(bad_claim)?
        .filter(|sub| !sub.is_empty())
        .ok_or(Reason::BadClaim)?;
    let groups = payload.strings(Claim::Groups).map_err(bad_claim)?;
    let scope = text(Claim::Scope)?;
    let username = text(Claim::Username)?;
    let cognito_username = text(Claim::CognitoUsername)?;
    let parts = Parts {
        is_machine: token_use == TokenUse::Access && username.is_none() && sub == client,
        iss: Text::new(json, issuer(payload)?),
        sub: Text::new(json, sub),
        client: Text::new(json, client),
        groups: groups
            .into_iter()
            .flatten()
            .map(|group| Text::new(json, group))
            .collect(),
        scope,
        username: match token_use {
            TokenUse::Access => username,
            TokenUse::Id => cognito_username,
        },
        jti: text(Claim::Jti)?,
        origin_jti: text(Claim::OriginJti)?,
        event_id: text(Claim::EventId)?,
        exp: time(payload, Claim::Exp)?.ok_or(Reason::BadTimeClaim)?,
        iat: time(payload, Claim::Iat)?,
        #[cfg(feature = "token-cache")]
        nbf: time(payload, Claim::Nbf)?,
        auth_time,
        texts: texts(json, payload, token_use),
    };
    match rules.max_token_age {
        Some(max_age) => age(parts.iat, max_age, now).map(|()| parts),
        None => Ok(parts),
    }
}

/// A claim that is no text is left out: what a trigger or a provider wrote never locks a user out.
fn texts(json: &[u8], payload: &Payload<'_>, token_use: TokenUse) -> Box<[(Claim, Text)]> {
    let own = match token_use {
        TokenUse::Access => Claim::ACCESS_TEXTS,
        TokenUse::Id => Claim::ID_TEXTS,
    };
    Claim::SHARED_TEXTS
        .iter()
        .chain(own)
        .filter_map(|claim| match payload.string(*claim) {
            Ok(Some(text)) => Some((*claim, Text::new(json, text))),
            Ok(None) | Err(_) => None,
        })
        .collect()
}

fn resource(payload: &Payload<'_>, client: &str, rule: &ResourceRule) -> Result<(), Reason> {
    let audience = payload.one_or_more(Claim::Aud).map_err(bad_claim)?;
    let names = |wanted: &str| {
        audience
            .as_ref()
            .is_some_and(|audience| audience.iter().any(|aud| aud == wanted))
    };
    let fits = match rule {
        ResourceRule::Any => true,
        ResourceRule::Named(resource) => names(resource),
        ResourceRule::Unbound => audience.is_none() || names(client),
    };
    fits.then_some(()).ok_or(Reason::AudienceMismatch)
}

/// A token that does not say when it was issued cannot be shown to be young enough.
fn age(iat: Option<NumericDate>, max_age: Duration, now: Duration) -> Result<(), Reason> {
    match iat {
        Some(NumericDate(iat)) if now.saturating_sub(iat) <= max_age => Ok(()),
        _ => Err(Reason::TooOld),
    }
}

fn time(payload: &Payload<'_>, claim: Claim) -> Result<Option<NumericDate>, Reason> {
    payload.time(claim).map_err(|_| Reason::BadTimeClaim)
}

fn bad_claim(fault: Fault) -> Reason {
    match fault {
        Fault::Malformed => Reason::MalformedToken,
        Fault::WrongType => Reason::BadClaim,
    }
}

#[cfg(test)]
mod tests;
