"""`leadflow notify` against a real mail server and a real web server, on loopback."""

from __future__ import annotations

import email
import email.policy
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

from tests.history.repo import ENVIRONMENT, PROCESS, Repo, lead

FILLED = "organisation: Acme Ltd\nusers: 5\nprice: 100 EUR\nquote: https://drive.example.org/q"
MOVES = ("create-lead", "ask", "create-quote", "send-quote", "negotiate")
TITLES = ["Acme: Send a quote", "Acme: Send them a contract", "Invoice for Acme"]


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """Three notifications are called for between HEAD~1 and HEAD."""
    repo = Repo(tmp_path / "repo")
    repo.write("process.yaml", PROCESS)
    repo.commit({"acme": lead("Acme", *MOVES[:4], more=FILLED)})
    repo.commit({"acme": lead("Acme", *MOVES, "send-contract", more=FILLED)})
    return repo


def start(repo: Repo, *words: str, **environment: str) -> subprocess.Popen[str]:
    kept = {key: value for key, value in ENVIRONMENT.items() if not key.startswith("LEADFLOW_")}
    return subprocess.Popen(
        [sys.executable, "-m", "sphinx_leadflow", "notify", *words],
        cwd=repo.root,
        env={**kept, "SOURCE_DATE_EPOCH": "1795392000", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


def notify(repo: Repo, *words: str, **environment: str) -> tuple[int, str, str]:
    process = start(repo, *words, **environment)
    out, error = process.communicate(timeout=60)
    assert "Traceback" not in error and "a mistake in leadflow" not in error
    return process.returncode, out, error


class Hook:
    """A web server that notes the titles it is sent, and may do something before it answers."""

    def __init__(self) -> None:
        self.titles: list[str] = []
        self.bodies: list[str] = []
        self.before: Callable[[int], None] = lambda _number: None
        self.status = 200
        hook = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                hook.before(len(hook.titles))
                said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                hook.titles.append(said["title"])
                hook.bodies.append(said["message"])
                hook.after(len(hook.titles))
                try:
                    self.send_response(hook.status)
                    self.end_headers()
                except OSError:
                    pass  # who asked was killed

            def log_message(self, *_words: object) -> None:
                pass

        self.after: Callable[[int], None] = lambda _number: None
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()

    @property
    def url(self) -> str:
        return f"json://127.0.0.1:{self.server.server_port}/told"

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def hook() -> Iterator[Hook]:
    hook = Hook()
    yield hook
    hook.close()


class Mailbox:
    """What a mail server was given: recipients and messages."""

    def __init__(self) -> None:
        self.mails: list[tuple[list[str], email.message.EmailMessage]] = []

    async def handle_DATA(self, _server: object, _session: object, envelope: object) -> str:
        message = email.message_from_bytes(
            envelope.content,  # type: ignore[attr-defined]
            policy=email.policy.default,
        )
        self.mails.append((envelope.rcpt_tos, message))  # type: ignore[attr-defined]
        return "250 OK"


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, str]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, f"mailto://127.0.0.1:{port}?from=leads@example.org&mode=insecure&to="
    controller.stop()


# -- printed


@pytest.mark.parametrize("words", [("HEAD~1",), ("HEAD~1", "HEAD", "--dry-run")])
def test_without_addresses_it_only_prints(repo: Repo, words: tuple[str, ...]) -> None:
    code, out, _ = notify(repo, *words)
    assert code == 0
    assert out == (
        "3 notifications; nothing is sent, without what is for the team.\n\n"
        "To: ICSI\n"
        "Subject: Acme: Send a quote\n"
        "  Acme has left “Send a quote”. You are told because a specific price was sent.\n\n"
        "To: ICSI contracting <contracting@example.org>\n"
        "Subject: Acme: Send them a contract\n"
        "  Acme is now at “Send them a contract”. You are told because a contract is needed.\n\n"
        "To: ICSI finance <finance@example.org>\n"
        "Subject: Invoice for Acme\n"
        "  Acme Ltd pays [Agreed price]. The quote: [Price quote]\n"
    )


def test_for_the_team_it_prints_what_would_be_sent(repo: Repo, hook: Hook) -> None:
    _, out, _ = notify(
        repo, "HEAD~1", "--dry-run", "--audience", "team", LEADFLOW_NOTIFY_URLS=hook.url
    )
    assert "  Acme Ltd pays 100 EUR. The quote: https://drive.example.org/q\n" in out
    assert hook.titles == []


def test_a_log_shows_no_command_and_no_lead_of_the_team(repo: Repo, hook: Hook) -> None:
    name = '"::error::x \\e[31m ##[error]"'
    text = lead(name, *MOVES, "send-contract", more=FILLED)
    repo.write("leads/acme.yaml", text)
    repo.write("leads/secret.yaml", "visibility: team\n" + text.replace(name, "Secret"))
    repo.commit()
    code, out, _ = notify(
        repo, "HEAD~2", "--ledger", "../told", LEADFLOW_NOTIFY_URLS=f"{hook.url}?token=hush"
    )
    assert code == 0
    assert "Secret" not in out and "hush" not in out and "127.0.0.1" not in out
    assert "a lead for the team" in out
    assert "\x1b" not in out and "##[" not in out
    assert not [line for line in out.splitlines() if line.lstrip().startswith("::")]
    _, out, _ = notify(repo, "HEAD~2", "--dry-run")
    assert "Secret" not in out and "about something that is for the team" in out


def test_uncommitted_moves_tell_nobody(repo: Repo) -> None:
    repo.write("leads/acme.yaml", lead("Acme", *MOVES, "send-contract", "customer", more=FILLED))
    assert notify(repo, "HEAD")[1] == "Nobody is to be told.\n"


# -- sent


def test_mail_goes_to_the_address_of_each_role(repo: Repo, mailbox: tuple[Mailbox, str]) -> None:
    box, url = mailbox
    code, out, error = notify(
        repo, "HEAD~1", "--ledger", "../told",
        LEADFLOW_NOTIFY_URLS=f"{url}{{email}}", LEADFLOW_NOTIFY_ICSI=f"{url}icsi@example.org",
    )  # fmt: skip
    assert (code, error) == (0, "")
    assert [(to, mail["Subject"]) for to, mail in box.mails] == [
        (["icsi@example.org"], TITLES[0]),
        (["contracting@example.org"], TITLES[1]),
        (["finance@example.org"], TITLES[2]),
    ]
    assert box.mails[2][1].get_content().strip() == (
        "Acme Ltd pays 100\xa0EUR. The quote: https://drive.example.org/q"
    )
    assert out == (
        "ICSI: Acme leaves Send a quote: told by mailto\n"
        "ICSI contracting: Acme reaches Send them a contract: told by mailto\n"
        "ICSI finance: Acme reaches Send them a contract: told by mailto\n"
        "3 told.\n"
    )


def test_run_twice_it_tells_once(repo: Repo, hook: Hook, mailbox: tuple[Mailbox, str]) -> None:
    box, url = mailbox
    both = {"LEADFLOW_NOTIFY_URLS": f"{hook.url} {url}all@example.org"}
    first = notify(repo, "HEAD~1", "HEAD", "--ledger", "../told", **both)
    again = notify(repo, "HEAD~1", "HEAD", "--ledger", "../told", **both)
    wider = notify(repo, "HEAD~1", "--ledger", "../told", **both)
    assert hook.titles == [mail["Subject"] for _to, mail in box.mails] == TITLES
    assert [run[1].splitlines()[-1] for run in (first, again, wider)] == [
        "6 told.",
        "6 told before.",
        "6 told before.",
    ]


def test_killed_between_two_it_tells_the_rest_and_none_twice(repo: Repo, hook: Hook) -> None:
    """The first was sent and written down; the second is not even asked for."""
    running: list[subprocess.Popen[str]] = []

    def kill_before_second(number: int) -> None:
        if number == 1 and running:
            os.kill(running.pop().pid, signal.SIGKILL)
            raise ConnectionAbortedError  # the second never arrives

    hook.before = kill_before_second
    hook.server.handle_error = lambda *_words: None  # type: ignore[method-assign]
    running.append(start(repo, "HEAD~1", "--ledger", "../told", LEADFLOW_NOTIFY_URLS=hook.url))
    process = running[0]
    process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    assert hook.titles == TITLES[:1]
    code, out, _ = notify(repo, "HEAD~1", "--ledger", "../told", LEADFLOW_NOTIFY_URLS=hook.url)
    assert code == 0
    assert hook.titles == TITLES
    assert out.splitlines()[-1] == "2 told and 1 told before."


def test_killed_between_sending_and_writing_down_only_that_one_is_told_again(
    repo: Repo, hook: Hook
) -> None:
    """No program can do both in one step; better twice than never, and it says so."""
    running: list[subprocess.Popen[str]] = []

    def kill_after_second(number: int) -> None:
        if number == 2 and running:
            os.kill(running.pop().pid, signal.SIGKILL)

    hook.after = kill_after_second
    running.append(start(repo, "HEAD~1", "--ledger", "../told", LEADFLOW_NOTIFY_URLS=hook.url))
    running[0].communicate(timeout=60)
    assert hook.titles == TITLES[:2]
    _, out, _ = notify(repo, "HEAD~1", "--ledger", "../told", LEADFLOW_NOTIFY_URLS=hook.url)
    assert hook.titles == [TITLES[0], TITLES[1], TITLES[1], TITLES[2]]
    assert out.count("perhaps for the second time") == 1
    assert out.splitlines()[-1] == "2 told and 1 told before."


def test_what_failed_is_tried_again_alone(repo: Repo, hook: Hook) -> None:
    hook.status = 500
    code, out, _ = notify(repo, "HEAD~1", "--ledger", "../told", LEADFLOW_NOTIFY_URLS=hook.url)
    assert code == 1
    assert out.count("could not be sent by json: ") == 3
    assert out.splitlines()[-1] == "3 not told."
    hook.status, hook.titles[:] = 200, []
    code, out, _ = notify(repo, "HEAD~1", "--ledger", "../told", LEADFLOW_NOTIFY_URLS=hook.url)
    assert (code, hook.titles) == (0, TITLES)
    assert "second time" not in out


def test_a_role_without_an_address_is_no_silence(repo: Repo, hook: Hook) -> None:
    code, out, _ = notify(
        repo, "HEAD~1", "--ledger", "../told",
        LEADFLOW_NOTIFY_ICSI_FINANCE=hook.url, LEADFLOW_NOTIFY_ICSI="none",
    )  # fmt: skip
    assert (code, hook.titles) == (1, TITLES[2:])
    assert "no address; set LEADFLOW_NOTIFY_ICSI_CONTRACTING, or to `none`" in out
    assert out.splitlines()[-1] == "1 told and 1 not told."


def test_what_is_held_back_is_not_sent_until_it_is_put_right(repo: Repo, hook: Hook) -> None:
    repo.replace("leads/acme.yaml", "price: 100 EUR\n", "")
    blocked = repo.commit()
    repo.replace("leads/acme.yaml", "users: 5\n", "users: 5\nprice: 100 EUR\n")
    fixed = repo.commit()
    ledger = ("--ledger", "../told")
    _, out, _ = notify(repo, "HEAD~3", blocked, *ledger, LEADFLOW_NOTIFY_URLS=hook.url)
    assert hook.titles == TITLES[:1]
    assert "held back until leads_data/leads/acme.yaml:" in out
    notify(repo, blocked, fixed, *ledger, LEADFLOW_NOTIFY_URLS=hook.url)
    assert hook.titles == TITLES


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("leads/acme.yaml", "to: ask", "to: askk"),
        ("leads/acme.yaml", "owner: amara", "ownr: amara"),
        ("leads/acme.yaml", "name: Acme", "name: [Acme"),
        ("process.yaml", "      ask: {title: Send the questionnaire, checklist: fit}\n", ""),
        ("process.yaml", "agreed: send-contract", "agreed: send-contrakt"),
    ],
)
def test_what_is_held_back_stays_so_while_more_breaks(
    repo: Repo, hook: Hook, name: str, old: str, new: str
) -> None:
    """And it is told once all is put right, and nothing of the past with it."""
    repo.replace("leads/acme.yaml", "price: 100 EUR\n", "")
    commits = [repo.git("rev-parse", "HEAD~1"), repo.commit()]
    whole = (repo.data / name).read_text()
    repo.replace(name, old, new)
    commits.append(repo.commit())
    repo.write(name, whole)
    repo.replace("leads/acme.yaml", "users: 5\n", "users: 5\nprice: 100 EUR\n")
    commits.append(repo.commit())
    told = []
    for before, after in pairwise(commits):
        words = (before, after, "--ledger", "../told")
        code, out, error = notify(repo, *words, LEADFLOW_NOTIFY_URLS=hook.url)
        assert (code, error) == (0, "")
        told.append((out.splitlines()[-1], list(hook.titles)))
    assert told[0] == ("1 told and 2 held back.", TITLES[:1])
    assert told[1][0] == ("Nobody is to be told." if "[" in new else "2 held back.")
    assert told[1][1] == TITLES[:1]
    assert told[2] == ("2 told.", TITLES)


