"""`leadflow export markdown`: the handbook's pages for those who do not run Sphinx."""

from __future__ import annotations

import argparse

from sphinx_leadflow.cli import folder, made, snapshot

_EXAMPLES = """\
examples:
  leadflow export markdown -o handbook/sales            a page for the process, the leads, …
  leadflow export markdown -o handbook/sales --check    fails if a page there has drifted
  leadflow export markdown -o docs --flavour myst --page process --page checklists

Nothing on the pages depends on the day: they change only when the YAML does.
"""


def add(formats: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the format and its options."""
    from sphinx_leadflow.papers.book import PAGES
    from sphinx_leadflow.papers.flavour import FLAVOURS

    parser = formats.add_parser(
        "markdown",
        aliases=("md",),
        help="the generated pages as plain Markdown files",
        description="The process, the leads, assets, roles, fields and checklists as Markdown "
        "files, for a handbook that does not run Sphinx.",
        epilog=_EXAMPLES,
    )
    made.add_options(parser)
    snapshot.add_options(parser, audience="public")
    folder.add_private(parser)
    parser.add_argument(
        "--flavour",
        choices=tuple(FLAVOURS),
        default=next(iter(FLAVOURS)),
        help="github (the default: tables and alerts), commonmark (nothing but the standard), "
        "or myst",
    )
    parser.add_argument(
        "--page",
        action="append",
        choices=PAGES,
        help="only this page; may be repeated. `leads` brings the page of each lead along",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> tuple[str, int]:
    """What to print, and the exit code."""
    from sphinx_leadflow.papers.book import MARK, PAGES, Book, as_written
    from sphinx_leadflow.papers.flavour import FLAVOURS
    from sphinx_leadflow.papers.pages import markdown_pages

    loaded = snapshot.loaded(arguments)
    chosen = tuple(name for name in PAGES if name in (arguments.page or PAGES))
    book = Book(as_written(loaded.project), FLAVOURS[arguments.flavour], chosen)
    return made.finish(arguments, markdown_pages(book), MARK)
