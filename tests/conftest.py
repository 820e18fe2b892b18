"""What all tests share."""

from __future__ import annotations

import os
import tempfile

from hypothesis import HealthCheck, settings

pytest_plugins = ["sphinx.testing.fixtures"]

# In CI the same examples every time: a red run can be repeated, and means the change.
settings.register_profile("local", deadline=None)
settings.register_profile(
    "ci", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("ci" if os.environ.get("CI") else "local")

# What is kept between runs is kept for these tests alone.
os.environ["XDG_CACHE_HOME"] = tempfile.mkdtemp(prefix="leadflow-tests-")

# Sphinx moves the cursor and colours its words where `CI` is set: here and there, one log.
os.environ["NO_COLOR"] = "1"
