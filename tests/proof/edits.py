"""What may happen to a handbook between two builds."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.proof.handbooks import FIELDS, WORDS, Handbook, Lead, age, draw_step, draw_value

THEMES = ("alabaster", "alabaster", "basic", "basic", "basic", "pydata_sphinx_theme")

Edit = Callable[["World", random.Random], object]
EDITS: dict[str, Edit] = {}

RESTLESS = frozenset({"another_version", "another_folder"})
"""Edits after which Sphinx or the extension reads everything again."""


def edit(change: Edit) -> Edit:
    EDITS[change.__name__] = change
    return change


@dataclass
class World:
    """A handbook and the settings that it is built with."""

    book: Handbook
    day: int = 23
    settings: dict[str, Any] = field(default_factory=dict)
    version: str = ""
    old: bool = False
    """Whether what is edited now gets an old time of change."""
    touched: bool = False

    @classmethod
    def drawn(cls, seed: int) -> World:
        theme = THEMES[seed % len(THEMES)]
        world = cls(Handbook.drawn(seed, theme))
        world.settings = {"leadflow_audience": ["team", "public"][seed // 7 % 2]}
        world.settings["leadflow_today"] = "2026-11-23"
        world.settings["leadflow_private_data"] = "../private"
        return world

    def write(self, root: Path) -> None:
        written = self.book.write(root)
        if self.old:
            for path in written:
                age(path)
        if self.touched:
            for path in root.glob("data/**/*.yaml"):
                os.utime(path)
        self.old = self.touched = False

    def edit(self, name: str, seed: int, root: Path) -> None:
        EDITS[name](self, random.Random(seed))
        self.write(root)

    def lead(self, rng: random.Random) -> Lead | None:
        names = sorted(self.book.leads)
        return self.book.leads[rng.choice(names)] if names else None

    def free(self, rng: random.Random) -> str:
        taken = {*self.book.leads, *(one.id for one in self.book.steps)}
        return rng.choice([word for word in WORDS if word not in taken])


@edit
def a_value(world: World, rng: random.Random) -> None:
    if lead := world.lead(rng):
        key = rng.choice(["organisation", "quote", "users", "asked"])
        lead.fields[key] = draw_value(rng, key)


@edit
def a_value_with_an_old_time(world: World, rng: random.Random) -> None:
    world.old = True
    a_value(world, rng)


@edit
def a_value_goes(world: World, rng: random.Random) -> None:
    if (lead := world.lead(rng)) and lead.fields:
        lead.fields.pop(rng.choice(sorted(lead.fields)))


@edit
def a_name(world: World, rng: random.Random) -> None:
    if lead := world.lead(rng):
        lead.name = f"{rng.choice(WORDS).title()} {rng.choice(['Centre', 'Archive', '& Sons'])}"


@edit
def an_owner(world: World, rng: random.Random) -> None:
    if lead := world.lead(rng):
        lead.owner = rng.choice(["amara", "jules", "nobody"])


@edit
def a_history_line(world: World, rng: random.Random) -> None:
    if lead := world.lead(rng):
        world.book.rng = rng
        lead.history.append(world.book.draw_event(len(lead.history)))


@edit
def a_note(world: World, rng: random.Random) -> None:
    if lead := world.lead(rng):
        lead.notes.append(f"date: 2026-11-22, note: {rng.choice(WORDS)}")


@edit
def a_private_value(world: World, rng: random.Random) -> None:
    if lead := world.lead(rng):
        lead.secrets = [f"price: {rng.randint(1, 9)}000 USD", f"secret: {rng.choice(WORDS)}"]


@edit
def a_private_file(world: World, rng: random.Random) -> None:
    """It comes, changes or goes; a lead that is private as a whole does too."""
    overlay = world.book.overlay
    if overlay and rng.random() < 0.3:
        overlay.pop(rng.choice(sorted(overlay)))
    elif rng.random() < 0.3:
        name = f"name: {rng.choice(WORDS).title()} Lodge\n"
        overlay[world.free(rng)] = f"{name}owner: amara\nsecret: {rng.choice(WORDS)}\n"
    elif world.book.leads:
        text = f"rank: {rng.randint(1, 9)}\nmemo: {rng.choice(WORDS)}\n"
        overlay[rng.choice(sorted(world.book.leads))] = text


@edit
def a_link_to_a_lead(world: World, rng: random.Random) -> None:
    if lead := world.lead(rng):
        lead.fields["pal"] = rng.choice(sorted(world.book.leads))


@edit
def an_answer(world: World, rng: random.Random) -> None:
    if lead := world.lead(rng):
        lead.done = {"money": rng.random() < 0.5, "need": rng.random() < 0.5}


@edit
def a_lead_comes(world: World, rng: random.Random) -> None:
    if len(world.book.leads) < 7:
        world.book.rng = rng
        world.book.leads[world.free(rng)] = world.book.draw_lead()


@edit
def a_lead_goes(world: World, rng: random.Random) -> None:
    if world.book.leads:
        world.book.leads.pop(rng.choice(sorted(world.book.leads)))


@edit
def a_file_is_renamed(world: World, rng: random.Random) -> None:
    if world.book.leads:
        name = rng.choice(sorted(world.book.leads))
        world.book.leads[world.free(rng)] = world.book.leads.pop(name)


@edit
def a_lead_is_hidden_or_shown(world: World, rng: random.Random) -> None:
    if lead := world.lead(rng):
        lead.hidden = not lead.hidden


@edit
def a_file_breaks_or_is_mended(world: World, rng: random.Random) -> None:
    if lead := world.lead(rng):
        lead.broken = not lead.broken


@edit
def a_touch(world: World, rng: random.Random) -> None:
    world.touched = True


@edit
def another_day(world: World, rng: random.Random) -> None:
    world.day = min(world.day + 1, 30)
    world.settings["leadflow_today"] = f"2026-11-{world.day}"


@edit
def another_month(world: World, rng: random.Random) -> None:
    month = rng.choice(["2026-12", "2027-01", "2026-10"])
    world.settings["leadflow_today"] = f"{month}-{world.day}"


@edit
def another_audience(world: World, rng: random.Random) -> None:
    team = world.settings["leadflow_audience"] == "team"
    world.settings["leadflow_audience"] = "public" if team else "team"


@edit
def another_folder(world: World, rng: random.Random) -> None:
    world.settings["leadflow_pages"] = rng.choice(["people", "leads", "a/b"])


@edit
def another_version(world: World, rng: random.Random) -> None:
    world.version = f"99.{rng.randint(1, 9)}"


@edit
def a_title_of_a_step(world: World, rng: random.Random) -> None:
    rng.choice(world.book.steps).title = f"{rng.choice(WORDS).title()} us"


@edit
def a_text_of_a_step(world: World, rng: random.Random) -> None:
    rng.choice(world.book.steps).text = f"Look at the {rng.choice(WORDS)}."


@edit
def a_step_comes(world: World, rng: random.Random) -> None:
    if len(world.book.steps) < 7:
        place = rng.randint(0, len(world.book.steps))
        world.book.steps.insert(place, draw_step(rng, world.free(rng)))


@edit
def a_step_goes(world: World, rng: random.Random) -> None:
    if len(world.book.steps) > 1:
        world.book.steps.remove(rng.choice(world.book.steps))


@edit
def a_step_is_renamed(world: World, rng: random.Random) -> None:
    step = rng.choice(world.book.steps)
    step.id, step.former = world.free(rng), step.id


@edit
def a_field_comes_or_goes(world: World, rng: random.Random) -> None:
    if world.book.extra.pop("extra", None) is None:
        world.book.extra["extra"] = "{title: Extra, type: text}"


@edit
def the_title(world: World, rng: random.Random) -> None:
    world.book.title = f"The way to a {rng.choice(WORDS)}"


@edit
def a_notice(world: World, rng: random.Random) -> None:
    world.book.notice = f"The {rng.choice(WORDS)} has moved."


@edit
def words_of_a_page(world: World, rng: random.Random) -> None:
    name = rng.choice(sorted(world.book.pages))
    world.book.pages[name] += f"\nLook at the {rng.choice(WORDS)}.\n"


@edit
def words_of_a_page_with_an_old_time(world: World, rng: random.Random) -> None:
    world.old = True
    words_of_a_page(world, rng)


@edit
def a_title_of_a_page(world: World, rng: random.Random) -> None:
    if "plain.md" in world.book.pages:
        rest = world.book.pages["plain.md"].partition("\n")[2]
        world.book.pages["plain.md"] = f"# Plain {rng.choice(WORDS)}\n{rest}"


@edit
def a_page_comes_or_goes(world: World, rng: random.Random) -> None:
    pages, index = world.book.pages, world.book.pages["index.md"]
    if pages.pop("a-new.md", None) is None:
        step = rng.choice(world.book.steps).id
        pages["a-new.md"] = f"# New\n\n```{{leadflow:stage}} find\n```\n{{leadflow:step}}`{step}`\n"
        pages["index.md"] = index.replace("plain\n", "plain\na-new\n")
    else:
        pages["index.md"] = index.replace("a-new\n", "")


@edit
def the_leads_have_a_page_of_their_own(world: World, rng: random.Random) -> None:
    """Or have none, beside their folder: where the lead pages stand in the navigation."""
    pages, index = world.book.pages, world.book.pages["index.md"]
    if pages.pop("leads.md", None) is None:
        pages["leads.md"] = "# Leads\n\n```{leadflow:leads}\n```\n"
        pages["index.md"] = index.replace("```{toctree}\n", "```{toctree}\nleads\n")
    else:
        pages["index.md"] = index.replace("\nleads\n", "\n")


assert set(FIELDS) >= {"organisation", "quote", "users", "asked", "pal"}
