"""`python -m sphinx_leadflow` is the command `leadflow`."""

from __future__ import annotations

import sys

from sphinx_leadflow.cli import main

if __name__ == "__main__":
    sys.exit(main())
