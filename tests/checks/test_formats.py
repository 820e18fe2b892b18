"""How findings look: on a terminal, on GitHub, to a program."""

from __future__ import annotations

import datetime as dt
import json
import re

import pytest

from sphinx_leadflow.checks.formats import github, sarif, sentence, summary, text
from sphinx_leadflow.checks.formats import json as as_json
from sphinx_leadflow.checks.run import Waived
from sphinx_leadflow.core.diagnostic import Diagnostic, Mend, Related, Severity
from sphinx_leadflow.core.model import Waiver
from sphinx_leadflow.core.source import Position, Source, Span

PATH = "leads_data/leads/bay.yaml"


def finding(message: str = "this is wrong", **more: object) -> Diagnostic:
    values: dict[str, object] = {
        "code": "some-rule",
        "severity": Severity.ERROR,
        "message": message,
        "span": span(2, 8, 13),
    }
    return Diagnostic(**{**values, **more})  # type: ignore[arg-type]


def span(line: int, start: int, end: int) -> Span:
    return Span(PATH, Position(line, start), Position(line, end))


WAIVED = Waived(
    finding(), Waiver("some-rule", "a secret reason", dt.date(2027, 1, 31), span(9, 12, 21))
)


def page(one: Diagnostic, source: str, colour: bool = False) -> str:
    return text.render((one,), {PATH: Source(PATH, source, "")}, leads=3, colour=colour)


def test_text_shows_place_line_underline_paste_and_related() -> None:
    one = finding(
        "“Negotiate” was left, but “Agreed price” (price) is empty",
        hint="add this line before `history:` and fill it in",
        paste="price: 24000 EUR",
        related=(Related(Span.at("leads_data/process.yaml", 61, 5), "the handbook: “The price.”"),),
    )
    assert page(one, "name: Bay\nowner: amara\n") == (
        "leads_data/leads/bay.yaml:2:8: error [some-rule]\n"
        "  “Negotiate” was left, but “Agreed price” (price) is empty.\n"
        "     2 | owner: amara\n"
        "       |        ^^^^^\n"
        "  Add this line before `history:` and fill it in:\n"
        "       + price: 24000 EUR\n"
        "  The handbook: “The price.” (leads_data/process.yaml:61)\n"
        "\n"
        "1 error in 1 of 3 leads.\n"
        "To read more about one: leadflow explain some-rule\n"
    )


def test_text_without_sources_quotes_nothing() -> None:
    assert " | " not in text.render((finding(),), {}, leads=1)


def test_text_without_findings_says_so() -> None:
    assert text.render((), {}, leads=2) == "No problems in 2 leads.\n"


def test_a_suggested_word_is_shown_in_its_line() -> None:
    one = finding("there is no step 'ofer'", hint="did you mean offer?", span=span(2, 31, 35))
    shown = page(one, "history:\n  - {date: 2026-11-02, to: ask}\n")
    assert "+   - {date" not in shown
    one = finding("there is no step 'ofer'", hint="did you mean offer?", span=span(2, 28, 32))
    shown = page(one, "history:\n  - {date: 2026-11-02, to: ofer}\n")
    assert "     2 +   - {date: 2026-11-02, to: offer}\n" in shown


def test_a_wrong_indentation_is_shown_beside_its_neighbour_and_put_right() -> None:
    one = finding(
        "this line is indented further than its neighbours: it begins at column 3",
        code="yaml-indent",
        hint="begin it at column 1 if it belongs beside the line above",
        span=Span.at(PATH, 2, 3),
        mend=Mend(1, 3, ""),
    )
    assert ("     1 | name: Bay\n     2 |   owner: amara\n       |   ^\n") in page(
        one, "name: Bay\n  owner: amara\n"
    )
    assert "     2 + owner: amara\n" in page(one, "name: Bay\n  owner: amara\n")


