use super::*;
use crate::session::Person;

const START: Duration = Duration::from_secs(1_000);

fn session(id: &str, refresh: &str) -> Arc<Session> {
    Arc::new(Session {
        id: id.to_owned(),
        access_token: "a".to_owned().into(),
        refresh_token: refresh.to_owned().into(),
        expires_at: 0,
        person: Person {
            sub: "s".to_owned(),
            email: None,
            name: None,
        },
    })
}

fn key(nth: usize) -> Key {
    let mut key = Key::default();
    key[..8].copy_from_slice(&nth.to_be_bytes());
    key
}

/// What a request is told, and the sender that it was given.
fn board(
    flights: &mut Flights,
    nth: usize,
    now: Duration,
) -> (&'static str, Option<watch::Sender<Option<Outcome>>>) {
    match flights.board(key(nth), "id", now) {
        Boarding::Fly(sender, _) => ("fly", Some(sender)),
        Boarding::Known(Outcome::Ended) => ("ended", None),
        Boarding::Known(Outcome::Renewed(_)) => ("renewed", None),
        Boarding::Known(Outcome::Unavailable) => ("unavailable", None),
        Boarding::Wait(_) => ("wait", None),
    }
}

#[test]
fn one_flies_the_others_wait_and_the_late_are_told() {
    for (outcome, told, remembered) in [
        (Outcome::Renewed(session("id", "r2")), "renewed", REMEMBERED),
        (Outcome::Ended, "ended", REMEMBERED),
        (Outcome::Unavailable, "unavailable", PAUSE),
    ] {
        let mut flights = Flights::default();
        let (first, sender) = board(&mut flights, 1, START);
        assert_eq!(first, "fly");
        assert_eq!(board(&mut flights, 1, START).0, "wait");
        assert_eq!(board(&mut flights, 2, START).0, "fly");
        flights.land(key(1), "id", outcome, START);
        drop(sender);
        let last = Duration::from_secs(999) + remembered;
        assert_eq!(board(&mut flights, 1, last).0, told);
        assert_eq!(board(&mut flights, 1, START + remembered).0, "fly");
    }
}

#[test]
fn a_flight_that_is_lost_keeps_nobody_waiting() {
    let mut flights = Flights::default();
    let (_, sender) = board(&mut flights, 1, START);
    drop(sender);
    assert_eq!(board(&mut flights, 1, START).0, "fly");
}

#[test]
fn a_sign_out_wins_over_what_is_in_the_air_and_what_has_landed() {
    let mut flights = Flights::default();
    let renewed = || Outcome::Renewed(session("id", "r2"));
    let _in_the_air = board(&mut flights, 1, START);
    flights.land(key(2), "id", renewed(), START);
    flights.land(key(3), "other", renewed(), START);
    let successors = flights.end("id", START);
    assert_eq!(successors.len(), 1);
    assert!(flights.has_ended("id", START) && !flights.has_ended("other", START));
    let landed = flights.land(key(1), "id", renewed(), START);
    assert!(matches!(landed, Outcome::Ended));
    for nth in [1, 2, 4] {
        assert_eq!(board(&mut flights, nth, START).0, "ended");
    }
    let other = flights.board(key(3), "other", START);
    assert!(matches!(other, Boarding::Known(Outcome::Renewed(_))));
}

#[test]
fn the_memory_is_bounded_and_what_is_in_the_air_stays() {
    let mut flights = Flights::default();
    let mut senders = Vec::new();
    for nth in 0..MOST {
        let (told, sender) = board(&mut flights, nth, START);
        assert_eq!(told, "fly");
        senders.extend(sender);
    }
    assert_eq!(board(&mut flights, MOST, START).0, "unavailable");
    // The one that lands first makes room first.
    flights.land(key(8), "id", Outcome::Ended, START);
    flights.land(key(7), "id", Outcome::Unavailable, START);
    assert_eq!(board(&mut flights, MOST, START).0, "fly");
    assert_eq!(board(&mut flights, 8, START).0, "ended");
    assert_eq!(flights.by_token.len(), MOST);
}
