"""Writes `tokens.jsonl`, `jwks.json` and `setting.json` into a folder.

The keys are new each time; all else follows from the seed.
"""

import argparse
import json
import os

from . import claim, envelope, good, header, key, order, payload, rule, times
from .keys import Keys
from .token import CLIENT, NOW, POOL, Mint

CLASSES = [
    c for module in (good, envelope, header, payload, times, claim, rule, key, order) for c in module.classes()
]


def lines(seed, each):
    mint = Mint(Keys(), seed)
    yield mint.keys.published()
    for number, kind in enumerate(CLASSES):
        for turn in range(each):
            # Of its own class alone: a new class does not change the tokens of the others.
            mint.turn = turn
            mint.random.seed(f"{seed} {kind.name} {turn}")
            token = kind.make(mint)
            yield {
                "id": f"{number}.{turn}",
                "class": kind.name,
                "expected": kind.expected,
                "token": token.text,
                "config": token.config,
            }


def main():
    arguments = argparse.ArgumentParser(prog="python -m mint", description=__doc__)
    arguments.add_argument("--seed", default="1")
    arguments.add_argument("--each", type=int, default=24, help="tokens of each class")
    arguments.add_argument("--out", required=True)
    given = arguments.parse_args()
    assert len({c.name for c in CLASSES}) == len(CLASSES), "two classes have one name"
    os.makedirs(given.out, exist_ok=True)
    first, *rest = lines(given.seed, given.each)
    for name, texts in (
        ("jwks.json", [first]),
        ("setting.json", [{"pool": POOL, "client": CLIENT, "now": NOW}]),
        ("tokens.jsonl", rest),
    ):
        with open(os.path.join(given.out, name), "w", encoding="ascii") as file:
            file.writelines(json.dumps(text) + "\n" for text in texts)


main()
