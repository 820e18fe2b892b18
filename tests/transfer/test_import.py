"""Tables of other services become leads; every row is accounted for, and nothing comes twice."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_leadflow.transfer import guard
from tests.cli import desk
from tests.cli.desk import leadflow, state
from tests.transfer import boards
from tests.transfer.boards import DAY, MAP, PROCESS, folder, item, monday_rows, workbook


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "board.yaml").write_text(MAP, "utf-8")
    workbook(tmp_path / "board.xlsx", monday_rows(), updates=[["Updates"], ["Item", "Body"]])
    return folder(tmp_path)


def board(root: Path, *words: str, day: str = "2026-11-25") -> subprocess.CompletedProcess[str]:
    return leadflow(root, "import", "board.xlsx", "--map", "board.yaml", "--today", day, *words)


def lead(root: Path, name: str) -> str:
    return (root / "leads" / f"{name}.yaml").read_text("utf-8")


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def accounted(said: str) -> tuple[int, int]:
    """The rows of a sheet, and the sum of what became of them."""
    rows = re.search(r": (\d+) rows$", said, re.MULTILINE)
    parts = [int(one) for one in re.findall(r"^  (\d+) ", said, re.MULTILINE)]
    leads = re.search(r"^  (\d+) leads: (.*)$", said, re.MULTILINE)
    assert rows and leads
    assert sum(map(int, re.findall(r"\d+", leads[2]))) == int(leads[1])
    return int(rows[1]), sum(parts)


def test_every_row_of_a_monday_board_is_accounted_for(root: Path) -> None:
    done = board(root)
    assert done.returncode == 1
    assert accounted(done.stdout) == (23, 23)
    assert "8 leads: 4 new, 3 rejected, 1 left out" in done.stdout
    assert "2 subitems: in hubs" in done.stdout
    assert "not mapped, so not imported: Files, Item ID (auto generated) (subitems)" in done.stdout
    assert "sheets that were not read: updates" in done.stdout
    for place in ("D16 (Status)", "F17 (Users)", "I17 (Quote sent)", "row 18", "row 19", "row 23"):
        assert place in done.stdout, place
    rejected = (root.parent / "board.rejected.csv").read_text("utf-8-sig")
    assert rejected.count("\n1000000") == 0
    assert all(name in rejected for name in ("Elm", "Fern", "there is no such day"))
    assert "it has no name" in rejected


def test_a_monday_item_becomes_a_lead_with_all_that_it_has(root: Path) -> None:
    board(root)
    assert lead(root, "ile-aux-mouettes") == (
        """\
name: Île aux Mouettes 🐦
owner: amara
price: 24000 EUR
users: 1250
paid: true
quote: https://example.org/q/1
quote_sent: 2026-06-01
service_start: 2026-09-01
source: web
contact:
  - {name: Ada Quill, email: ada@example.org, phone: "14155550142"}
