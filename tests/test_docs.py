"""The documentation: the handbook says what its seed said, and what the manual shows works."""

from __future__ import annotations

import datetime as dt
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import html5lib
import pytest
import yaml

from sphinx_leadflow import cli
from sphinx_leadflow.checks.run import check
from sphinx_leadflow.core.diagnostic import Severity
from sphinx_leadflow.core.model import Audience
from sphinx_leadflow.core.project import load

REPOSITORY = Path(__file__).parents[1]
DOCS = REPOSITORY / "docs"
TODAY = dt.date(2026, 11, 23)
HTML = "{http://www.w3.org/1999/xhtml}"

STEPS = (
    "Create a lead",
    "Send the questionnaire",
    "Create a Lead Folder for them",
    "Decide if they are in-scope",
    "Create a quote",
    "Send a quote",
    "Negotiate on a price",
    "Send them a contract",
    "Send an invoice and get to work 🚀",
    "Create an issue for the client",
    "The New Hub generation process",
)
LINKS = (
    "https://drive.google.com/drive/folders/1QuvUvwFxPAxw-bJ6_zjgwKXPurHC6UfW?usp=sharing",
    "https://drive.google.com/drive/folders/1msuG0xWPbawMwesD8LZxdMClP-GVpgT2?usp=sharing",
    "https://drive.google.com/drive/folders/1aMZILBmFSTYBSB9EwyV5wRpcuprM06dJ?usp=sharing",
    "https://icsi-company.monday.com/boards/1140216585",
    "https://forms.gle/VFzs364iNrJgKnKu9",
    "https://docs.google.com/spreadsheets/d/10Gxufgmiuhq2Up69a6NdQoRs0xgKOi1Jts66wwiqF50/"
    "edit#gid=832336436",
    "https://docs.google.com/document/d/1wxIKBzx0pYYVHWK6hnyYIvGRWpifU9vSHUI3ExWN8DI/"
    "edit?usp=sharing",
    "https://docs.google.com/document/d/1Ka7tgJe7HR8EmS_MMakrYztgfkJT_iFksPsWHdQBqhM/"
    "edit?usp=sharing",
    "https://github.com/2i2c-org/infrastructure/issues",
    "https://github.com/2i2c-org/infrastructure/issues"
    "?q=is%3Aissue+is%3Aopen+sort%3Aupdated-desc+label%3AHub",
    "https://infrastructure.2i2c.org",
    "https://xxiibrands.com/sales/qualify-your-sales-leads-with-maniac-t/",
)
ADMONITIONS = (
    # its class, its title, the step that it stands in, a phrase that it holds
    ("warning", "Out of date!", "", "is out of date, and will be updated once we complete our"),
    ("warning", "Warning", "Send a quote", "because we have sent a specific price quote"),
    ("note", "Note", "Send them a contract", "consider baking them into our contract language"),
    (
        "",
        "To Do: Create a Customer Management system",
        "The New Hub generation process",
        "we need to track running hubs and active customers",
    ),
)
MANIAC_T = (
    "Money",
    "Authority",
    "Need",
    "Impending Event",
    "Application",
    "Competition",
    "Timeline",
)
SENTENCES = (
    # one from each paragraph of the seed, as the page says it now
    "2i2c pursues new collaborations and contracts via following-up on leads",
    "Contains all folders and information that cover the Managed Hub Service",
    "Contains a folder for each lead that 2i2c is currently engaging",
    "Contains all templates, email copy, stationery",
    "to indicate where we are",
    "Fill in information",
    "once an invoice is sent and paid",
    "whether an interested party is in-scope for 2i2c",
    "When others show obvious interest in working with 2i2c, they are now a lead",
    "we've created a short questionnaire for them",
    "As soon as a lead responds to the questionnaire",
    "If the lead is in-scope",
    'they might be a "development lead" rather than a "managed service lead"',
    "and the answers from their questionnaire, create a price quote",
    "send them the modified",
    "ICSI should be notified of the lead",
    "arrive at a specific number and date for service",
    "If a customer agrees to a quote, we then send them a contract",
    "Notify ICSI contracting as well as ICSI finance",
    "They will prepare the contract in DocuSign",
    "put a copy in the lead's folder",
    "ICSI finance will take care of the latter",
    'managed JupyterHub for the lead (now, the "client")',
    "to track the progress of each hub",
    "then track the operation and maintenance of the hub",
    "whether they are in-scope for our mission and likely to be able to successfully collaborate",
)

