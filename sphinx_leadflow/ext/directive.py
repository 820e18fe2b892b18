"""What all directives share: the data, located warnings, and options that are checked."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from sphinx_leadflow.core.query import BUILT_IN_COLUMNS, GROUPS, MARKS, Selection
from sphinx_leadflow.core.suggest import closest, one_of
from sphinx_leadflow.ext.domain import Shown, domain_of
from sphinx_leadflow.ext.log import warn
from sphinx_leadflow.ext.prose import render_prose
from sphinx_leadflow.ext.reading import why_not_found

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sphinx_leadflow.core.text import Text
    from sphinx_leadflow.core.views.parts import Ref
    from sphinx_leadflow.ext.domain import LeadflowDomain
    from sphinx_leadflow.ext.reading import Reading


class AnyOption(dict[str, "Callable[[str], Any]"]):
    """An option specification that lets every name through.

    docutils and MyST refuse an unknown option in words of their own, without a suggestion;
    here it reaches the directive, which says what was meant.
    """

    def __missing__(self, name: str) -> Callable[[str], Any]:
        return _as_written

    def __contains__(self, name: object) -> bool:
        return True

    def __bool__(self) -> bool:
        return True  # MyST does not look for options where the specification is empty


def _as_written(value: str | None) -> str:
    return (value or "").strip()


class LeadflowDirective(SphinxDirective):
    """A directive that shows a part of the process or of the leads."""

    has_content = False
    optional_arguments = 1  # `argument` says what for; docutils' words would suggest nothing
    final_argument_whitespace = True
    argument: ClassVar[str] = ""
    """The kind of thing that the argument names; empty if there is no argument."""
    option_spec: ClassVar[AnyOption] = AnyOption()
    known_options: ClassVar[dict[str, str]] = {}
    """The options and what they mean: the reference page is made from this."""

    def run(self) -> list[nodes.Node]:
        """Check the argument and the options, then let the component speak."""
        for name in self.options:
            if name not in self.known_options:
                hint = closest(name, self.known_options) or one_of(self.known_options)
                self.warn(
                    f"{self.name} has no option {name!r} ({hint or 'it takes none'})",
                    "unknown-option",
                )
        if self.arguments and not self.argument:
            options = ", ".join(self.known_options) or "none"
            self.warn(
                f"{self.name} takes no argument, so {self.arguments[0]!r} means nothing "
                f"(its options: {options})",
                "bad-argument",
            )
        return self.show()

    def show(self) -> list[nodes.Node]:
        """The nodes."""
        raise NotImplementedError

    @property
    def domain(self) -> LeadflowDomain:
        """The domain of this build."""
        return domain_of(self.env)

    @property
    def docname(self) -> str:
        """The page that the directive stands on."""
        return self.env.docname

    @property
    def reading(self) -> Reading:
        """The way to the data; whatever is asked is recorded for this page."""
        return self.domain.reading(self.docname)

    def warn(self, message: str, code: str) -> None:
        """A warning at the directive's own place."""
        source, line = self.get_source_info()
        warn(f"{source}:{line}", message, code)

    def prose(self, value: Text | None) -> list[nodes.Node]:
        """The nodes of a text of the process."""
        return render_prose(value, self.state.document) if value is not None else []

    def prose_line(self, value: Text) -> list[nodes.Node]:
        """The inline nodes of a one-line text of the process."""
        return render_prose(value, self.state.document, inline=True)

    def wide(self) -> None:
        """Give this page the width that "on this page" would take: its table needs it."""
        meta = self.env.metadata[self.docname]
        for name in ("html_theme.sidebar_secondary.remove", "hide-toc"):  # pydata, furo
            meta.setdefault(name, "true")

    def shows(self, kind: str, name: str, title: str, anchor: str, priority: int = 1) -> str:
        """Note that this page shows something; gives back the anchor."""
        self.domain.note(self.docname, Shown(kind, name, title, anchor, priority))
        return anchor

    def option(self, name: str) -> str:
        """An option's text; empty if it is not given."""
        return str(self.options.get(name) or "")

    def words(self, name: str) -> tuple[str, ...]:
        """An option's words, separated by commas or spaces."""
        return tuple(self.option(name).replace(",", " ").split())

    def known(self, option: str, words: Iterable[str], choices: Sequence[str]) -> tuple[str, ...]:
        """The words that are among the choices; a warning for each other one."""
        good = []
        for word in words:
            if word in choices:
                good.append(word)
            else:
                self.warn(
                    f"{self.name}: :{option}: knows no {word!r} "
                    f"({closest(word, choices) or one_of(choices, 30) or 'none are declared'})",
                    "unknown-word",
                )
        return tuple(good)

    def ids(self, option: str, kind: str) -> tuple[str, ...]:
        """The full ids that an option's words mean, former ids brought up to date."""
        found: list[str] = []
        for word in self.words(option):
            ids = self.reading.ask("matching", kind, word)
            found += ids or self._declared(option, kind, word)
        return tuple(dict.fromkeys(found))

    def columns(
        self, option: str, words: Iterable[str], built_in: Sequence[str]
    ) -> tuple[str, ...]:
        """The words that are among the built-in ones or fields, former ids brought up to date."""
        good: list[str] = []
        for word in words:
            found = (word,) if word in built_in else self.reading.ask("matching", "field", word)
            good += found or self._declared(option, "field", word, built_in)
        return tuple(good)

    def _declared(
        self, option: str, kind: str, word: str, built_in: Sequence[str] = ()
    ) -> tuple[str, ...]:
        """A word that means nothing, as `known` treats it; silence if its declaration is lost."""
        if self.reading.ask("lost", kind, word):
            return ()
        return self.known(option, [word], (*built_in, *self.reading.ask("known", kind)))

    def named(self) -> Ref | None:
        """The thing that the argument names; a warning if it is missing or unknown."""
        if self.arguments:
            return self.find(self.argument, self.arguments[0])
        known = one_of(self.reading.ask("known", self.argument)) or "none are declared"
        self.warn(f"{self.name} needs the id of a {self.argument} ({known})", "bad-argument")
        return None

    def find(self, kind: str, name: str) -> Ref | None:
        """The thing that an argument names; a warning if there is none."""
        ref: Ref | None = self.reading.ask("find", kind, name)
        why = why_not_found(self.reading, kind, name) if ref is None else ""
        if why:
            self.warn(f"{self.name}: {why}", f"unknown-{kind}")
        return ref

    def number(self, option: str, default: int) -> int:
        """An option's whole number from 1; a warning for anything else."""
        written = self.option(option)
        if not written:
            return default
        if written.isascii() and written.isdigit() and len(written) < 7 and int(written):
            return int(written)
        self.warn(f"{self.name}: :{option}: must be a number from 1, such as 20", "bad-option")
        return default

    def day(self, option: str) -> str:
        """An option's day as an ISO date; empty if it is not given, a warning if it is none."""
        written = self.option(option)
        try:
            return dt.date.fromisoformat(written).isoformat() if written else ""
        except ValueError:
            self.warn(
                f"{self.name}: :{option}: must be a day such as 2026-11-16, not {written!r}",
                "bad-option",
            )
            return ""

    def pipeline(self) -> str | None:
        """The pipeline that `:pipeline:` names; `None` for all."""
        found = self.ids("pipeline", "pipeline")
        return found[0] if found else None


