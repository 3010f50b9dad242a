//! Whatever happens, verifiers that remember say what one that does not says at the same moment.
//!
//! The same lives each time in the gate; `PROPTEST_CASES` asks for more, and others.

use std::{
    cell::Cell,
    sync::{Arc, LazyLock, Mutex},
};

use proptest::{
    prelude::*,
    sample::select,
    test_runner::{RngSeed, TestRunner},
};

use super::world::*;
use crate::{
    AuthError, ClientSet, CognitoClaims, UserPool,
    future::BoxFuture,
    jwks::{FetchError, FetchErrorKind, FetchJwks, Fetched, KeyStore},
    registry::{PoolLookupError, PoolRegistry},
    revocation::{Revocation, RevocationCheck, RevocationError, RevocationStatus},
    test_util::{ManualClock, SigningKey, TokenBuilder},
};

const START: u64 = 1_763_000_000;

/// The pool of the configuration, and the one of the registry.
const IDS: [&str; 2] = ["us-east-1_TestPool1", "us-east-1_TestPool2"];

/// Key sets by kid and material: withdrawn, exchanged under their name, brought back; and one that is none.
const SETS: [&[(&str, usize)]; 6] = [
    &[("k", 0), ("l", 1)],
    &[("k", 0)],
    &[("l", 1)],
    &[("k", 1)],
    &[("k", 1), ("l", 0)],
    &[],
];

const ORIGINAL: &str = "https://cognito-idp.us-east-1.amazonaws.com/";
const UPDATED: &str = "https://issuer-cognito-idp.us-east-1.amazonaws.com/";

static KEYS: LazyLock<[Arc<SigningKey>; 2]> =
    LazyLock::new(|| std::array::from_fn(|_| Arc::new(SigningKey::generate())));

/// Making keys and signatures takes longer than all the rest.
static TOKENS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let pool = TestPool::new();
    let token = |kid: &str, material: usize, id: usize, issuer: &str| {
        let key = &KEYS[material];
        let signed = |token: TokenBuilder| {
            let token = token.signed_by(key).header("kid", kid);
            let token = token.claim("iss", format!("{issuer}{}", IDS[id]));
            token.expires_in(48 * 60 * MINUTE)
        };
        [
            signed(pool.access_token().claim("client_id", "a").group("g\"")),
            signed(pool.id_token().claim("aud", "a")),
            signed(pool.id_token().claim("aud", ["a", "b"])),
        ]
    };
    let all = [
        token("k", 0, 0, ORIGINAL),
        token("k", 1, 0, UPDATED),
        token("l", 1, 0, ORIGINAL),
        token("k", 0, 1, ORIGINAL),
        token("l", 1, 1, UPDATED),
    ];
    let [first, ..] = &all;
    let [access, id, _] = first;
    let late = START + 600;
    let odd = [
        access.clone().expires_in(10 * MINUTE),
        access.clone().claim("nbf", late),
        access.clone().claim("iat", late).claim("client_id", "b"),
        id.clone().expires_in(70 * MINUTE).without("iat"),
    ];
    let tokens = all.iter().flatten().chain(&odd);
    let mut tokens: Vec<_> = tokens.map(TokenBuilder::mint).collect();
    // The end of a good token, under another beginning.
    let (header, rest) = tokens[0].split_once('.').unwrap();
    tokens.push(format!("{header}.{}", rest.replacen('J', "I", 1)));
    tokens
});

#[derive(Clone, Debug)]
enum Event {
    Advance(u64),
    /// What the wall clock is ahead of its usual course.
    Wall(i64),
    Publish(usize),
    Outage(bool),
    Clients(&'static [&'static str]),
    Store(Option<RevocationStatus>),
    Tenant(Tenant),
    Forget,
    Settle,
    Verify(usize, Option<TokenUse>),
}

