"""The summary of a pull request: its words, its escapes, its limits."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from pathlib import Path

import cmarkgfm
import pytest
from cmarkgfm.cmark import Options

from sphinx_leadflow.checks.run import check
from sphinx_leadflow.core.model import Audience
from sphinx_leadflow.history.comparison import Comparison
from sphinx_leadflow.history.summary import Site, markdown
from tests.history.repo import PROCESS, Repo, lead

HERE = Path(__file__).parents[2]
TODAY = dt.date(2026, 11, 23)
TEAM, PUBLIC = Audience.TEAM, Audience.PUBLIC


def compare(
    repo: Repo, base: str = "HEAD", head: str | None = None, audience: Audience = TEAM
) -> Comparison:
    pair = repo.pair(base, head, audience)
    before, now = (check(side.loaded, TODAY) for side in (pair.base, pair.head))
    return Comparison(pair, TODAY, before, now)


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    repo = Repo(tmp_path)
    repo.write("process.yaml", PROCESS)
    repo.commit({"acme": lead("Acme", "create-lead", "ask"), "bolt": lead("Bolt", "create-lead")})
    return repo


@pytest.fixture
def live(tmp_path: Path) -> Repo:
    """The live data as it was before three edits: the pull request of the mock-up."""
    repo = Repo(tmp_path)
    shutil.copytree(HERE / "leads_data", repo.data)
    skerry = repo.data / "leads/skerry-island-marine-station.yaml"
    kept = skerry.read_text()
    skerry.unlink()
    line = '  - {date: 2026-11-18, to: send-quote, by: amara, note: "the quote is ready, the plan'
    northern = (repo.data / "leads/northern-lights.yaml").read_text()
    repo.write(
        "leads/northern-lights.yaml",
        re.sub(r"(?m)^  - \{date: 2026-11-(18|20), .*\n", "", northern),
    )
    assert line in northern
    repo.commit()
    repo.write("leads/northern-lights.yaml", northern)
    skerry.write_text(kept)
    repo.replace(
        "leads/meridian-climate-consortium.yaml",
        "\nchecklists:\n",
        "  - {date: 2026-11-20, to: send-contract, by: tomas}\n\nchecklists:\n",
    )
    repo.commit()
    return repo


def test_it_tells_the_story_of_the_mock_up(live: Repo) -> None:
    text = markdown(compare(live, "HEAD~1", "HEAD"))
    assert text == MOCK_UP
    rows = re.findall(r"<tr>\n<td>(.*?)</td>", cmarkgfm.github_flavored_markdown_to_html(text))
    assert rows == [
        "Meridian Climate Consortium",
        "Northern Lights Observatory",
        "Skerry Island Marine Station",
    ]


MOCK_UP = """\
### 3 leads changed: 1 new, 2 moved, 1 cannot move yet

| Lead | What changed | Next |
| --- | --- | --- |
| Meridian Climate Consortium | Negotiate on a price → **Send them a contract** | **Blocked:** “Negotiate on a price” was left, but “Agreed price per year” (agreed_price) is empty (1 more below) |
| Northern Lights Observatory | Create a quote → **Send a quote**: “the quote is ready, the plan too”<br>Note of 20 Nov: “a call: Ingrid expects the quote this week” | Amara Okafor: Send the quote and the plan, by 25 Nov<br>Still to fill in: Date sent and Quote valid until |
| Skerry Island Marine Station | New lead, owner Jules Lindqvist, at **Create a lead** | Jules Lindqvist: Send the questionnaire, by 27 Nov<br>Still to fill in: Contact |

#### Before merging

- `meridian-climate-consortium.yaml`, line 38: “Negotiate on a price” was left, but “Agreed price per year” (agreed_price) is empty. Add this line before `history:` and fill it in: `agreed_price: … EUR  # such as 24000 EUR`
- `meridian-climate-consortium.yaml`, line 38: “Negotiate on a price” was left, but “End of service” (service_end) is empty. Add this line before `history:` and fill it in: `service_end: …  # such as 2026-11-23`

#### Who will be told after merging

