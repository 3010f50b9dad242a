"""The programs that compare in one process, and what they print: ours, and the peers'."""

import os

import table
from places import ROOT, cargo

OURS = ["--manifest-path", os.path.join(ROOT, "Cargo.toml"), "-p", "cognito-tests", "--bin", "ratios"]
SCALING = [*OURS[:-1], "scaling"]
PEERS = ["--manifest-path", os.path.join(ROOT, "tests", "peer-ratios", "Cargo.toml")]
# jsonwebtoken has one back end in a process: the other one is a build of its own.
IN_RUST = [*PEERS, "--no-default-features", "--features", "rust-crypto,pure-rust"]
RUNS = [OURS, SCALING, PEERS, IN_RUST]


def build():
    for program in RUNS:
        cargo("build", *program)


def measure():
    ours, scaling, peers, in_rust = (cargo("run", *program) for program in RUNS)
    table.write_plain("ratios.txt", ours)
    table.write_plain("scaling.txt", scaling)
    peers, in_rust = lines(peers), lines(in_rust)
    seen = {row[0] for row in peers}
    peers += [row for row in in_rust if row[0] not in seen]
    table.write("peers.tsv", ["peer", "row", "ratio", "allocations"], peers)


def lines(text):
    return [line.split() for line in text.splitlines()]
