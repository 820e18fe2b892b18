"""Saving Sphinx's environment when Sphinx does not.

Sphinx saves what it knows only if a page is read or written. Data that no page shows may change
too, and the next build need not understand it again.
"""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.application import ENV_PICKLE_FILENAME

from sphinx_leadflow.ext.files import write_bytes

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment


def save_environment(app: Sphinx, env: BuildEnvironment) -> None:
    """Write the environment to where Sphinx itself keeps it, in one go.

    Before pages are written: what the search index learns then must not be saved.
    """
    path = Path(app.doctreedir) / ENV_PICKLE_FILENAME
    write_bytes(path, pickle.dumps(env, pickle.HIGHEST_PROTOCOL))
