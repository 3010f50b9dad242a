//! See `cognito_fuzz::target::source`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| cognito_fuzz::watch(
    "source",
    cognito_fuzz::target::source,
    data
));
