"""`leadflow export papers`: messages ready to send, and what a lead's documents are called."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from sphinx_leadflow.cli import folder, made, snapshot
from sphinx_leadflow.cli.failure import Failure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_leadflow.core.query import Snapshot
    from sphinx_leadflow.core.standing import Standing

_EXAMPLES = """\
examples:
  leadflow export papers northern-lights -o papers     one lead
  leadflow export papers -o papers                     every open lead, a folder for each
  leadflow export papers -o papers --check             fails if a paper there has drifted

They hold names, addresses and prices: keep them where only the team can read them.
"""


def add(formats: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the format and its options."""
    parser = formats.add_parser(
        "papers",
        help="prepared messages and the names of documents, for each lead",
        description="For each open lead the messages of its step and the steps ahead, filled in, "
        "as drafts that a mail program opens, and what its folder and documents are called.",
        epilog=_EXAMPLES,
    )
    parser.add_argument("leads", nargs="*", metavar="LEAD", help="a lead's id; otherwise all")
    made.add_options(parser)
    snapshot.add_options(parser, audience="team")
    folder.add_private(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> tuple[str, int]:
    """What to print, and the exit code."""
    from sphinx_leadflow.papers.book import Book, as_written
    from sphinx_leadflow.papers.flavour import FLAVOURS
    from sphinx_leadflow.papers.working import MARK, working_papers

    book = Book(as_written(snapshot.loaded(arguments).project), FLAVOURS["github"], ())
    wanted = {
        f"{one.lead.id}/{name}": text
        for one in _chosen(book.snapshot, arguments.leads)
        for name, text in working_papers(book.page(f"papers/{one.lead.id}"), one).items()
    }
    only = tuple(arguments.leads)
    return made.finish(arguments, wanted, MARK, inside=only)


def _chosen(data: Snapshot, names: list[str]) -> Iterator[Standing]:
    """The leads that were named, else those at a step."""
    from sphinx_leadflow.core.suggest import closest, one_of

    for name in names:
        if name not in data.standings:
            near = closest(name, data.standings) or one_of(data.standings)
            raise Failure(f"there is no lead {name[:64]!r}. {near}".rstrip())
    for ident, one in data.standings.items():
        if one.step is not None and ident in (names or data.standings):
            yield one
        elif ident in names:
            raise Failure(f"{ident} is at no step: there is nothing left to send")
