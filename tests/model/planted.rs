//! The bugs that the model must find.

/// A bug for the model to find.
pub struct Planted {
    /// What is wrong.
    pub name: &'static str,
    /// Files of the protocol, pieces of them, and what takes their place. Each piece must be there exactly once.
    pub edits: &'static [(&'static str, &'static str, &'static str)],
    /// The property that finds it: a file of `src/properties`.
    pub found_by: &'static str,
    /// What that property says then, in the one order or the other.
    pub says: &'static [&'static str],
}

pub const PLANTED: &[Planted] = &[
    // Double fetch.
    Planted {
        name: "looks_and_begins_under_two_locks",
        edits: &[(
            "decisions.rs",
            "let paid = if is_due { Paid::Free } else { Paid::Token };",
            "let paid = if is_due { Paid::Free } else { Paid::Token };
                drop(control);
                let mut control = self.control();",
        )],
        found_by: "cold_requests_share_one_fetch",
        says: &["two fetches at a time", "fetches"],
    },
    Planted {
        name: "looks_at_the_set_before_it_has_the_lock",
        edits: &[(
            "decisions.rs",
            "        let mut control = self.control();
        // Sets are published under this lock: what is seen here stays so until the decision.
        let set = self.set.load();",
            "        let set = self.set.load();
        let mut control = self.control();",
        )],
        found_by: "cold_requests_share_one_fetch",
        says: &["two fetches at a time", "fetches"],
    },
    Planted {
        name: "does_not_look_who_is_in_the_air",
        edits: &[(
            "decisions.rs",
            "control.in_the_air(now, self.settings.deadline) {",
            "control.in_the_air(now, Duration::ZERO) {",
        )],
        found_by: "cold_requests_share_one_fetch",
        says: &["refused"],
    },
    Planted {
        name: "a_renewal_looks_and_begins_under_two_locks",
        edits: &[(
            "decisions.rs",
            "        Ok(Some(match self.board(&control, now)? {",
            "        let boarding = self.board(&control, now)?;
        drop(control);
        let mut control = self.control();
        Ok(Some(match boarding {",
        )],
        found_by: "a_renewal_and_a_request_share_one_fetch",
        says: &["two fetches at a time", "fetches"],
    },
    Planted {
        name: "a_renewal_looks_at_the_set_before_it_has_the_lock",
        edits: &[(
            "decisions.rs",
            "        let mut control = self.control();
        if self.freshness(&self.set.load(), now) == Freshness::Fresh {
            return Ok(None);
        }
",
            "        let is_fresh = self.freshness(&self.set.load(), now) == Freshness::Fresh;
        let mut control = self.control();
        if is_fresh {
            return Ok(None);
        }
",
        )],
        found_by: "a_renewal_and_a_request_share_one_fetch",
        says: &["two fetches at a time", "fetches", "refused"],
    },
    Planted {
        name: "everybody_renews_an_ageing_set",
        edits: &[(
            "decisions.rs",
            "if self.freshness(&self.set.load(), now) > Freshness::Fresh\n",
            "if true\n",
        )],
        found_by: "an_ageing_set_is_renewed_once",
        says: &["fetches"],
    },
    // Lost publish.
    Planted {
        name: "wakes_the_waiters_before_the_set_is_stored",
        edits: &[
            (
                "decisions.rs",
                "        self.set.store(Arc::clone(&set));\n",
                "",
            ),
            (
                "decisions.rs",
                "        news\n    }\n",
                "        if let Some(News::Refreshed { set, .. }) = &news {
            self.set.store(Arc::clone(set));
        }
        news\n    }\n",
            ),
        ],
        found_by: "cold_requests_share_one_fetch",
        says: &["told of a landing, but its set is not there", "fetches"],
    },
    Planted {
        name: "stores_the_set_outside_of_the_lock",
        edits: &[
            (
                "decisions.rs",
                "        self.set.store(Arc::clone(&set));\n",
                "",
            ),
            (
                "decisions.rs",
                "        drop(control);
        match answer {",
                "        drop(control);
        if let Some(News::Refreshed { set, .. }) = &news {
            self.set.store(Arc::clone(set));
        }
        match answer {",
            ),
        ],
        found_by: "cold_requests_share_one_fetch",
        says: &[
            "two fetches at a time",
            "fetches",
            "told of a landing, but its set is not there",
        ],
    },
    Planted {
        name: "drops_the_set",
        edits: &[(
            "decisions.rs",
            "        self.set.store(Arc::clone(&set));\n",
            "",
        )],
        found_by: "cold_requests_share_one_fetch",
        says: &["told of a landing, but its set is not there"],
    },
    // Old over new.
    Planted {
        name: "a_slow_old_fetch_replaces_a_newer_set",
        edits: &[(
            "decisions.rs",
            "if old.flight > flight.number {",
            "if false {",
        )],
        found_by: "the_set_of_the_newest_flight_stays",
        says: &["an old set"],
    },
    Planted {
        name: "flights_have_the_same_number",
        edits: &[("control.rs", "        self.begun += 1;\n", "")],
        found_by: "the_set_of_the_newest_flight_stays",
        says: &["an old set"],
    },
    // The cool-down.
    Planted {
        name: "claims_the_cool_down_after_the_fetch",
        edits: &[(
            "control.rs",
            "        self.backoff.begin(now, &mut self.jitter);\n",
            "",
        )],
        found_by: "an_overdue_flight_has_claimed_its_cool_down",
        says: &["fetches in the cool-down"],
    },
    Planted {
        name: "the_cool_down_of_a_lost_flight_begins_with_it",
        edits: &[(
            "decisions.rs",
            "control.cooling_since(deadline, now, self.stock(now)) {",
            "control.cooling(now, self.stock(now)) {",
        )],
        found_by: "an_overdue_flight_has_claimed_its_cool_down",
        says: &["fetches in the cool-down"],
    },
    Planted {
        name: "does_not_look_at_the_cool_down",
        edits: &[(
            "decisions.rs",
            "control.cooling_since(deadline, now, self.stock(now)) {",
            "control.cooling_since(deadline, now, self.stock(now)).filter(|_| false) {",
        )],
        found_by: "a_failure_is_not_repeated_at_once",
        says: &["fetches"],
    },
    // Cut off, or given up.
    Planted {
        name: "a_cut_off_flight_wakes_before_the_way_is_free",
        edits: &[(
            "decisions.rs",
            "        self.control().died(flight.number, flight.paid);
        drop(flight.waiters);",
            "        drop(flight.waiters);
        self.control().died(flight.number, flight.paid);",
        )],
        found_by: "a_flight_that_was_cut_off_never_began",
        says: &["Unavailable(Timeout)"],
    },
    Planted {
        name: "a_cut_off_flight_stays_in_the_air",
        edits: &[(
            "control.rs",
            "        if self.land(number) {
            self.backoff.undo();",
            "        if false {
            self.backoff.undo();",
        )],
        found_by: "a_flight_that_was_cut_off_never_began",
        says: &["Unavailable(Timeout)"],
    },
    Planted {
        name: "a_cut_off_flight_keeps_its_token",
        edits: &[(
            "control.rs",
            "            self.backoff.undo();
        }
        if paid == Paid::Token {",
            "            self.backoff.undo();
        }
        if false && paid == Paid::Token {",
        )],
        found_by: "a_flight_that_was_cut_off_never_began",
        says: &["tokens"],
    },
    Planted {
        name: "a_cut_off_flight_leaves_its_cool_down",
        edits: &[("control.rs", "            self.backoff.undo();\n", "")],
        found_by: "a_flight_that_was_cut_off_never_began",
        says: &["Unavailable(Timeout)"],
    },
    Planted {
        name: "a_flight_that_was_given_up_refuses_everyone",
        edits: &[("decisions.rs", "decides.then(", "true.then(")],
        found_by: "a_flight_that_was_given_up_refuses_nobody",
        says: &["refused"],
    },
    Planted {
        name: "a_flight_that_was_given_up_wakes_nobody",
        edits: &[(
            "decisions.rs",
            "None => drop(flight.waiters)",
            "None => std::mem::forget(flight.waiters)",
        )],
        found_by: "a_flight_that_was_given_up_refuses_nobody",
        says: &["deadlock"],
    },
    Planted {
        name: "the_end_of_a_flight_ends_any_other",
        edits: &[(
            "control.rs",
            ".take_if(|flight| flight.number == number)",
            ".take_if(|flight| flight.number >= number)",
        )],
        found_by: "a_flight_that_was_given_up_refuses_nobody",
        says: &["refused"],
    },
    // Unknown kids.
    Planted {
        name: "a_set_on_its_way_proves_absence",
        edits: &[(
            "decisions.rs",
            "if fetched_by > arrived {",
            "if fetched_by >= arrived {",
        )],
        found_by: "a_key_published_before_the_request_is_found",
        says: &["not found"],
    },
    Planted {
        name: "the_bucket_grows",
        edits: &[("bucket.rs", ".min(REFILL * BURST)", "")],
        found_by: "the_bucket_never_holds_more_than_its_burst",
        says: &["tokens"],
    },
    Planted {
        name: "unknown_kids_pay_nothing",
        edits: &[("decisions.rs", "!control.bucket.take(now)", "false")],
        found_by: "unknown_kids_cost_what_is_in_the_bucket",
        says: &["fetches"],
    },
    Planted {
        name: "a_late_reading_of_the_clock_sets_the_bucket_back",
        edits: &[("bucket.rs", "if !passed.is_zero() {", "if true {")],
        found_by: "no_time_is_credited_twice",
        says: &["tokens"],
    },
    // Embedded keys.
    Planted {
        name: "embedded_keys_grow_old",
        edits: &[("snapshot.rs", "if !self.ages {", "if false {")],
        found_by: "embedded_keys_serve_whatever_a_fetch_does",
        says: &["refused"],
    },
];
