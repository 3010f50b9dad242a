//! A log for tests: what is emitted, and nothing else.

use std::fmt::{self, Write as _};

use tracing::{
    Dispatch, Event, Metadata, Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id, Record},
    subscriber::{self, DefaultGuard},
};

/// Does this with every event of this crate.
#[derive(Clone)]
pub(crate) struct Sink<F>(F);

impl<F: Fn(&Event<'_>) + Clone + Send + Sync + 'static> Sink<F> {
    /// Listens on this thread until the guards are dropped.
    pub(crate) fn install(take: F) -> (DefaultGuard, Dispatch) {
        // While there is but one subscriber, an event that another test's thread meets first is switched off for all.
        let second = Dispatch::new(Self(take.clone()));
        (subscriber::set_default(Self(take)), second)
    }
}

impl<F: Fn(&Event<'_>) + 'static> Subscriber for Sink<F> {
    fn enabled(&self, about: &Metadata<'_>) -> bool {
        about.target() == "cognito"
    }
    fn event(&self, event: &Event<'_>) {
        (self.0)(event);
    }
    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }
    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

/// ` name=value` of each field.
pub(crate) fn fields(event: &Event<'_>) -> String {
    struct Fields(String);

    impl Visit for Fields {
        fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
            write!(self.0, " {}={value:?}", field.name()).unwrap();
        }
    }

    let mut fields = Fields(String::new());
    event.record(&mut fields);
    fields.0
}
