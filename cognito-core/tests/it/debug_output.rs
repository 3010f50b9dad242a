//! What the public types print of themselves: which pool and client, how many, and nobody's data.

use std::{collections::BTreeSet, fmt::Debug, future::Ready};

use cognito_core::{
    AccessClaims, Authenticator, BearerToken, CognitoClaims, Expiry, Gate, Groups, IdClaims,
    MachineClaims, Passage, Policy, Reach, Reason, Rejection, Scope, Step, SubjectKey, TokenUse,
    UserClaims, Verifier,
    gateway::{LambdaAuthorizer, UpstreamContext},
    jwks::KeyStore,
    revocation::RevocationList,
    routes::RouteTable,
    test_util::{Probe, TestPool},
};

use crate::{
    cause::marked,
    request::{bearer, decide},
};

/// In every value of the tokens below, and nowhere else.
const MARKER: &str = "Zx9Marker";

/// Public types that hold no part of a token and no claim: configuration, keys, reasons. Traits, too.
const HOLD_NOTHING: &[&str] = &[
    "AuthenticatorBuilder",
    "AuthorizerFault",
    "BuildError",
    "ClientId",
    "ClientSet",
    "CustomClaims",
    "Dangerous",
    "FetchError",
    "FetchErrorKind",
    "FetchJwks",
    "Fetched",
    "FromAuth",
    "GrpcStatus",
    "InvalidRegion",
    "InvalidUserPoolId",
    "KeepFresh",
    "KeyStoreBuilder",
    "KeysUnavailable",
    "ManualClock",
    "NoCustom",
    "OpenRoute",
    "OpenRoutes",
    "Policy",
    "PoolLookupError",
    "PoolRegistry",
    "Provenance",
    "Reason",
    "RefreshSettings",
    "RefusalClass",
    "Region",
    "RegistrySettings",
    "RequestHead",
    "ReqwestFetcher",
    "ResourceMetadata",
    "ResourceMetadataBuilder",
    "Revocable",
    "Revocation",
    "RevocationCheck",
    "RevocationError",
    "RevocationListBuilder",
    "RevocationListFull",
    "RevocationStatus",
    "SigningKey",
    "StaticKeys",
    "TokenSource",
    "TokenUse",
    "Unanswered",
    "UserPool",
    "UserPoolId",
    "VerifierBuilder",
    "VerifierStatus",
];

/// The names that a module's source exports.
fn exported(source: &str) -> BTreeSet<&str> {
    let uses = source
        .split("\npub use self::")
        .skip(1)
        .map(|rest| rest.split_once(';').unwrap().0);
    let names = uses.flat_map(|list| list.split(|c: char| !c.is_alphanumeric() && c != '_'));
    names
        .filter(|name| name.starts_with(char::is_uppercase))
        .collect()
}

fn shown(value: &impl Debug) -> String {
    format!("{value:?} {value:#?}")
}

/// Types by their name, and what they print when they are full of markers.
async fn of_claims(pool: &TestPool, verifier: &Verifier) -> Vec<(&'static str, String)> {
    let access = marked(pool.access_token(), MARKER);
    let access = access
        .claim("custom:tenant", [MARKER])
        .scope(&format!("{MARKER} {MARKER}/{MARKER}"));
    let id = marked(pool.id_token(), MARKER);
    let access: AccessClaims = verifier.verify_access(&access.mint()).await.unwrap();
    let either: CognitoClaims = verifier.verify(&id.mint()).await.unwrap();
    let id: IdClaims = verifier.verify_id(&id.mint()).await.unwrap();
    let custom = access.with_custom::<serde_json::Value>().unwrap();
    let user = UserClaims::try_from(access.clone()).unwrap();
    let machine = marked(pool.machine_token(), MARKER);
    let machine = machine.subject(pool.client_id()).without("username");
    let machine = verifier.verify_access(&machine.mint()).await.unwrap();
    let machine = MachineClaims::try_from(machine).unwrap();
    let groups: Groups<'_> = access.groups();
    assert!(groups.contains(MARKER) && access.scopes().contains(MARKER));
    let scopes: Vec<Scope<'_>> = access.scopes().parsed().collect();
    let (actor, address) = (id.actor().unwrap(), id.address().unwrap());
    assert_eq!(address.formatted, MARKER);
    vec![
        ("AccessClaims", shown(&access) + &shown(&custom)),
        ("UserClaims", shown(&user)),
        ("MachineClaims", shown(&machine)),
        ("IdClaims", shown(&id)),
        ("SubjectKey", shown(&SubjectKey::of(&either))),
        ("Expiry", shown(&Expiry::of(&either, verifier))),
        ("CognitoClaims", shown(&either)),
        ("Groups", shown(&groups)),
        ("Scopes", shown(&access.scopes())),
        ("Scope", shown(&scopes)),
        (
            "Principal",
            shown(&access.principal()) + &shown(&either.principal()),
        ),
        ("Actor", shown(&actor)),
        ("Address", shown(&address)),
        ("Identity", shown(&id.identities())),
    ]
}

