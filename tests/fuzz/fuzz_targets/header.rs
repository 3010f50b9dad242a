//! See `cognito_fuzz::target::header`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| cognito_fuzz::watch(
    "header",
    cognito_fuzz::target::header,
    data
));
