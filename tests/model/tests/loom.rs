//! Every order of two or three threads, or all that have few preemptions, and every value that the memory model lets them read.

use model::must_say;

include!(concat!(env!("OUT_DIR"), "/loom_tests.rs"));
