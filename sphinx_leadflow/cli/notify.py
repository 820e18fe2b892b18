"""`leadflow notify`: the notifications that moves call for, printed or sent."""

from __future__ import annotations

import argparse
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_leadflow.cli import compare, day, sending
from sphinx_leadflow.cli.failure import Failure
from sphinx_leadflow.core.gates.printer import printable
from sphinx_leadflow.core.words import count, joined

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_leadflow.history.comparison import Comparison
    from sphinx_leadflow.history.ledger import Ledger
    from sphinx_leadflow.history.notices import Call

_MOST = 50
_EXAMPLES = """\
examples:
  leadflow notify HEAD~1                  who is to be told about the last commit: printed
  leadflow notify "$BEFORE" "$AFTER" --ledger .told

addresses come from the environment, never from the repository, several separated by spaces:
  LEADFLOW_NOTIFY_ICSI_FINANCE   for the role icsi-finance; `none` if it is not to be told
  LEADFLOW_NOTIFY_URLS           for every other role
They are addresses of apprise, such as mailtos://user:password@smtp.example.org?to={email} where
{email} is the role's own, or slack://… or json://…. Without any of them nothing is sent.

Each notification is sent once, also if this runs again: --ledger names the file that remembers
it. If the command is killed in the moment between sending one and writing that down, that one is
sent again. What a move calls for is held back as long as the move's own line has an error, or
the lead's file or the process cannot be read whole.

exit codes: 0 all told, or printed; 1 somebody could not be told; 2 could not run
"""


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command and its options."""
    parser = verbs.add_parser(
        "notify",
        help="the notifications that moves call for: printed, or sent",
        description="Tell the roles that the process wants to be told about the moves between "
        "two commits.",
        epilog=_EXAMPLES,
    )
    compare.add_arguments(parser, "the commit HEAD, if it is left out")
    parser.add_argument("--dry-run", action="store_true", help="print them, send nothing")
    parser.add_argument("--ledger", metavar="FILE", help="remembers what was sent")
    parser.add_argument(
        "--since", type=day.iso_date, metavar="DATE", help="only moves dated on that day or later"
    )
    parser.add_argument(
        "--most",
        type=int,
        default=_MOST,
        metavar="N",
        help=f"send nothing at all if there are more than N (default: {_MOST}): an import of old "
        "leads would tell everybody everything",
    )
    parser.add_argument(
        "--audience",
        choices=("public", "team"),
        default="public",
        help="what is printed: without or with what is marked `visibility: team` (default: "
        "public). What is sent is always whole",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> tuple[str, int]:
    """What to print, and the exit code."""
    found = compare.comparison(arguments, "team", commits_only=True)
    if found.unreadable:
        raise Failure(f"the process of {found.unreadable} cannot be read: run leadflow check")
    calls = [call for call in found.calls if not arguments.since or call.date >= arguments.since]
    if arguments.dry_run or not sending.configured(found.head.process.roles):
        return _printed(arguments, [call for call in calls if not call.if_held]), 0
    if not calls:
        return "Nobody is to be told.\n", 0
    if arguments.ledger is None:
        raise Failure("--ledger FILE is needed to send: it remembers what was sent already")
    sending.require_library()
    return _delivered(arguments, found, calls)


def _printed(arguments: argparse.Namespace, calls: list[Call]) -> str:
    """The notifications as they would be sent, as far as the audience may see them."""
    if not calls:
        return "Nobody is to be told.\n"
    shown = {call.keys[0]: call for call in calls}
    if arguments.audience == "public":
        from sphinx_leadflow.history.notices import everything

        shown = dict(everything(compare.comparison(arguments, "public", commits_only=True).head))
    hidden = "" if arguments.audience == "team" else ", without what is for the team"
    lines = [f"{count(len(calls), 'notification')}; nothing is sent{hidden}."]
    for call in calls:
        lines += ["", *_letter(call, shown.get(call.keys[0]))]
    return "\n".join(lines) + "\n"


def _letter(call: Call, shown: Call | None) -> Iterator[str]:
    """One notification, line by line. `call` says whether, `shown` says what."""
    address = f" <{call.email}>" if call.email else ""
    yield printable(f"To: {call.title}{address}")
    if shown is None:
        yield "  about something that is for the team"
    else:
        yield printable(f"Subject: {shown.subject}")
        yield from (printable(f"  {line}".rstrip()) for line in shown.text.split("\n"))
        if call.held:
            yield printable(f"Held back: {_place(call)}: {call.held[0].message}")


def _place(call: Call) -> str:
    span = call.held[0].span
    return f"{span.path}:{span.start.line}"


@dataclass(slots=True)
class _Run:
    """One run of sending: what is said about it, and how often what happened."""

    ledger: Ledger
    audience: str
    private: frozenset[str]
    """Leads whose names are for the team."""
    lines: list[str] = field(default_factory=list)
    sent: int = 0
    before: int = 0
    held: int = 0
    failed: int = 0

    def tell(self, call: Call) -> None:
        """Send one notification to each of its addresses, unless that was done."""
        urls = sending.addresses(call.role)
        if urls is None:
            self.failed += 1
            name = sending.variable(call.role)
            self._say(call, f"no address; set {name}, or to `{sending.NOBODY}` if that is meant")
        for number, url in enumerate(urls or ()):
            self._send(call, url, number)

    def hold(self, call: Call) -> None:
        """Count, say and write down what is held back."""
        self.held += 1
        for number in range(len(sending.addresses(call.role) or ("",))):
            if not self.ledger.state(_numbered(call, number)):
                self.ledger.record("held", f"{call.keys[0]}/{number}")
        path = call.held[0].span.path
        theirs = self._is_hidden(call) and not path.endswith("process.yaml")
        place = "its file" if theirs else _place(call)
        self._say(call, f"held back until {place} is put right")

    def _send(self, call: Call, url: str, number: int) -> None:
        keys = _numbered(call, number)
        state = self.ledger.state(keys)
        if state == "sent":
            self.before += 1
            return
        self.ledger.record("begun", keys[0])
        reason = sending.send(url, call)
        self.ledger.record("failed" if reason else "sent", keys[0])
        again = ", perhaps for the second time: the last run was cut off" * (state == "begun")
        if reason:
            self.failed += 1
            self._say(call, f"could not be sent by {sending.scheme(url)}: {reason}")
        else:
            self.sent += 1
            self._say(call, f"told by {sending.scheme(url)}{again}")

    def _say(self, call: Call, what: str) -> None:
        name = "a lead for the team" if self._is_hidden(call) else call.name
        verb = "leaves" if call.at == "leave" else "reaches"
        self.lines.append(printable(f"{call.title}: {name} {verb} {call.place.title}: {what}"))

    def _is_hidden(self, call: Call) -> bool:
        return self.audience == "public" and call.lead in self.private

    def result(self) -> tuple[str, int]:
        """Everything that was said, the sum, and the exit code."""
        counted = ((self.sent, "told"), (self.before, "told before"), (self.held, "held back"),
                   (self.failed, "not told"))  # fmt: skip
        total = joined([f"{number} {what}" for number, what in counted if number])
        return "\n".join([*self.lines, f"{total or 'Nobody is to be told'}."]) + "\n", int(
            self.failed > 0
        )


def _delivered(
    arguments: argparse.Namespace, found: Comparison, calls: list[Call]
) -> tuple[str, int]:
    from sphinx_leadflow.history.ledger import NoLedgerError, opened

    private = frozenset(lead.id for lead in found.head.project.leads.values() if lead.private)
    try:
        with opened(Path(arguments.ledger)) as ledger:
            calls = [call for call in calls if not call.if_held or _waits(ledger, call)]
            _refuse_flood(ledger, calls, arguments.most)
            run = _Run(ledger, arguments.audience, private)
            for call in calls:
                (run.hold if call.held else run.tell)(call)
            return run.result()
    except BlockingIOError:
        raise Failure(f"another leadflow notify is using {arguments.ledger}") from None
    except NoLedgerError as error:
        raise Failure(
            f"{arguments.ledger} is no ledger: {error}. Nobody is told, because what was told "
            "already is not known"
        ) from None
    except FileNotFoundError:
        raise Failure(
            f"there is no folder {Path(arguments.ledger).parent} for the ledger"
        ) from None
    except OSError as error:
        raise Failure(f"{arguments.ledger} cannot be used: {error.strerror}") from None


def _numbered(call: Call, number: int) -> tuple[str, ...]:
    """Under which keys sending to one of the addresses is remembered."""
    return tuple(f"{key}/{number}" for key in call.keys)


def _waits(ledger: Ledger, call: Call) -> bool:
    """Whether a notification was held back once and has not been sent since."""
    numbers = range(len(sending.addresses(call.role) or ("",)))
    return any(ledger.state(_numbered(call, one)) not in ("", "sent") for one in numbers)


def _refuse_flood(ledger: Ledger, calls: list[Call], most: int) -> None:
    """End before anything is sent if it is suspiciously much."""
    new = 0
    for call in calls:
        if not call.held:
            for number in range(len(sending.addresses(call.role) or ())):
                new += ledger.state(_numbered(call, number)) != "sent"
    if new > most:
        raise Failure(
            f"{count(new, 'notification')} would be sent, more than {most}: look at them with "
            "--dry-run, then allow more with --most, or leave old moves out with --since"
        )
