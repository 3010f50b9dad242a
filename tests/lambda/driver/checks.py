"""What was checked: one line per check, and how many there were of each part."""


class Checks:
    def __init__(self):
        self.passed, self.failed, self.part = {}, 0, ""

    def of(self, part):
        self.part = part
        self.passed[part] = 0
        return self

    def that(self, name, passed, detail=""):
        if passed:
            self.passed[self.part] += 1
        else:
            self.failed += 1
        line = f"{'ok  ' if passed else 'FAIL'} {self.part:<24} {name}"
        print(line if passed else f"{line}: {detail}", flush=True)

    def equal(self, name, found, expected):
        self.that(name, found == expected, f"{found!r}, expected {expected!r}")

    def info(self, text):
        """Measured, and nothing that could fail."""
        print(f"     {self.part:<24} {text}", flush=True)

    def finish(self, parts):
        """A part without a single check was not checked."""
        empty = [part for part in parts if not self.passed.get(part)]
        print(f"-- {sum(self.passed.values())} checks passed, {self.failed} failed", flush=True)
        if empty:
            print(f"FAIL nothing was checked of {', '.join(empty)}", flush=True)
        return not empty and not self.failed
