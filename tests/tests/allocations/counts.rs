//! Every number that is pinned here.

use cognito_tests::bench::Shape;

/// A request's decision by core alone: the claims' payload, and the shared memory of the claims.
pub(crate) const CORE: u64 = 2;

/// `Verifier::verify` of a good token whose key is at hand.
pub(crate) const VERIFIED: [(Shape, u64); 3] =
    [(Shape::Access, 2), (Shape::Id, 3), (Shape::Groups20, 3)];

/// The same of a bad token, by the names of `cognito_tests::bench::bad_tokens`.
pub(crate) const REFUSED: [(&str, u64); 5] = [
    ("garbage", 1),
    ("issuer", 1),
    ("unknown_kid", 1),
    ("expired", 1),
    ("signature", 1),
];

/// Layer and extractor beyond a bare router, where the verifier remembers the token.
pub(crate) const REMEMBERED_IN_AXUM: u64 = 5;
/// Middleware and extractor beyond a bare app, where the verifier remembers the token.
pub(crate) const REMEMBERED_IN_ACTIX: u64 = 2;