SLOW_BUILDERS = ("dirhtml", "singlehtml", "latex", "text", "man", "epub", "gettext", "linkcheck")


def copied(into: Path) -> Path:
    """A copy of what the site is built from; builds write lead pages beside the sources."""
    generated = shutil.ignore_patterns("_build", "__pycache__", "leads")
    for name in ("docs", "leads_data"):
        shutil.copytree(
            REPOSITORY / name,
            into / name,
            ignore=generated if name == "docs" else shutil.ignore_patterns("__pycache__"),
            dirs_exist_ok=True,
        )
    # `leads` are also the data of examples and tutorial steps.
    for folder in DOCS.rglob("leads"):
        if folder.parent.name == "leads_data":
            shutil.copytree(folder, into / folder.relative_to(REPOSITORY), dirs_exist_ok=True)
    return into / "docs"


def build(docs: Path, builder: str, *options: str) -> Path:
    """Build as strictly as Sphinx can; the folder of the result."""
    out = docs.parent / f"out-{builder}"
    # gettext gives each paragraph a number of its own, and refuses what others have read.
    doctrees = "doctrees-gettext" if builder == "gettext" else "doctrees"
    run = subprocess.run(
        [
            *(sys.executable, "-m", "sphinx", "-q", "-b", builder),
            *("-n", "-W", "--keep-going", "-d", str(docs.parent / doctrees)),
            *options,
            *(str(docs), str(out)),
        ],
        capture_output=True,
        text=True,
        env={**os.environ, "SOURCE_DATE_EPOCH": str(_epoch()), "PYTHONPATH": str(REPOSITORY)},
    )
    assert run.returncode == 0, run.stderr
    assert not re.search(r"^(?!myst ).*\b(WARNING|ERROR)\b", run.stderr, re.MULTILINE), run.stderr
    return out


