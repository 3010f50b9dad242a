"""What each verifier says, against what the rules say and against what is known to differ."""

OURS = "ours"


class Kind:
    """The tokens of one class and what was said of them."""

    def __init__(self, name, expected):
        self.name, self.expected, self.count = name, expected, 0
        self.strange = []  # ours is not what the rules say
        self.differs = {}  # peer -> ids of tokens that it decides otherwise

    def verdict(self):
        return "accept" if self.expected == "accept" else "reject"

    def extent(self, peer):
        """How many of the tokens the peer decides otherwise, in a word."""
        return {0: "none", self.count: "all"}.get(len(self.differs.get(peer, [])), "some")


def kinds(cases, answers, peers):
    """By class. `answers` are lists in the order of the cases, by who gave them."""
    found = {}
    for at, case in enumerate(cases):
        kind = found.setdefault(case["class"], Kind(case["class"], case["expected"]))
        kind.count += 1
        ours = answers[OURS][at]
        said = (ours.get("error"), ours.get("verdict"), ours.get("reason"))
        if case["expected"] not in said:
            kind.strange.append(f"{case['id']}: {' '.join(filter(None, said))}")
        for peer in peers:
            if (answers[peer][at]["verdict"] == "accept") != (ours.get("verdict") == "accept"):
                kind.differs.setdefault(peer, []).append(case["id"])
    return list(found.values())


def mistakes(found, deliberate, peers):
    """What is not as it is written down. A difference that is gone counts too: the list says what is true."""
    known = {}
    for entry in deliberate:
        if entry["class"] in known:
            yield f"{entry['class']}: listed twice"
        known[entry["class"]] = entry
    for kind in found:
        if kind.strange:
            yield f"{kind.name}: the rules say {kind.expected}, we say otherwise of {', '.join(kind.strange[:5])}"
        entry = known.pop(kind.name, {"peers": {}, "we": kind.verdict()})
        if entry["we"] != kind.verdict():
            yield f"{kind.name}: listed as one that we {entry['we']}"
        for peer in peers:
            listed, is_so = entry["peers"].get(peer, "none"), kind.extent(peer)
            if listed != is_so:
                ids = ", ".join(kind.differs.get(peer, [])[:5])
                yield f"{kind.name}: {peer} decides {is_so} of them otherwise, {listed} by the list {ids}".rstrip()
    for name in known:
        yield f"{name}: listed, and there is no such class"


def table(found, peers):
    """One line a class; a peer's cell says of how many tokens it thinks otherwise."""
    width = max(len(kind.name) for kind in found)
    yield f"{'class':<{width}}  {'ours':<20}" + "".join(f"{peer:<16}" for peer in peers)
    for kind in found:
        cells = (len(kind.differs.get(peer, [])) for peer in peers)
        told = "".join(f"{f'{n}/{kind.count} otherwise' if n else 'as ours':<16}" for n in cells)
        yield f"{kind.name:<{width}}  {kind.expected:<20}{told}".rstrip()


def totals(found, peers):
    count = sum(kind.count for kind in found)
    good = sum(kind.count for kind in found if kind.verdict() == "accept")
    yield f"{count} tokens of {len(found)} classes: {good} to accept, {count - good} to reject"
    for peer in peers:
        over = sum(len(kind.differs.get(peer, [])) for kind in found if kind.verdict() == "reject")
        under = sum(len(kind.differs.get(peer, [])) for kind in found if kind.verdict() == "accept")
        classes = sum(peer in kind.differs for kind in found)
        yield f"{peer}: accepts {over} that we reject, rejects {under} that we accept, in {classes} classes"
