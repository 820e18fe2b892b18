"""Workbooks and tables as other services write them, made by a library that is not ours.

The layouts are those of the services' own exports: Monday.com puts a board's title on top, and
for each group its name, a row of headings and the items; below an item `Subitems` and headings
one column to the right; sums at the end. Dates are cells of their own, or texts; numbers too.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from openpyxl import Workbook

PROCESS = """\
title: Sales
people: {amara: Amara Okafor, jules: Jules Lindqvist}
fields:
  organisation: text
  price: money
  users: number
  paid: boolean
  quote: url
  quote_sent: date
  service_start: date
  source: {type: choice, options: {web: Our website, event: A conference}}
  contact: {type: list, of: {name: text, email: email, phone: phone}}
  hubs: {type: list, of: {url: url, state: text, launched: date}}
  tags: {type: list, of: text}
  health: {type: choice, options: [green, red], tracked: true}
stages:
  sale:
    steps: {ask: First call, offer: Send an offer, sign: Sign it}
outcomes:
  customer: {title: Customer, kind: won}
  lost: {title: Lost, kind: lost, reasons: {dear: Too dear, late: Too late}}
"""

MAP = """\
# How the board's columns become leads.
id: Item ID (auto generated)
dates: day first
currency: EUR
columns:
  Name: name
  Owner: owner
  Status: step
  Price: price
  Users: users
  Paid: paid
  Quote: quote
  Quote sent: quote_sent
  Creation Log: created
  Moved: moved
  Source: source
  Contact: contact/name
  E-mail: contact/email
  Phone: contact/phone
  Tags: tags
  Health: health
  Timeline - Start: service_start
  Timeline - End: ignore
  Notes: note
steps:
  Working on it: offer
  Done: customer
  Too expensive: {to: lost, reason: dear}
groups:
  Templates: ignore
people:
  Jules L.: jules
subitems:
  to: hubs
  columns: {Name: state, Link: url, Date: launched}
"""

HEADINGS = [
    *("Name", "Subitems", "Owner", "Status", "Price", "Users", "Paid", "Quote", "Quote sent"),
    *("Creation Log", "Moved", "Source", "Contact", "E-mail", "Phone", "Tags", "Health"),
    *("Timeline - Start", "Timeline - End", "Files", "Notes", "Item ID (auto generated)"),
]
SUBHEADINGS = ["Subitems", "Name", "Link", "Date", "Item ID (auto generated)"]
DAY = dt.datetime


def item(name: str | None, number: int, **cells: object) -> list[object]:
    """A row of a board: cells by their heading, `_` for a space."""
    known = {key.replace("_", " "): value for key, value in cells.items()}
    known |= {"Name": name, "Item ID (auto generated)": number}
    return [known.get(heading) for heading in HEADINGS]


def monday_rows() -> list[list[object]]:
    """A board of three groups with everything that such boards have, bad rows included."""
    log = "Amara Okafor May 2, 2026 3:04 PM"
    return [
        ["🚀 Leads board"],
        [None],
        ["New leads ✨"],
        HEADINGS,
        item(
            "Île aux Mouettes 🐦",
            1000000001,
            Owner="Amara Okafor",
            Status="First call",
            Price=24000,
            Users="1,250",
            Paid="v",
            Quote="Quote - https://example.org/q/1",
            Quote_sent=DAY(2026, 6, 1),
            Creation_Log=log,
            Moved="2026-06-02 10:00",
            Source="Our website",
            Contact="Ada Quill",
            Phone=14155550142,
            Tags="urgent, spring",
            Health="green",
            Notes="=wants a call",
            **{"E-mail": "ada@example.org", "Timeline - Start": "2026-09-01"},
        ),
        SUBHEADINGS,
        [None, "first hub", "https://hub.example.org/a", DAY(2026, 9, 1), 1000000101],
        [None, "second hub", None, None, 1000000102],
        item(
            "Bay & Sons",
            1000000002,
            Owner="Jules L., Amara Okafor",
            Status="Working on it",
            Price="€12,500.50",
            Users=80.0,
            Quote_sent="13/06/2026",
            Creation_Log=log,
        ),
        [None, None, None, None, 36500.5, 1330],
        [None],
        ["Closed"],
        HEADINGS,
        item("Cedar", 1000000003, Status="Done", Price="30000 USD", Moved=DAY(2026, 7, 1)),
        item("Dune", 1000000004, Status="Too expensive", Creation_Log="Jun 3, 2026 9:00 AM"),
        item("Elm", 1000000005, Status="On hold"),
        item("Fern", 1000000006, Status="Done", Quote_sent="31/02/2026", Users="many"),
        item("Cedar", 1000000003, Status="Done"),
        item(None, 1000000007, Status="Done"),
        [None, None, None, None, 30000],
        ["Templates"],
        HEADINGS,
        item("A template", 1000000008, Status="First call"),
        [None],
    ]


def workbook(path: Path, rows: list[list[object]], title: str = "leads", **more: object) -> Path:
    """A workbook with these rows, and perhaps other sheets."""
    book = Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
        for column, value in enumerate(row, start=1):
            if isinstance(value, str) and value.startswith("="):  # a text, as the service has it
                sheet.cell(sheet.max_row, column).data_type = "s"
    for name, other in more.items():
        extra = book.create_sheet(name)
        for row in other:  # type: ignore[attr-defined]  # rows
            extra.append(row)
    book.save(path)
    return path


def folder(tmp_path: Path, process: str = PROCESS) -> Path:
    """An empty data folder."""
    root = tmp_path / "leads_data"
    (root / "leads").mkdir(parents=True)
    (root / "process.yaml").write_text(process, "utf-8")
    return root