@pytest.mark.parametrize(
    ("more", "line", "right"),
    [
        ({"mend": Mend(1, 3, ""), "span": Span.at(PATH, 2, 3)}, "  owner: amara", "owner: amara"),
        ({"hint": "did you mean amara?"}, "owner: amra", "owner: amara"),
    ],
)
def test_every_format_shows_the_line_put_right_and_none_without_sources(
    more: dict[str, object], line: str, right: str
) -> None:
    one = finding(**{"span": span(2, 8, 12), **more})
    sources = {PATH: Source(PATH, f"name: Bay\n{line}\n", "")}
    today = dt.date(2026, 11, 23)
    assert f"     2 + {right}\n" in text.render((one,), sources)
    assert f"%0AWrite line 2 so:%0A{right}\n" in github.commands((one,), sources)
    shown = github.markdown((one,), sources=sources)
    assert f"  Write line 2 so:\n\n  ```yaml\n  {right}\n  ```\n" in shown
    document = json.loads(as_json.render((one,), today, sources=sources))
    assert document["findings"][0]["mended"] == right
    for public in (
        text.render((one,), {}),
        github.commands((one,)),
        github.markdown((one,)),
        as_json.render((one,), today),
    ):
        assert right not in public and "Write line" not in public


def test_long_lines_are_cut_around_the_place() -> None:
    line = "note: " + "word " * 60 + "HERE " + "word " * 60
    start = line.index("HERE") + 1
    shown = page(finding(span=span(1, start, start + 4)), line)
    quoted, mark = (row[9:] for row in shown.splitlines()[2:4])
    assert len(quoted) + 9 <= 80
    assert quoted[mark.index("^") : mark.index("^") + 4] == "HERE"
    assert quoted.startswith("…") and quoted.endswith("…")


@pytest.mark.parametrize("before", ["東京: ", "مرصد: ", "e\u0301: ", "🚀: "])
def test_underline_stands_below_wide_and_combined_letters(before: str) -> None:
    shown = page(finding(span=span(1, len(before) + 1, len(before) + 5)), f"{before}HERE")
    mark = shown.splitlines()[3][9:]
    wide = sum(2 if ord(c) > 0x2FFF else 0 if c == "\u0301" else 1 for c in before)
    assert mark == " " * wide + "^^^^"


@pytest.mark.parametrize("evil", ["\x1b[31mred", "a\rb", "\u202eabc", "##[error]x", "\x9b1m"])
def test_nothing_that_a_terminal_obeys_gets_through(evil: str) -> None:
    one = finding(evil, hint=evil, paste=evil, code=evil, related=(Related(span(1, 1, 1), evil),))
    source = Source(PATH, f"x: {evil}\ny: {evil}\n", "")
    for shown in (
        text.render((one,), {PATH: source}),
        github.commands((one,)),
        github.markdown((one,)),
        as_json.render((one,), dt.date(2026, 11, 23)),
    ):
        assert re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", shown) is None
        assert "##[" not in shown or shown.startswith("{")


def test_colours_only_when_asked_for() -> None:
    assert "\x1b" not in page(finding(), "a: 1\nowner: amara\n")
    coloured = page(finding(), "a: 1\nowner: amara\n", colour=True)
    assert "\x1b[1;31merror\x1b[0m" in coloured
    assert re.sub("\x1b\\[[0-9;]*m", "", coloured) == page(finding(), "a: 1\nowner: amara\n")


def test_sentences_begin_with_a_capital_unless_it_is_a_name() -> None:
    assert sentence("there is no step") == "There is no step."
    assert sentence("process.yaml is empty") == "process.yaml is empty."
    assert sentence("`set` must be") == "`set` must be."
    assert sentence("did you mean ask?") == "Did you mean ask?"


def test_summary_counts_by_severity_and_place() -> None:
    warning = finding(severity=Severity.WARNING, span=Span.at("leads_data/process.yaml"))
    assert summary((finding(), finding(), warning), 41, (WAIVED, WAIVED)) == (
        "2 errors and 1 warning in process.yaml and 1 of 41 leads, 2 findings waived."
    )


def test_what_is_waived_is_listed_once_and_without_the_reason() -> None:
    line = "some-rule (leads_data/leads/bay.yaml:9, until 2027-01-31)"
    shown = text.render((), {}, leads=1, waived=(WAIVED, WAIVED))
    assert shown == f"No problems in 1 lead, 2 findings waived.\nWaived: {line}\n"
    assert "Waived: some-rule" in github.markdown((), 1, (WAIVED,))
    document = json.loads(as_json.render((), dt.date(2026, 11, 23), waived=(WAIVED,)))
    assert (document["waived"][0]["code"], document["waived"][0]["until"]) == (
        "some-rule",
        "2027-01-31",
    )
    assert "a secret reason" not in json.dumps(document)


