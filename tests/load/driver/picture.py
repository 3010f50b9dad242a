"""The picture of the manual: what ours costs beside others, as horizontal bars."""

from xml.sax.saxutils import escape

import table

WIDTH, LEFT, RIGHT, ROW = 780, 270, 720, 24
OURS, THEIRS, INK, FAINT, PAPER = "#1f6f8b", "#9aa5ad", "#1c2328", "#d5dbdf", "#ffffff"
# Where the axis of the first panel is broken: what is longer has its number, and a gap in its bar.
BREAK = 2.4

TITLE = "What a verification costs: cognito beside other crates"


def draw():
    first, second = verification(), requests()
    top, lines = 56, []
    lines += panel(top, "CPU time of one access token, in units of the RSA operation alone",
                   first, BREAK, [(at, str(at)) for at in (0, 1, 2)], 1)
    top += 62 + ROW * len(first)
    lines += panel(top, "Requests per CPU second of an axum server, in percent of the same server without tokens",
                   second, 100, [(at, f"{at} %") for at in (0, 25, 50, 75, 100)], 100)
    height = top + 62 + ROW * len(second)
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        'style="max-width:100%;height:auto" role="img" aria-labelledby="cost-title cost-text" '
        'font-family="system-ui, sans-serif" font-size="13">',
        f'<title id="cost-title">{TITLE}</title>',
        f'<desc id="cost-text">{escape(told(first, second))}</desc>',
        f'<rect width="{WIDTH}" height="{height}" rx="6" fill="{PAPER}" stroke="{FAINT}"/>',
        text(20, 30, TITLE, "start", 'font-size="15" font-weight="600"'),
        *lines,
        "</svg>",
    ]) + "\n"


def verification():
    """Name, value, whether it is ours; the cheapest first."""
    ours = {name: float(row["ratio"]) for name, row in table.ours().items()}
    peers = [(row["peer"], float(row["ratio"]), False) for row in table.read("peers.tsv")
             if row["row"] == "access" and row["peer"] not in ("raw", "ours")]
    rows = [("ours, cached by the whole token", ours["cached_full_bytes"], True), ("ours, cached by SHA-256", ours["cached"], True),
            ("ours, uncached", ours["uncached_access"], True), *peers]
    return sorted(rows, key=lambda row: row[1])


def requests():
    shown = {"axum cached-full-bytes": "ours, cached by the whole token", "axum cached": "ours, cached by SHA-256",
             "axum uncached": "ours, uncached"}
    rows = [(shown.get(row["server"], row["server"]), 100 * float(row["of_bare"]), row["server"] in shown)
            for row in table.read("http.tsv") if not row["server"].startswith("actix") and row["server"] != row["beside"]]
    return sorted(rows, key=lambda row: -row[1])


def told(first, second):
    """The picture in words."""
    costs = ", ".join(f"{name} {number(value)}" for name, value, _ in first)
    shares = ", ".join(f"{name} {value:.0f} %" for name, value, _ in second)
    return f"CPU time of one verification in units of the RSA operation: {costs}. Requests per CPU second beside a bare server: {shares}."


def panel(top, heading, rows, end, marks, line):
    """Bars from the left; `end` is the value at the right edge, `line` the value that has a line of its own."""
    bottom = top + 30 + ROW * len(rows)
    parts = [text(20, top + 14, heading, "start", 'font-weight="600"')]
    for value, label in marks:
        at = place(value, end)
        colour = INK if value == line else FAINT
        parts.append(f'<path d="M{at:.1f} {top + 26}V{bottom}" stroke="{colour}" stroke-width="1"/>')
        parts.append(text(at, bottom + 15, label, "middle", 'font-size="11"'))
    for at, (name, value, is_ours) in enumerate(rows):
        parts += bar(top + 30 + ROW * at, name, value, is_ours, end)
    return parts


def bar(top, name, value, is_ours, end):
    right = place(min(value, end), end)
    colour = OURS if is_ours else THEIRS
    weight = 'font-weight="600"' if is_ours else ""
    parts = [
        text(LEFT - 10, top + 15, name, "end", weight),
        f'<rect x="{LEFT}" y="{top + 3}" width="{max(right - LEFT, 1):.1f}" height="{ROW - 8}" fill="{colour}"/>',
    ]
    if value > end:
        for gap in (-34, -28):
            parts.append(f'<path d="M{right + gap:.1f} {top + ROW - 3}l6 {6 - ROW}" stroke="{PAPER}" stroke-width="3"/>')
    shown = f"{value:.0f} %" if end == 100 else number(value)
    # Above the lines.
    parts.append(text(right + 6, top + 15, shown, "start", f'paint-order="stroke" stroke="{PAPER}" stroke-width="4" {weight}'))
    return parts


def number(value):
    """Two digits after the point; three where the first of them is none."""
    return f"{value:.3f}" if value < 0.1 else f"{value:.2f}" if value < BREAK else f"{value:.1f}"


def place(value, end):
    return LEFT + (RIGHT - LEFT) * value / end


def text(x, y, what, anchor, more=""):
    attributes = f'x="{x:.0f}" y="{y}" text-anchor="{anchor}" fill="{INK}"'
    return f"<text {attributes} {more}".rstrip() + f">{escape(what)}</text>"
