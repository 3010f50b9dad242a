use super::*;
use crate::jwks::FetchErrorKind;

const DEADLINE: Duration = Duration::from_secs(5);

fn at(seconds: f64) -> Moment {
    Moment::at(seconds)
}

/// Does flight `number` decide, when it fails?
fn failed(control: &mut Control<&str>, number: u64, seconds: f64) -> bool {
    let error = FetchErrorKind::Connect.into();
    control.failed(number, at(seconds), error)
}

/// Tokens that can be taken right now.
fn tokens(control: &mut Control<&str>, now: Moment) -> usize {
    std::iter::from_fn(|| control.bucket.take(now).then_some(())).count()
}

#[test]
fn a_flight_is_joined_until_it_lands() {
    let mut control = Control::new();
    assert!(control.in_the_air(at(0.0), DEADLINE).is_none());
    let number = control.begin(at(0.0), "first");
    assert_eq!(control.in_the_air(at(4.0), DEADLINE), Some(&"first"));
    control.succeeded(number, Paid::Free, true);
    assert!(control.in_the_air(at(4.0), DEADLINE).is_none());
    assert!(!control.last_failed());
    assert_eq!(control.cooling(at(4.0), Stock::Warm), None);
}

#[test]
fn a_flight_counts_as_failed_until_it_lands() {
    let mut control = Control::new();
    control.begin(at(0.0), "first");
    assert!(control.last_failed());
    assert!(control.cooling(at(0.5), Stock::Warm).is_some());
    // Overdue: dead, and the next may begin.
    assert!(control.in_the_air(at(5.0), DEADLINE).is_none());
    assert_eq!(control.cooling(at(5.0), Stock::Warm), None);
    // On the wall alone, too.
    let frozen = at(0.0).with_wall(7200.0);
    assert!(control.in_the_air(frozen, DEADLINE).is_none());
}

#[test]
fn the_end_of_an_overdue_flight_does_not_touch_the_next() {
    let mut control = Control::new();
    let old = control.begin(at(0.0), "old");
    let new = control.begin(at(6.0), "new");
    assert!(new > old);
    let wait = control.cooling(at(6.0), Stock::Warm);
    assert!(!failed(&mut control, old, 6.5));
    control.died(old, Paid::Free);
    assert_eq!(control.in_the_air(at(7.0), DEADLINE), Some(&"new"));
    assert_eq!(control.cooling(at(6.0), Stock::Warm), wait);
    assert_eq!(control.failures(), 2);
    assert!(control.last_error().is_none());

    control.succeeded(old, Paid::Token, true);
    assert_eq!(control.in_the_air(at(7.0), DEADLINE), Some(&"new"));
    // If the new one fails after that, it has failed.
    assert!(failed(&mut control, new, 8.0));
    assert!(control.last_failed());
}

#[test]
fn only_a_paid_flight_with_news_gives_its_token_back() {
    for (paid, news, left) in [
        (Paid::Token, true, 2),
        (Paid::Token, false, 1),
        (Paid::Free, true, 1),
    ] {
        let mut control = Control::new();
        assert!(control.bucket.take(at(0.0)));
        let number = control.begin(at(0.0), "");
        control.succeeded(number, paid, news);
        assert_eq!(tokens(&mut control, at(0.0)), left, "{paid:?} {news}");
    }
}

#[test]
fn a_flight_that_was_given_up_still_gives_its_token_back() {
    for is_cut_off in [true, false] {
        let mut control = Control::new();
        assert!(control.bucket.take(at(0.0)) && control.bucket.take(at(0.0)));
        let old = control.begin(at(0.0), "");
        control.begin(at(0.0).with_wall(6.0), "");
        if is_cut_off {
            control.died(old, Paid::Token);
        } else {
            control.succeeded(old, Paid::Token, true);
        }
        assert_eq!(tokens(&mut control, at(0.0)), 1);
    }
}

#[test]
fn who_gives_up_on_a_flight_learns_the_wait_that_follows() {
    let mut control = Control::new();
    let number = control.begin(at(0.0), "");
    let ahead = control.cooling_ahead(at(5.0), Stock::Cold);
    assert!(ahead.is_some());
    assert_eq!(control.cooling(at(5.0), Stock::Cold), None);
    assert!(failed(&mut control, number, 5.0));
    assert_eq!(control.cooling(at(5.0), Stock::Cold), ahead);
    assert_eq!(control.cooling_ahead(at(5.0), Stock::Cold), ahead);
}

#[test]
fn a_flight_that_was_cut_off_never_began() {
    let mut control = Control::new();
    assert!(control.bucket.take(at(0.0)));
    let number = control.begin(at(0.0), "");
    control.died(number, Paid::Token);
    assert!(!control.last_failed());
    assert_eq!(control.cooling(at(0.0), Stock::Warm), None);
    assert_eq!(tokens(&mut control, at(0.0)), 2);
    // But its number is used up.
    assert_eq!(control.begun(), number);
}

#[test]
fn every_landing_clears_the_memory_of_absent_kids() {
    let kid = super::super::absent::KidHasher::default().hash("k");
    let mut control = Control::new();
    for fails in [true, false] {
        control.absent.insert(kid, at(0.0));
        let number = control.begin(at(0.0), "");
        assert!(control.absent.contains(kid, at(0.0)));
        if fails {
            assert!(failed(&mut control, number, 0.0));
        } else {
            control.succeeded(number, Paid::Free, false);
        }
        assert!(!control.absent.contains(kid, at(0.0)));
    }
}

#[test]
fn the_first_failure_of_a_row_is_loud_and_then_one_a_minute() {
    let mut control = Control::new();
    let mut loud = Vec::new();
    for second in 0..120 {
        let now = at(f64::from(second));
        let number = control.begin(now, "");
        assert!(failed(&mut control, number, f64::from(second)));
        if control.loud(now) {
            loud.push(second);
        }
    }
    assert_eq!(loud, [0, 60]);
    let number = control.begin(at(120.0), "");
    control.succeeded(number, Paid::Free, false);
    let number = control.begin(at(121.0), "");
    assert!(failed(&mut control, number, 121.0));
    assert!(control.loud(at(121.0)));
}
