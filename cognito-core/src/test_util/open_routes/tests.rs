use std::sync::LazyLock;

use super::*;
use crate::Policy;

static POOL: LazyLock<TestPool> = LazyLock::new(TestPool::new);

fn table(rows: &[(&[&'static str], &str, Access)]) -> RouteTable {
    let mut table = RouteTable::new();
    for (methods, path, access) in rows {
        table.add(methods, path, access.clone());
    }
    table
}

fn user() -> Access {
    Policy::user().into()
}

/// `GET /me without a token`, …
fn printed(table: &RouteTable) -> Vec<String> {
    let probes = table.probes(&POOL);
    let print = |probe: &Probe| format!("{} {} {}", probe.method, probe.path, probe.credentials);
    probes.iter().map(print).collect()
}

fn of(table: &RouteTable, method_and_path: &str) -> Vec<String> {
    let start = format!("{method_and_path} ");
    let found = printed(table);
    let rest = found.iter().filter_map(|line| line.strip_prefix(&start));
    rest.map(str::to_owned).collect()
}

const NONE: &str = "without a token";
const UNTRUE: [&str; 3] = [
    "with a text that is no token",
    "with an expired token",
    "with a token of another app client",
];
const UNFIT: &str = "with a good token that does not meet the policy";

#[test]
fn each_kind_of_row_has_its_probes() {
    let table = table(&[
        (&["GET"], "/user", user()),
        (&["GET"], "/all", Policy::authenticated().into()),
        (&["GET"], "/maybe", Access::Optional),
        (&["GET"], "/open", Access::Public),
    ]);
    let untrue = UNTRUE.to_vec();
    assert_eq!(
        of(&table, "GET /user"),
        [&[NONE], &UNTRUE[..], &[UNFIT]].concat()
    );
    assert_eq!(of(&table, "HEAD /user"), of(&table, "GET /user"));
    assert_eq!(of(&table, "GET /all"), [&[NONE], &UNTRUE[..]].concat());
    assert_eq!(of(&table, "GET /maybe"), untrue);
    assert!(of(&table, "GET /open").is_empty());
    assert!(of(&table, "HEAD /open").is_empty());
    // What no row has is closed as well.
    assert_eq!(of(&table, "POST /open"), [&[NONE], &UNTRUE[..]].concat());
    assert_eq!(of(&table, "TRACE /no/such/route").len(), 4);
}

#[test]
fn the_row_of_the_method_comes_before_the_row_of_any_method() {
    let table = table(&[
        (&[], "/x", user()),
        (&["GET", "PUT"], "/x", Access::Public),
        (&["HEAD"], "/y", user()),
        (&["GET"], "/y", Access::Public),
    ]);
    assert!(of(&table, "PUT /x").is_empty());
    assert!(of(&table, "HEAD /x").is_empty());
    assert_eq!(of(&table, "POST /x").len(), 5);
    assert_eq!(of(&table, "HEAD /y").len(), 5);
    assert!(of(&table, "GET /y").is_empty());
}

#[test]
fn a_token_is_unfit_if_no_row_of_the_method_admits_it() {
    let rows = |first: Policy, second: Policy| {
        table(&[(&[], "/x", first.into()), (&[], "/x", second.into())])
    };
    let unfit = |table: &RouteTable| of(table, "GET /x").contains(&UNFIT.to_owned());
    assert!(!unfit(&rows(Policy::user(), Policy::machine())));
    assert!(unfit(&rows(Policy::user(), Policy::group("a"))));
    let client = || Policy::client(POOL.client_id());
    assert!(!unfit(&rows(client(), client())));
    assert!(unfit(&rows(
        client() & Policy::machine(),
        Policy::group("a")
    )));
    let beside_public = table(&[(&[], "/x", user()), (&[], "/x", Access::Public)]);
    assert!(of(&beside_public, "GET /x").is_empty());
}

#[tokio::test]
async fn the_tokens_are_what_they_are_called() {
    use crate::Reason;
    let verifier = POOL.verifier();
    for probe in table(&[(&["GET"], "/x", Policy::group("a").into())]).probes(&POOL) {
        let expected = match &probe.credentials {
            Credentials::Expired(_) => Some(Reason::Expired),
            Credentials::Garbage => Some(Reason::MalformedToken),
            Credentials::OtherClient(_) => Some(Reason::ClientMismatch),
            Credentials::Unfit(..) => None,
            Credentials::None => {
                assert_eq!(probe.headers().count(), 0);
                continue;
            }
        };
        let (name, value) = probe.headers().next().unwrap();
        assert_eq!(name, "authorization");
        let decided = verifier
            .verify(value.strip_prefix("Bearer ").unwrap())
            .await;
        assert_eq!(decided.err().map(|e| e.reason()), expected, "{probe:?}");
        assert!(!format!("{probe:?}").contains("eyJ"));
    }
}

#[test]
fn paths_get_a_value_for_each_parameter() {
    for (pattern, path) in [
        ("/", "/"),
        ("/orders/{id}", "/orders/1"),
        ("/a/{b}/c{d}e", "/a/1/c1e"),
        ("/files/{*rest}", "/files/1/no/such/route"),
        ("/literal/{{id}}", "/literal/%7Bid%7D"),
        ("/a b/\u{e4}", "/a%20b/%C3%A4"),
        (r"/n/{id:\d+}", "/n/1"),
        (r"/n/{id:\d{4}}/x", "/n/1111/x"),
        ("/n/{id:[0-9]{2,3}}", "/n/11"),
        ("/n/{id:[a-z]+}", "/n/a"),
        ("/n/{id:[A-Z]{2}}", "/n/AA"),
        ("/n/{id:new|old}", "/n/new"),
        ("/n/{id:(new|old)}", "/n/new"),
        ("/n/{id:new}", "/n/new"),
        ("/n/{tail:.*}", "/n/1/no/such/route"),
        ("/n/{tail}*", "/n/1/no/such/route"),
        ("/n/{id:[^/]+}/x", "/n/1/x"),
        ("/admin/*", "/admin/no/such/route"),
        ("/*", "/no/such/route"),
    ] {
        let found = printed(&table(&[(&[], pattern, user())]));
        let expected = format!("GET {path} {NONE}");
        assert!(found.contains(&expected), "{pattern}: {found:?}");
    }
}

#[test]
fn a_parameter_has_no_value_that_is_a_route_of_its_own() {
    let table = table(&[(&[], "/v/{n}", user()), (&[], "/v/1", Access::Public)]);
    assert_eq!(of(&table, "GET /v/2").len(), 5);
    assert!(of(&table, "GET /v/1").is_empty());
}

#[test]
fn a_tail_has_no_value_that_a_narrower_row_takes() {
    let public = Access::Public;
    let table = table(&[(&[], "/{tail}*", user()), (&[], "/{page}", public)]);
    assert_eq!(of(&table, "GET /1/no/such/route").len(), 5);
    assert!(of(&table, "GET /1 ").is_empty());
}

/// A row for the rest says nothing of what a row with parameters has.
#[test]
fn the_rest_is_asked_for_where_no_other_row_has_it() {
    let wide = |first: &str| table(&[(&[], first, Access::Public), (&[], "/*", user())]);
    assert!(of(&wide("/{*all}"), "GET /no/such/route").is_empty());
    assert!(of(&wide("/{a}/{b:[^/]+}/{c}"), "GET /no/such/route").is_empty());
    assert!(of(&wide("/{tail:.*}"), "GET /no/such/route").is_empty());
    assert!(of(&wide("/{tail}*"), "GET /no/such/route").is_empty());
    assert_eq!(of(&wide("/{page}"), "GET /no/such/route").len(), 5);
    let nested = table(&[(&[], "/a/{b}/*", user()), (&[], "/*", Access::Public)]);
    assert_eq!(of(&nested, "GET /a/1/no/such/route").len(), 5);
    assert!(of(&nested, "GET /no/such/route").is_empty());
}

#[test]
fn only_a_refusal_closes_a_route() {
    let table = table(&[(&["GET"], "/x", user())]);
    let probes = table.probes(&POOL);
    let find = |method: &str, path: &str| {
        let is_it = |probe: &&Probe| probe.method == method && probe.path() == path;
        probes.iter().find(is_it).unwrap()
    };
    let declared = find("GET", "/x");
    for status in [302, 307, 401, 403, 405, 429, 500, 503] {
        assert!(declared.judge(status, None).is_none(), "{status}");
    }
    // What follows 204 is what handlers and extractors say.
    for status in [101, 200, 201, 204, 206, 400, 404, 409, 410, 415, 422, 426] {
        let open = declared.judge(status, Some(0)).unwrap();
        assert_eq!(open.status(), status);
        let printed = format!("GET /x without a token: {status} (declared: user)");
        assert_eq!(open.to_string(), printed);
    }
    let nowhere = find("GET", "/no/such/route");
    assert!(nowhere.judge(404, None).is_none());
    let open = nowhere.judge(200, None).unwrap();
    assert_eq!(
        open.to_string(),
        "GET /no/such/route without a token: 200 (not in the table)"
    );
    assert_eq!(open.probe().path(), "/no/such/route");
    // A CORS layer's answer has nothing in it.
    let options = find("OPTIONS", "/x");
    assert!(options.judge(200, Some(0)).is_none());
    for (status, body_len) in [(200, Some(1)), (200, None), (415, Some(0))] {
        assert!(
            options.judge(status, body_len).is_some(),
            "{status} {body_len:?}"
        );
    }
}

#[test]
#[should_panic(expected = "open routes, 1 found:\n  GET /x without a token: 200 (declared: user)")]
fn findings_end_the_test() {
    let probes = table(&[(&["GET"], "/x", user())]).probes(&POOL);
    let mut open = OpenRoutes::default();
    open.assert_none();
    open.judge(probes.first().unwrap(), 200, None);
    open.assert_none();
}

/// Whoever looks for the token elsewhere, or goes by the keys of another pool, refuses every probe and proves nothing.
#[test]
#[should_panic(expected = "no policy was checked")]
fn an_application_that_refuses_every_token_alike_is_found() {
    let mut open = OpenRoutes::default();
    for probe in table(&[(&["GET"], "/x", user())]).probes(&POOL) {
        open.judge(&probe, 401, None);
    }
    assert_eq!(open.iter().count(), 0);
    open.assert_none();
}

#[test]
fn policies_are_checked_where_a_good_token_is_told_that_it_is_not_enough() {
    let mut open = OpenRoutes::default();
    for probe in table(&[(&["GET"], "/x", user())]).probes(&POOL) {
        let status = match probe.credentials {
            Credentials::Unfit(_, expected) => expected,
            _ => 401,
        };
        open.judge(&probe, status, None);
    }
    open.assert_none();
}
