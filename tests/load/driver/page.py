"""The tables of the manual's page, between the markers that name them."""

import re

import table

OURS = {
    "uncached_access": "access token",
    "uncached_id": "ID token",
    "uncached_groups20": "access token with 20 groups",
    "custom_claims": "ID token, and a program's own claims read from it",
    "cached": "access token again, cached by SHA-256",
    "cached_full_bytes": "access token again, cached by its whole bytes",
    "refuse_garbage": "refusal: no token",
    "refuse_issuer": "refusal: another issuer",
    "refuse_unknown_kid": "refusal: unknown kid",
    "refuse_expired": "refusal: expired",
    "refuse_signature": "refusal: wrong signature",
    "axum_layer_cached": "axum layer and extractor, cached by its whole bytes",
    "axum_layer_uncached": "axum layer and extractor",
    "actix_cached": "actix middleware and extractor, cached by its whole bytes",
    "actix_uncached": "actix middleware and extractor",
}
SERVERS = {
    "bare": "bare",
    "uncached": "ours, uncached",
    "cached": "ours, cached by SHA-256",
    "cached-full-bytes": "ours, cached by its whole bytes",
}


def filled(page):
    """The page with the figures of now."""
    for name, make in {"ours": ours, "peers": peers, "http": http, "storm": storm, "startup": startup, "machine": machine}.items():
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
