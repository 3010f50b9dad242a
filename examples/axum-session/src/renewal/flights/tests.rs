use super::*;
use crate::session::Person;

const START: Duration = Duration::from_secs(1_000);
/// The time of day.
const DUE: u64 = 7;

fn session(id: &str, refresh: &str, renew_at: u64) -> Arc<Session> {
    Arc::new(Session {
        id: id.to_owned(),
        access_token: "a".to_owned().into(),
        refresh_token: refresh.to_owned().into(),
        expires_at: 0,
        renew_at,
        person: Person {
            sub: "s".to_owned(),
            email: None,
            name: None,
        },
        replaces: None,
    })
}

/// A session of one user, by its refresh token.
fn with(refresh: &str) -> Arc<Session> {
    session("id", refresh, 0)
}

fn renewed(refresh: &str) -> Outcome {
    successor(session("id", refresh, DUE + 1))
}

fn successor(session: Arc<Session>) -> Outcome {
    let cookies = Ok(Vec::new());
    Outcome::Renewed(Arc::new(Successor { session, cookies }))
}

/// What a request is told, and the sender that it was given.
fn board(
    flights: &mut Flights,
    session: &Session,
    now: Duration,
) -> (&'static str, Option<watch::Sender<Option<Outcome>>>) {
    match flights.board(session, DUE, now) {
        Boarding::Fly(sender, _) => ("fly", Some(sender)),
        Boarding::Further(_) => ("further", None),
        Boarding::Known(Outcome::Ended) => ("ended", None),
        Boarding::Known(Outcome::Renewed(_)) => ("renewed", None),
        Boarding::Known(Outcome::Unavailable) => ("unavailable", None),
        Boarding::Wait(_) => ("wait", None),
    }
}

#[test]
fn one_flies_the_others_wait_and_the_late_are_told() {
    for (outcome, told, remembered) in [
        (renewed("r2"), "renewed", REMEMBERED),
        (Outcome::Ended, "ended", REMEMBERED),
        (Outcome::Unavailable, "unavailable", PAUSE),
    ] {
        let mut flights = Flights::default();
        let (first, sender) = board(&mut flights, &with("r1"), START);
        assert_eq!(first, "fly");
        assert_eq!(board(&mut flights, &with("r1"), START).0, "wait");
        assert_eq!(board(&mut flights, &with("r9"), START).0, "fly");
        flights.land(&with("r1"), outcome, DUE, START);
        drop(sender);
        let last = Duration::from_secs(999) + remembered;
        assert_eq!(board(&mut flights, &with("r1"), last).0, told);
        assert_eq!(
            board(&mut flights, &with("r1"), START + remembered).0,
            "fly"
        );
    }
}

#[test]
fn a_flight_that_is_lost_keeps_nobody_waiting() {
    let mut flights = Flights::default();
    let (_, sender) = board(&mut flights, &with("r1"), START);
    drop(sender);
    assert_eq!(board(&mut flights, &with("r1"), START).0, "fly");
}

#[test]
fn a_successor_whose_time_has_come_is_renewed_itself() {
    let mut flights = Flights::default();
    let due = |refresh| successor(session("id", refresh, DUE));
    flights.land(&with("r1"), due("r2"), DUE, START);
    flights.land(&with("r2"), renewed("r3"), DUE, START);
    let Boarding::Further(next) = flights.board(&with("r1"), DUE, START) else {
        panic!("the successor is old");
    };
    assert_eq!(board(&mut flights, &next, START).0, "renewed");
    // Without rotation.
    flights.land(&with("r4"), due("r4"), DUE, START);
    let (told, _sender) = board(&mut flights, &with("r4"), START);
    assert_eq!(told, "fly");
    assert_eq!(board(&mut flights, &with("r4"), START).0, "wait");
}

#[test]
fn a_rotated_successor_is_remembered_until_it_is_seen() {
    let life = REMEMBERED * 5;
    let next = |refresh: &str, expires_at: u64| {
        let mut next = session("id", refresh, DUE + 1).as_ref().clone();
        next.expires_at = expires_at;
        next.replaces = Some(Key::of(&with("r1")));
        Arc::new(next)
    };
    let (second, last) = (Duration::from_secs(1), Duration::from_secs(999));
    let landed = |expires_at: u64| {
        let mut flights = Flights::default();
        let outcome = successor(next("r2", expires_at));
        flights.land(&with("r1"), outcome, DUE, START);
        flights
    };
    let is_known = |flights: &mut Flights, at| board(flights, &with("r1"), at).0 == "renewed";
    // For as long as its access token lives, which is not less than a minute and not more than a day.
    for (expires_at, remembered) in [
        (DUE + life.as_secs(), life),
        (DUE, REMEMBERED),
        (u64::MAX, LONGEST),
    ] {
        assert!(is_known(&mut landed(expires_at), last + remembered));
        assert!(!is_known(&mut landed(expires_at), START + remembered));
    }
    // Seen, it is a minute more at most, however often.
    let seen = || {
        let mut flights = landed(DUE + life.as_secs());
        for later in [Duration::ZERO, second] {
            let now = START + REMEMBERED + later;
            flights.seen(&next("r2", 0), now);
        }
        flights
    };
    assert!(is_known(&mut seen(), last + REMEMBERED * 2));
    assert!(!is_known(&mut seen(), START + REMEMBERED * 2));
    let mut late = landed(DUE + REMEMBERED.as_secs());
    late.seen(&next("r2", 0), START + second);
    assert!(!is_known(&mut late, START + REMEMBERED));
}

#[test]
fn a_sign_out_wins_over_what_is_in_the_air_and_what_has_landed() {
    let mut flights = Flights::default();
    let other = session("other", "r5", 0);
    let _in_the_air = board(&mut flights, &with("r1"), START);
    flights.land(&with("r3"), renewed("r4"), DUE, START);
    flights.land(&other, renewed("r6"), DUE, START);
    let successors = flights.end("id", End::SignedOut, START);
    assert_eq!(successors.len(), 1);
    assert_eq!(flights.ended("id", START), Some(End::SignedOut));
    assert_eq!(flights.ended("other", START), None);
    let landed = flights.land(&with("r1"), renewed("r2"), DUE, START);
    assert!(matches!(landed, Outcome::Ended));
    for refresh in ["r1", "r2", "r3", "r4"] {
        assert_eq!(board(&mut flights, &with(refresh), START).0, "ended");
    }
    assert_eq!(board(&mut flights, &other, START).0, "renewed");
}

#[test]
fn the_memory_is_bounded_and_what_is_in_the_air_stays() {
    let mut flights = Flights::default();
    let nth = |nth: usize| with(&nth.to_string());
    let mut senders = Vec::new();
    for number in 0..MOST {
        let (told, sender) = board(&mut flights, &nth(number), START);
        assert_eq!(told, "fly");
        senders.extend(sender);
    }
    assert_eq!(board(&mut flights, &nth(MOST), START).0, "unavailable");
    // What is forgotten first anyway makes room first.
    flights.land(&nth(8), Outcome::Ended, DUE, START);
    flights.land(&nth(7), Outcome::Unavailable, DUE, START);
    assert_eq!(board(&mut flights, &nth(MOST), START).0, "fly");
    assert_eq!(board(&mut flights, &nth(8), START).0, "ended");
    assert_eq!(flights.by_token.len(), MOST);
}
