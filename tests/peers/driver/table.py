"""What was checked: one line per check, and the table at the end."""

import threading

ISSUERS = ("dev pool", "ministack")
SITES = ("axum", "actix")


class Results:
    """Every check of every cell. A cell that is wanted and has no check counts as skipped."""

    def __init__(self, rows):
        self.rows = rows  # {row name: issuers it must run against}
        self.checks = {}  # (row, issuer, site) -> [(name, passed)]
        self.lock = threading.Lock()

    def add(self, cell, name, passed, detail=""):
        row, issuer, site = cell
        with self.lock:
            self.checks.setdefault(cell, []).append((name, passed))
            verdict = "ok  " if passed else "FAIL"
            line = f"{verdict} {row:<12} {issuer:<9} {site:<5}  {name}"
            print(line if passed else f"{line}: {detail}", flush=True)

    def wanted(self):
        return [
            (row, issuer, site)
            for row, issuers in self.rows.items()
            for issuer in issuers
            for site in SITES
        ]

    def cell_text(self, cell):
        if cell not in self.wanted():
            return "-"
        checks = self.checks.get(cell, [])
        failed = sum(not passed for _, passed in checks)
        if not checks:
            return "SKIPPED"
        return f"FAIL {failed}/{len(checks)}" if failed else f"ok {len(checks)}"

    def print_table(self):
        columns = [(issuer, site) for issuer in ISSUERS for site in SITES]
        print(f"\n{'':<14}" + "".join(f"{f'{i}, {s}':<18}" for i, s in columns))
        for row in self.rows:
            cells = "".join(f"{self.cell_text((row, i, s)):<18}" for i, s in columns)
            print(f"{row:<14}{cells}")

    def finish(self):
        """Prints the table and the closing line; true when every wanted cell ran and passed."""
        self.print_table()
        verdicts = [passed for checks in self.checks.values() for _, passed in checks]
        skipped = [cell for cell in self.wanted() if not self.checks.get(cell)]
        passed, failed = sum(verdicts), len(verdicts) - sum(verdicts)
        print(f"\npeers: {passed} passed, {failed} failed, {len(skipped)} skipped", flush=True)
        return failed == 0 and not skipped and passed > 0