def test_github_annotation_has_place_title_and_escaped_text() -> None:
    one = finding("100% wrong", hint="see there: a, b", paste="a: 1\nb: 2")
    assert github.commands((one,)) == (
        "::error file=leads_data/leads/bay.yaml,line=2,col=8,endLine=2,endColumn=13,"
        "title=some-rule::100%25 wrong.%0ASee there: a, b:%0Aa: 1%0Ab: 2\n"
    )


def test_github_annotation_stays_one_command_whatever_a_path_holds() -> None:
    evil = "leads/a,b:c%\n::error::x.yaml"
    shown = github.commands((finding(span=Span.at(evil), severity=Severity.ADVICE),))
    assert shown.count("\n") == 1
    assert shown.startswith("::notice file=leads/a%2Cb%3Ac%25\\n")


def test_github_markdown_escapes_what_people_wrote() -> None:
    shown = github.markdown((finding("<img src=x> [a](javascript:x) @team *b*", hint="`ok` _x_"),))
    assert "<img" not in shown and "](" not in shown and "@team" not in shown
    assert "`ok`" in shown and "&#95;x&#95;" in shown


def test_github_markdown_fences_hold_any_paste() -> None:
    shown = github.markdown((finding(paste="a: |\n  ```\n  b\n", hint="add"),))
    assert "````yaml" in shown


def test_github_markdown_stays_below_the_limit() -> None:
    many = tuple(finding("x" * 400, span=Span.at(PATH, n)) for n in range(1, 4000))
    shown = github.markdown(many, 1)
    assert len(shown.encode()) < 1024 * 1024
    assert re.search(r"And \d+ more\.", shown)


def test_json_is_versioned_and_complete() -> None:
    one = finding(hint="h", paste="p: 1", related=(Related(span(1, 1, 5), "there"),))
    document = json.loads(as_json.render((one,), dt.date(2026, 11, 23), leads=4))
    assert document == {
        "version": 1,
        "today": "2026-11-23",
        "summary": {"leads": 4, "errors": 1, "warnings": 0, "advice": 0, "waived": 0},
        "findings": [
            {
                "code": "some-rule",
                "severity": "error",
                "message": "this is wrong",
                "hint": "h",
                "paste": "p: 1",
                "mended": "",
                "path": PATH,
                "start": {"line": 2, "column": 8},
                "end": {"line": 2, "column": 13},
                "related": [
                    {
                        "note": "there",
                        "path": PATH,
                        "start": {"line": 1, "column": 1},
                        "end": {"line": 1, "column": 5},
                    }
                ],
            }
        ],
        "waived": [],
    }


def test_sarif_places_columns_from_1_and_tells_what_a_rule_means() -> None:
    one = finding(hint="h", related=(Related(span(1, 1, 5), "there"),))
    document = json.loads(sarif.render((one,)))
    (run,) = document["runs"]
    (result,) = run["results"]
    assert (document["version"], run["columnKind"]) == ("2.1.0", "unicodeCodePoints")
    assert result["level"] == "error"
    assert result["message"]["text"] == "This is wrong. h."
    assert result["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": PATH},
        "region": {"startLine": 2, "startColumn": 8, "endLine": 2, "endColumn": 13},
    }
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]


def test_sarif_mends_the_line_and_suppresses_what_is_waived() -> None:
    source = Source(PATH, "name: Bay\nowner: amra\n", "")
    one = finding(hint="did you mean amara?", span=span(2, 8, 12))
    document = json.loads(sarif.render((one,), waived=(WAIVED,), sources={PATH: source}))
    wrong, waived = document["runs"][0]["results"]
    (change,) = wrong["fixes"][0]["artifactChanges"]
    assert change["replacements"] == [
        {
            "deletedRegion": {"startLine": 2, "startColumn": 1, "endLine": 2, "endColumn": 12},
            "insertedContent": {"text": "owner: amara"},
        }
    ]
    assert waived["suppressions"] == [{"kind": "inSource"}]
    assert "a secret reason" not in json.dumps(document)