- ICSI contracting: Meridian Climate Consortium reaches Send them a contract, because a contract is needed (held back until what blocks it is put right).
- ICSI finance: Meridian Climate Consortium reaches Send them a contract, because a contract is needed and an invoice will follow (held back until what blocks it is put right).
- ICSI: not yet. It is told when Northern Lights Observatory leaves Send a quote.
"""  # noqa: E501 - Markdown tables have long lines


def test_nothing_changed_is_one_sentence(repo: Repo) -> None:
    repo.replace("leads/acme.yaml", "owner", "# a comment\nowner")
    assert markdown(compare(repo)) == (
        "No lead and no part of the process changed between `HEAD` and the working tree.\n"
    )


def test_a_public_summary_holds_nothing_that_is_for_the_team(live: Repo) -> None:
    live.replace("leads/northern-lights.yaml", "24000 EUR", "31337 EUR")
    live.replace("leads/skerry-island-marine-station.yaml", "owner:", "visibility: team\nowner:")
    team = markdown(compare(live, "HEAD~1"))
    public = markdown(compare(live, "HEAD~1", audience=PUBLIC))
    for secret in ("31 337", "Skerry", "Ingrid", "Agreed price", "the quote is ready"):
        assert secret in team
        assert secret not in public
    assert "Northern Lights Observatory" in public


def test_how_a_lead_ended_is_told_with_its_reason(repo: Repo) -> None:
    repo.move("acme", "2026-11-05", "lost", ", reason: price, note: they had less")
    repo.move("bolt", "2026-11-05", "parked")
    rows = markdown(compare(repo)).splitlines()[4:6]
    assert rows == [
        "| Acme | Send the questionnaire → **Lost** (lost: Too expensive): “they had less” |  |",
        "| Bolt | Create a lead → **Parked** |  |",
    ]


def test_what_was_wrong_before_is_not_told_again(repo: Repo) -> None:
    repo.write("leads/bolt.yaml", lead("Bolt", "send-quote"))
    repo.commit()
    repo.move("acme", "2026-11-05", "create-quote")
    assert "Before merging" not in markdown(compare(repo))
    repo.move("bolt", "2026-11-05", "lost")
    assert "`bolt.yaml`, line 6: The lead ended as “Lost” without a reason." in markdown(
        compare(repo)
    )


def test_a_broken_file_is_told_where_it_is_broken(repo: Repo) -> None:
    repo.write("leads/acme.yaml", "name: Acme\n  owner: amara\n")
    text = markdown(compare(repo))
    assert "| Acme |" in text or "| acme |" in text
    assert "**Its file cannot be read**" in text
    assert "- `acme.yaml`, line 2: " in text


def test_a_process_that_cannot_be_read_is_said_first(repo: Repo) -> None:
    repo.write("process.yaml", PROCESS.replace("stages:", "stages"))
    text = markdown(compare(repo))
    assert text.startswith("The process of the working tree cannot be read whole")
    assert "#### Before merging\n\n- `process.yaml`, line " in text


NASTY = "A|b `c` **d** <img src=x> @octocat [x](https://evil.example) #1"


def test_no_word_of_a_lead_becomes_markup(repo: Repo) -> None:
    quoted = f"'{NASTY}'"
    repo.commit()
    more = (
        f"organisation: {quoted}\naction: {quoted}\nwaiting: {{until: 2026-12-01, for: {quoted}}}"
    )
    text = lead(quoted, "create-lead", "ask", more=more)
    repo.write("leads/acme.yaml", text.replace("to: ask", f"to: ask, note: {quoted}"))
    repo.write("leads/bolt.yaml", lead(quoted, "ask", more=f"aliases: [{quoted}]"))
    html = cmarkgfm.github_flavored_markdown_to_html(
        markdown(compare(repo)), Options.CMARK_OPT_UNSAFE
    )
    tags = set(re.findall(r"<(\w+)", html))
    assert tags <= {"h3", "h4", "table", "thead", "tbody", "tr", "th", "td", "strong", "br", "ul",
                    "li", "code", "p"}  # fmt: skip
    assert "@octocat" not in html
    assert "A|b `c`" in html


def test_a_name_in_a_file_name_or_message_does_not_either(repo: Repo) -> None:
    repo.write("leads/a`b|c.yaml", "name: X\n")
    repo.write("leads/acme.yaml", lead("Acme", "'a`<img>`|b'"))
    html = cmarkgfm.github_flavored_markdown_to_html(
        markdown(compare(repo)), Options.CMARK_OPT_UNSAFE
    )
    assert "<img" not in html


ELM = """\
name: Elm
# unlike any other file, so that its end is no other's beginning
organisation: The institute of far and distant things
users: 4000
"""


def test_the_headline_counts_what_happened_to_how_many(repo: Repo) -> None:
    ended = [lead(name, "create-lead", "lost").replace("lost,", "lost, reason: price,")
             for name in ("Cove", "Dale")]  # fmt: skip
    repo.commit({"cove": ended[0], "elm": ELM})
    repo.write("leads/cove.yaml", lead("Cove", "create-lead", "lost", "ask"))
    repo.write("leads/dale.yaml", ended[1])
    repo.write("leads/acme.yaml", lead("Acme", "create-lead", "ask", "parked"))
    repo.write("leads/bolt.yaml", lead("Bolt", "create-lead", "ask"))
    (repo.data / "leads/elm.yaml").unlink()
    headline = markdown(compare(repo)).splitlines()[0]
    assert headline.startswith(
        "### 5 leads changed: 1 new, 1 moved, 1 lost, 1 parked, 1 reopened, 1 gone"
    )


def test_many_leads_fit_into_a_comment(repo: Repo) -> None:
    for number in range(400):
        repo.write(f"leads/lead-{number}.yaml", lead(f"{NASTY} {number} ".replace("'", "") * 3))
    text = markdown(compare(repo))
    assert text.startswith("### 400 leads changed")
    assert len(text) < 65_536
    assert re.search(r"^\| and \d+ more \| \| \|$", text, re.M)
    assert re.search(r"^- and \d+ more$", text, re.M)


def test_a_site_gives_links_to_the_pages_of_leads(repo: Repo) -> None:
    repo.move("acme", "2026-11-05", "create-quote")
    text = markdown(compare(repo), Site("https://preview.example.org/7/", "sales/leads"))
    assert "| [Acme](https://preview.example.org/7/sales/leads/acme.html) |" in text
    assert text.endswith("[Preview of the handbook](https://preview.example.org/7/)\n")


# -- the process


def process_lines(repo: Repo, old: str, new: str) -> list[str]:
    repo.replace("process.yaml", old, new)
    text = markdown(compare(repo))
    found = text.partition("#### The process\n\n")[2].partition("\n\n")[0]
    return [text.splitlines()[0], *found.splitlines()]


def test_a_removed_step_strands_whoever_stands_there(repo: Repo) -> None:
    assert process_lines(
        repo, "      ask: {title: Send the questionnaire, checklist: fit}\n", ""
    ) == [
        "### The process changed, 1 open lead feels it",
        "- The step **Send the questionnaire** is gone",
        "- **Send the questionnaire is gone, and Acme stands there:** add a history line that says "
        "where it goes, or `renamed_from` to the step that takes its place",
    ]


STEP = "      ask: {title: Send the questionnaire, checklist: fit}\n"


@pytest.mark.parametrize("end", [(), ("lost, reason: price",)])
def test_a_removed_step_makes_histories_invalid(repo: Repo, end: tuple[str, ...]) -> None:
    repo.commit({"acme": lead("Acme", "create-lead", "ask", "create-quote", *end)})
    assert process_lines(repo, STEP, "") == [
        f"### The process changed, 1 {'' if end else 'open '}lead feels it",
        "- The step **Send the questionnaire** is gone",
        "- **Acme has history lines that name Send the questionnaire, which is gone:** "
        "`renamed_from: ask` in its successor keeps it valid",
    ]
    text = markdown(compare(repo))
    assert "The step was removed; `renamed_from: ask` in its successor keeps these leads" in text
    assert "did you mean" not in text.lower()


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [("leads/acme.yaml", "to: ask", "to: askk"), ("process.yaml", STEP, "")],
)
def test_what_is_held_back_is_said_to_stay_so(repo: Repo, name: str, old: str, new: str) -> None:
    moves = ("create-lead", "ask", "create-quote", "send-quote", "negotiate", "send-contract")
    more = "organisation: Acme Ltd\nusers: 5"
    repo.commit({"acme": lead("Acme", *moves, more=more)})  # without its price
    repo.replace(name, old, new)
    for base in ("HEAD", "HEAD~1"):
        told = markdown(compare(repo, base)).partition("#### Who will be told after merging")[2]
        lines = [line for line in told.splitlines() if "reaches Send them a contract" in line]
        assert len(lines) == 2
        assert all("(held back until what blocks it is put right)" in line for line in lines)


def test_nobody_is_stranded_who_was_moved_in_the_same_change(repo: Repo) -> None:
    repo.replace("leads/acme.yaml", "to: ask", "to: create-quote")
    lines = process_lines(repo, "      ask: {title: Send the questionnaire, checklist: fit}\n", "")
    assert lines[1:] == ["- The step **Send the questionnaire** is gone"]


@pytest.mark.parametrize(
    ("old", "new", "lines"),
    [
        (
            "ask: {title: Send the questionnaire,",
            "enquire: {renamed_from: ask, title: Enquire,",
            [
                "- The step `ask` is now `enquire`, **Enquire**",
                "- Acme: from Send the questionnaire to Enquire, without a move of their own",
            ],
        ),
        (
            "ask: {title",
            "enquire: {renamed_from: ask, title",
            [
                "- The step `ask` is now `enquire`, **Send the questionnaire**",
                "- Acme: Send the questionnaire is now `enquire`; nothing to do",
            ],
        ),
        (
            "checklist: fit}",
            "checklist: fit, fills: users, tell: sales, within: 7 days}",
            [
                "- The step **Send the questionnaire** changed: what must be filled in, "
                "who is told and time limit",
                "- Acme now lacks Users",
            ],
        ),
        ("  icsi: {title: ICSI}", "  icsi: {title: Sponsor}", None),
        (
            "  health: {title: Health,",
            "  mood: {renamed_from: health, title: Mood,",
            ["- The field `health` is now `mood`, **Mood**"],
        ),
        (
            "outcomes:",
            "  after:\n    title: Afterwards\n    steps: {call: Call them}\noutcomes:",
            [
                "- New stage **Afterwards** (`after`)",
                "- New step **Call them** (`call`)",
            ],
        ),
        ("title: Sales\n", "title: Sales and more\n", []),
    ],
)
def test_parts_of_the_process_are_told_by_their_names(
    repo: Repo, old: str, new: str, lines: list[str] | None
) -> None:
    found = process_lines(repo, old, new)[1:]
    if lines is None:
        assert "- The role “ICSI” is now called **Sponsor**" in found
    else:
        assert found == lines


FIGURES = """\
figures:
  value: price
  renewal_rate: 0.8
  minimum: 5
  milestones: {Quoted: send-quote}
  targets:
    wins: {title: Wins, figure: win-rate, at_least: 0.5}
    quick: {title: Quick, figure: time-in, in: ask, at_most: 30 days}
