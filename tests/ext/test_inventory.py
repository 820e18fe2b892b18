"""What other projects, the search and the index know of what is shown."""

from __future__ import annotations

import json
import re
from pathlib import Path

from sphinx.util.inventory import InventoryFile

from tests.ext.project import CONF, Built, Project


def inventory(built: Built) -> dict[str, dict[str, tuple[str, str]]]:
    """Kind, name, then place and title."""
    loaded = InventoryFile.loads((built.out / "objects.inv").read_bytes(), uri="")
    return {
        kind.removeprefix("leadflow:"): {
            name: (item.uri, item.display_name) for name, item in items.items()
        }
        for kind, items in loaded.data.items()
        if kind.startswith("leadflow:")
    }


def search_index(built: Built) -> dict[str, object]:
    text = built.page("searchindex.js")
    found: dict[str, object] = json.loads(text[len("Search.setIndex(") : -1])
    return found


def test_the_inventory_lists_everything_shown(tmp_path: Path) -> None:
    found = inventory(Project(tmp_path).fill().build())
    assert {kind: sorted(items) for kind, items in found.items()} == {
        "asset": ["board", "quote-template"],
        "checklist": ["fit"],
        "field": ["health", "organisation", "price", "quote"],
        "lead": ["acme", "birch", "cedar"],
        "outcome": ["customer", "lost"],
        "role": ["engineering", "finance", "sales"],
        "stage": ["deal", "find"],
        "step": ["call", "run", "send-quote", "triage"],
    }
    assert found["step"]["send-quote"] == ("process.html#step-send-quote", "Send a quote")
    assert found["lead"]["acme"] == ("leads/acme.html#lead-acme", "Acme University")


def test_every_place_in_the_inventory_is_there(tmp_path: Path) -> None:
    built = Project(tmp_path).fill().build()
    for items in inventory(built).values():
        for uri, _title in items.values():
            page, _hash, anchor = uri.partition("#")
            assert f'id="{anchor}"' in built.page(page), uri


def test_another_project_links_here(tmp_path: Path) -> None:
    """By intersphinx, without our extension, and with it."""
    built = Project(tmp_path).fill().build()
    there = f'{{"hub": ("https://hub.example.org/", "{built.out}/objects.inv")}}'
    conf = (
        f'extensions = ["myst_parser", "sphinx.ext.intersphinx"{{}}]\n'
        f"intersphinx_mapping = {there}\n"
        'leadflow_data = "../data"\n'
    )
    page = "# H\n\n{external+hub:leadflow:step}`triage`"
    ours = (
        " {any}`send-quote` {leadflow:step}`call` {leadflow:step}`so <call>` {leadflow:step}`colt`"
    )
    for extension, more in (("", ""), (', "sphinx_leadflow"', ours)):
        root = tmp_path / f"other{len(more)}"
        root.mkdir()
        project = Project(root).fill(
            conf=conf.replace("{}", extension),
            process="title: Another process\n",
            leads={},
            pages={"index.md": f"{page}{more}\n"},
        )
        other = project.build()
        text = other.page("index")
        if extension:
            assert 'href="https://hub.example.org/process.html#step-triage"' in text
            assert 'href="https://hub.example.org/process.html#step-send-quote"' in text
            for words in ("Call them", "so"):
                assert re.search(
                    r'href="https://hub.example.org/process.html#step-call"[^>]*>'
                    rf"<span[^>]*>{words}</span>",
                    text,
                ), words
            assert other.lines() == [
                "docs/index.md:3: WARNING: there is no step 'colt' (none are declared) "
                "[leadflow.unknown-step]"
            ]
        else:  # a project needs the domain for a role of it
            assert "domain for external cross-reference not found: 'leadflow'" in other.warnings


