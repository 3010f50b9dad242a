//! The table of the manual, held to what comes out.

use serde_json::{Value, json};

use crate::{
    sample::{Sample, pool, verifier},
    surface::Surface,
};

const MANUAL: &str = include_str!("../../../cognito-core/src/manual/gateway.md");

/// A claim, what each service hands on, and what comes out.
struct Row<'m> {
    claim: &'m str,
    cells: [&'m str; 3],
    comes_out: Value,
}

/// What stands between backticks first.
fn example(cell: &str) -> &str {
    cell.split('`').nth(1).unwrap()
}

fn rows() -> Vec<Row<'static>> {
    let rows = MANUAL
        .lines()
        .skip_while(|line| !line.starts_with("| claim |"));
    let rows = rows.skip(2).take_while(|line| line.starts_with('|'));
    let read = |line: &'static str| {
        let cells: Vec<_> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [claim, rest, http, app_sync, comes_out, _] = cells[..] else {
            panic!("six cells, not: {line}");
        };
        Row {
            claim: if claim == "any other" {
                "limits"
            } else {
                example(claim)
            },
            cells: [rest, http, app_sync],
            comes_out: serde_json::from_str(example(comes_out)).unwrap(),
        }
    };
    rows.map(read).collect()
}

#[tokio::test]
async fn each_example_comes_out_as_the_table_says() {
    let pool = pool();
    let verifier = verifier(&pool);
    let rows = rows();
    assert!(rows.len() >= 15, "{} rows", rows.len());
    for row in rows {
        // Only an ID token has that client in `aud`; the rest is the same.
        let sample = Sample::named("access_user_srp");
        for (surface, cell) in [Surface::RestApi, Surface::HttpApi, Surface::AppSync]
            .into_iter()
            .zip(row.cells)
        {
            let text = example(cell);
            let value = match surface {
                Surface::AppSync => serde_json::from_str(text).unwrap(),
                _ => json!(text),
            };
            let is_ambiguous = cell.ends_with("ambiguous");
            let expected = match (is_ambiguous, row.claim) {
                (false, _) => Some(row.comes_out.clone()),
                (true, "cognito:groups") => None,
                (true, _) => Some(json!(text)),
            };
            let mut claims: Value = sample
                .payload
                .iter()
                .map(|(n, v)| (n.clone(), surface.hand_on(n, v)))
                .collect();
            claims[row.claim] = value;
            let context = surface.read(&claims).unwrap();
            let claims = verifier.check_upstream(&context).await.unwrap();
            assert_eq!(
                claims.claim(row.claim),
                expected,
                "{}: {surface:?}: {cell}",
                row.claim
            );
        }
    }
}

/// Every claim that is not handed on as it is has a row.
#[test]
fn every_claim_that_changes_is_in_the_table() {
    let rows = rows();
    for sample in Sample::all() {
        for (name, value) in &sample.payload {
            let changes = Surface::RestApi.hand_on(name, value) != *value;
            let is_added = ["entitlements", "limits"].contains(&&**name);
            let has_row = rows.iter().any(|row| row.claim == name);
            assert!(!changes || is_added || has_row, "{name}");
        }
    }
}
