//! Takes down all that is logged.

use std::{
    io::Write as _,
    sync::{Mutex, Once},
};

use tracing_subscriber::{filter::LevelFilter, fmt::format::FmtSpan};

/// Everything that is logged in this process, by `tracing` and by `log`.
static LOG: Mutex<Vec<u8>> = Mutex::new(Vec::new());

struct Tracing;

impl std::io::Write for Tracing {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        LOG.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

struct Logger;

impl log::Log for Logger {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        writeln!(LOG.lock().unwrap(), "{} {}", record.target(), record.args()).unwrap();
    }

    fn flush(&self) {}
}

pub(super) fn listen_to_all() {
    static START: Once = Once::new();
    START.call_once(|| {
        let tracing = tracing_subscriber::fmt()
            .with_max_level(LevelFilter::TRACE)
            .with_span_events(FmtSpan::FULL)
            .with_ansi(false)
            .with_writer(|| Tracing);
        tracing.init();
        log::set_logger(&Logger).unwrap();
        log::set_max_level(log::LevelFilter::Trace);
    });
}

/// What was logged so far.
pub(super) fn logged() -> String {
    String::from_utf8_lossy(&LOG.lock().unwrap()).into_owned()
}