def test_a_mistake_that_was_put_right_tells_nothing_of_the_past(repo: Repo, hook: Hook) -> None:
    repo.replace("leads/acme.yaml", "owner: amara", "ownr: amara")
    broken = repo.commit()
    repo.replace("leads/acme.yaml", "ownr: amara", "owner: amara")
    repo.commit()
    words = (broken, "HEAD", "--ledger", "../told")
    _, out, _ = notify(repo, *words, LEADFLOW_NOTIFY_URLS=hook.url)
    assert (out, hook.titles) == ("Nobody is to be told.\n", [])


def test_no_flood_after_an_import(repo: Repo, hook: Hook) -> None:
    for number in range(5):
        repo.write(
            f"leads/l{number}.yaml", lead(f"L{number}", *MOVES, "send-contract", more=FILLED)
        )
    repo.commit()
    words = ("HEAD~1", "--ledger", "../told", "--most", "14")
    code, out, error = notify(repo, *words, LEADFLOW_NOTIFY_URLS=hook.url)
    assert (code, out, hook.titles) == (2, "", [])
    assert "15 notifications would be sent, more than 14" in error
    code, _, _ = notify(repo, *words, "--since", "2026-11-06", LEADFLOW_NOTIFY_URLS=hook.url)
    assert (code, len(hook.titles)) == (0, 10)


