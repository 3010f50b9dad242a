//! The fault model, by its names: what the table has to have.

/// The rows of the design's table, in its order.
pub(crate) const FAULTS: [&str; 31] = [
    "DNS failure / refused",
    "connect black hole",
    "TLS",
    "5xx, 429",
    "403/404",
    "200 + HTML, 204, empty body, wrong content-type",
    "truncated JSON / short Content-Length / reset mid-body",
    "`{\"keys\":[]}`, no usable key",
    "unknown `kty`, one bad among good, bad base64, RSA-1024",
    "duplicate kids",
    "rotation with overlap",
    "rotation without overlap",
    "rotate back (A->B->A)",
    "slow body: 1 byte/s; slow headers",
    "huge body / endless chunked / compression bomb",
    "redirect 30x",
    "`Cache-Control: no-store`, `max-age=0`, 10 years, garbage, `Age`",
    "wall clock jumps +-1 h, +-10 y; 1970",
    "suspend (Lambda freeze)",
    "fork after start",
    "runtime dropped / built twice",
    "panic in the refresh task",
    "leader request cancelled",
    "all waiters cancelled",
    "10 k cold requests",
    "CPU starvation (blocked worker)",
    "shutdown during fetch",
    "file descriptor / port exhaustion",
    "several issuers, one dead",
    "start-up while the endpoint is down",
    "requests go on while a fetch hangs",
];

/// What is not provoked here: the row, what of it, and why. Nothing is asserted about these.
pub(crate) const NOT_PROVOKED: [(&str, &str, &str); 6] = [
    (
        "fork after start",
        "a real `fork`",
        "it takes unsafe code, which the workspace forbids, and a fork of a process with threads is unsupported; a runtime that \
         nobody drives, which is what the child would have, is a row of `runtime dropped / built twice`",
    ),
    (
        "DNS failure / refused",
        "a name server that fails or is silent",
        "it takes a resolver of the system's own; the client is given one that knows no name",
    ),
    (
        "connect black hole",
        "packets dropped by a filter (`tc netem`)",
        "it takes privileges, and some kernels refuse it; a full backlog looks the same to the client",
    ),
    (
        "wall clock jumps +-1 h, +-10 y; 1970",
        "a jump of the system's clock",
        "it takes privileges and would disturb other tests; the store has no clock but the one it is given",
    ),
    (
        "suspend (Lambda freeze)",
        "a monotonic clock that the system itself stops",
        "it takes a suspended machine; a stopped process and a clock that stands still are rows",
    ),
    (
        "file descriptor / port exhaustion",
        "ports",
        "it would take the whole machine's; to the client it is the same failed connection as without descriptors",
    ),
];
