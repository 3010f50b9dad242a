//! A row of the table, and how it is run.

use std::{
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
};

use cognito_core::future::BoxFuture;
use tokio::runtime::{Builder, Runtime};

use crate::{
    MEMORY,
    failing::{self, Failure},
    invariants, process,
    serving::{self, Offer},
    subject::{Subject as _, Verdict},
    wire::Wire,
    world::{FOREVER, INTERVAL, World},
};

/// What may remain of a world in memory: caches of the allocator's users that grow with the work, not with each row.
const SLACK: usize = 32 * 1024;
/// The most that a failing fetch may hold at once: twice the largest document, and the buffers of both ends.
const PEAK: usize = 2 * 1024 * 1024;

/// One fault in one form.
pub(crate) struct Row {
    /// The row of the design's table.
    pub(crate) fault: &'static str,
    pub(crate) name: &'static str,
    pub(crate) wire: Wire,
    /// It is played in a process that has so many file descriptors.
    pub(crate) descriptors: Option<u32>,
    pub(crate) plays: Plays,
}

/// What happens.
pub(crate) enum Plays {
    /// Something of its own, outside any runtime.
    Apart(fn(&World)),
    /// Every fetch fails: three plays, without keys, with keys, and with keys that grow too old.
    Fails(Failure),
    /// A document is taken, by a store without keys and by one with keys.
    Serves(Offer),
    /// On its own, by a store without keys.
    Cold(Play),
    /// On its own, by a store that has keys 0 and 1.
    Warm(Play),
}

pub(crate) type Play = for<'w> fn(&'w World) -> BoxFuture<'w, ()>;

impl Row {
    /// Plays the row, in all its forms. Says in which it failed.
    pub(crate) fn run(&self) -> Result<(), String> {
        if let Some(descriptors) = self.descriptors
            && !process::is_playing(self)
        {
            return process::play(self, descriptors);
        }
        match &self.plays {
            Plays::Apart(play) => self.weigh("apart", &|world, _| play(world)),
            Plays::Cold(play) => {
                self.weigh("cold", &|world, runtime| ends(world, runtime, play(world)))
            }
            Plays::Warm(play) => self.weigh("warm", &|world, runtime| {
                ends(world, runtime, async {
                    warm(world).await;
                    play(world).await;
                });
            }),
            Plays::Fails(failure) => {
                self.weigh("cold", &|world, runtime| {
                    ends(world, runtime, failing::cold(world, failure));
                })?;
                self.weigh("warm", &|world, runtime| {
                    ends(world, runtime, async {
                        warm(world).await;
                        failing::warm(world, failure).await;
                    });
                })?;
                self.weigh("outlived", &|world, runtime| {
                    ends(world, runtime, async {
                        warm(world).await;
                        failing::outlived(world, failure).await;
                    });
                })
            }
            Plays::Serves(offer) => {
                self.weigh("cold", &|world, runtime| {
                    ends(world, runtime, serving::cold(world, offer));
                })?;
                self.weigh("warm", &|world, runtime| {
                    ends(world, runtime, async {
                        warm(world).await;
                        world.pass(INTERVAL).await;
                        serving::warm(world, offer).await;
                    });
                })
            }
        }
    }

    /// Plays once, asserts the invariants, and looks at what is left in memory. What is made once in a process is made in the
    /// first play, so a second one decides.
    fn weigh(&self, form: &str, play: &dyn Fn(&World, &Runtime)) -> Result<(), String> {
        let mut left = String::new();
        for _ in 0..2 {
            let (memory, descriptors) = (MEMORY.current_usage(), open_descriptors());
            MEMORY.reset_peak_usage();
            catch_unwind(AssertUnwindSafe(|| {
                let runtime = Builder::new_current_thread().enable_all().build().unwrap();
                let world = World::new(self.wire);
                play(&world, &runtime);
                runtime.block_on(invariants::hold(&world));
            }))
            .map_err(|panic| format!("{self} ({form}): {}", said(&*panic)))?;
            let peak = MEMORY.peak_usage().saturating_sub(memory);
            let bytes = MEMORY.current_usage().saturating_sub(memory);
            let open = open_descriptors().saturating_sub(descriptors);
            let is_frugal = peak <= PEAK || !matches!(self.plays, Plays::Fails(_));
            if bytes <= SLACK && open == 0 && is_frugal {
                return Ok(());
            }
            left = format!("{bytes} bytes and {open} descriptors left, {peak} bytes at most");
        }
        Err(format!("{self} ({form}): I6: {left}"))
    }
}

impl std::fmt::Display for Row {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.fault, self.name)
    }
}

/// Plays to the end, which must come.
fn ends(world: &World, runtime: &Runtime, play: impl Future<Output = ()>) {
    let ended = runtime.block_on(async { tokio::time::timeout(FOREVER, play).await });
    assert!(ended.is_ok(), "hangs: {:?}", world.state());
}

/// Lets the store fetch keys 0 and 1.
pub(crate) async fn warm(world: &World) {
    assert_eq!(world.ask_key(0).await, Verdict::Accepted);
    world.took(&[0, 1]);
    world.settled().await;
    assert_eq!(world.fetches.begun(), 1);
}

fn open_descriptors() -> usize {
    fs::read_dir("/proc/self/fd").map_or(0, Iterator::count)
}

fn said(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().cloned();
    text.or_else(|| panic.downcast_ref::<&str>().map(|&text| text.to_owned()))
        .unwrap_or_default()
}
