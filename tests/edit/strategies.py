"""Lead files as people write them: every style of list, brace, quote, comment and line end."""

from __future__ import annotations

from hypothesis import strategies as st

WORDS = (
    "a call",
    "they wait",
    "ask: again",
    "50% off, maybe",
    "it's fine",
    'say "yes"',
    "no",
    "#1",
)
DATES = ("2026-01-05", "2026-02-10", "2026-03-15")
STEPS = ("ask", "offer", "close")


def text_value(word: str, style: str, *, inside: bool) -> str:
    """A text in a quoting style, changed where YAML would read something else."""
    if style == "single":
        return "'" + word.replace("'", "''") + "'"
    plain = not any(sign in word for sign in ':#"') and not (inside and "," in word)
    if style == "plain" and plain:
        return word
    return '"' + word.replace('"', '\\"') + '"'


@st.composite
def trailing_comment(draw: st.DrawFn) -> str:
    return draw(st.sampled_from(("", "", "", "  # why", "   # see #12: it's odd", " #")))


@st.composite
def between(draw: st.DrawFn, indent: int) -> list[str]:
    """Blank lines and comment lines that may stand between two lines."""
    lines = st.sampled_from(("", " " * indent + "# a remark", "# at the margin", "   "))
    return draw(st.lists(lines, max_size=2)) if draw(st.integers(0, 3)) == 0 else []


@st.composite
def event(draw: st.DrawFn) -> dict[str, str]:
    made = {"date": draw(st.sampled_from(DATES))}
    if draw(st.booleans()):
        made["to"] = draw(st.sampled_from(STEPS))
    if len(made) == 1 or draw(st.booleans()):
        made["note"] = draw(st.sampled_from(WORDS))
    return made


@st.composite
def braced(draw: st.DrawFn, pairs: dict[str, str]) -> str:
    pad = draw(st.sampled_from(("", " ")))
    quoting = st.sampled_from(("plain", "single", "double"))
    inner = [
        f"{key}: {text_value(value, draw(quoting) if key == 'note' else 'plain', inside=True)}"
        for key, value in pairs.items()
    ]
    return "{" + pad + ", ".join(inner) + pad + "}"


@st.composite
def item_lines(draw: st.DrawFn, indent: int, dash: str, flow: bool) -> list[str]:
    pairs = draw(event())
    head = " " * indent + dash
    if flow:
        return [head + draw(braced(pairs)) + draw(trailing_comment())]
    inner = " " * (indent + len(dash))
    lines = []
    for key, value in pairs.items():
        if key == "note" and draw(st.booleans()):
            sign = draw(st.sampled_from(("|", ">-", "|+", "|  # why")))
            lines += [f"note: {sign}", inner + "  " + "first line", inner + "  " + "second line"]
            if sign == "|+" and draw(st.booleans()):
                lines.append("")
        else:
            lines.append(
                f"{key}: {text_value(value, 'double' if key == 'note' else 'plain', inside=False)}"
            )
            lines[-1] += draw(trailing_comment())
    whole, first = [], True
    for line in lines:
        nested = line.startswith(inner) or not line
        whole.append(line if nested else (head if first else inner) + line)
        first = False
    return whole


@st.composite
def history_lines(draw: st.DrawFn) -> list[str]:
    form = draw(
        st.sampled_from(
            ("block", "block", "block", "none", "empty", "brackets", "single", "flow", "rows")
        )
    )
    if form == "none":
        return []
    if form == "empty":
        return ["history:" + draw(trailing_comment())]
    if form == "brackets":
        return ["history: []" + draw(trailing_comment())]
    if form == "single":
        return ["history: " + draw(braced(draw(event()))) + draw(trailing_comment())]
    count = draw(st.integers(1, 3))
    if form == "flow":
        inner = ", ".join(draw(braced(draw(event()))) for _ in range(count))
        return [f"history: [{inner}]" + draw(trailing_comment())]
    if form == "rows":
        rows = [
            f"  {draw(braced(draw(event())))}," + draw(trailing_comment()) for _ in range(count)
        ]
        return ["history: [", *rows, "  ]" + draw(trailing_comment())]
    indent, dash = draw(st.sampled_from((0, 2, 4))), draw(st.sampled_from(("- ", "-   ")))
    lines = ["history:" + draw(trailing_comment())]
    for _ in range(count):
        lines += draw(between(indent))
        lines += draw(item_lines(indent, dash, draw(st.booleans())))
    return lines


@st.composite
def field_lines(draw: st.DrawFn, key: str) -> list[str]:
    form = draw(st.sampled_from(("plain", "single", "double", "empty", "block", "folded")))
    word = draw(st.sampled_from(WORDS))
    if form == "empty":
        return [f"{key}:" + draw(trailing_comment())]
    if form == "block":
        return [f"{key}: |" + draw(trailing_comment()), "    one", "", "    two", ""]
    if form == "folded":
        return [f"{key}: >-", "  one", "  two"]
    return [f"{key}: {text_value(word, form, inside=False)}" + draw(trailing_comment())]


@st.composite
def checklist_lines(draw: st.DrawFn) -> list[str]:
    form = draw(st.sampled_from(("none", "none", "lines", "braces", "short")))
    if form == "none":
        return []
    if form == "braces":
        return ["checklists: {fit: {need: {done: true, answer: yes indeed}}}"]
    if form == "short":
        return ["checklists:", "  fit:", "    need: true  # clear", "    money: they have it"]
    return [
        "checklists:",
        "    fit:",
        "        need:",
        "            done: false",
        "        # more to come",
    ]


@st.composite
def lead_texts(draw: st.DrawFn) -> str:
    """The text of a lead's file."""
    keys = draw(st.permutations(("place", "remark", "wish")))[: draw(st.integers(0, 3))]
    parts = [["name: " + draw(st.sampled_from(("Bay", "'Bay'", '"Bay: north"  # sic')))]]
    parts += [draw(field_lines(key)) for key in keys]
    parts += [part for part in (draw(history_lines()), draw(checklist_lines())) if part]
    if draw(st.booleans()):
        parts = draw(st.permutations(parts))
    lines = draw(st.sampled_from(([], ["# a lead"], ["---"], ["# a lead", "", "---"])))[:]
    for part in parts:
        lines += [*draw(between(0)), *part]
    lines += draw(st.sampled_from(([], [], ["# the end"], ["", ""], ["..."])))
    newline = draw(st.sampled_from(("\n", "\n", "\r\n")))
    return newline.join(lines) + draw(st.sampled_from((newline, newline, "")))
