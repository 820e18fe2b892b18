"""The stories of what is found while the YAML of a file is read."""

from __future__ import annotations

from sphinx_leadflow.checks.rule import Story

SYNTAX = {
    "yaml-syntax": Story(
        "The text is not valid YAML from a place on.",
        "Nothing after that place can be read. Mostly a line above it lacks a quotation mark "
        "or a colon.",
        "name: Cedar Bay\n%owner amara",
        "name: Cedar Bay\nowner: amara",
    ),
    "yaml-tab": Story(
        "A line is indented with a tab.",
        "Editors show tabs in different widths, and here the width says what belongs to what.",
        "history:\n\t- {date: 2026-11-02, to: create-lead}",
        "history:\n  - {date: 2026-11-02, to: create-lead}",
    ),
    "lost-text": Story(
        "A value is followed by a # that a word or a number touches.",
        "From a # with a space in front of it YAML reads a comment: the rest of the text would be "
        "lost without a word.",
        "action: Send offer #2",
        'action: "Send offer #2"',
    ),
    "yaml-indent": Story(
        "A line begins at another column than its neighbours.",
        "In YAML the indentation says what belongs to what: lines of one level begin at one "
        "column.",
        "owner: priya\n  organisation: Cedar Bay Institute",
        "owner: priya\norganisation: Cedar Bay Institute",
    ),
    "yaml-colon": Story(
        "A colon stands where it looks like the end of a key, or is missing where a key "
        "should end.",
        "A colon with a space behind it divides a key from its value, anywhere in a line.",
        "action: Ask again: did they get the grant",
        'action: "Ask again: did they get the grant"',
    ),
    "yaml-quote": Story(
        "A quotation mark is missing, or one too many.",
        "Everything up to the next mark counts as one text, however many lines that takes.",
        'name: "Cedar Bay\nowner: priya',
        'name: "Cedar Bay"\nowner: priya',
    ),
    "yaml-escape": Story(
        "A backslash stands between double quotes and nothing follows that it could belong to.",
        "Between double quotes a backslash begins a special character.",
        'folder_name: "leads\\cedar"',
        "folder_name: 'leads\\cedar'",
    ),
    "yaml-sign": Story(
        "A text begins with a sign that means something to YAML.",
        "Such a sign at the beginning of a value is read as an instruction, not as text.",
        "note: @amara knows them",
        'note: "@amara knows them"',
    ),
    "yaml-braces": Story(
        "Text between braces or brackets breaks off at a comma, a colon or a bracket.",
        "Between `{` and `}` these are punctuation, so a sentence has to stand in quotes there.",
        "- {date: 2026-11-02, note: they like it, but not the price}",
        '- {date: 2026-11-02, note: "they like it, but not the price"}',
    ),
    "second-document": Story(
        "A line `---` or `...` begins a second document.",
        "Only the first one is read; the rest of the file would be missing.",
        "name: Cedar Bay\n---\nowner: priya",
        "name: Cedar Bay\nowner: priya",
    ),
    "duplicate-key": Story(
        "A key stands twice at the same place.",
        "Only one of the two can count, and the other one looks as if it did.",
        "owner: priya\nowner: amara",
        "owner: amara",
    ),
    "key-not-text": Story(
        "A list or a mapping stands where a key is expected.",
        "Keys are plain words.",
        "[quote, price]: 15000 USD",
        "price: 15000 USD",
    ),
    "no-anchor": Story(
        "A file uses an anchor (`&`) or an alias (`*`).",
        "They make one place depend on another one unseen; a text that only begins with such "
        "a sign needs quotes.",
        "note: *important* for them",
        'note: "*important* for them"',
    ),
    "no-merge": Story(
        "A file merges mappings with `<<`.",
        "What a lead says should stand in its own lines, where it can be read and changed.",
        "<<: {owner: amara}",
        "owner: amara",
    ),
    "no-tag": Story(
        "A value has a tag (`!`).",
        "Tags tell programs to make something of a value; here the key says what its value is.",
        "note: !important call them",
        'note: "!important call them"',
    ),
}