def _epoch() -> int:
    return int(dt.datetime(TODAY.year, TODAY.month, TODAY.day, tzinfo=dt.UTC).timestamp())


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the documentation, which all builders read once and together."""
    return copied(tmp_path_factory.mktemp("docs"))


@pytest.fixture(scope="module")
def site(sources: Path) -> Path:
    """The site as `nox -s docs` builds it, with two readers at work."""
    return build(sources, "html", "-j", "2")


def article(page: Path) -> Any:
    """The article of a page, without navigation."""
    tree = html5lib.parse(page.read_text(encoding="utf-8"))
    return next(tree.iter(f"{HTML}article"))


@pytest.fixture(scope="module")
def process_page(site: Path) -> Any:
    return article(site / "handbook" / "process.html")


def words(element: Any) -> str:
    return " ".join("".join(element.itertext()).split()).replace("’", "'")


def having(element: Any, tag: str, of: str) -> Iterator[Any]:
    for one in element.iter(f"{HTML}{tag}"):
        if of in one.get("class", "").split():
            yield one


def steps_of(page: Any) -> list[Any]:
    """The entries of the steps: title and definition."""
    return [one for one in page.iter(f"{HTML}dt") if one.get("id", "").startswith("step-")]


# The page of the seed


def test_the_process_page_holds_all_step_titles_in_order(process_page: Any) -> None:
    titles = [words(step) for step in steps_of(process_page)]
    assert len(titles) == len(STEPS)
    for shown, title in zip(titles, STEPS, strict=True):
        assert shown.startswith(title)


@pytest.mark.parametrize("link", LINKS)
def test_the_process_page_holds_every_link_of_the_seed(process_page: Any, link: str) -> None:
    assert link in {one.get("href") for one in process_page.iter(f"{HTML}a")}


def test_the_process_page_is_called_as_the_process(process_page: Any) -> None:
    heading = next(process_page.iter(f"{HTML}h1"))
    assert words(heading).startswith("Leads, sales, and hubs process")


def test_the_process_page_holds_the_admonitions_in_their_places(process_page: Any) -> None:
    within = {
        one: words(title)
        for title, body in _entries(process_page)
        for one in having(body, "div", "admonition")
    }
    shown = list(having(process_page, "div", "admonition"))
    assert len(shown) == len(ADMONITIONS)
    for one, (kind, title, step, phrase) in zip(shown, ADMONITIONS, strict=True):
        assert not kind or kind in one.get("class").split()
        assert words(next(having(one, "p", "admonition-title"))) == title
        assert within.get(one, "").startswith(step)
        assert bool(within.get(one)) is bool(step)
        assert phrase in words(one)


def _entries(page: Any) -> Iterator[tuple[Any, Any]]:
    """Each step with its definition."""
    for parent in page.iter(f"{HTML}dl"):
        children = list(parent)
        for number, child in enumerate(children[:-1]):
            if child.get("id", "").startswith("step-"):
                yield child, children[number + 1]


def test_the_notice_links_to_the_glossary(process_page: Any) -> None:
    notice = next(having(process_page, "div", "admonition"))
    links = {words(one): one.get("href") for one in notice.iter(f"{HTML}a")}
    assert links["CS&S"] == "glossary.html#term-CS-S"


def test_the_process_page_holds_the_seven_questions_with_bold_names(process_page: Any) -> None:
    lists = list(having(process_page, "ul", "lf-checklist"))
    assert len(lists) == 1
    names = [words(next(item.iter(f"{HTML}strong"))) for item in lists[0].findall(f"{HTML}li")]
    assert tuple(name.rstrip(".") for name in names) == MANIAC_T


def test_the_label_of_the_seed_leads_to_its_section(process_page: Any) -> None:
    ids = {one.get("id"): one for one in process_page.iter()}
    place = ids["sales-questions-to-answer"]
    text = words(place) if place.tag == f"{HTML}section" else words(process_page)
    assert "When to decide to work with a lead" in text


@pytest.mark.parametrize("sentence", SENTENCES)
def test_no_paragraph_of_the_seed_is_missing(process_page: Any, sentence: str) -> None:
    page = words(process_page).replace("“", '"').replace("”", '"')
    assert sentence in page


def test_assets_are_a_definition_list_with_the_link_as_the_term(process_page: Any) -> None:
    terms = [words(one) for one in having(process_page, "dt", "lf-asset")]
    titles = (
        "The Managed Hub Service folder",
        "The leads folder",
        "The sales assets folder",
    )
    assert len(terms) == len(titles)
    for term, title in zip(terms, titles, strict=True):
        assert term.startswith(title)


def test_the_inventory_holds_the_process_and_not_the_examples(site: Path) -> None:
    from sphinx.util.inventory import InventoryFile

    with (site / "objects.inv").open("rb") as file:
        inventory = InventoryFile.load(file, "", lambda base, path: path)
    assert set(inventory["leadflow:step"]) == {
        "create-lead", "send-questionnaire", "create-folder", "decide-scope", "create-quote",
        "send-quote", "negotiate-price", "send-contract", "send-invoice", "create-issue",
        "new-hub",
    }  # fmt: skip
    assert "sales:questions-to-answer" in inventory["std:label"]
    assert len(inventory["leadflow:lead"]) == len(list((REPOSITORY / "leads_data/leads").iterdir()))


# The manual


def fenced(language: str) -> Iterator[Any]:
    """Every block of one language that a page shows: its page, its caption, its text."""
    block = re.compile(
        r"^(?P<fence>`{3,})(?:\{code-block\} *)?" + language + r"\n(?P<text>.*?)^(?P=fence)$",
        re.MULTILINE | re.DOTALL,
    )
    indented = re.compile(r"^  ", re.MULTILINE)
    for page in sorted(DOCS.rglob("*.md")):
        if page.is_relative_to(DOCS / "_build") or "files" in page.parts or "steps" in page.parts:
            continue
        text = page.read_text(encoding="utf-8")
        text = re.sub(
            r"^  (`{3,}).*?^  \1$",
            lambda match: indented.sub("", match[0]),
            text,
            flags=re.MULTILINE | re.DOTALL,
        )
        for number, match in enumerate(block.finditer(text)):
            lines = match["text"].splitlines()
            options = [line for line in lines if re.match(r":[a-z-]+:", line)]
            caption = next((line.partition(": ")[2] for line in options if "caption" in line), "")
            body = "\n".join(line for line in lines if line not in options)
            name = f"{page.relative_to(REPOSITORY)}-{number}"
            yield pytest.param(caption, body, id=name)


def merged(base: Any, change: Any) -> Any:
    """A mapping with another one laid over it."""
    if not isinstance(base, dict) or not isinstance(change, dict):
        return change
    return {**base, **{key: merged(base.get(key), value) for key, value in change.items()}}


class Strings(yaml.SafeLoader):
    """Leaves every value the text that was written, as the package does."""

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}


def texts(source: str) -> Any:
    return yaml.load(source, Strings)


def dumped(value: Any) -> str:
    """YAML whose plain values stay plain: `true` must not get quotes."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_quoted(key)}: {dumped(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(dumped(one) for one in value) + "]"
    return value if value in ("true", "false") else _quoted(value)


