"""Tables of other services into lead files, and lead files out again.

The way in: a file becomes sheets (`delimited`, `excel`), a layout finds the items in them
(`layouts`), a mapping says what their columns mean (`mapping`), each item becomes what a lead's
file should say (`proposal`), and that is merged into what it does say (`merge`). The way out is
`rows` and one module for each format.
"""