FILTERS = {
    "pipeline": "Only leads in these pipelines.",
    "stage": "Only leads in these stages.",
    "step": "Only leads at these steps.",
    "owner": "Only leads of these people.",
    "outcome": "Only leads that ended so.",
    "is": f"Only leads of which any of these is true: {', '.join(MARKS)}.",
    "sort": "Columns to order by; a leading `-` turns the order.",
    "limit": "At most so many leads.",
}
"""Options that choose leads, shared by tables and boards."""


def read_selection(directive: LeadflowDirective, group_by: str = "") -> Selection:
    """The leads that a directive's options ask for; what they cannot mean is a warning."""
    sort = tuple(
        word[: len(word) - len(word.lstrip("-"))] + column
        for word in directive.words("sort")
        for column in directive.columns("sort", [word.lstrip("-")], BUILT_IN_COLUMNS)
    )
    groups = directive.columns("group-by", [group_by] if group_by else [], GROUPS)
    return Selection(
        pipelines=directive.ids("pipeline", "pipeline"),
        stages=directive.ids("stage", "stage"),
        steps=directive.ids("step", "step"),
        owners=directive.ids("owner", "person"),
        outcomes=directive.ids("outcome", "outcome"),
        marks=directive.known("is", directive.words("is"), MARKS),
        sort=sort,
        group_by=groups[0] if groups else "",
        limit=directive.number("limit", 0),
    )
