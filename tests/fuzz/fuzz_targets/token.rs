//! See `cognito_fuzz::target::token`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| cognito_fuzz::watch(
    "token",
    cognito_fuzz::target::token,
    data
));
