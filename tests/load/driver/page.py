"""The tables of the manual's page, between the markers that name them."""

import re

import table

OURS = {
    "uncached_access": "access token",
    "uncached_id": "ID token",
    "uncached_groups20": "access token with 20 groups",
    "custom_claims": "ID token, and a program's own claims read from it",
    "cached": "access token again, cached by SHA-256",
    "cached_full_bytes": "access token again, cached by the whole token",
    "refuse_garbage": "refusal: garbage",
    "refuse_issuer": "refusal: another issuer",
    "refuse_unknown_kid": "refusal: unknown kid",
    "refuse_expired": "refusal: expired",
    "refuse_signature": "refusal: wrong signature",
    "axum_layer_cached": "axum layer and extractor, cached by the whole token",
    "axum_layer_uncached": "axum layer and extractor",
    "actix_cached": "actix middleware and extractor, cached by the whole token",
    "actix_uncached": "actix middleware and extractor",
}
# What the program `scaling` measures, by the names of its lines; the number in them is what grows.
GROWTH = {
    r"size_(\d+)_to_raw": "a token of {} KB, over RSA for one as long",
    r"size_(\d+)_to_1": "a token of {} KB, over one of 1 KB",
    r"pools_(\d+)_in_turn": "{} configured pools, a token of each in turn",
    r"registry_(\d+)_in_turn": "{} pools of a registry, a token of each in turn",
    r"live_(\d+)": "{} cached tokens in turn, by SHA-256",
    r"live_(\d+)_full_bytes": "{} cached tokens in turn, by the whole token",
}
THREADS = {"uncached": "uncached", "cached": "by SHA-256", "cached_full_bytes": "by the whole token"}
SERVERS = {
    "bare": "bare",
    "uncached": "ours, uncached",
    "cached": "ours, cached by SHA-256",
    "cached-full-bytes": "ours, cached by the whole token",
}


def filled(page):
    """The page with the figures of now."""
    tables = {"ours": ours, "growth": growth, "peers": peers, "http": http, "storm": storm, "startup": startup, "machine": machine}
    for name, make in tables.items():
        begin, end = f"<!-- figures: {name} -->", "<!-- end of figures -->"
        pattern = re.compile(f"{re.escape(begin)}\n.*?{end}", re.DOTALL)
        if len(pattern.findall(page)) != 1:
            raise SystemExit(f"the page has no place for {name}")
        page = pattern.sub(lambda _: f"{begin}\n\n{make()}\n\n{end}", page)
    return page


def ours():
    rows = table.ours()
    return lines(["what", "CPU time, RSA alone = 1", "allocations"],
                 [[said, ratio(rows[name]["ratio"]), rows[name]["allocations"]] for name, said in OURS.items()])


def growth():
    figures, rows = table.scaling(), []
    for pattern, said in GROWTH.items():
        found = [(re.fullmatch(pattern, name), figure) for name, figure in figures.items()]
        found = [(thousands(name[1]), ratio(figure)) for name, figure in found if name]
        rows.append([said.format(", ".join(number for number, _ in found)), ", ".join(figure for _, figure in found)])
    rows.append([f"one token on two threads, over one thread: {', '.join(THREADS.values())}",
                 ", ".join(ratio(figures[f"threads_{name}"]) for name in THREADS)])
    return lines(["what grows", "CPU time of each verification"], rows)


def peers():
    of = {}
    for row in table.read("peers.tsv"):
        of.setdefault(row["peer"], {})[row["row"]] = row
    of.pop("raw", None)
    kinds = list(of["ours"])
    rows = [[peer, *[ratio(cells[kind]["ratio"]) for kind in kinds], cells[kinds[0]]["allocations"]]
            for peer, cells in sorted(of.items(), key=lambda item: float(item[1][kinds[0]]["ratio"]))]
    return lines(["crate", *kinds, f"allocations, {kinds[0]}"], rows)


def http():
    rows = []
    for row in table.read("http.tsv"):
        framework, _, mode = row["server"].rpartition(" ")
        framework = framework or row["beside"].removesuffix(" bare")
        percent = "" if mode == "bare" else f"{100 * float(row['of_bare']):.0f} %"
        rows.append([framework, SERVERS.get(mode, mode), thousands(row["requests_per_s"]), thousands(row["requests_per_cpu_s"]),
                     percent, micros(row["p50_us"]), micros(row["p99_us"])])
    return lines(["server", "", "requests/s", "per CPU second", "of bare", "p50", "p99"], rows)


def storm():
    rows = []
    for row in table.read("storm.tsv"):
        framework, mode = row["server"].split(" ")
        rows.append([f"{framework}, {SERVERS[mode].removeprefix('ours, ')}", row["situation"], thousands(row["requests_per_s"]), row["failed"],
                     micros(row["p50_us"]), micros(row["p99_us"]), thousands(row["strangers_per_s"]), row["rotations"], row["fetches"]])
    return lines(["server", "", "good requests/s", "of them refused", "p50", "p99", "unknown kids/s", "rotations", "fetches"], rows)


def startup():
    return lines(["process", "CPU time", "over the bare one"],
                 [[row["program"], f"{row['cpu_ms']} ms", f"{row['over_bare_ms']} ms"] for row in table.read("startup.tsv")])


def machine():
    return lines(["machine", ""], [[row["what"], row["is"]] for row in table.read("machine.tsv")])


def lines(columns, rows):
    """A table of Markdown; what is a number stands right."""
    numeric = [all(re.match(r"^[\d.,]* ?(%|ms|us|)$", row[at]) for row in rows) for at in range(len(columns))]
    rule = "|" + "|".join("---:" if right else "---" for right in numeric) + "|"
    return "\n".join(["| " + " | ".join(columns) + " |", rule] + ["| " + " | ".join(row) + " |" for row in rows])


def ratio(text):
    value = float(text)
    return f"{value:.3f}" if value < 0.1 else f"{value:.2f}" if value < 3 else f"{value:.1f}"


def thousands(text):
    return f"{int(text):,}"


def micros(text):
    value = int(text)
    return f"{value} us" if value < 1_000 else f"{value / 1_000:.1f} ms"
