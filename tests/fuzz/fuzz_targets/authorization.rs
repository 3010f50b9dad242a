//! See `cognito_fuzz::target::authorization`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| cognito_fuzz::watch(
    "authorization",
    cognito_fuzz::target::authorization,
    data
));
