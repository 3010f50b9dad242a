//! See `cognito_fuzz::target::cookie`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| cognito_fuzz::watch(
    "cookie",
    cognito_fuzz::target::cookie,
    data
));