#[derive(Clone, Copy, Debug)]
enum Tenant {
    Absent,
    With(&'static str, bool),
}

fn event() -> impl Strategy<Value = Event> {
    let tokens = TOKENS.len();
    // None of the sums is near an interval with jitter: each verifier has a registry with dice of its own.
    let steps = select(vec![4, 4, 4, 4, 360, 360, 360, 3700, 90_000]);
    let kinds = select(vec![None, None, Some(TokenUse::Access), Some(TokenUse::Id)]);
    let store = select(vec![
        Some(RevocationStatus::Active),
        Some(RevocationStatus::Active),
        Some(RevocationStatus::Revoked),
        None,
    ]);
    let tenants = select(vec![
        Tenant::Absent,
        Tenant::With("a", true),
        Tenant::With("a", true),
        Tenant::With("a", false),
        Tenant::With("b", true),
    ]);
    prop_oneof![
        3 => steps.prop_map(Event::Advance),
        1 => select(vec![0, -400, 5000]).prop_map(Event::Wall),
        2 => (0..SETS.len()).prop_map(Event::Publish),
        1 => any::<bool>().prop_map(Event::Outage),
        2 => select(vec![&["a"][..], &["b"], &["a", "b"]]).prop_map(Event::Clients),
        1 => store.prop_map(Event::Store),
        2 => tenants.prop_map(Event::Tenant),
        2 => Just(Event::Forget),
        2 => Just(Event::Settle),
        16 => (0..tokens, kinds).prop_map(|(token, kind)| Event::Verify(token, kind)),
        // Some often, so that every level has them.
        12 => select(vec![0, 2, 9, 12]).prop_map(|token| Event::Verify(token, None)),
    ]
}

/// All that lies outside of the verifiers, as one event after another leaves it.
#[derive(Clone, Debug)]
struct Outside(Arc<Mutex<State>>);

#[derive(Debug)]
struct State {
    set: usize,
    is_down: bool,
    store: Option<RevocationStatus>,
    answers_later: bool,
    tenant: Tenant,
}

impl FetchJwks for Outside {
    fn fetch<'a>(&'a self, uri: &'a str) -> BoxFuture<'a, Result<Fetched, FetchError>> {
        let state = self.0.lock().unwrap();
        // The registry's pool is never down, for back-off has jitter too.
        let is_configured = uri.contains(IDS[0]);
        let set = if is_configured || !SETS[state.set].is_empty() {
            state.set
        } else {
            0
        };
        let keys = SETS[set].iter().map(|(kid, material)| {
            let key = &KEYS[*material];
            key.jwk().replace(key.kid(), kid)
        });
        let keys = keys.collect::<Vec<_>>().join(",");
        Box::pin(std::future::ready(if is_configured && state.is_down {
            Err(FetchErrorKind::Connect.into())
        } else {
            Ok(Fetched::new(format!(r#"{{"keys":[{keys}]}}"#)))
        }))
    }
}

impl PoolRegistry for Outside {
    fn find<'a>(
        &'a self,
        id: &'a crate::UserPoolId,
    ) -> BoxFuture<'a, Result<Option<UserPool>, PoolLookupError>> {
        let found = match self.0.lock().unwrap().tenant {
            Tenant::Absent => None,
            Tenant::With(client, true) => Some(UserPool::new(id.clone(), [client])),
            Tenant::With(client, false) => {
                Some(UserPool::new(id.clone(), [client]).only_original_issuer())
            }
        };
        Box::pin(async { Ok(found) })
    }
}

impl Revocation for Outside {
    fn check(&self, _: &CognitoClaims) -> RevocationCheck {
        let state = self.0.lock().unwrap();
        let status = state.store;
        let answer = status.ok_or_else(|| RevocationError::new("it is down"));
        if state.answers_later {
            return RevocationCheck::pending(async {
                tokio::task::yield_now().await;
                answer
            });
        }
        answer.map_or_else(Into::into, Into::into)
    }
}

/// A reason, or all that claims say.
fn said(verdict: Result<CognitoClaims, AuthError>) -> Result<String, Reason> {
    let claims = verdict.map_err(|error| error.reason())?;
    let all = serde_json::to_string(&claims).unwrap();
    Ok(format!(
        "{all} {:?} {} {:?} {:?}",
        claims.client_id(),
        claims.user_pool_id(),
        claims.token_use(),
        claims.groups().iter().collect::<Vec<_>>(),
    ))
}

async fn ask(verifier: &Verifier, token: &str, kind: Option<TokenUse>) -> Result<String, Reason> {
    said(match kind {
        None => verifier.verify(token).await,
        Some(TokenUse::Access) => verifier
            .verify_access(token)
            .await
            .map(CognitoClaims::Access),
        Some(TokenUse::Id) => verifier.verify_id(token).await.map(CognitoClaims::Id),
    })
}

/// Gives how often the verifiers remembered.
async fn run(events: &[Event], answers_later: bool, fail_open: bool) -> u64 {
    let clock = ManualClock::new(START);
    let outside = Outside(Arc::new(Mutex::new(State {
        set: 0,
        is_down: false,
        store: Some(RevocationStatus::Active),
        answers_later,
        tenant: Tenant::With("a", true),
    })));
    let clients = ClientSet::new(["a"]).unwrap();
    let pool = UserPool::with_client_set(IDS[0].parse().unwrap(), clients.clone());
    let keys = KeyStore::builder(&pool).fetcher(outside.clone());
    let keys = keys.clock(clock.clone()).build().unwrap();
    let verifier = |settings: Option<TokenCacheSettings>| {
        let builder = Verifier::builder()
            .user_pool_with_keys(pool.clone(), keys.clone())
            .pool_registry(outside.clone())
            .accept([TokenUse::Access, TokenUse::Id])
            .max_token_age(36 * 60 * MINUTE)
            .fetcher(outside.clone())
            .clock(clock.clone());
        let builder = match settings {
            Some(settings) => builder.token_cache(settings),
            None => builder,
        };
        let builder = if fail_open {
            builder.revocation_fail_open(outside.clone())
        } else {
            builder.revocation(outside.clone())
        };
        builder.build().unwrap()
    };
    let remembering = both().map(|settings| verifier(Some(settings)));
    // One before and one after: between them, keys may have come.
    let forgetful = [verifier(None), verifier(None)];
    let (mut ahead, mut seconds) = (0, START);
    for event in events {
        let state = || outside.0.lock().unwrap();
        match *event {
            Event::Advance(by) => {
                clock.advance(Duration::from_secs(by));
                seconds += by;
            }
            Event::Wall(by) => ahead = by,
            Event::Publish(set) => state().set = set,
            Event::Outage(is_down) => state().is_down = is_down,
            Event::Clients(names) => clients.replace(names.iter().copied()).unwrap(),
            Event::Store(status) => state().store = status,
            Event::Tenant(tenant) => state().tenant = tenant,
            Event::Forget => {
                for verifier in remembering.iter().chain(&forgetful) {
                    verifier.forget_pool(&IDS[1].parse().unwrap());
                }
            }
            Event::Settle => settle().await,
            Event::Verify(token, kind) => {
                let token = &TOKENS[token];
                let before = ask(&forgetful[0], token, kind).await;
                let mut seen = Vec::new();
                for verifier in &remembering {
                    seen.push(ask(verifier, token, kind).await);
                }
                let after = ask(&forgetful[1], token, kind).await;
                if before == after {
                    assert!(
                        seen.iter().all(|seen| *seen == before),
                        "{event:?} {before:?} {seen:?}"
                    );
                }
                // What the registries look up in the background ends alike.
                settle().await;
            }
        }
        clock.set_wall(seconds.saturating_add_signed(ahead));
    }
    remembering
        .iter()
        .map(|verifier| state(verifier).hits)
        .sum()
}

#[test]
fn with_one_that_remembers_nothing() {
    let mut config = ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    if std::env::var_os("PROPTEST_CASES").is_none() {
        config.cases = 48;
        config.rng_seed = RngSeed::Fixed(6);
    }
    let mut runner = TestRunner::new(config);
    let hits = Cell::new(0);
    let events = (
        prop::collection::vec(event(), 60),
        any::<bool>(),
        any::<bool>(),
    );
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let ran = runner.run(&events, |(events, answers_later, fail_open)| {
        hits.set(hits.get() + runtime.block_on(run(&events, answers_later, fail_open)));
        Ok(())
    });
    ran.unwrap();
    assert!(hits.get() > 200, "{hits:?}");
}
