"""A pipeline's process and its leads, from YAML to handbook pages.

The package is three rooms: `core` knows what a pipeline means, `checks` what may be wrong
with one, `ext` how it looks in Sphinx. Importing it imports none of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

__version__ = "0.1.0"


def setup(app: Sphinx) -> ExtensionMetadata:
    """Sphinx's door: what `extensions = ["sphinx_leadflow"]` runs."""
    from sphinx_leadflow.ext import setup_extension

    return setup_extension(app)
