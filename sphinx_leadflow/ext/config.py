"""The settings in `conf.py`: declared once, read once."""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_leadflow.core.model import Audience
from sphinx_leadflow.ext.log import warn

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

SETTINGS = (
    ("leadflow_data", "../leads_data", (str,),
     "The data folder, relative to the folder of conf.py."),
    ("leadflow_pages", "leads", (str,),
     "The folder inside the documentation where the lead pages are generated."),
    ("leadflow_today", None, (str, type(None)),
     "The ISO date that \"today\" means; by default SOURCE_DATE_EPOCH, else the real date."),
    ("leadflow_audience", "public", (str,),
     "\"public\" withholds everything marked for the team; \"team\" shows it."),
    ("leadflow_repository", None, (str, type(None)),
     "Where the YAML is edited: links such as \"edit this lead\" lead there."),
)
"""Name, default, types and meaning of each setting. Rebuilding is decided by what pages asked
for, so none of them has a rebuild scope of its own."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the settings mean."""

    data: Path
    label: str
    """How the data folder is called in diagnostics."""
    pages: str
    today: dt.date
    audience: Audience


def add_settings(app: Sphinx) -> None:
    """Declare the settings to Sphinx."""
    for name, default, types, meaning in SETTINGS:
        app.add_config_value(name, default, "", types, meaning)


def read_settings(config: Config, confdir: Path) -> Settings:
    """The settings as values; what cannot be used is a warning and the default."""
    written = str(config.leadflow_data)
    label = "/".join(part for part in Path(written).parts if part not in ("..", ".", "/"))
    return Settings(confdir / written, label or "leads_data", _pages(config), _today(config),
                    _audience(config))


def _pages(config: Config) -> str:
    pages = str(config.leadflow_pages).strip("/")
    parts = pages.split("/")
    if not pages or any(part in ("", ".", "..") or part.startswith("_") for part in parts):
        warn("conf.py", "leadflow_pages must be the name of a folder inside the documentation",
             "bad-setting")
        return "leads"
    return pages


def _today(config: Config) -> dt.date:
    written = config.leadflow_today
    if written:
        try:
            return dt.date.fromisoformat(str(written))
        except ValueError:
            warn("conf.py", "leadflow_today must be a date such as 2026-11-23", "bad-setting")
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isascii() and epoch.isdigit():
        return dt.datetime.fromtimestamp(int(epoch), dt.UTC).date()
    return dt.datetime.now(dt.UTC).date()


def _audience(config: Config) -> Audience:
    try:
        return Audience(config.leadflow_audience)
    except ValueError:
        warn("conf.py", "leadflow_audience must be \"public\" or \"team\"; it is taken as "
             "\"public\"", "bad-setting")
        return Audience.PUBLIC