/// What is left of requests with such tokens: a decision, a refusal, one that waits for a key.
async fn of_decisions(pool: &TestPool, list: &RevocationList) -> Vec<(&'static str, String)> {
    let store = KeyStore::builder(&pool.user_pool())
        .fetcher(pool.clone())
        .clock(pool.clock().clone());
    let store = store.build().unwrap();
    let verifier = Verifier::builder()
        .user_pool_with_keys(pool.user_pool(), store.clone())
        .clock(pool.clock().clone())
        .revocation(list.clone())
        .build()
        .unwrap();
    let auth = Authenticator::new(verifier.clone());
    let good = bearer(&marked(pool.access_token(), MARKER).mint());
    let unknown = bearer(
        &marked(pool.access_token(), MARKER)
            .header("kid", MARKER)
            .mint(),
    );

    let pending = auth.authenticate(&good);
    let mut steps = shown(&pending);
    let Step::Pending(waiting) = pending else {
        panic!("the keys are not there yet");
    };
    let futures = shown(&waiting);
    let decided = waiting.await.unwrap();
    let refused = decide(&auth, &unknown).await.unwrap_err();
    assert_eq!(refused.reason(), Reason::UnknownKid);
    let errors = shown(refused.error());
    let rejections = shown(&refused);
    let authentications = shown(&decided);

    let token: BearerToken = decided.extract(&good).unwrap();
    let Step::Pending(waiting) = Authenticator::new(pool.verifier()).authenticate(&good) else {
        panic!("its keys are not there yet");
    };
    let gate: Gate<Ready<()>, _, Rejection> = Gate::waiting(waiting, good.clone());
    let passage: Passage<(), _> = Passage::Refused(refused.clone());

    let claims = decided.claims().unwrap();
    list.sign_out(claims).unwrap();
    list.sign_out_everywhere(claims).unwrap();
    for head in [&good, &unknown] {
        steps += &shown(&auth.authenticate(head));
    }
    let revoked = decide(&auth, &good).await.unwrap_err();
    assert_eq!(revoked.reason(), Reason::Revoked);
    steps += &shown(&Step::Ready(Ok(decided)));
    vec![
        ("Step", steps),
        ("AuthFuture", futures),
        ("Authentication", authentications),
        ("BearerToken", shown(&token)),
        ("Gate", shown(&gate)),
        ("Passage", shown(&passage)),
        ("Reach", shown(&Reach::of(Some(&auth), Some(&verifier)))),
        ("Rejection", rejections + &shown(&revoked)),
        ("AuthError", errors + &shown(revoked.error())),
        ("Authenticator", shown(&auth)),
        ("Verifier", shown(&verifier)),
        ("KeyStore", shown(&store)),
        ("KeyState", shown(&verifier.key_states())),
        ("RevocationList", shown(list)),
    ]
}

