//! Many orders, by chance. `MODEL_SCHEDULES` says how many of each scenario; a failure prints its schedule.

use model::must_say;

include!(concat!(env!("OUT_DIR"), "/shuttle_tests.rs"));
