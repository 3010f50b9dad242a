//! What a release build refuses. The manifest builds cognito-core as one.

use cognito_core::{Authenticator, BuildError, test_util::TestPool};

#[test]
fn development_mode_must_be_forced_in_a_release_build() {
    let verifier = TestPool::new().verifier();
    let builder = || Authenticator::builder(verifier.clone());
    let refused = builder().development_mode().build();
    assert!(matches!(refused, Err(BuildError::DevelopmentModeInRelease)));
    assert!(builder().development_mode_even_in_release().build().is_ok());
    assert!(builder().build().is_ok());
}
