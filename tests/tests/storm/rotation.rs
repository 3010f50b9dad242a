//! An issuer that changes its signing key every two seconds, under sites that are asked as fast as they answer.

use std::{
    env,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use cognito_core::{Verifier, jwks::RefreshSettings};
use cognito_tests::{
    fault_server::{FaultServer, Port, Reply},
    storm::{
        Client, Door, Fetch, Findings, Framework, History, Issuer, Mix, Overlap, Random, Sample,
        Site, Watch, Watched, judge,
    },
};
use tokio::{task::JoinHandle, time};

const EVERY: Duration = Duration::from_secs(2);
/// Clients of each site.
const CLIENTS: usize = 6;
const TICK: Duration = Duration::from_millis(100);
/// How long an outage of an endpoint lasts, in ticks.
const OUTAGE: u32 = 3;

/// One storm at a time has the machine.
static ALONE: Mutex<()> = Mutex::new(());

#[test]
fn with_overlap_no_good_token_is_refused() {
    for stand in storm(Overlap::One) {
        if stand.mix == Mix::Steady {
            // Each new key costs one fetch, which gives its token back, and nobody notices.
            let refused = |(asked, got): &(&str, &str)| {
                matches!(*asked, "current" | "former") && *got != "200"
            };
            assert!(
                !stand.findings.counts.keys().any(refused),
                "{:?}",
                stand.findings
            );
            assert_eq!(stand.fetches.len(), stand.versions, "{:?}", stand.fetches);
        }
    }
}

#[test]
fn without_overlap_a_withdrawn_key_is_refused_from_the_next_refresh_on() {
    for stand in storm(Overlap::None) {
        let refused = stand.findings.counts.get(&("withdrawn", "unknown_kid"));
        let some = stand.mix == Mix::Steady || refused.is_some_and(|refused| *refused > 100);
        assert!(some, "{:?}", stand.findings);
    }
}

/// What became of one site.
struct Outcome {
    mix: Mix,
    versions: usize,
    fetches: Vec<Fetch>,
    findings: Findings,
}

/// One site, its clients and its endpoint.
struct Stand {
    framework: Framework,
    mix: Mix,
    endpoint: FaultServer,
    /// Ticks until the endpoint works again.
    outage: u32,
    watch: Watch,
    site: Site,
    clients: Vec<(Client, Door)>,
    running: Vec<JoinHandle<Vec<Sample>>>,
}

fn storm(overlap: Overlap) -> Vec<Outcome> {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let seconds = env::var("STORM_SECONDS").map_or(10, |seconds| seconds.parse().unwrap());
    println!("\nrotation storm, overlap: {overlap:?}, {seconds} s");
    let seed = Random::seed();
    let length = Duration::from_secs(seconds);
    let keys = usize::try_from(seconds).unwrap() / 2 + 2;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    let issuer = Issuer::new("us-east-1_Storm", overlap, keys);
    let outcomes = runtime.block_on(async {
        let mut stands = open(&issuer, seed).await;
        let end = issuer.now() + length;
        for stand in &mut stands {
            stand.begin(end);
        }
        rotate(&issuer, &mut stands, end, Random::new(seed)).await;
        let mut outcomes = Vec::new();
        for stand in stands {
            outcomes.push(stand.close(&issuer, length).await);
        }
        outcomes
    });
    for outcome in &outcomes {
        // An oracle that lets anything pass would find nothing wrong.
        let (open, answers) = (outcome.findings.open, outcome.findings.answers);
        assert!(
            answers > 100 && open * 2 < answers,
            "{open} of {answers} are open"
        );
    }
    let wrong: usize = outcomes.iter().map(|outcome| outcome.findings.wrong).sum();
    assert_eq!(wrong, 0, "wrong answers; STORM_SEED={seed} asked the same");
    outcomes
}

async fn open(issuer: &Arc<Issuer>, seed: u64) -> Vec<Stand> {
    let mut stands = Vec::new();
    for mix in [Mix::Steady, Mix::Flood] {
        for framework in [Framework::Axum, Framework::Actix, Framework::Tower] {
            let endpoint = FaultServer::start();
            endpoint.answer(up(issuer.document(0)));
            let fetcher = Watched::new(Arc::clone(issuer));
            let watch = fetcher.watch();
            let verifier = Verifier::builder()
                .user_pool(issuer.user_pool(endpoint.url()))
                .fetcher(fetcher)
                .refresh(RefreshSettings::default().interval(interval(mix)))
                .build()
                .unwrap();
            let site = Site::open(framework, verifier);
            let mut clients = Vec::new();
            for n in 0..CLIENTS {
                let door = site.door().await;
                let subject = format!("{mix:?}-{framework:?}-{n}");
                let random = Random::new(seed ^ ((stands.len() * CLIENTS + n) as u64) << 32);
                let client = Client::new(Arc::clone(issuer), mix, subject, random);
                clients.push((client, door));
            }
            stands.push(Stand {
                framework,
                mix,
                endpoint,
                outage: 0,
                watch,
                site,
                clients,
                running: Vec::new(),
            });
        }
    }
    stands
}

/// As by default; or the shortest there is, so that a new key comes in while the flood has emptied the bucket.
fn interval(mix: Mix) -> Duration {
    Duration::from_secs(match mix {
        Mix::Steady => 300,
        Mix::Flood => 1,
    })
}

/// The key set, after a moment in which requests gather.
fn up(document: String) -> Reply {
    Reply::ok(document).after(Duration::from_millis(20))
}

/// Changes the key every two seconds, and lets endpoints of flooded sites fail now and then.
async fn rotate(issuer: &Issuer, stands: &mut [Stand], end: Duration, mut random: Random) {
    let mut ticks = time::interval(TICK);
    let mut next = issuer.now() + EVERY;
    while issuer.now() < end {
        ticks.tick().await;
        // A key that nobody would be asked about is not worth a change.
        if issuer.now() >= next && next + EVERY / 2 < end {
            issuer.rotate(|document| {
                for stand in stands.iter().filter(|stand| stand.outage == 0) {
                    stand.endpoint.answer(up(document.clone()));
                }
            });
            next += EVERY;
        }
        for stand in stands.iter_mut().filter(|stand| stand.mix == Mix::Flood) {
            stand.tick(issuer, &mut random);
        }
    }
}

impl Stand {
    fn begin(&mut self, end: Duration) {
        let clients = self.clients.drain(..);
        let running = clients.map(|(client, door)| tokio::spawn(client.run(door, end)));
        self.running.extend(running);
    }

    /// Lets the endpoint fail, in one way or another, or work again.
    fn tick(&mut self, issuer: &Issuer, random: &mut Random) {
        let document = issuer.document(issuer.version());
        match self.outage {
            0 if random.below(40) == 0 => {
                self.outage = OUTAGE;
                self.endpoint.answer(match random.below(5) {
                    0 => Reply::status(403),
                    1 => Reply::hang_up(),
                    2 => Reply::reset(),
                    3 => Reply::ok(document).cut_at(100),
                    _ => Reply::status(503),
                });
                if random.below(6) == 0 {
                    self.endpoint.port(Port::Closed);
                }
            }
            0 => {}
            1 => {
                self.outage = 0;
                self.endpoint.answer(up(document));
                self.endpoint.port(Port::Open);
            }
            _ => self.outage -= 1,
        }
    }

    async fn close(self, issuer: &Issuer, length: Duration) -> Outcome {
        let mut samples = Vec::new();
        for client in self.running {
            samples.extend(client.await.unwrap());
        }
        self.site.close().await;
        let history = History {
            overlap: issuer.overlap(),
            rotations: issuer.rotations(),
            interval: interval(self.mix),
            fetches: self.watch.fetches(),
            samples,
        };
        let findings = judge(&history);
        let fetches = history.fetches;
        let failed = fetches
            .iter()
            .filter(|fetch| fetch.served.is_none())
            .count();
        println!(
            "{:?} {:?}: {} answers ({}/s), {} wrong, {} open; {} versions, {} fetches ({failed} failed)",
            self.mix,
            self.framework,
            findings.answers,
            findings.answers as u64 / length.as_secs(),
            findings.wrong,
            findings.open,
            history.rotations.len(),
            fetches.len(),
        );
        for ((asked, got), count) in &findings.counts {
            println!("    {asked:<16} {got:<18} {count:>8}");
        }
        for wrong in &findings.told {
            println!("    WRONG {wrong}");
        }
        Outcome {
            mix: self.mix,
            versions: history.rotations.len(),
            fetches,
            findings,
        }
    }
}
