//! The rules about claims, as pure functions in the order of the manual of rules, section 4.

use std::{borrow::Cow, time::Duration};

use crate::{
    Reason, TokenUse,
    claims::Parts,
    pool::ClientRule,
    token::{Claim, Fault, NumericDate, Payload, Text, TextWriter},
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

/// From when and until when a token is good, by its own word.
pub(super) struct Times {
    iat: Option<NumericDate>,
    exp: NumericDate,
}

/// The first check that needs no pool.
pub(super) fn times(
    payload: &Payload<'_>,
    leeway: Duration,
    now: Duration,
) -> Result<Times, Reason> {
    let exp = time(payload, Claim::Exp)?.ok_or(Reason::BadTimeClaim)?;
    if exp.has_passed(leeway, now) {
        return Err(Reason::Expired);
    }
    let begun = |claim| match time(payload, claim)? {
        Some(NumericDate(start)) if start > now.saturating_add(leeway) => Err(Reason::NotYetValid),
        start => Ok(start),
    };
    begun(Claim::Nbf)?;
    let iat = begun(Claim::Iat)?;
    Ok(Times { iat, exp })
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

/// The other check that needs no pool. Where `wanted` names a kind, no other is taken.
pub(super) fn token_use(
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
    let mut accepted = None;
    payload
        .one_or_more(Claim::Aud, |client| {
            if accepted.is_none() && !client.is_empty() && clients.accepts(&client) {
                accepted = Some(client);
            }
        })
        .map_err(bad_claim)?;
    accepted.ok_or(Reason::ClientMismatch)
}

/// The checks on a signed payload: resource audience, the other claims' types, token age. Gives as well what the payload writes
/// with escapes.
pub(super) fn after_signature(
    payload: &Payload<'_>,
    token_use: TokenUse,
    client: &str,
    times: &Times,
    rules: &Rules,
    now: Duration,
) -> Result<(Parts, String), Reason> {
    if token_use == TokenUse::Access {
        resource(payload, client, &rules.resource)?;
    }
    let mut writer = TextWriter::new(payload.text());
    let auth_time = time(payload, Claim::AuthTime)?;
    let sub = payload
        .string(Claim::Sub)
        .map_err(bad_claim)?
        .filter(|sub| !sub.is_empty())
        .ok_or(Reason::BadClaim)?;
    let groups = groups(payload, &mut writer)?;
    let mut text = |claim| -> Result<Option<Text>, Reason> {
        let text = payload.string(claim).map_err(bad_claim)?;
        Ok(text.map(|text| writer.text(&text)))
    };
    let scope = text(Claim::Scope)?;
    let username = text(Claim::Username)?;
    let cognito_username = text(Claim::CognitoUsername)?;
    let parts = Parts {
        is_machine: token_use == TokenUse::Access && username.is_none() && sub == *client,
        scope,
        username: match token_use {
            TokenUse::Access => username,
            TokenUse::Id => cognito_username,
        },
        jti: text(Claim::Jti)?,
        origin_jti: text(Claim::OriginJti)?,
        event_id: text(Claim::EventId)?,
        iss: writer.text(&issuer(payload)?),
        sub: writer.text(&sub),
        client: writer.text(client),
        groups,
        exp: times.exp,
        iat: times.iat,
        #[cfg(feature = "token-cache")]
        nbf: time(payload, Claim::Nbf)?,
        auth_time,
        texts: texts(payload, token_use, &mut writer),
    };
    if let Some(max_age) = rules.max_token_age {
        age(parts.iat, max_age, now)?;
    }
    Ok((parts, writer.into_unescaped()))
}

fn groups<'p>(payload: &Payload<'p>, writer: &mut TextWriter<'p>) -> Result<Box<[Text]>, Reason> {
    let mut groups = Vec::with_capacity(payload.most_strings(Claim::Groups));
    payload
        .strings(Claim::Groups, |group| groups.push(writer.text(&group)))
        .map_err(bad_claim)?;
    Ok(groups.into())
}

/// A claim that is no text is left out: what a trigger or a provider wrote never locks a user out.
fn texts<'p>(
    payload: &Payload<'p>,
    token_use: TokenUse,
    writer: &mut TextWriter<'p>,
) -> Box<[(Claim, Text)]> {
    let own = match token_use {
        TokenUse::Access => Claim::ACCESS_TEXTS,
        TokenUse::Id => Claim::ID_TEXTS,
    };
    let claims = || Claim::SHARED_TEXTS.iter().chain(own).copied();
    let most = claims().filter(|claim| payload.json(*claim).is_some());
    let mut texts = Vec::with_capacity(most.count());
    for claim in claims() {
        if let Ok(Some(text)) = payload.string(claim) {
            texts.push((claim, writer.text(&text)));
        }
    }
    texts.into()
}

fn resource(payload: &Payload<'_>, client: &str, rule: &ResourceRule) -> Result<(), Reason> {
    let wanted = match rule {
        ResourceRule::Any => None,
        ResourceRule::Named(resource) => Some(&**resource),
        ResourceRule::Unbound => Some(client),
    };
    let mut is_named = false;
    let is_there = payload
        .one_or_more(Claim::Aud, |aud| is_named |= Some(&*aud) == wanted)
        .map_err(bad_claim)?;
    let fits = match rule {
        ResourceRule::Any => true,
        ResourceRule::Named(_) => is_named,
        ResourceRule::Unbound => is_named || !is_there,
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
