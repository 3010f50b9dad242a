//! Strangers who make up a name for every token.

use std::{
    env,
    ops::Range,
    sync::{
        Arc, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use cognito_core::{
    Reason, UserPool, UserPoolId, Verifier,
    future::BoxFuture,
    registry::{PoolLookupError, PoolRegistry},
    test_util::TestPool,
};

use crate::{
    ALONE,
    held::{Growth, Held},
};

const MIB: isize = 1024 * 1024;
/// Tokens before the first measurement: by then everything is as big as it gets.
const WARM_UP: u64 = 20_000;
const THREADS: usize = 2;

#[test]
fn a_million_unknown_kids_leave_nothing_behind() {
    let pool = TestPool::new();
    let verifier = pool.verifier();
    let token = pool.access_token().mint();
    let (_, rest) = token.split_once('.').unwrap();
    let rest = rest.to_owned();
    let clock = pool.clock().clone();
    let name = move |n: u64| {
        let header = format!(r#"{{"kid":"{:043x}=","alg":"RS256"}}"#, scramble(n));
        format!("{}.{rest}", URL_SAFE_NO_PAD.encode(header))
    };
    // Thirty seconds for all of them: the endpoint is asked, in between.
    let flood = move |n: u64, of: u64| {
        if n.is_multiple_of(of.div_ceil(300)) {
            clock.advance(Duration::from_millis(100));
        }
        name(n)
    };
    let growth = refused_all("kids", 1_000_000, 2, &verifier, Reason::UnknownKid, flood);
    println!("    {} fetches", pool.fetches());
    // The warm-up is a flood of as long.
    assert!(
        (3..=16).contains(&pool.fetches()),
        "{} fetches",
        pool.fetches()
    );
    assert!(growth.live < MIB && growth.resident < MIB, "{growth}");
}

#[test]
fn unknown_issuers_leave_nothing_behind() {
    let pool = TestPool::new();
    let verifier = pool.verifier();
    let name = another_issuer(&pool);
    let growth = refused_all(
        "issuers",
        200_000,
        2,
        &verifier,
        Reason::UnknownIssuer,
        name,
    );
    assert_eq!(pool.fetches(), 0);
    assert!(growth.live < MIB && growth.resident < MIB, "{growth}");
}

#[test]
fn a_hundred_thousand_unknown_tenants_leave_nothing_behind() {
    let pool = TestPool::new();
    let nobody = Arc::new(Nobody::default());
    let verifier = Verifier::builder()
        .pool_registry(Arc::clone(&nobody))
        .clock(pool.clock().clone())
        .fetcher(pool.clone())
        .build()
        .unwrap();
    let name = another_issuer(&pool);
    let growth = refused_all(
        "tenants",
        100_000,
        256,
        &verifier,
        Reason::UnknownIssuer,
        name,
    );
    let most = nobody.most.load(Ordering::SeqCst);
    println!("    {most} look-ups at once");
    assert!((2..=64).contains(&most), "{most} look-ups at once");
    assert_eq!(pool.fetches(), 0);
    assert!(growth.live < MIB && growth.resident < MIB, "{growth}");
}

/// A registry without pools.
#[derive(Debug, Default)]
struct Nobody {
    under_way: AtomicUsize,
    most: AtomicUsize,
}

impl PoolRegistry for Nobody {
    fn find<'a>(
        &'a self,
        _: &'a UserPoolId,
    ) -> BoxFuture<'a, Result<Option<UserPool>, PoolLookupError>> {
        Box::pin(async {
            let under_way = self.under_way.fetch_add(1, Ordering::SeqCst) + 1;
            self.most.fetch_max(under_way, Ordering::SeqCst);
            for _ in 0..3 {
                tokio::task::yield_now().await;
            }
            self.under_way.fetch_sub(1, Ordering::SeqCst);
            Ok(None)
        })
    }
}

/// Tokens of pools with made-up ids.
fn another_issuer(pool: &TestPool) -> impl Fn(u64, u64) -> String + Send + Sync + 'static {
    let good = pool.access_token();
    let token = good.mint();
    let (header, _) = token.split_once('.').unwrap();
    let (_, signature) = token.rsplit_once('.').unwrap();
    let (header, signature) = (header.to_owned(), signature.to_owned());
    let claims = good.claims_json();
    move |n, _| {
        let issuer = format!("us-east-1_{:09}", scramble(n) % 1_000_000_000);
        let payload = claims.replace("us-east-1_TestPool1", &issuer);
        format!("{header}.{}.{signature}", URL_SAFE_NO_PAD.encode(payload))
    }
}

/// Shows the verifier that many tokens in so many tasks, or as many as `STORM_STRANGERS` says; what it holds after that and did not before.
fn refused_all(
    what: &'static str,
    strangers: u64,
    at_once: usize,
    verifier: &Verifier,
    reason: Reason,
    token: impl Fn(u64, u64) -> String + Send + Sync + 'static,
) -> Growth {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let strangers = env::var("STORM_STRANGERS").map_or(strangers, |n| n.parse().unwrap());
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(THREADS)
        .enable_all()
        .build()
        .unwrap();
    let token = Arc::new(token);
    let show = |range: Range<u64>| {
        let of = range.end - range.start;
        let tasks = (0..at_once).map(|first| {
            let (verifier, token) = (verifier.clone(), Arc::clone(&token));
            let mine = range.clone().skip(first).step_by(at_once);
            runtime.spawn(async move {
                for n in mine {
                    let refused = verifier.verify(&token(n, of)).await.unwrap_err();
                    assert_eq!(refused.reason(), reason, "{what} {n}");
                    tokio::task::yield_now().await;
                }
            })
        });
        let tasks: Vec<_> = tasks.collect();
        for task in tasks {
            runtime.block_on(task).unwrap();
        }
    };
    show(0..WARM_UP);
    let (before, begun) = (Held::now(), Instant::now());
    show(WARM_UP..WARM_UP + strangers);
    let growth = Held::now().since(before);
    println!(
        "\n{strangers} unknown {what}: {growth} ({:.0} a second)",
        f64::from(u32::try_from(strangers).unwrap()) / begun.elapsed().as_secs_f64()
    );
    growth
}

/// A one-to-one map that makes neighbours unlike each other.
fn scramble(n: u64) -> u64 {
    n.wrapping_mul(0x9e37_79b9_7f4a_7c15)
}
