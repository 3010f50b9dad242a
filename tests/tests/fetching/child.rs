//! A fetch in another process.

use std::{env, path::PathBuf, process::Command};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use cognito_core::jwks::{FetchJwks as _, ReqwestFetcher};
use cognito_tests::fault_server::trusted_root;

const LOCATION: &str = "COGNITO_TEST_LOCATION";

/// What the process takes from its environment beside the variables of a test.
const TAKEN: [&str; 10] = [
    "ALL_PROXY",
    "HTTPS_PROXY",
    "HTTP_PROXY",
    "NO_PROXY",
    "REQUEST_METHOD",
    "SSL_CERT_DIR",
    "all_proxy",
    "http_proxy",
    "https_proxy",
    "no_proxy",
];

/// In the child: fetches with this fetcher and says how that went. In the parent: nothing, `None`.
#[expect(clippy::print_stdout, reason = "that is how the parent learns of it")]
pub(crate) async fn is_this(fetcher: ReqwestFetcher) -> Option<()> {
    let location = env::var(LOCATION).ok()?;
    let outcome = match fetcher.fetch(&location).await {
        Ok(_) => "ok",
        Err(error) => error.kind().as_str(),
    };
    println!("\nfetched: {outcome}.");
    Some(())
}

/// Runs the test `this` once more with these variables: how its fetch of `location` went. The system's CA certificates are the
/// `trusted_root` and no others.
pub(crate) async fn fetches(this: &str, location: String, variables: &[(&str, &str)]) -> String {
    let mut child = Command::new(env::current_exe().unwrap());
    child.args([this, "--exact", "--nocapture"]);
    for name in TAKEN {
        child.env_remove(name);
    }
    child.env("SSL_CERT_FILE", root_file(this));
    child.env(LOCATION, location);
    child.envs(variables.iter().copied());
    // The proxy runs on this thread meanwhile.
    let said = tokio::task::spawn_blocking(move || child.output().unwrap());
    let said = said.await.unwrap();
    let text = String::from_utf8(said.stdout).unwrap();
    let (_, outcome) = text.split_once("\nfetched: ").unwrap_or_else(|| {
        panic!("{text}\n{}", String::from_utf8_lossy(&said.stderr));
    });
    outcome.split_once('.').unwrap().0.to_owned()
}

fn root_file(name: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name.replace("::", "-"));
    let root = STANDARD.encode(trusted_root());
    let pem = format!("-----BEGIN CERTIFICATE-----\n{root}\n-----END CERTIFICATE-----\n");
    std::fs::write(&path, pem).unwrap();
    path
}
