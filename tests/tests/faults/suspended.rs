//! A process that is stopped and goes on: its clocks are the system's, its endpoint is in this process.

use std::{
    env, fs,
    io::{BufRead as _, BufReader, Write as _},
    process::{Child, Command, Stdio},
    sync::{Mutex, mpsc},
    time::{Duration, SystemTime},
};

use cognito_core::Reason;
use cognito_tests::fault_server::{FaultServer, Port, Reply};
use serde_json::{Value, json};
use tokio::runtime::Builder;

use crate::{
    invariants,
    keys::{claims, published, stranger},
    process::THIS_TEST,
    station::{ANSWER, ENDPOINT, INTERVAL},
    subject::{Ledger, Report, Subject, Verdict},
    world::World,
};

/// No answer takes longer: the child's requests have their deadline of 5 s.
const FOREVER: Duration = Duration::from_secs(60);

/// Stopped for longer than its keys are fresh, while a key is withdrawn; and stopped in the middle of a fetch, while the endpoint
/// cuts the connection.
pub(crate) fn suspended(world: &World) {
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let child = Suspended::start(&world.server);
        assert_eq!(child.ask_key(0).await, Verdict::Accepted);
        child.ledger.took(&[0, 1]);

        child.stop();
        child.publish(&[2, 3]);
        tokio::time::sleep(INTERVAL * 13 / 10).await;
        child.go_on();
        let verdict = child.ask_key(0).await;
        assert_eq!(verdict, Verdict::Refused(Reason::UnknownKid));
        child.ledger.took(&[2, 3]);
        assert_eq!(child.ask_key(2).await, Verdict::Accepted);

        child.server.answer(Reply::silence());
        let unknown = claims(child.wall()).signed_by(stranger()).mint();
        child.tell(&format!("ask {unknown}"));
        child.server.until(|counts| counts.stalled == 1).await;
        child.stop();
        child.server.reset_connections();
        child.publish(&[2, 3]);
        child.go_on();
        read_verdict(&child.answer()).retry_after();
        assert_eq!(child.ask_key(3).await, Verdict::Accepted);
        invariants::hold(&child).await;
    });
    // The world's own store has waited all the time.
    world.publish(&[0, 1]);
}

/// A station in another process.
struct Suspended<'s> {
    server: &'s FaultServer,
    process: Mutex<Child>,
    answers: Mutex<mpsc::Receiver<String>>,
    ledger: Ledger,
}

impl<'s> Suspended<'s> {
    fn start(server: &'s FaultServer) -> Self {
        let mut process = Command::new(env::current_exe().unwrap())
            .args(["--exact", THIS_TEST, "--nocapture"])
            .env(ENDPOINT, server.url())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let output = BufReader::new(process.stdout.take().unwrap());
        let (sender, answers) = mpsc::channel();
        std::thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                // The test harness says things of its own.
                if let Some(answer) = line.split(ANSWER).nth(1) {
                    let _ = sender.send(answer.to_owned());
                }
            }
        });
        Self {
            server,
            process: Mutex::new(process),
            answers: Mutex::new(answers),
            ledger: Ledger::default(),
        }
    }

    fn publish(&self, keys: &[usize]) {
        self.server.answer(Reply::ok(published(keys)));
    }

    fn tell(&self, order: &str) {
        let mut process = self.process.lock().unwrap();
        let mut input = process.stdin.as_ref().unwrap();
        writeln!(input, "{order}").unwrap();
        assert!(process.try_wait().unwrap().is_none(), "the child is gone");
    }

    fn answer(&self) -> String {
        self.answers.lock().unwrap().recv_timeout(FOREVER).unwrap()
    }

    /// Returns when it has stopped.
    fn stop(&self) {
        self.signal("STOP");
        let stat = format!("/proc/{}/stat", self.id());
        while !fs::read_to_string(&stat).unwrap().contains(") T ") {
            std::thread::yield_now();
        }
    }

    fn go_on(&self) {
        self.signal("CONT");
    }

    fn signal(&self, name: &str) {
        let kill = format!("kill -{name} {}", self.id());
        assert!(
            Command::new("sh")
                .args(["-c", &kill])
                .status()
                .unwrap()
                .success()
        );
    }

    fn id(&self) -> u32 {
        self.process.lock().unwrap().id()
    }
}

impl Drop for Suspended<'_> {
    fn drop(&mut self) {
        let mut process = self.process.lock().unwrap();
        let _ = process.kill();
        let _ = process.wait();
    }
}

impl Subject for Suspended<'_> {
    async fn ask(&self, token: &str) -> Verdict {
        self.tell(&format!("ask {token}"));
        read_verdict(&self.answer())
    }

    fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    fn mend(&self, keys: &[usize]) {
        self.server.port(Port::Open);
        self.publish(keys);
    }

    async fn pass(&self, time: Duration) {
        tokio::time::sleep(time).await;
    }

    async fn report(&self) -> Report {
        self.tell("report");
        read_report(&self.answer()).unwrap()
    }

    async fn settled(&self) {
        while self.report().await.left > 0 || self.server.counts().open > 0 {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }

    fn wall(&self) -> SystemTime {
        SystemTime::now()
    }
}

/// A verdict, as it goes through the pipe.
pub(crate) fn written_verdict(verdict: Verdict) -> Value {
    match verdict {
        Verdict::Accepted => json!({}),
        Verdict::Refused(reason) => json!({ "refused": reason.as_str() }),
        Verdict::Unavailable(after) => json!({ "unavailable": after.as_secs_f64() }),
    }
}

fn read_verdict(text: &str) -> Verdict {
    let verdict: Value = serde_json::from_str(text).unwrap();
    if let Some(code) = verdict["refused"].as_str() {
        let mut all = Reason::ALL.iter();
        return Verdict::Refused(*all.find(|reason| reason.as_str() == code).unwrap());
    }
    match verdict["unavailable"].as_f64() {
        Some(seconds) => Verdict::Unavailable(Duration::from_secs_f64(seconds)),
        None => Verdict::Accepted,
    }
}

/// A report, as it goes through the pipe.
pub(crate) fn written_report(report: &Report) -> Value {
    json!({
        "age": report.age.map(|age| age.as_secs_f64()),
        "arrived": report.arrived,
        "left": report.left,
        "longest_wait": report.longest_wait.as_secs_f64(),
        "monotonic": report.monotonic.as_secs_f64(),
        "ready": report.ready,
        "broken_rules": report.broken_rules,
    })
}

fn read_report(text: &str) -> Option<Report> {
    let report: Value = serde_json::from_str(text).ok()?;
    let number = |name| usize::try_from(report[name].as_u64()?).ok();
    let seconds = |name| report[name].as_f64().map(Duration::from_secs_f64);
    let rules = report["broken_rules"].as_array()?.iter();
    Some(Report {
        age: seconds("age"),
        arrived: number("arrived")?,
        interval: INTERVAL,
        left: number("left")?,
        longest_wait: seconds("longest_wait")?,
        monotonic: seconds("monotonic")?,
        ready: report["ready"].as_bool()?,
        broken_rules: rules.map(Value::to_string).collect(),
    })
}
