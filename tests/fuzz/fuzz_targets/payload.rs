//! See `cognito_fuzz::target::payload`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| cognito_fuzz::watch(
    "payload",
    cognito_fuzz::target::payload,
    data
));
