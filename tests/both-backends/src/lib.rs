//! Only tests: cognito in a program that turns on both back ends of `jsonwebtoken`, and that is built as for release.
//!
//! Features add up over a whole program. With both back ends on, `jsonwebtoken` cannot choose, and its `decode` panics.
//! We call neither it nor its process-wide provider, so nothing changes for us.