/// What comes from a gateway, and goes there.
async fn of_gateways(pool: &TestPool, verifier: &Verifier) -> Vec<(&'static str, String)> {
    let token = marked(pool.access_token(), MARKER);
    let context = UpstreamContext::of_gateway(&token.http_api_context()).unwrap();
    let authorizer = LambdaAuthorizer::new(verifier.clone());
    let event = serde_json::json!({
        "type": "TOKEN",
        "authorizationToken": format!("Bearer {}", token.mint()),
        "methodArn": "arn:aws:execute-api:eu-west-1:000000000000:fakeapi001/prod/GET/orders",
    });
    let answer = authorizer.answer(&event).await.unwrap();
    assert!(answer.is_allowed());
    vec![
        ("AuthorizerAnswer", shown(&answer)),
        ("LambdaAuthorizer", shown(&authorizer)),
        ("UpstreamContext", shown(&context)),
    ]
}

/// The test kit's own types.
fn of_the_kit(pool: &TestPool) -> Vec<(&'static str, String)> {
    let token = marked(pool.access_token(), MARKER);
    let head = bearer(&token.mint()).header("cookie", format!("a={MARKER}"));
    let bad = pool.bad_tokens();
    let shown_bad = shown(&bad);
    for bad in bad {
        assert!(!shown_bad.contains(bad.token()), "{}", bad.name());
    }
    let mut table = RouteTable::new();
    table.add(&["GET"], "/orders", Policy::scope("orders/read"));
    let probes = table.probes(pool);
    let shown_probes = shown(&probes);
    for (_, value) in probes.iter().flat_map(Probe::headers) {
        assert!(!shown_probes.contains(value.trim_start_matches("Bearer ")));
    }
    vec![
        ("BadToken", shown_bad),
        ("Probe", shown_probes),
        ("TestHead", shown(&head)),
        ("TestPool", shown(pool)),
        ("TokenBuilder", shown(&token)),
    ]
}

#[tokio::test]
async fn no_public_type_prints_what_a_token_holds() {
    let pool = TestPool::new();
    let both = [TokenUse::Access, TokenUse::Id];
    let verifier = pool.verifier_builder().accept(both).build().unwrap();
    let list = RevocationList::new();
    let mut all = of_claims(&pool, &verifier).await;
    all.extend(of_decisions(&pool, &list).await);
    all.extend(of_gateways(&pool, &verifier).await);
    all.extend(of_the_kit(&pool));
    // The payload and the signature of every token here begin alike.
    let token = marked(pool.access_token(), MARKER).mint();
    let beginnings = token.split('.').map(|segment| &segment[..24]);
    let beginnings: Vec<_> = beginnings.chain([MARKER]).collect();
    for (name, said) in &all {
        let named = match *name {
            "Passage" => "Refused",
            "Principal" => "User",
            "Step" => "Pending",
            name => name,
        };
        assert!(said.contains(named), "{name}: {said}");
        for data in &beginnings {
            assert!(!said.contains(data), "{name}: {said}");
        }
    }
    let of_pool = ["Authentication", "CognitoClaims", "Verifier"];
    for (_, said) in all.iter().filter(|(name, _)| of_pool.contains(name)) {
        assert!(said.contains(pool.id().as_str()), "{said}");
    }

    let examined: BTreeSet<_> = all.iter().map(|(name, _)| *name).collect();
    let exported: BTreeSet<_> = [
        include_str!("../../src/lib.rs"),
        include_str!("../../src/gateway/mod.rs"),
        include_str!("../../src/jwks/mod.rs"),
        include_str!("../../src/registry/mod.rs"),
        include_str!("../../src/revocation/mod.rs"),
        include_str!("../../src/test_util/mod.rs"),
    ]
    .into_iter()
    .flat_map(exported)
    .collect();
    let considered: BTreeSet<_> = examined.iter().chain(HOLD_NOTHING).copied().collect();
    let forgotten: Vec<_> = exported.difference(&considered).collect();
    assert!(
        forgotten.is_empty(),
        "look at what these print: {forgotten:?}"
    );
    let gone: Vec<_> = considered.difference(&exported).collect();
    assert!(gone.is_empty(), "no longer public: {gone:?}");
}
