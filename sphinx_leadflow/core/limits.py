"""Every limit in one place: what is larger is a diagnostic, never a crash."""

from typing import Final

MAX_ID: Final = 64
"""Longest id, in characters: a file stem, a key of `steps:`, `fields:` and so on."""

MAX_LEAD_BYTES: Final = 256 * 1024
"""Largest lead file, in bytes. A lead with ten years of history needs about 40 kB."""

MAX_PROCESS_BYTES: Final = 2 * 1024 * 1024
"""Largest process file, in bytes."""

MAX_DEPTH: Final = 24
"""Deepest nesting of mappings and lists in a file. The deepest legal one is about 10."""

MAX_NODES: Final = 100_000
"""Most values in one file, keys included."""

MAX_LINE_TEXT: Final = 500
"""Longest one-line text (a title, a name), in characters."""

MAX_TEXT: Final = 20_000
"""Longest text of any kind, in characters."""

MAX_URL: Final = 2_000
"""Longest link, in characters: what browsers and mail programs agree on."""

MAX_DIGITS: Final = 15
"""Most digits in a number or an amount, before the point."""

MAX_FILES: Final = 50_000
"""Most lead files in one folder."""

MAX_LEAD_NESTING: Final = 12
"""Deepest nesting of marks and lists in a lead's text; deeper ones are shown as written."""

MAX_PROSE_NESTING: Final = 24
"""Deepest nesting of marks, lists and admonitions in a process text: more breaks pickles and page
layouts alike."""

MAX_TABLE_BYTES: Final = 32 * 1024 * 1024
"""Largest table that is imported, in bytes."""

MAX_UNZIPPED_BYTES: Final = 128 * 1024 * 1024
"""Most that an Excel file may unpack to, in bytes."""

MAX_ROWS: Final = 50_000
"""Most rows of an imported table."""

MAX_COLUMNS: Final = 1_000
"""Most columns of an imported table."""

MAX_GRID: Final = 5_000_000
"""Most cells of an imported Excel sheet, empty ones between others counted."""

MAX_CELL: Final = 100_000
"""Longest text in a cell of an imported table, in characters: a lead's whole history may be one."""
