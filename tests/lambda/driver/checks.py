"""What was checked: one line per check, and whether each part had all of its own."""


class Checks:
    def __init__(self):
        self.made, self.failed, self.part = {}, 0, ""

    def of(self, part):
        self.part = part
        self.made[part] = 0
        return self

    def that(self, name, passed, detail=""):
        self.made[self.part] += 1
        self.failed += not passed
        line = f"{'ok  ' if passed else 'FAIL'} {self.part:<24} {name}"
        print(line if passed else f"{line}: {detail}", flush=True)

    def equal(self, name, found, expected):
        self.that(name, found == expected, f"{found!r}, expected {expected!r}")

    def info(self, text):
        """Measured, and nothing that could fail."""
        print(f"     {self.part:<24} {text}", flush=True)

    def finish(self, parts):
        """Parts, and how many checks belong to each: one that was left out shows nowhere else."""
        print(f"-- {sum(self.made.values()) - self.failed} checks passed, {self.failed} failed", flush=True)
        others = {part: (self.made.get(part, 0), count) for part, count in parts.items() if self.made.get(part, 0) != count}
        for part, (made, count) in others.items():
            print(f"FAIL {part}: {made} checks were made, and {count} belong to it", flush=True)
        return not others and not self.failed