"""


@pytest.mark.parametrize(
    ("old", "new", "lines"),
    [
        (
            "renewal_rate: 0.8\n  minimum: 5",
            "renewal_rate: 0.7\n  minimum: 8\n  new_rate: 0.3",
            [
                "- What the **figures** are made from changed: the declared rate of renewals (ρ) "
                "(from 80 % to 70 %), the declared rate of new leads (η) (from nothing to 30 %) "
                "and how many leads make a rate (from 5 to 8)",
            ],
        ),
        (
            "at_most: 30 days",
            "at_most: 20 days, after: 9",
            [
                "- The target **Quick** changed: what it should be and from how many leads on it "
                "is judged",
            ],
        ),
        (
            "    wins: {title: Wins, figure: win-rate, at_least: 0.5}\n",
            "    soon: {title: Soon, figure: time-to-win, at_most: 90 days}\n",
            ["- The target **Wins** is gone", "- New target **Soon** (`soon`)"],
        ),
        (
            "Quoted: send-quote",
            "Asked: ask",
            ["- What the **figures** are made from changed: the milestones of the funnel"],
        ),
        ("  value: price\n", "\n\n  value: [price]\n", []),
    ],
)
def test_changes_of_the_figures_are_told(repo: Repo, old: str, new: str, lines: list[str]) -> None:
    repo.write("process.yaml", PROCESS + FIGURES)
    repo.commit()
    assert process_lines(repo, old, new)[1:] == lines


def test_a_renamed_step_or_field_is_no_change_of_the_figures(repo: Repo) -> None:
    repo.write("process.yaml", PROCESS + FIGURES)
    repo.commit()
    repo.replace("process.yaml", "  value: price", "  value: cost")
    repo.replace("process.yaml", "  price: {", "  cost: {renamed_from: price, ")
    repo.replace(
        "process.yaml",
        "send-quote:\n        title",
        "offer:\n        renamed_from: send-quote\n        title",
    )
    repo.replace("process.yaml", "Quoted: send-quote", "Quoted: offer")
    found = markdown(compare(repo))
    assert "figures" not in found
    assert "The field `price` is now `cost`" in found


def test_what_only_moved_down_in_the_process_has_not_changed(repo: Repo) -> None:
    text = "ask: {text: Ask them., title"
    repo.replace("process.yaml", "ask: {title", text)
    repo.commit()
    repo.replace("process.yaml", "stages:", "# a comment\n\nstages:")
    assert markdown(compare(repo)).startswith("No lead and no part of the process changed")
    repo.replace("process.yaml", "Ask them.", "Ask them twice.")
    assert "- The step **Send the questionnaire** changed: text\n" in markdown(compare(repo))


def test_a_field_that_is_gone_or_of_another_type_takes_values_with_it(repo: Repo) -> None:
    more = "users: 5\norganisation: Acme Ltd"
    repo.commit({"acme": lead("Acme", "create-lead", more=more)})
    repo.replace("process.yaml", "  users: number\n", "  users: date\n")
    repo.replace("process.yaml", "  organisation: text\n", "")
    repo.replace("process.yaml", ", fills: organisation", "")
    lines = markdown(compare(repo)).splitlines()
    assert "- **Acme loses what stood under Organisation:** the field is gone" in lines
    assert "- **The Users of Acme no longer fits:** the field changed" in lines
    assert any(line.startswith("- `acme.yaml`, line 3: ") for line in lines)