def test_the_any_role(tmp_path: Path) -> None:
    project = Project(tmp_path).fill()
    project.write("docs/plain.md", "# Plain\n\n{any}`send-quote`, {any}`acme`, {any}`nothing`\n")
    built = project.build()
    assert 'href="process.html#step-send-quote"' in built.page("plain")
    assert 'href="leads/acme.html#lead-acme"' in built.page("plain")
    assert len(built.lines()) == 1 and "nothing" in built.lines()[0]


def test_the_any_role_follows_when_a_thing_is_shown_elsewhere(tmp_path: Path) -> None:
    project = Project(tmp_path).fill()
    project.write("docs/plain.md", "# Plain\n\n{any}`send-quote`\n")
    project.build()
    project.write("docs/a.md", "# A\n\n```{leadflow:stage} deal\n```\n")
    project.edit("docs/index.md", "plain\n", "plain\na\n")
    built = project.build()
    assert 'href="a.html#step-send-quote"' in built.page("plain")
    assert "plain" not in built.read


def test_the_search_knows_titles_and_kinds(tmp_path: Path) -> None:
    found = search_index(Project(tmp_path).fill().build())
    names = {
        entry[4]: kind
        for entries in found["objects"].values()  # type: ignore[attr-defined]
        for entry in entries
        for kind in [found["objnames"][str(entry[1])]]
    }  # type: ignore[index]
    assert names["Send a quote"] == ["leadflow", "step", "Leadflow step"] or (
        "step" in names["Send a quote"]
    )
    assert "leads/acme" in found["docnames"]  # type: ignore[operator]


def test_removed_words_leave_the_search(tmp_path: Path) -> None:
    project = Project(tmp_path).fill()
    project.edit("data/process.yaml", "Be kind.", "Be kind, xylophone.")
    assert "xylophon" in search_index(project.build())["terms"]  # type: ignore[operator]
    project.edit("data/process.yaml", "Be kind, xylophone.", "Be kind.")
    assert "xylophon" not in project.build().page("searchindex.js")


def test_the_general_index_lists_what_is_shown(tmp_path: Path) -> None:
    page = Project(tmp_path).fill().build().page("genindex")
    for words, target in (
        ("Send a quote (step)", "process.html#step-send-quote"),
        ("Find out (stage)", "process.html#stage-find"),
        ("The board (asset)", "other.html#asset-board"),
        ("Does it fit? (checklist)", "other.html#checklist-fit"),
        ("Acme University (lead)", "leads/acme.html#lead-acme"),
    ):
        assert re.search(rf'href="{re.escape(target)}">{re.escape(words)}</a>', page), words


def test_a_title_with_semicolons_and_quotes_is_one_entry(tmp_path: Path) -> None:
    project = Project(tmp_path).fill()
    project.edit("data/process.yaml", "title: Send a quote", "title: 'Send; \"quote\" it! a|b@c'")
    built = project.build()
    assert built.lines() == []
    assert "Send, &#34;quote&#34; it! a|b@c (step)</a>" in built.page("genindex").replace(
        "&quot;", "&#34;"
    )
    assert project.build("latex").lines() == []


def test_pages_of_leads_describe_themselves(tmp_path: Path) -> None:
    page = Project(tmp_path).fill().build().page("leads/acme")
    (described,) = re.findall(r'<meta [^>]*name="description"[^>]*>', page)
    assert 'content="Lead: Acme University. Send a quote"' in described


def test_breadcrumbs_and_neighbours_of_lead_pages(tmp_path: Path) -> None:
    """Lead pages stand below the page beside their folder, in order, without any toctree."""
    project = Project(tmp_path).fill(conf=CONF.replace("alabaster", "classic"))
    page = project.build().page("leads/birch")
    assert re.search(r'rel="next" title="Cedar Museum" href="cedar.html"', page)
    assert re.search(r'rel="prev" title="Acme University" href="acme.html"', page)
    assert '<li class="nav-item nav-item-1"><a href="../leads.html" accesskey="U">Leads</a>' in page