def test_a_room_is_not_called_together_by_a_name(repo: Repo, hook: Hook) -> None:
    repo.write("leads/acme.yaml", lead("'@everyone <!here>'", *MOVES, "send-contract", more=FILLED))
    repo.commit()
    notify(repo, "HEAD~2", "--ledger", "../told", LEADFLOW_NOTIFY_URLS=hook.url)
    assert not [text for text in hook.titles + hook.bodies if "@everyone" in text]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("HEAD~1",), "--ledger FILE is needed to send"),
        (("HEAD~1", "--ledger", "."), "cannot be used"),
        (("HEAD~1", "--ledger", "nowhere/told"), "there is no folder nowhere for the ledger"),
        (("HEAD~1", "--ledger", "leads_data/process.yaml"), "process.yaml is no ledger: line 1"),
        (("nowhere", "--ledger", "../told"), "there is no commit nowhere"),
    ],
)
def test_what_cannot_run_is_exit_2(
    repo: Repo, hook: Hook, words: tuple[str, ...], said: str
) -> None:
    code, _, error = notify(repo, *words, LEADFLOW_NOTIFY_URLS=hook.url)
    assert (code, hook.titles) == (2, [])
    assert said in error
    assert not (repo.root / "nowhere").exists()


def test_a_process_that_cannot_be_read_tells_nobody(repo: Repo, hook: Hook) -> None:
    repo.write("process.yaml", PROCESS.replace("stages:", "stages"))
    repo.commit()
    repo.write("process.yaml", PROCESS)
    repo.commit()
    code, _, error = notify(repo, "HEAD~1", "--ledger", "../told", LEADFLOW_NOTIFY_URLS=hook.url)
    assert (code, hook.titles) == (2, [])
    assert "cannot be read" in error


def test_without_the_library_it_says_how_to_get_it(repo: Repo, tmp_path: Path) -> None:
    (tmp_path / "apprise.py").write_text("raise ImportError\n")
    code, _, error = notify(
        repo, "HEAD~1", "--ledger", "../told",
        LEADFLOW_NOTIFY_URLS="json://127.0.0.1:1", PYTHONPATH=str(tmp_path),
    )  # fmt: skip
    assert code == 2
    assert "pip install apprise" in error


def test_the_library_is_not_imported_to_print(repo: Repo, tmp_path: Path) -> None:
    (tmp_path / "apprise.py").write_text("raise SystemExit('imported')\n")
    assert notify(repo, "HEAD~1", PYTHONPATH=str(tmp_path))[0] == 0
