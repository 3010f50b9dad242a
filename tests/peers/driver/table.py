"""What was checked: one line per check, and at the end the matrix of client, issuer, server and flow."""

import os
import threading

ISSUERS = ("dev pool", "ministack")
SITES = ("axum", "actix")
TIERS = ("gate", "full")
COLUMNS = [(issuer, site) for issuer in ISSUERS for site in SITES]


class Row:
    """One client: its flows, the tier that runs it, and the reason of every cell that stays empty.

    `empty` maps a flow, an issuer, the pair of both, or a site to that reason. `full` are the issuers that only the
    full tier runs it with.
    """

    def __init__(self, name, flows, tier="gate", empty=None, full=()):
        self.name, self.flows, self.empty = name, tuple(flows), empty or {}
        self.tiers = {issuer: "full" if issuer in full else tier for issuer in ISSUERS}

    def reason(self, flow, issuer, site):
        for key in ((flow, issuer), flow, issuer, site):
            if key in self.empty:
                return self.empty[key]
        return None


class Results:
    """Every check of every cell. A cell that is wanted and has no check counts as skipped."""

    def __init__(self, rows, tiers, only=None):
        self.rows = rows  # all of them, in the matrix's order
        self.tiers, self.only = (TIERS, only) if only else (tiers, [row.name for row in rows])
        self.checks = {}  # (row, flow, issuer, site) -> [passed]
        self.lock = threading.Lock()

    def row(self, name):
        return next(row for row in self.rows if row.name == name)

    def add(self, cell, name, passed, detail="", flow=None):
        """One check. Without a flow it counts for the row's first."""
        row, issuer, site = cell
        flow = flow or self.row(row).flows[0]
        if flow not in self.row(row).flows or self.row(row).reason(flow, issuer, site):
            passed, detail = False, f"no cell of the matrix: {row}, {flow}, {issuer}"
        with self.lock:
            self.checks.setdefault((row, flow, issuer, site), []).append(passed)
            verdict = "ok  " if passed else "FAIL"
            line = f"{verdict} {row:<14} {issuer:<9} {site:<5}  {name}"
            print(line if passed else f"{line}: {detail}", flush=True)

    def is_wanted(self, row, flow, issuer, site):
        chosen = row.name in self.only and row.tiers[issuer] in self.tiers
        return chosen and not row.reason(flow, issuer, site)

    def wants(self, name, issuer, site):
        """Whether any flow of the row is wanted there."""
        row = self.row(name)
        return any(self.is_wanted(row, flow, issuer, site) for flow in row.flows)

    def wanted(self):
        return [
            (row.name, flow, issuer, site)
            for row in self.rows
            for flow in row.flows
            for issuer, site in COLUMNS
            if self.is_wanted(row, flow, issuer, site)
        ]

    def cell_text(self, row, flow, column, notes):
        checks = self.checks.get((row.name, flow, *column), [])
        failed = sum(not passed for passed in checks)
        if checks:
            return f"FAIL {failed}/{len(checks)}" if failed else f"ok {len(checks)}"
        reason = row.reason(flow, *column)
        if reason:
            if reason not in notes:
                notes.append(reason)
            return f"[{notes.index(reason) + 1}]"
        return "SKIPPED" if self.is_wanted(row, flow, *column) else f"({row.tiers[column[0]]})"

    def lines(self):
        """The matrix: a line of texts for each client and flow, and the reasons it refers to."""
        notes = []
        lines = [
            [row.name, flow, *(self.cell_text(row, flow, column, notes) for column in COLUMNS)]
            for row in self.rows
            for flow in row.flows
        ]
        return lines, notes

    def print_table(self):
        lines, notes = self.lines()
        head = ["client", "flow", *(f"{issuer}, {site}" for issuer, site in COLUMNS)]
        widths = [max(len(line[i]) for line in [head, *lines]) for i in range(len(head))]
        print()
        for line in [head, *lines]:
            print("  ".join(f"{text:<{width}}" for text, width in zip(line, widths)).rstrip())
        for number, reason in enumerate(notes, 1):
            print(f"[{number}] {reason}")

    def write_markdown(self, path):
        lines, notes = self.lines()
        head = ["client", "flow", *(f"{issuer}, {site}" for issuer, site in COLUMNS)]
        rows = [head, ["---"] * len(head), *lines]
        text = [f"| {' | '.join(line)} |" for line in rows] + [""]
        text += [f"- [{number}] {reason}" for number, reason in enumerate(notes, 1)]
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write("\n".join(text) + "\n")

    def finish(self, markdown):
        """Prints the matrix and the closing line; true when every wanted cell ran and passed."""
        self.print_table()
        self.write_markdown(markdown)
        verdicts = [passed for checks in self.checks.values() for passed in checks]
        skipped = [cell for cell in self.wanted() if not self.checks.get(cell)]
        passed, failed = sum(verdicts), len(verdicts) - sum(verdicts)
        print(f"\npeers: {passed} passed, {failed} failed, {len(skipped)} skipped", flush=True)
        return failed == 0 and not skipped and passed > 0
