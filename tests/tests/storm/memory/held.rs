use std::fmt;

use cognito_tests::storm::Figures;

use crate::ALLOCATOR;

/// What the process holds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Held {
    /// Bytes that Rust code asked for and has not given back.
    pub(crate) live: usize,
    /// Bytes in memory, by the system.
    pub(crate) resident: usize,
    /// Open files and sockets.
    pub(crate) open_files: usize,
}

/// By how much what is held has grown; both figures in bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Growth {
    pub(crate) live: isize,
    pub(crate) resident: isize,
}

impl Held {
    pub(crate) fn now() -> Self {
        let stats = ALLOCATOR.stats();
        let Figures {
            resident,
            open_files,
        } = Figures::read();
        Self {
            live: stats.bytes_allocated - stats.bytes_deallocated,
            resident,
            open_files,
        }
    }

    /// From `earlier` on.
    pub(crate) fn since(self, earlier: Self) -> Growth {
        Growth {
            live: self.live.cast_signed() - earlier.live.cast_signed(),
            resident: self.resident.cast_signed() - earlier.resident.cast_signed(),
        }
    }
}

impl fmt::Display for Growth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { live, resident } = self;
        write!(f, "{live:+} bytes live, {resident:+} bytes resident")
    }
}
