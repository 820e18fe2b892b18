"""The settings in `conf.py`: declared once, read once."""

from __future__ import annotations

import datetime as dt
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from sphinx_leadflow.core.forge import Forge, read_forge
from sphinx_leadflow.core.model import Audience
from sphinx_leadflow.core.suggest import nearest
from sphinx_leadflow.ext.log import warn
from sphinx_leadflow.memory import files

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.application import Sphinx
    from sphinx.config import Config

    Refuse = Callable[[str, str], None]

_PRIVATE = "leadflow_private_data"

SETTINGS = (
    (
        "leadflow_data",
        "../leads_data",
        (str,),
        "The data folder, relative to the folder of conf.py.",
    ),
    (
        "leadflow_private_data",
        None,
        (str, type(None)),
        "A folder of its own for what is for the team, relative to the folder of conf.py; a "
        "public build does not even look for it.",
    ),
    (
        "leadflow_pages",
        "leads",
        (str, type(None)),
        "The folder inside the documentation where the lead pages are generated; "
        "`None` for a site without them.",
    ),
    (
        "leadflow_today",
        None,
        (str, type(None)),
        'The ISO date that "today" means; by default SOURCE_DATE_EPOCH, else the real date.',
    ),
    (
        "leadflow_audience",
        "public",
        (str,),
        '"public" withholds everything marked for the team; "team" shows it.',
    ),
    (
        "leadflow_repository",
        None,
        (str, type(None)),
        'Where the YAML is edited: links such as "edit this lead" lead there.',
    ),
    (
        "leadflow_feeds",
        True,
        (bool,),
        "Whether the folder `leadflow` of the HTML output holds the event log as an Atom feed, due "
        "dates and renewals as a calendar, and everything as JSON and CSV, all for the audience.",
    ),
)
"""Name, default, types and meaning of each setting. Rebuilding is decided by what pages asked
for, so none of them has a rebuild scope of its own, but for `leadflow_feeds`, to which pages
link."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the settings mean."""

    data: Path
    label: str
    """How the data folder is called in diagnostics."""
    private: tuple[Path, str] | None
    """The private folder and how it is called, if there is one."""
    pages: str
    """Where the lead pages are generated; empty if there are to be none."""
    today: dt.date
    audience: Audience
    forge: Forge | None


def add_settings(app: Sphinx) -> None:
    """Declare the settings to Sphinx."""
    for name, default, types, meaning in SETTINGS:
        rebuild: Literal["", "html"] = "html" if name == "leadflow_feeds" else ""
        app.add_config_value(name, default, rebuild, types, meaning)


def read_settings(config: Config, confdir: Path) -> Settings:
    """The settings as values; what cannot be used is a warning and the default."""
    written = str(config.leadflow_data)
    label = _label(written)

    def refuse(name: str, words: str) -> None:
        warn(_place(confdir, name), f"{name} {words}", "bad-setting")

    audience = _audience(config, refuse)
    return Settings(
        _data(confdir, written),
        label,
        _private(config, confdir, audience, refuse),
        _pages(config, refuse),
        _today(config, refuse),
        audience,
        _forge(config, label, refuse),
    )


def _data(confdir: Path, written: str) -> Path:
    """The data folder; where it is not, a folder beside that place which may be meant."""
    folder = confdir / written
    if not folder.is_dir():
        beside = sorted(path.parent.name for path in folder.parent.glob("*/process.yaml"))
        near = nearest(folder.name, beside) or "".join(beside[:1])
        hint = f"did you mean {near}?" if near else "make it, with a file process.yaml in it"
        message = f"leadflow_data: there is no folder {written!r} ({hint})"
        warn(_place(confdir, "leadflow_data"), message, "no-data-folder")
    return folder


def _private(
    config: Config, confdir: Path, audience: Audience, refuse: Refuse
) -> tuple[Path, str] | None:
    """The private folder; where a public repository or the site would hold it, it is refused.

    A public build does not look whether it is there.
    """
    written = config.leadflow_private_data
    if not written:
        return None
    folder = Path(os.path.normpath(confdir / str(written)))
    public = (os.path.normpath(confdir), os.path.normpath(confdir / str(config.leadflow_data)))
    if any(folder.is_relative_to(one) for one in public):
        refuse(_PRIVATE, "must lie outside the documentation and outside the data folder")
        return None
    if audience is Audience.TEAM and not (folder / "leads").is_dir():
        message = (
            f"there is no folder {str(written)!r}"
            if not folder.is_dir()
            else f"the folder {str(written)!r} holds no folder leads/, with a file for each lead"
        )
        warn(_place(confdir, _PRIVATE), f"{_PRIVATE}: {message}", "no-data-folder")
    return folder, _label(str(written))


def _label(written: str) -> str:
    """What diagnostics call the data folder: its path without the way up and without a root."""
    path = Path(written)
    parts = path.parts[-1:] if path.is_absolute() else path.parts
    return "/".join(part for part in parts if part not in ("..", ".", "/")) or "leads_data"


def _forge(config: Config, label: str, refuse: Refuse) -> Forge | None:
    written = config.leadflow_repository
    forge = read_forge(str(written), label) if written else None
    if written and forge is None:
        refuse(
            "leadflow_repository",
            "must be the address of a repository, such as https://github.com/team/handbook",
        )
    return forge


def _place(confdir: Path, name: str) -> str:
    """Where a setting stands in conf.py; its first line if it was given elsewhere."""
    path = confdir / "conf.py"
    line = 1
    with suppress(OSError, UnicodeDecodeError):
        for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if text.startswith(name):
                line = number
    return f"{path}:{line}"


def _pages(config: Config, refuse: Refuse) -> str:
    if config.leadflow_pages is None:
        return ""
    pages = str(config.leadflow_pages).strip("/")
    parts = pages.split("/")
    if not pages or any(part in ("", ".", "..") or part.startswith("_") for part in parts):
        refuse("leadflow_pages", "must be the name of a folder inside the documentation")
        return "leads"
    return pages


def secret() -> bytes:
    """A key of this user on this machine, made when first asked for; empty without a home."""
    return files.key_of(files.folder_of(cache_folder()))


def cache_folder() -> str:
    """Where this user's programs keep what can be deleted at any time."""
    return os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")


def _today(config: Config, refuse: Refuse) -> dt.date:
    written = config.leadflow_today
    if written:
        try:
            return dt.date.fromisoformat(str(written))
        except ValueError:
            refuse("leadflow_today", "must be a date such as 2026-11-23")
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isascii() and epoch.isdigit():
        with suppress(ValueError, OverflowError, OSError):  # a day beyond the calendar
            return dt.datetime.fromtimestamp(int(epoch), dt.UTC).date()
    return dt.datetime.now(dt.UTC).date()


def _audience(config: Config, refuse: Refuse) -> Audience:
    try:
        return Audience(config.leadflow_audience)
    except ValueError:
        refuse("leadflow_audience", 'must be "public" or "team"; it is taken as "public"')
        return Audience.PUBLIC
