//! The rules of verification once more, read naively.

use cognito_core::{Reason, TokenUse};

use super::{
    envelope::envelope,
    json::Json,
    number::{self, Nanos, SECOND},
    pool::{CLIENTS, ISSUERS, KID, NOW},
};

/// The settings of a verifier.
pub(super) struct Rules {
    pub(super) accepted: Vec<TokenUse>,
    /// In seconds.
    pub(super) leeway: u64,
    pub(super) resource: Resource,
    /// In seconds.
    pub(super) max_age: Option<u64>,
}

pub(super) enum Resource {
    Any,
    Named(&'static str),
    Unbound,
}

/// The outcomes that the rules allow.
#[derive(Debug, Default)]
pub(super) struct Verdict {
    /// Refusals that a choice which the rules leave open can bring about.
    doubts: Vec<Reason>,
    /// The refusal, where there is one; several where one step has several faults.
    refusals: Vec<Reason>,
}

impl Verdict {
    /// Judges a token. `signed`: whether its signature is good.
    pub(super) fn of(token: &str, rules: &Rules, signed: bool) -> Self {
        let mut verdict = Self::default();
        if let Err(refusals) = verdict.judge(token, rules, signed) {
            verdict.refusals = refusals;
        }
        verdict
    }

    pub(super) fn allows(&self, outcome: Option<Reason>) -> bool {
        match outcome {
            None => self.refusals.is_empty(),
            Some(reason) => self.refusals.contains(&reason) || self.doubts.contains(&reason),
        }
    }

    fn judge(&mut self, token: &str, rules: &Rules, signed: bool) -> Result<(), Vec<Reason>> {
        let (header, payload) = envelope(token)?;
        let header = Json::parse(&header).map_err(|_| MALFORMED)?;
        let header = header.members().ok_or(MALFORMED)?;
        let header_is_bad = is_bad_header(&header) || depth(&header) > 16;
        refuse_if(header_is_bad, Reason::MalformedToken)?;
        let payload = Json::parse(&payload).map_err(|_| MALFORMED)?;
        let claims = payload.members().ok_or(MALFORMED)?;
        refuse_if(depth(&claims) > 64, Reason::MalformedToken)?;
        self.unreadable_text(&claims)?;

        let kid = find(&header, "kid").and_then(Json::text);
        let is_rs256 = find(&header, "alg").and_then(Json::text).as_deref() == Some("RS256");
        refuse_if(!is_rs256, Reason::AlgNotAllowed)?;
        refuse_if(find(&header, "crit").is_some(), Reason::CritNotUnderstood)?;
        let kid = kid.filter(|kid| !kid.is_empty());
        let kid = kid.ok_or_else(|| vec![Reason::KidMissing])?;

        let issuer = text(&claims, "iss")?.ok_or_else(|| vec![Reason::UnknownIssuer])?;
        refuse_if(!ISSUERS.contains(&issuer.as_str()), Reason::UnknownIssuer)?;
        times(&claims, rules)?;
        let named = text(&claims, "token_use")?;
        let accepted = rules.accepted.iter();
        let is = |used: &&TokenUse| named.as_deref() == Some(used.as_str());
        let token_use = *accepted
            .copied()
            .collect::<Vec<_>>()
            .iter()
            .find(is)
            .ok_or_else(|| vec![Reason::WrongTokenUse])?;
        let client = client(&claims, token_use)?;

        refuse_if(kid != KID, Reason::UnknownKid)?;
        refuse_if(!signed, Reason::BadSignature)?;

        if token_use == TokenUse::Access {
            resource(&claims, &client, &rules.resource)?;
        }
        other_claims(&claims)?;
        age(&claims, rules)
    }

    /// Lone surrogates in the strings that verification reads.
    fn unreadable_text(&mut self, claims: &Members<'_>) -> Result<(), Vec<Reason>> {
        for name in READ {
            match find(claims, name) {
                Some(Json::List(items)) => {
                    let lone = items.iter().filter(|item| item.has_lone_surrogate());
                    self.doubts.extend(lone.map(|_| Reason::MalformedToken));
                }
                Some(text) => refuse_if(text.has_lone_surrogate(), Reason::MalformedToken)?,
                None => {}
            }
        }
        Ok(())
    }
}

/// The claims whose text decides something.
const READ: [&str; 12] = [
    "iss",
    "token_use",
    "client_id",
    "aud",
    "sub",
    "cognito:groups",
    "scope",
    "username",
    "cognito:username",
    "jti",
    "origin_jti",
    "event_id",
];

pub(super) const MALFORMED: [Reason; 1] = [Reason::MalformedToken];

pub(super) type Members<'j> = [(String, &'j Json)];

pub(super) fn find<'j>(members: &Members<'j>, name: &str) -> Option<&'j Json> {
    let (_, value) = members.iter().find(|(member, _)| member == name)?;
    Some(value)
}

fn depth(members: &Members<'_>) -> usize {
    let levels = members.iter().map(|(_, value)| value.depth());
    1 + levels.max().unwrap_or(0)
}

