"""Lines to paste, made to fit the file that they are for: its keys and its indentation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_leadflow.core.model import FILLED, Duration, Outcome
from sphinx_leadflow.core.paste import field_lines, move_line

if TYPE_CHECKING:
    from sphinx_leadflow.checks.context import Context
    from sphinx_leadflow.core.flow import Place
    from sphinx_leadflow.core.model import Atom, Checklist, Field, Item, Lead, Test


def field_to_fill(
    field: Field, lead: Lead, context: Context, test: Test = FILLED
) -> tuple[str, str]:
    """A hint and the lines that fill a field so that a test is passed."""
    lines = field_lines(field, context.today)
    if test.operands and field.type != "list":
        lines = f"{field.id}: {_written(test.operands[0])}"
    if field.tracked:
        _key, _, value = lines.partition(": ")
        value, _, comment = value.partition("  #")
        change = f"- {{date: {context.today}, set: {{{field.id}: {value}}}}}"
        after = f"  #{comment}" if comment else ""
        hint, paste = into_history(f"{change}{after}", lead, context)
        return hint, paste
    if context.empty_key(lead, field) is not None:
        return "the key is there already; fill it in", lines
    many, it = ("these lines", "them") if "\n" in lines else ("this line", "it")
    where = " before `history:`" if lead.history else ""
    return f"add {many}{where} and fill {it} in", lines


def _written(value: Atom) -> str:
    """A single value as it stands in YAML."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def one_of_fields(fields: list[Field], lead: Lead, context: Context) -> tuple[str, str]:
    """A hint and lines of which one is enough."""
    if len(fields) == 1:
        return field_to_fill(fields[0], lead, context)
    lines = "\n".join(field_lines(field, context.today) for field in fields if not field.tracked)
    return "add one of these before `history:` and fill it in", lines


def move(target: Place, lead: Lead, context: Context, ident: str = "") -> tuple[str, str]:
    """A hint and the history line that moves a lead."""
    reasons = list(target.reasons) if isinstance(target, Outcome) else []
    line = move_line(
        context.today, ident or target.id, lead.owner, reasons[0] if reasons else ""
    ).strip()
    if len(reasons) > 1:
        line += f"  # or {', '.join(reasons[1:])}"
    return into_history(line, lead, context)


def into_history(line: str, lead: Lead, context: Context) -> tuple[str, str]:
    """A hint and a history line (`- {…}`) in the file's own indentation."""
    if not lead.history and context.positions.key(lead.span.path, ("history",)) is None:
        return "add these lines", f"history:\n  {line}"
    prefix = context.positions.before(lead.history[-1].span) if lead.history else ""
    indent = prefix[: prefix.index("-")] if prefix.strip() == "-" else "  "
    where = "at the end of `history:`" if lead.history else "below `history:`"
    return f"add this line {where}", indent + line


def answers(
    checklist: Checklist, items: list[Item], lead: Lead, context: Context
) -> tuple[str, str]:
    """A hint and lines that answer questions."""
    given = [answer for answers in lead.checklists.values() for answer in answers.values()]
    own = list(lead.checklists.get(checklist.id, {}).values())
    line = context.positions.line(own[0].span.path, own[0].span.start.line) if own else ""
    width = len(line) - len(line.lstrip()) or 4
    lines = [" " * width + f"{item.id}: {{done: true, answer: …}}" for item in items]
    if own:
        return f"add below `{checklist.id}:` in `checklists:`", "\n".join(lines)
    lines.insert(0, f"  {checklist.id}:")
    if given or lead.checklists or context.positions.key(lead.span.path, ("checklists",)):
        return "add below `checklists:`", "\n".join(lines)
    return "add these lines", "\n".join(("checklists:", *lines))


def pause(context: Context, days: int = 14) -> str:
    """The line that says what a lead waits for."""
    until = Duration(days, "days").after(context.today)
    return f"waiting: {{until: {until}, for: their answer}}"