hubs:
  - {state: first hub, url: https://hub.example.org/a, launched: 2026-09-01}
  - {state: second hub}
tags: [urgent, spring]
history:
  - {date: 2026-05-02, note: created where it was imported from}
  - {date: 2026-06-02, to: ask}
  - {date: 2026-06-02, set: {health: green}}
  - {date: 2026-06-02, note: =wants a call}
"""
    )
    assert "price: 12500.5 EUR\n" in lead(root, "bay-sons")
    assert "to: lost, reason: dear" in lead(root, "dune")
    assert leadflow(root, "check").returncode == 0


def test_importing_twice_changes_no_byte(root: Path) -> None:
    board(root)
    before = state(root)
    done = board(root, day="2027-03-01")
    assert "8 leads: 4 unchanged, 3 rejected, 1 left out" in done.stdout
    assert state(root) == before


def test_a_dry_run_shows_the_diff_and_writes_nothing(root: Path) -> None:
    before = state(root.parent)
    done = board(root, "--dry-run")
    assert state(root.parent) == before
    assert "+++ b/leads_data/leads/bay-sons.yaml" in done.stdout
    assert "+++ b/leads_data/imports/board.json" in done.stdout


def test_only_what_changed_in_the_source_changes_and_comments_stay(root: Path) -> None:
    board(root)
    path = root / "leads" / "bay-sons.yaml"
    edit(path, "users: 80", "# counted by hand\nusers: 95   # not 80")
    rows = monday_rows()
    change(rows, "Bay & Sons", Price=13000, Status="Done", Moved="2026-12-01")
    workbook(root.parent / "board.xlsx", rows)
    before = path.read_text("utf-8")
    done = board(root, day="2026-12-02")
    assert "1 changed, 3 unchanged" in done.stdout
    assert lead(root, "bay-sons") == before.replace("12500.5 EUR", "13000 EUR").replace(
        "to: offer}\n", "to: offer}\n  - {date: 2026-12-01, to: customer}\n"
    )


def change(rows: list[list[object]], name: str, **cells: object) -> None:
    for row in rows:
        if row[0] == name:
            for key, value in cells.items():
                row[boards.HEADINGS.index(key)] = value


def test_what_changed_here_and_there_is_a_conflict_until_somebody_decides(root: Path) -> None:
    board(root)
    path = root / "leads" / "bay-sons.yaml"
    edit(path, "12500.5 EUR", "14000 EUR")
    rows = monday_rows()
    change(rows, "Bay & Sons", Price=13000, Users=81)
    workbook(root.parent / "board.xlsx", rows)
    for _ in range(2):  # it is told again until it is decided
        done = board(root)
        assert done.returncode == 1
        assert "conflict: bay-sons, price: changed on both sides" in done.stdout
        assert "14000 EUR" in lead(root, "bay-sons")
        assert "users: 81" in lead(root, "bay-sons")
    assert "14000" not in done.stdout and "shown with --dry-run" in done.stdout
    sides = "    file:      14000 EUR\n    source:    13000 EUR\n    last time: 12500.5 EUR\n"
    assert sides in board(root, "--dry-run").stdout
    assert "conflict" not in board(root, "--take", "file:bay-sons/price").stdout
    assert "14000 EUR" in lead(root, "bay-sons")
    assert "conflict" not in board(root).stdout
    edit(path, "14000 EUR", "15000 EUR")
    change(rows, "Bay & Sons", Price=16000)
    workbook(root.parent / "board.xlsx", rows)
    board(root, "--take", "source")
    assert "16000 EUR" in lead(root, "bay-sons")


def test_a_conflict_shows_what_each_side_says(root: Path) -> None:
    board(root)
    edit(root / "leads" / "bay-sons.yaml", "users: 80", "users: 95")
    rows = monday_rows()
    change(rows, "Bay & Sons", Users=81, Status="Done")
    edit(
        root / "leads" / "bay-sons.yaml",
        "to: offer}",
        "to: offer}\n  - {date: 2026-11-24, to: sign}",
    )
    workbook(root.parent / "board.xlsx", rows)
    said = board(root).stdout
    assert (
        "conflict: bay-sons, users: changed on both sides\n"
        "    file:      95\n    source:    81\n    last time: 80\n"
        "conflict: bay-sons, step: moved on both sides\n"
        "    file:      sign\n    source:    customer\n    last time: offer\n"
    ) in said
    (root / "imports" / "board.json").unlink()
    assert "    file:      95\n    source:    81\nconflict" in board(root).stdout


def test_a_table_of_rejected_rows_goes_when_all_come_in(root: Path) -> None:
    table(root, "Name,Users\nBay,many\n", "columns: {Name: name, Users: users}\n")
    path = root.parent / "t.rejected.csv"
    assert "this is no number" in path.read_text("utf-8-sig")
    done = table(root, "Name,Users\nBay,12\n", "columns: {Name: name, Users: users}\n")
    assert "t.rejected.csv of an earlier import is gone" in done.stdout
    assert not path.exists()
    path.write_text("mine\n")
    table(root, "Name,Users\nBay,12\n", "columns: {Name: name, Users: users}\n")
    assert path.read_text() == "mine\n"


def test_an_item_with_the_name_of_a_device_gets_a_file_that_windows_can_hold(root: Path) -> None:
    table(root, "Name\nCon\nNul\n", "columns: {Name: name}\n")
    assert {one.name for one in (root / "leads").iterdir()} == {"con-2.yaml", "nul-2.yaml"}


def test_without_its_ledger_nothing_is_lost_and_nothing_comes_twice(root: Path) -> None:
    board(root)
    (root / "imports" / "board.json").unlink()
    edit(root / "leads" / "cedar.yaml", "30000 USD", "31000 USD")
    done = board(root)
    assert len(list((root / "leads").iterdir())) == 4
    assert "conflict: cedar, price: different, and no import tells why" in done.stdout
    assert "3 unchanged, 1 in conflict" in done.stdout


def test_a_lead_that_was_removed_here_stays_removed(root: Path) -> None:
    board(root)
    (root / "leads" / "dune.yaml").unlink()
    done = board(root)
    assert "its file was removed here" in done.stdout
    assert not (root / "leads" / "dune.yaml").exists()


def test_an_item_that_left_the_source_is_told_and_kept(root: Path) -> None:
    board(root)
    workbook(root.parent / "board.xlsx", [row for row in monday_rows() if row[0] != "Dune"])
    assert "no longer in the file, left as they are: dune" in board(root).stdout
    assert (root / "leads" / "dune.yaml").exists()


def test_the_activity_log_becomes_the_history(root: Path) -> None:
    edit(
        root.parent / "board.yaml",
        "people:",
        "log: {item: Item ID, date: Date, column: Column, value: New value, by: User, "
        "status: Status}\npeople:",
    )
    rows: list[list[object]] = [
        ["Activity log of 🚀 Leads board"],
        ["Date", "User", "Item ID", "Item", "Column", "Previous value", "New value"],
        ["Jul 1, 2026 9:00 AM", "Amara Okafor", 1000000003, "Cedar", "Status", "Working on it",
         "Done"],
        ["Jun 20, 2026 9:00 AM", "Jules L.", 1000000003, "Cedar", "Status", "First call",
         "Working on it"],
        ["Jun 12, 2026 9:00 AM", "Amara Okafor", 1000000003, "Cedar", "Price", "", "30000"],
        ["Jun 10, 2026 9:00 AM", "Amara Okafor", 1000000003, "Cedar", "Status", "", "First call"],
        ["Jun 9, 2026 9:00 AM", "Somebody", 1000000003, "Cedar", "Status", "", "First call"],
    ]  # fmt: skip
    workbook(root.parent / "log.xlsx", rows)
    done = board(root, "--log", "log.xlsx")
    assert "log.xlsx: 4 moves, 1 rows about other columns\n" in done.stdout
    assert "note: row 7 of the log, User: the move came in without who made it" in done.stdout
    assert lead(root, "cedar").partition("history:\n")[2].partition("waive")[0] == (
        "  - {date: 2026-06-09, to: ask}\n"
        "  - {date: 2026-06-20, to: offer, by: jules}\n"
        "  - {date: 2026-07-01, to: customer, by: amara}\n"
    )
    before = state(root)
    board(root, "--log", "log.xlsx")
    assert state(root) == before


LOG = "log: {item: Item ID, date: Date, column: Column, value: New value, by: User, status: Status}"


def logged(root: Path, *rows: tuple[str, str, int, str]) -> str:
    """What is said of an import with these moves: day, who, item, new status."""
    head = ["Date", "User", "Item ID", "Column", "New value"]
    found = [[day, who, number, "Status", new] for day, who, number, new in rows]
    workbook(root.parent / "log.xlsx", [["Activity log"], head, *found])
    return board(root, "--log", "log.xlsx").stdout


def test_no_date_of_a_move_is_made_up(root: Path) -> None:
    edit(root.parent / "board.yaml", "people:", f"{LOG}\npeople:")
    said = logged(
        root,
        ("2026-06-10", "Amara Okafor", 1000000003, "First call"),
        ("2026-06-25", "Somebody", 1000000003, "Done"),
        ("2026-06-04", "Amara Okafor", 1000000004, "First call"),
        ("someday", "Amara Okafor", 1000000004, "Too expensive"),
    )
    assert "log.xlsx: 3 moves, 0 rows about other columns, 1 left out" in said
    assert "  - {date: 2026-06-25, to: customer}\n" in lead(root, "cedar")
    assert "row 6 of the log was left out, so nobody knows since when it stands there" in said
    assert not (root / "leads" / "dune.yaml").exists()
    before = lead(root, "cedar")
    edit(root.parent / "board.yaml", "  Jules L.: jules", "  Jules L.: jules\n  Somebody: jules")
    logged(root, ("2026-06-25", "Somebody", 1000000003, "Done"))
    assert lead(root, "cedar") == before


def test_moves_of_items_that_are_not_on_the_board_are_told(root: Path) -> None:
    edit(root.parent / "board.yaml", "people:", f"{LOG}\npeople:")
    said = logged(
        root,
        ("2026-06-10", "Amara Okafor", 1000000003, "First call"),
        ("2026-06-11", "Amara Okafor", 1999999999, "First call"),
        ("2026-06-12", "Amara Okafor", 1999999999, "Done"),
    )
    assert "log.xlsx: 1 moves, 0 rows about other columns, 2 left out" in said
    for row in (4, 5):
        assert f"left out of the log: row {row}, Item ID: no item of the board has this" in said


MISTAKES = [
    ("  Price: price", "  Price: prize", "9:10: error [unknown-key]", "did you mean price?"),
    ("  Price: price", "  Prize: price", "9:3: error [unknown-key]", "did you mean Price?"),
    ("Done: customer", "Done: custmer", "27:9: error [unknown-step]", "did you mean customer?"),
    (
        "Templates: ignore",
        "Templates: {reason: deer}",
        "30:23: error [unknown-reason]",
        "a reason belongs to an outcome",
    ),
    ("reason: dear", "reason: deer", "28:37: error [unknown-reason]", "did you mean dear?"),
    ("Jules L.: jules", "Jules L.: jule", "32:13: error [unknown-person]", "did you mean jules?"),
    ("dates: day first", "dates: european", "3:8: error [unknown-word]", "day first"),
    ("currency: EUR", "currency: euro", "4:11: error [unknown-word]", "EUR"),
    ("columns:\n  Name", "column:\n  Name", "error [unknown-key]", "did you mean columns?"),
    ("Users: users", "Users: price", "10:10: error [duplicate-key]", "ignore"),
    ("to: hubs", "to: hub", "34:7: error [unknown-key]", "hubs"),
]


@pytest.mark.parametrize(("old", "new", "place", "hint"), MISTAKES)
def test_mistakes_in_a_mapping_have_a_place_and_what_would_be_right(
    root: Path, old: str, new: str, place: str, hint: str
) -> None:
    edit(root.parent / "board.yaml", old, new)
    done = board(root)
    assert (done.returncode, done.stdout) == (2, "")
    assert place in done.stderr.replace("board.yaml:", "")
    assert hint.casefold() in done.stderr.casefold()
    assert list((root / "leads").iterdir()) == []


def test_a_suggested_mapping_is_a_mapping(root: Path) -> None:
    text = leadflow(root, "import", "board.xlsx", "--suggest").stdout
    for line in (
        "layout: monday",
        "id: Item ID (auto generated)",
        "  Status: step",
        "  Contact: contact/name",
        "  # Files:",
        "  First call: ask",
        "dates: day first",
        "  Jules L.: jules",
        "  # Done:",
    ):
        assert line in text, line
    (root.parent / "board.yaml").write_text(text, "utf-8")
    done = board(root)
    assert done.stderr == ""
    assert "Files" in done.stdout


TABLES = {
    "airtable.csv": (
        "\ufeffName,Organisation,Stage,Tags,Paid,Quote sent,Price\r\n"
        '"Ash, Inc",Ash,Send an offer,"a, b",checked,2026-05-01,"$12,000.00"\r\n'
        "Birch,Birch,Sign it,,,05/14/2026,nothing\r\n",
        "columns: {Name: name, Organisation: organisation, Stage: step, Tags: tags, Paid: paid, "
        "Quote sent: quote_sent, Price: price}\ncurrency: USD\ndates: month first\n",
        "price: 12000 USD\n",
    ),
    "hubspot.csv": (
        "Record ID,Deal Name,Deal Stage,Pipeline,Amount,Currency,Close Date,Create Date,"
        "Deal owner\n"
        "9001,Ash,Closed won,Sales,(500.25),GBP,2026-05-01 10:00,2026-04-01 09:30,Amara Okafor\n"
        "9002,Birch,Appointment scheduled,Sales,1.2E+05,GBP,,2026-04-01 09:30,Amara Okafor\n",
        "id: Record ID\ncurrency: EUR\ncolumns: {Deal Name: name, Deal Stage: step, Pipeline: "
        "ignore, Amount: price, Currency: price/currency, Close Date: moved, Create Date: "
        "created, Deal owner: owner}\n"
        "steps: {Closed won: customer, Appointment scheduled: ask}\n",
        "price: -500.25 GBP\n",
    ),
    "form.csv": (
        '"Timestamp","Who are you?","Your address","How did you find us?"\n'
        '"2026/05/01 10:22:33 AM GMT+2","Ash","ash@example.org","A conference"\n'
        '"2026/05/02 11:00:00 PM GMT+2","Birch","no address","A conference"\n',
        'columns: {Timestamp: created, "Who are you?": name, Your address: contact/email, '
        '"How did you find us?": source}\n',
        "- {email: ash@example.org}",
    ),
    "german.csv": (
        "Firma;Preis;Datum\nAsh;12.000,50 €;1.5.2026\nBirch;12,000.50 €;1.5.2026\n",
        "decimals: comma\ncolumns: {Firma: name, Preis: price, Datum: quote_sent}\n",
        "price: 12000.5 EUR\n",
    ),
}


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_tables_of_other_services_come_in_and_bad_rows_are_told(
    name: str, encoding: str, tmp_path: Path
) -> None:
    root = folder(tmp_path)
    table, mapping, line = TABLES[name]
    data = table.removeprefix("\ufeff").encode("utf-16") if encoding == "utf-16" else table.encode()
    (tmp_path / name).write_bytes(data)
    (tmp_path / "map.yaml").write_text(mapping, "utf-8")
    done = leadflow(root, "import", name, "--map", "map.yaml")
    assert "2 leads: 1 new, 1 rejected" in done.stdout, done.stdout + done.stderr
    assert accounted(done.stdout) == (3, 3)
    files = list((root / "leads").iterdir())
    assert len(files) == 1
    assert line in files[0].read_text("utf-8")
    before = state(root)
    leadflow(root, "import", name, "--map", "map.yaml", "--today", "2027-01-01")
    assert state(root) == before


def test_text_that_is_not_unicode_is_told_and_read_if_the_mapping_says_how(tmp_path: Path) -> None:
    root = folder(tmp_path)
    (tmp_path / "old.csv").write_bytes("Name;Users\nÎle d'Or;3\n".encode("cp1252"))
    (tmp_path / "map.yaml").write_text("columns: {Name: name, Users: users}\n", "utf-8")
    done = leadflow(root, "import", "old.csv", "--map", "map.yaml")
    assert done.returncode == 2
    assert "say `encoding: windows-1252` in the mapping" in done.stderr
    edit(tmp_path / "map.yaml", "columns", "encoding: windows-1252\ncolumns")
    assert leadflow(root, "import", "old.csv", "--map", "map.yaml").returncode == 0
    assert lead(root, "ile-dor").startswith("name: Île d'Or\nusers: 3\n")
    assert "encoding: windows-1252" in leadflow(root, "import", "old.csv", "--suggest").stdout


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("no.csv", None, "is not there"),
        ("empty.csv", b"", "is empty"),
        ("bad.xlsx", b"PK\x03\x04junk", "is no Excel file"),
        ("damaged.xlsx", b"\x9bjunk", "it may be damaged"),
        ("text.xlsx", b"Name,Users\nx,1\n", "is no Excel file"),
        (
            "board.ods",
            b"PK\x03\x04" + bytes(26) + b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet",
            "is an OpenDocument file, from which tabs inside cells would not come back: save it",
        ),
        ("old.xls", b"\xd0\xcf\x11\xe0junk", "old Excel format"),
        ("locked.xlsx", b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "password"),
        ("wide.csv", "a,b\n".encode("utf-16-le"), "say `encoding: utf-16-le`"),
        ("nul.csv", b"a,b\n\0,1\n", "NUL"),
        ("quote.csv", b'Name,Users\n"x,1\ny,2\n', "a quotation mark that is never closed"),
        ("bad.json", b"{", "this is no JSON"),
        ("other.json", b"[]", "no list of leads"),
    ],
)
def test_files_that_are_no_tables_are_told(
    name: str, data: bytes | None, why: str, tmp_path: Path
) -> None:
    root = folder(tmp_path)
    if data is not None:
        (tmp_path / name).write_bytes(data)
    done = leadflow(root, "import", name)
    assert done.returncode == 2
    assert why in done.stderr
    assert "mistake in leadflow" not in done.stderr


def test_an_edit_in_a_spreadsheet_comes_back_and_a_file_changed_meanwhile_is_a_conflict(
    root: Path,
) -> None:
    board(root)
    leadflow(root, "export", "csv", "--audience", "team", "-o", "leads.csv")
    sheet = root.parent / "leads.csv"
    edit(sheet, ",13000," if ",13000," in sheet.read_text("utf-8") else ",30000,", ",33000,")
    done = leadflow(root, "import", "leads.csv")
    assert "1 changed, 3 unchanged" in done.stdout
    assert "price: 33000 USD" in lead(root, "cedar")
    edit(root / "leads" / "cedar.yaml", "33000", "34000")
    assert "conflict: cedar, price" in leadflow(root, "import", "leads.csv").stdout


def table(root: Path, text: str, mapping: str) -> subprocess.CompletedProcess[str]:
    (root.parent / "t.csv").write_text(text, "utf-8")
    (root.parent / "t.yaml").write_text(mapping, "utf-8")
    return leadflow(root, "import", "t.csv", "--map", "t.yaml")


def test_what_is_for_the_team_does_not_come_into_a_folder_that_everybody_can_read(
    tmp_path: Path,
) -> None:
    root = folder(tmp_path, PROCESS + "data: public\n")
    done = table(
        root,
        "Name,Price,Who\nBay,15 EUR,\nCove,,\nDune,,team\n",
        "columns: {Name: name, Price: price, Who: visibility}\n",
    )
    assert "3 leads: 1 new, 2 rejected" in done.stdout
    assert "rejected: B2 (Price): this is for the team" in done.stdout
    assert "with --private FOLDER" in done.stdout
    assert "t.rejected.csv; everybody can read this repository" in done.stdout
    assert [one.name for one in (root / "leads").iterdir()] == ["cove.yaml"]
    assert "wrote 1 file in" in done.stdout
    done = table(root, "Name,Price\nCove,16 EUR\n", "columns: {Name: name, Price: price}\n")
    assert "  1 lead: 1 rejected" in done.stdout
    assert "16" not in lead(root, "cove")


def test_with_a_private_folder_a_board_comes_into_both(root: Path) -> None:
    (root.parent / "vault" / "leads").mkdir(parents=True)
    edit(root / "process.yaml", "title: Sales\n", "title: Sales\ndata: public\n")
    assert "4 rejected" not in board(root, "--private", "vault").stdout
    bay = (root.parent / "vault" / "leads" / "bay-sons.yaml").read_text("utf-8")
    assert bay == "price: 12500.5 EUR\n"
    assert "EUR" not in "".join(one.read_text("utf-8") for one in root.rglob("*.*"))
    assert "waive:\n  - {rule: undrawn-move}\n" in lead(root, "bay-sons")
    before = state(root.parent)
    assert "4 unchanged" in board(root, "--private", "vault").stdout
    assert state(root.parent) == before
    for words in ((), ("--private", "vault")):
        done = leadflow(root, "check", "leads_data", *words)
        assert (done.returncode, "2 findings waived" in done.stdout) == (0, True), done.stdout
    rows = monday_rows()
    change(rows, "Bay & Sons", Price=13000, Users=81, Status="Done", Notes="They rang")
    workbook(root.parent / "board.xlsx", rows)
    assert "1 changed, 3 unchanged" in board(root, "--private", "vault").stdout
    bay = (root.parent / "vault" / "leads" / "bay-sons.yaml").read_text("utf-8")
    assert bay.startswith("price: 13000 EUR\n") and "note: They rang" in bay
    assert "users: 81" in lead(root, "bay-sons") and "to: customer" in lead(root, "bay-sons")


def test_cells_below_no_heading_are_told(tmp_path: Path) -> None:
    done = table(
        folder(tmp_path), "Name,Users\nBay,3,extra\n", "columns: {Name: name, Users: users}\n"
    )
    assert "without a heading, so not imported: C\n" in done.stdout


def test_a_decision_that_is_none_is_told_before_anything_is_read(root: Path) -> None:
    done = board(root, "--take", "mine")
    assert done.returncode == 2
    assert "--take mine: say file or source" in done.stderr
    assert (
        "--take file:nobody: no row of the file is this lead"
        in board(root, "--take", "file:nobody").stdout
    )


def test_a_first_mapping_of_a_google_form_does_not_take_its_time_for_a_name(
    tmp_path: Path,
) -> None:
    root = folder(tmp_path)
    heads = "Timestamp,What is the name of your organisation?,Amount"
    (tmp_path / "form.csv").write_text(f"{heads}\n2026/01/02 3:04:05 PM GMT+1,Bay,3\n", "utf-8")
    said = leadflow(root, "import", "form.csv", "--suggest").stdout
    assert "Timestamp: created\n" in said
    assert 'organisation?": name\n' in said or "organisation?: name\n" in said
    assert "Amount: price\n" in said


def test_a_first_mapping_of_a_board_says_where_subitems_go(root: Path) -> None:
    said = leadflow(root, "import", "board.xlsx", "--suggest").stdout
    assert "#   to:   # a field that is a list of records: contact, hubs\n" in said
    edit(root / "process.yaml", "of: {url: url, state", "of: {link: url, state")
    said = leadflow(root, "import", "board.xlsx", "--suggest").stdout
    assert "\nsubitems:\n  to: hubs\n  columns:\n" in said
    assert "    Link: link\n" in said


def test_private_values_stay_out_of_messages(root: Path) -> None:
    rows = monday_rows()
    rows.insert(13, item("Gorse", 1000000009, Status="Done", **{"E-mail": "not-for-your-eyes"}))
    workbook(root.parent / "board.xlsx", rows)
    done = board(root)
    assert "(E-mail)" in done.stdout
    assert "not-for-your-eyes" not in done.stdout + done.stderr


def test_the_process_of_these_tests_is_sound(tmp_path: Path) -> None:
    assert leadflow(folder(tmp_path, PROCESS), "check").returncode == 0


@given(st.text())
def test_a_guarded_text_comes_back_and_is_no_formula(text: str) -> None:
    assert guard.unguarded(guard.guarded(text)) == text
    assert guard.guarded(text)[:1] not in tuple("=+-@\t\r")


def test_rejected_rows_that_were_put_right_come_in_by_the_same_mapping(root: Path) -> None:
    """Whatever the layout of the file from which they came, and nothing else is said to be gone."""
    (root.parent / "board.yaml").write_text("layout: monday\nsheet: leads\n" + MAP, "utf-8")
    assert "3 rejected" in board(root).stdout
    path = root.parent / "board.rejected.csv"
    edit(path, "On hold", "Done")
    path.rename(root.parent / "mended.csv")
    done = leadflow(root, "import", "mended.csv", "--map", "board.yaml")
    assert " new, " in done.stdout
    assert "no longer in the file" not in done.stdout and "Rejected row" not in done.stdout


def test_an_item_without_a_name_below_subitems_is_told(root: Path) -> None:
    rows = monday_rows()
    below = next(at for at, row in enumerate(rows) if row[0] == "Subitems") + 3
    rows.insert(below, boards.item(None, 1000000009, Owner="Amara Okafor"))
    workbook(root.parent / "board.xlsx", rows)
    done = board(root)
    assert "2 rejected: rows without a name" in done.stdout
    assert accounted(done.stdout) == (24, 24)


def test_a_first_mapping_knows_what_others_call_the_end_and_the_addresses(tmp_path: Path) -> None:
    root = folder(tmp_path)
    head = "Deal Name,Deal Stage,Deal owner,Amount,Currency,Email Address,Telephone\n"
    row = "Ash,Closed Won,Amara Okafor <a@example.org>,1,EUR,ada@example.org,+49 30 123456\n"
    (tmp_path / "deals.csv").write_text(head + row, "utf-8")
    text = leadflow(root, "import", "deals.csv", "--suggest").stdout
    (tmp_path / "deals.yaml").write_text(text, "utf-8")
    done = leadflow(root, "import", "deals.csv", "--map", "deals.yaml")
    assert done.returncode == 0, done.stdout + text
    ash = lead(root, "ash")
    assert "price: 1 EUR\n" in ash and "owner: amara\n" in ash and "to: customer" in ash
    assert "email: ada@example.org, phone: +49 30 123456" in ash


@pytest.mark.parametrize("heading", ["fit/need", "fit/money", "waiting/for"])
def test_a_fault_is_told_at_the_cell_in_which_it_is(tmp_path: Path, heading: str) -> None:
    root = desk.folder(tmp_path)
    cells = {"fit/need": "yes: a", "fit/money": "yes: b", "waiting/until": "2026-12-01"}
    cells |= {"waiting/for": "them", "id": "x", "name": "X", "history": "", "digest": ""}
    cells[heading] = "yes: " + 9999 * "long "
    rows = [",".join(cells), ",".join(cells.values())]
    (tmp_path / "leads.csv").write_text("\n".join(rows) + "\n", "utf-8")
    done = leadflow(root, "import", "leads.csv")
    assert "1 rejected" in done.stdout
    assert re.findall(r"^rejected: \w+ \((.*?)\)", done.stdout, re.MULTILINE) == [heading]


def test_an_item_that_lost_its_name_is_rejected_with_or_without_an_id(root: Path) -> None:
    rows = monday_rows()
    below = next(at for at, row in enumerate(rows) if row[0] == "Subitems") + 3
    lost = [
        boards.item(None, 1000000009, Status="Done", Users=3),
        boards.item(None, None, Status="Done"),
        boards.item(None, None, Users=3),
        boards.item(None, None, Owner="Amara Okafor", Users=3),
    ]
    rows[below:below] = [[None], *lost]
    workbook(root.parent / "board.xlsx", rows)
    done = board(root)
    assert "5 rejected: rows without a name" in done.stdout
    assert all(f"rejected: row {below + 2 + n}: it has no name" in done.stdout for n in range(4))
    assert accounted(done.stdout) == (28, 28)


def test_a_subitem_that_lost_its_name_comes_in_with_what_it_says(root: Path) -> None:
    rows = monday_rows()
    below = next(at for at, row in enumerate(rows) if row[0] == "Subitems") + 3
    rows[below:below] = [
        [None, None, "https://hub.example.org/c", None, 1000000103],
        [None, None, None, DAY(2026, 10, 1)],
        [None, None, None, None, 1000000104],
    ]
    workbook(root.parent / "board.xlsx", rows)
    done = board(root)
    assert "5 subitems: in hubs" in done.stdout
    assert f"note: row {below + 3}: nothing that this subitem says is mapped" in done.stdout
    assert accounted(done.stdout) == (26, 26)
    hubs = lead(root, "ile-aux-mouettes")
    assert "{url: https://hub.example.org/c}" in hubs and "{launched: 2026-10-01}" in hubs


def test_a_fault_in_a_subitem_is_told_at_its_own_cell(root: Path) -> None:
    rows = monday_rows()
    first = next(at for at, row in enumerate(rows) if row[0] == "Subitems") + 1
    rows[first + 1][2] = "no link"
    workbook(root.parent / "board.xlsx", rows)
    assert f"rejected: C{first + 2} (Link): " in board(root).stdout


def test_a_mapping_that_is_not_there_is_told(root: Path) -> None:
    done = leadflow(root, "import", "board.xlsx", "--map", "bord.yaml")
    assert done.returncode == 2
    assert done.stderr.endswith(
        "the mapping bord.yaml is not there; --suggest writes a first one\n"
    )
