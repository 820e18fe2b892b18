"""What stands for a lead's values in a prepared text: `{price}`."""

from __future__ import annotations

import re

PLACEHOLDER = re.compile(r"\{([a-z0-9][a-z0-9_-]*)\}")

WITHOUT_A_FIELD = ("name", "id", "owner")
"""What can be filled in for every lead, whatever the process declares."""