fn is_bad_header(header: &Members<'_>) -> bool {
    let is_other = |value: Option<&Json>| value.is_some_and(|value| value.text().is_none());
    let b64 = find(header, "b64");
    b64.is_some_and(|b64| !matches!(b64, Json::Bool(true)))
        || find(header, "alg").is_none_or(|alg| alg.text().is_none())
        || is_other(find(header, "kid"))
}

/// A claim that must be a text where it is there.
fn text(claims: &Members<'_>, name: &str) -> Result<Option<String>, Vec<Reason>> {
    find(claims, name)
        .map(|value| value.text().ok_or_else(|| vec![Reason::BadClaim]))
        .transpose()
}

/// `aud`: a text, or an array of texts.
fn audience(claims: &Members<'_>) -> Result<Option<Vec<String>>, Vec<Reason>> {
    match find(claims, "aud") {
        None => Ok(None),
        Some(aud) => {
            let one = aud.text().map(|one| vec![one]);
            let audience = one.or_else(|| aud.texts());
            audience.map(Some).ok_or_else(|| vec![Reason::BadClaim])
        }
    }
}

fn client(claims: &Members<'_>, token_use: TokenUse) -> Result<String, Vec<Reason>> {
    let named = match token_use {
        TokenUse::Access => Vec::from_iter(text(claims, "client_id")?),
        TokenUse::Id => audience(claims)?.unwrap_or_default(),
    };
    let ours = |name: &String| CLIENTS.contains(&name.as_str());
    let client = named.into_iter().find(ours);
    client.ok_or_else(|| vec![Reason::ClientMismatch])
}

fn times(claims: &Members<'_>, rules: &Rules) -> Result<(), Vec<Reason>> {
    let (now, leeway) = (seconds(NOW), seconds(rules.leeway));
    let exp = date(claims, "exp")?;
    let exp = exp.ok_or_else(|| vec![Reason::BadTimeClaim])?;
    refuse_if(now >= exp + leeway, Reason::Expired)?;
    let mut faults = Vec::new();
    for name in ["nbf", "iat"] {
        match date(claims, name) {
            Err(bad) => faults.extend(bad),
            Ok(Some(start)) if start > now + leeway => faults.push(Reason::NotYetValid),
            Ok(_) => {}
        }
    }
    refuse(faults)
}

/// The claims' types, in no order.
fn other_claims(claims: &Members<'_>) -> Result<(), Vec<Reason>> {
    let mut faults = Vec::new();
    faults.extend(date(claims, "auth_time").err().unwrap_or_default());
    let bad = [
        !text(claims, "sub").is_ok_and(|sub| sub.is_some_and(|sub| !sub.is_empty())),
        find(claims, "cognito:groups").is_some_and(|groups| groups.texts().is_none()),
    ];
    let texts = [
        "scope",
        "username",
        "cognito:username",
        "jti",
        "origin_jti",
        "event_id",
    ];
    if bad.contains(&true) || texts.iter().any(|name| text(claims, name).is_err()) {
        faults.push(Reason::BadClaim);
    }
    refuse(faults)
}

fn age(claims: &Members<'_>, rules: &Rules) -> Result<(), Vec<Reason>> {
    let Some(max_age) = rules.max_age else {
        return Ok(());
    };
    let iat = date(claims, "iat")?;
    let iat = iat.ok_or_else(|| vec![Reason::TooOld])?;
    let oldest = seconds(NOW) - seconds(max_age);
    refuse_if(iat < oldest, Reason::TooOld)
}

fn date(claims: &Members<'_>, name: &str) -> Result<Option<Nanos>, Vec<Reason>> {
    let bad = || vec![Reason::BadTimeClaim];
    let Some(value) = find(claims, name) else {
        return Ok(None);
    };
    let Json::Number(number) = value else {
        return Err(bad());
    };
    number::date(number).map(Some).ok_or_else(bad)
}

fn resource(claims: &Members<'_>, client: &str, rule: &Resource) -> Result<(), Vec<Reason>> {
    let audience = audience(claims)?;
    let holds = |wanted: &str| {
        let audience = audience.iter().flatten();
        audience.into_iter().any(|aud| aud == wanted)
    };
    let fits = match rule {
        Resource::Any => true,
        Resource::Named(resource) => holds(resource),
        Resource::Unbound => audience.is_none() || holds(client),
    };
    refuse_if(!fits, Reason::AudienceMismatch)
}

pub(super) fn refuse_if(faulty: bool, reason: Reason) -> Result<(), Vec<Reason>> {
    if faulty { Err(vec![reason]) } else { Ok(()) }
}

fn refuse(faults: Vec<Reason>) -> Result<(), Vec<Reason>> {
    if faults.is_empty() {
        Ok(())
    } else {
        Err(faults)
    }
}

fn seconds(seconds: u64) -> Nanos {
    Nanos::from(seconds) * SECOND
}
