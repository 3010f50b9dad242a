use std::{
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use cognito_core::{UserPool, UserPoolId, test_util::SigningKey};

/// The app client whose tokens the sites accept.
pub(super) const CLIENT: &str = "stormclient00000000000001";

/// Whether a key is still published when the next one signs.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Overlap {
    /// It is withdrawn when the next one is published.
    None,
    /// It is withdrawn when the one after the next is published.
    One,
}

/// A user pool with the system's time, whose keys were made beforehand: making one takes longer than a request.
///
/// Its key set has versions, from zero on. Key `k` signs while version `k` is published, and is published in the versions of
/// [`Issuer::published_in`].
#[derive(Debug)]
pub struct Issuer {
    pool: UserPoolId,
    overlap: Overlap,
    keys: Vec<SigningKey>,
    began: Instant,
    rotations: Mutex<Vec<Rotation>>,
}

/// A change of the key set.
#[derive(Clone, Copy, Debug)]
pub struct Rotation {
    /// Before that the older version was published.
    pub began: Duration,
    /// From then on this one is, and its key signs. `None` while it is under way.
    pub ended: Option<Duration>,
}

impl Issuer {
    /// A pool with `keys` keys, the first of which signs.
    pub fn new(pool: &str, overlap: Overlap, keys: usize) -> Arc<Self> {
        let halves = thread::scope(|scope| {
            [keys / 2, keys - keys / 2]
                .map(|keys| {
                    scope.spawn(move || (0..keys).map(|_| SigningKey::generate()).collect())
                })
                .map(|half| -> Vec<_> { half.join().unwrap() })
        });
        Arc::new(Self {
            pool: pool.parse().unwrap(),
            overlap,
            keys: halves.into_iter().flatten().collect(),
            began: Instant::now(),
            rotations: Mutex::new(vec![Rotation {
                began: Duration::ZERO,
                ended: Some(Duration::ZERO),
            }]),
        })
    }

    /// The time since the issuer was made.
    pub fn now(&self) -> Duration {
        self.began.elapsed()
    }

    /// The number of the key that signs now: at least this version is published.
    pub fn version(&self) -> usize {
        let rotations = self.rotations.lock().unwrap();
        rotations
            .iter()
            .filter(|rotation| rotation.ended.is_some())
            .count()
            - 1
    }

    /// The newest version that may be published by now.
    pub fn newest(&self) -> usize {
        self.rotations.lock().unwrap().len() - 1
    }

    /// Has the next version published by `publish`, then signs with its key.
    pub fn rotate(&self, publish: impl FnOnce(String)) {
        let version = self.newest() + 1;
        assert!(version < self.keys.len(), "too few keys were made");
        let rotation = Rotation {
            began: self.now(),
            ended: None,
        };
        self.rotations.lock().unwrap().push(rotation);
        publish(self.document(version));
        self.rotations.lock().unwrap()[version].ended = Some(self.now());
    }

    /// When each version was published.
    pub fn rotations(&self) -> Vec<Rotation> {
        self.rotations.lock().unwrap().clone()
    }

    /// The first and the last version that has key `key`.
    pub fn published_in(&self, key: usize) -> (usize, usize) {
        self.overlap.published_in(key)
    }

    /// Whether a key is still published when the next one signs.
    pub fn overlap(&self) -> Overlap {
        self.overlap
    }

    /// The pool, its keys at `jwks_uri`.
    pub fn user_pool(&self, jwks_uri: String) -> UserPool {
        UserPool::new(self.pool.clone(), [CLIENT]).jwks_uri(jwks_uri)
    }

    /// The `iss` of its tokens.
    pub fn name(&self) -> String {
        format!("https://{}", self.pool.provider_name().unwrap())
    }

    /// An access token for `subject` by key `key`; `change` may spoil its claims.
    pub fn mint(&self, key: usize, subject: &str, change: impl FnOnce(String) -> String) -> String {
        self.keys[key].sign(&change(self.claims(subject)))
    }

    /// The claims of a good access token, as JSON.
    pub fn claims(&self, subject: &str) -> String {
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap()
            .as_secs();
        format!(
            r#"{{"sub":"{subject}","iss":"{}","client_id":"{CLIENT}","token_use":"access","scope":"aws.cognito.signin.user.admin","auth_time":{now},"iat":{now},"exp":{},"jti":"00000000-fa4e-4000-8000-000000000001","username":"storm"}}"#,
            self.name(),
            now + 3600,
        )
    }

    /// A version of the key set.
    pub fn document(&self, version: usize) -> String {
        let keys = self.keys.iter().enumerate().filter(|(key, _)| {
            let (first, last) = self.published_in(*key);
            (first..=last).contains(&version)
        });
        let keys: Vec<_> = keys.map(|(_, key)| key.jwk()).collect();
        format!(r#"{{"keys":[{}]}}"#, keys.join(","))
    }
}

impl Overlap {
    /// The first and the last version that has key `key`.
    pub(super) fn published_in(self, key: usize) -> (usize, usize) {
        (key, key + usize::from(self == Self::One))
    }
}
