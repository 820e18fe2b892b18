"""Two revisions of the data, and what changed between them, in sales words."""
