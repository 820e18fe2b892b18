"""The stories of what loading finds: every code that `core` gives, so that each can be explained.

These are always errors: a value that cannot be read is nothing to have an opinion about.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_leadflow.checks.loading.files import FILES
from sphinx_leadflow.checks.loading.names import NAMES
from sphinx_leadflow.checks.loading.syntax import SYNTAX
from sphinx_leadflow.checks.loading.values import VALUES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_leadflow.checks.rule import Story

LOADING_STORIES: Mapping[str, Story] = {**FILES, **SYNTAX, **VALUES, **NAMES}
"""What each code means, why it matters, and an example of each kind."""
