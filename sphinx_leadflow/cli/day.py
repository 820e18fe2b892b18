"""What "today" means for a command: the only place here that reads the clock."""

from __future__ import annotations

import argparse
import datetime as dt
import os

from sphinx_leadflow.cli.failure import Failure


def iso_date(text: str) -> dt.date:
    """The value of `--today`."""
    try:
        if len(text) == 10 and text[4] == text[7] == "-":
            return dt.date.fromisoformat(text)
        return dt.datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        raise argparse.ArgumentTypeError("write a day such as 2026-11-23") from None


def add_today(parser: argparse.ArgumentParser) -> None:
    """Declare `--today`."""
    parser.add_argument(
        "--today",
        type=iso_date,
        metavar="DATE",
        help='what "today" means; otherwise SOURCE_DATE_EPOCH, otherwise the real date',
    )


def today(given: dt.date | None) -> dt.date:
    """The day that was given, else the one of `SOURCE_DATE_EPOCH`, else today in UTC."""
    if given is not None:
        return given
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not epoch:
        return dt.datetime.now(dt.UTC).date()
    try:
        return dt.datetime.fromtimestamp(int(epoch), dt.UTC).date()
    except (ValueError, OverflowError, OSError):
        raise Failure("SOURCE_DATE_EPOCH must be a number of seconds since 1970") from None