def _quoted(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


@pytest.mark.parametrize(("caption", "text"), fenced("yaml"))
def test_every_yaml_block_of_the_manual_fits_the_process(
    caption: str, text: str, tmp_path: Path
) -> None:
    data = REPOSITORY / "leads_data"
    process = texts((data / "process.yaml").read_text(encoding="utf-8"))
    lead = texts((data / "leads" / "northern-lights.yaml").read_text(encoding="utf-8"))
    other: dict[str, Any] = {"name": "Another lead", "owner": "amara"}
    change = texts(text)
    caption = caption.removeprefix("handbook/")  # a repository in a picture of two
    caption = caption.replace("sales-private/", "leads_data/")
    if caption.startswith("leads_data/process.yaml"):
        process = merged(process, change)
    elif caption.startswith("leads_data/leads/northern-lights.yaml"):
        lead = merged(lead, change)
    else:
        assert caption.startswith("leads_data/leads/"), "say in which file the lines stand"
        other = merged(other, change)
    (tmp_path / "leads").mkdir()
    (tmp_path / "process.yaml").write_text(dumped(process), encoding="utf-8")
    (tmp_path / "leads" / "northern-lights.yaml").write_text(dumped(lead), encoding="utf-8")
    (tmp_path / "leads" / "cedar-bay.yaml").write_text(dumped(other), encoding="utf-8")
    loaded = load(tmp_path, Audience.TEAM)
    # What the team has in these files is exactly what `data: public` is there to refuse.
    refused = {"private-in-public"} if change.get("data") == "public" else set()
    assert {one.code for one in loaded.diagnostics} == refused


@pytest.mark.parametrize(("_caption", "text"), fenced("console"))
def test_every_leadflow_command_of_the_manual_exists(
    _caption: str, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    handbook = tmp_path / "handbook"
    shutil.copytree(REPOSITORY / "leads_data", handbook / "leads_data")
    (tmp_path / "sales-private" / "leads").mkdir(parents=True)
    monkeypatch.chdir(handbook)
    for line in text.splitlines():
        if line.startswith("$ leadflow "):
            verb, *arguments = shlex.split(line.partition("#")[0])[2:]
            reads = verb in ("check", "rules", "explain")  # others change files, or need git
            assert cli.main([verb, *arguments] if reads else [verb, "--help"]) in (0, 1), line


@pytest.mark.parametrize("name", ["command-line", "without-sphinx", "working-papers"])
def test_the_commands_of_the_manual_say_what_it_shows(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A page about the terminal, typed from top to bottom."""
    shutil.copytree(REPOSITORY / "leads_data", tmp_path / "leads_data")
    (tmp_path / "docs").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795392000")
    monkeypatch.setenv("NO_COLOR", "1")
    page = (DOCS / "how-to" / f"{name}.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```console\n(.*?)^```$", page, flags=re.MULTILINE | re.DOTALL)
    for typed in re.split(r"^\$ ", "".join(blocks), flags=re.MULTILINE)[1:]:
        line, _, shown = typed.partition("\n")
        cli.main(shlex.split(line)[1:])
        said = capsys.readouterr()
        assert (said.out + said.err).rstrip("\n ") == shown.rstrip("\n "), line


def test_the_findings_as_json_are_those_that_the_manual_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(DOCS / "tutorial/steps/4/leads_data", tmp_path / "leads_data")
    lead = tmp_path / "leads_data" / "leads" / "cafe-lindenhof.yaml"
    text = lead.read_text(encoding="utf-8")
    lead.write_text(re.sub(r"(?m)^tasted: .*\n", "", text), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert cli.main(["check", "--format", "json", "--today", "2026-11-23"]) == 1
    page = (DOCS / "reference" / "findings-json.md").read_text(encoding="utf-8")
    shown = re.findall(r"^```json\n(.*?)^```$", page, flags=re.MULTILINE | re.DOTALL)
    assert [capsys.readouterr().out] == shown


@pytest.mark.parametrize(("_caption", "text"), fenced("python"))
def test_every_conf_py_of_the_manual_uses_settings_that_exist(_caption: str, text: str) -> None:
    from sphinx_leadflow.ext.config import SETTINGS

    names: dict[str, Any] = {}
    exec(text, names)
    known = {name for name, *_rest in SETTINGS}
    assert not {name for name in names if name.startswith("leadflow_")} - known


def test_every_directive_is_shown_in_the_reference() -> None:
    from sphinx_leadflow.ext import DIRECTIVES

    page = (DOCS / "reference" / "directives.md").read_text(encoding="utf-8")
    assert re.findall(r"^## `leadflow:(.*)`$", page, re.MULTILINE) == list(DIRECTIVES)


def test_every_mapping_of_the_format_is_in_the_reference() -> None:
    from sphinx_leadflow.core import figure_keys, keys
    from sphinx_leadflow.core.reading import Shape

    declared = {**vars(keys), **vars(figure_keys)}
    pages = "".join(
        (DOCS / "reference" / name).read_text(encoding="utf-8")
        for name in ("process-file.md", "lead-file.md")
    )
    shown = set(re.findall(r"^```\{keys\} (.*)$", pages, re.MULTILINE))
    assert shown == {one.name for one in declared.values() if isinstance(one, Shape)} | {"a lead"}


# What a reader copies


@pytest.mark.parametrize("step", sorted(path.name for path in (DOCS / "tutorial/steps").iterdir()))
def test_each_step_of_the_tutorial_is_a_site(step: str, tmp_path: Path) -> None:
    shutil.copytree(DOCS / "tutorial" / "steps" / step, tmp_path, dirs_exist_ok=True)
    out = build(tmp_path / "docs", "html")
    assert "Honey for cafés" in (out / "index.html").read_text(encoding="utf-8")
    leads = tmp_path / "leads_data" / "leads"
    for lead in leads.glob("*.yaml") if leads.is_dir() else ():
        assert (out / "leads" / f"{lead.stem}.html").is_file()


def test_the_tutorial_shows_every_file_of_each_step_that_is_new_or_changed() -> None:
    page = (DOCS / "tutorial" / "index.md").read_text(encoding="utf-8")
    shown = set(re.findall(r"\{literalinclude\} (.*)", page))
    before: dict[Path, str] = {}
    for step in sorted((DOCS / "tutorial" / "steps").iterdir()):
        for file in sorted(path for path in step.rglob("*.*") if path.is_file()):
            name, text = file.relative_to(step), file.read_text(encoding="utf-8")
            if before.get(name) != text:
                assert file.relative_to(DOCS / "tutorial").as_posix() in shown
            before[name] = text


def test_the_check_finds_what_the_tutorial_says_it_finds(tmp_path: Path) -> None:
    shutil.copytree(DOCS / "tutorial/steps/4/leads_data", tmp_path, dirs_exist_ok=True)
    lead = tmp_path / "leads" / "cafe-lindenhof.yaml"
    lead.write_text(
        re.sub(r"^tasted: .*\n", "", lead.read_text(encoding="utf-8"), flags=re.MULTILINE),
        encoding="utf-8",
    )
    found = [one for one in check(load(tmp_path), TODAY) if one.severity is not Severity.ADVICE]
    assert [one.code for one in found] == ["missing-field"]
    assert found[0].span.start.line == 6  # the line that goes on to the offer
    assert found[0].paste.startswith("tasted: ")


def test_the_lines_of_the_readme_make_a_site(tmp_path: Path) -> None:
    text = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    (conf,), (process, lead), (index,) = (
        [re.sub(r"^   ", "", body, flags=re.MULTILINE) for _fence, body in found]
        for language in ("python", "yaml", "markdown")
        if (found := re.findall(rf"^   (`+){language}\n(.*?)^   \1$", text, re.M | re.S))
    )
    files = {
        "docs/conf.py": conf,
        "docs/index.md": index,
        "leads_data/process.yaml": process,
        "leads_data/leads/harbour-school.yaml": lead,
    }
    for name, body in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(body, encoding="utf-8")
    page = (build(tmp_path / "docs", "html") / "index.html").read_text(encoding="utf-8")
    assert "Send an offer" in page
    assert "Harbour School" in page


def test_the_picture_of_the_readme_is_there_and_small() -> None:
    text = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    (picture,) = re.findall(r"\]\((docs/images/.*\.png)\)", text)
    assert (REPOSITORY / picture).stat().st_size < 150_000


@pytest.mark.parametrize("dialect", ["myst", "rst"])
def test_the_three_steps_work_in_an_existing_handbook(dialect: str, tmp_path: Path) -> None:
    files = DOCS / "how-to" / "files"
    shutil.copytree(files / dialect, tmp_path, dirs_exist_ok=True)
    shutil.copytree(files / "leads_data", tmp_path / "leads_data")
    out = build(tmp_path / "docs", "html")
    assert "Send an offer" in (out / "sales.html").read_text(encoding="utf-8")
    assert "Harbour School" in (out / "leads.html").read_text(encoding="utf-8")
    assert (out / "leads" / "harbour-school.html").is_file()


def test_the_recipe_for_pull_requests_has_a_token_that_only_reads() -> None:
    text = (DOCS / "how-to" / "files" / "handbook.yml").read_text(encoding="utf-8")
    recipe = texts(text)
    assert recipe["permissions"] == {"contents": "read"}
    assert set(recipe["on"]) == {"pull_request", "push"}
    steps = recipe["jobs"]["handbook"]["steps"]
    assert not any("cache" in one.get("uses", "") for one in steps)
    uploads = [one["with"]["path"] for one in steps if "upload" in one.get("uses", "")]
    assert len(uploads) == 1 and "doctrees" not in uploads[0]
    assert '-d "$RUNNER_TEMP/doctrees"' in text and "secrets." not in text


# Every builder


@pytest.mark.slow
def test_an_example_page_follows_its_own_data(sources: Path, site: Path) -> None:
    written = sources / "examples" / "title-only" / "leads_data" / "process.yaml"
    before = {page: page.stat().st_mtime_ns for page in site.rglob("*.html")}
    written.write_text("title: Selling pears at the market\n", encoding="utf-8")
    build(sources, "html")
    assert "Selling pears" in (site / "examples" / "title-only.html").read_text(encoding="utf-8")
    process = site / "handbook" / "process.html"
    assert process.stat().st_mtime_ns == before[process]


@pytest.mark.slow
@pytest.mark.parametrize("builder", SLOW_BUILDERS)
@pytest.mark.usefixtures("site")
def test_the_site_builds_without_warnings(builder: str, sources: Path) -> None:
    offline = ("-D", "linkcheck_ignore=https?://") if builder == "linkcheck" else ()
    build(sources, builder, *offline)


@pytest.mark.slow
def test_the_site_builds_for_the_public_too(tmp_path: Path) -> None:
    out = build(copied(tmp_path), "html", "-D", "leadflow_audience=public")
    assert "ingrid@example.org" not in (out / "handbook/leads/northern-lights.html").read_text(
        encoding="utf-8"
    )
