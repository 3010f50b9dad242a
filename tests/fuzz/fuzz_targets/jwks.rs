//! See `cognito_fuzz::target::jwks`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| cognito_fuzz::watch(
    "jwks",
    cognito_fuzz::target::jwks,
    data
));
