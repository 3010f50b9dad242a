"""Figures on disk: one line of names, one line for each row, tabs between them."""

import os

FIGURES = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "figures")


def write(name, columns, rows):
    """Writes the table, and shows it."""
    lines = ["\t".join(columns)] + ["\t".join(map(str, row)) for row in rows]
    with open(os.path.join(FIGURES, name), "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    print(f"\n{name}")
    widths = [max(len(line.split("\t")[at]) for line in lines) for at in range(len(columns))]
    for line in lines:
        print("  ".join(cell.ljust(width) for cell, width in zip(line.split("\t"), widths)).rstrip())


def write_plain(name, text):
    """Writes what a program printed, and shows it."""
    with open(os.path.join(FIGURES, name), "w", encoding="utf-8") as file:
        file.write(text)
    print(f"\n{name}\n{text}", end="")


def read(name):
    """The rows of a table, each by the names of its columns."""
    columns, *rows = [line.split("\t") for line in _lines(name)]
    return [dict(zip(columns, row)) for row in rows]


def ours():
    """The rows of the program `ratios`, by their names: what a verification costs, and its allocations."""
    rows = [line.split() for line in _lines("ratios.txt")]
    return {name: {"ratio": ratio, "allocations": allocations} for name, ratio, allocations in rows}


def scaling():
    """The figures of the program `scaling`, by their names and in its order."""
    return dict(line.split() for line in _lines("scaling.txt"))


def _lines(name):
    with open(os.path.join(FIGURES, name), encoding="utf-8") as file:
        return file.read().splitlines()
