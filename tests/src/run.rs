use cognito_core::test_util::TestPool;

use crate::{Answer, Driver, Scenario, wants::payload_of};

/// Sends a scenario's requests to its site in every framework that has such a site; tells what differs from the
/// expected answers, and between the frameworks.
pub async fn run(pool: &TestPool, scenario: &Scenario) -> Vec<String> {
    pool.set_available(true);
    let sites: Vec<_> = Driver::ALL
        .into_iter()
        .filter(|driver| driver.has(scenario.site.placement))
        .map(|driver| (driver, scenario.site.live(pool)))
        .collect();
    let mut first: Option<String> = None;
    let mut differences = Vec::new();
    for (index, step) in scenario.steps.iter().enumerate() {
        (step.before)(pool);
        let (call, token) = step.request.prepare(pool, first.as_deref());
        first = first.or_else(|| token.clone());
        let mut answers: Vec<(Driver, Answer)> = Vec::new();
        for (driver, site) in &sites {
            let before = pool.fetches();
            let mut answer = driver.send(site, &call).await;
            if step.expected.jitter {
                answer = answer.without_jitter();
            }
            let fetches = pool.fetches() - before;
            let place = format!("{}, request {}, {driver:?}", scenario.name, index + 1);
            let payload = token.as_deref().and_then(payload_of);
            let mut found = step.expected.differences(&answer, payload, fetches);
            if let Some((other, same)) = answers.iter().find(|(_, other)| *other != answer)
                && found.is_empty()
            {
                found.push(format!("{answer:?}, but {other:?}: {same:?}"));
            }
            differences.extend(found.into_iter().map(|what| format!("{place}: {what}")));
            answers.push((*driver, answer));
        }
    }
    differences
}
