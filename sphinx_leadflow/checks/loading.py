"""The stories of what loading finds: every code that `core` gives, so that each can be explained.

These are always errors: a value that cannot be read is nothing to have an opinion about.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_leadflow.checks.rule import Story

if TYPE_CHECKING:
    from collections.abc import Mapping

LOADING_STORIES: Mapping[str, Story] = {
    "no-data-folder": Story(
        "The data folder is not there.",
        "Nothing can be read. The folder holds `process.yaml` and beside it `leads/`.",
        "# in docs/conf.py\nleadflow_data: ../lead_data",
        "# in docs/conf.py\nleadflow_data: ../leads_data",
    ),
    "no-process": Story(
        "The data folder holds no process.yaml.",
        "Leads are read by what the process says about them. A title is enough to begin with.",
        "# leads_data/proces.yaml\ntitle: Our process",
        "# leads_data/process.yaml\ntitle: Our process",
    ),
    "private-in-public": Story(
        "Something for the team stands in a folder that everybody can read.",
        "The process says `data: public`. A public build would withhold it, and whoever opens the "
        "repository would read it all the same.",
        "# leads_data/process.yaml: data: public\n# leads_data/leads/cedar-bay.yaml\n"
        "price: 15000 USD",
        "# sales-private/leads/cedar-bay.yaml\nprice: 15000 USD",
    ),
    "not-private": Story(
        "A file of the private folder holds something that everybody may see.",
        "The private folder only adds what is for the team: what is public must stand in the "
        "lead's own file, or the public site would lack it.",
        "# sales-private/leads/cedar-bay.yaml\norganisation: Cedar Bay Institute",
        "# leads_data/leads/cedar-bay.yaml\norganisation: Cedar Bay Institute",
    ),
    "stray-file": Story(
        "A YAML file lies where nothing is read.",
        "What stands in it would be missing everywhere, and nobody would notice.",
        "# leads_data/cedar-bay.yaml\nname: Cedar Bay Oceanography",
        "# leads_data/leads/cedar-bay.yaml\nname: Cedar Bay Oceanography",
    ),
    "bad-file-name": Story(
        "The name of a lead's file cannot be an id.",
        "The file's name is the lead's id: it stands in links, in addresses of pages and in "
        "other leads.",
        "# leads_data/leads/Cedar Bay.yaml\nname: Cedar Bay Oceanography",
        "# leads_data/leads/cedar-bay.yaml\nname: Cedar Bay Oceanography",
    ),
    "not-a-file": Story(
        "Something that is not a regular file lies where one is read.",
        "Links could publish what lies outside the folder, and a pipe would never end.",
        "# leads_data/leads/cedar-bay.yaml is a link to ../../archive/cedar-bay.yaml",
        "# leads_data/leads/cedar-bay.yaml is the file itself\nname: Cedar Bay Oceanography",
    ),
    "unreadable": Story(
        "The system does not let a file be read.",
        "Its lead would be missing, so it is shown as broken until the file can be read.",
        "# leads_data/leads/cedar-bay.yaml, readable by nobody (mode 000)\n"
        "name: Cedar Bay Oceanography",
        "# leads_data/leads/cedar-bay.yaml, readable (mode 644)\nname: Cedar Bay Oceanography",
    ),
    "not-utf8": Story(
        "A file is not UTF-8 text.",
        "In another encoding the letters of names come out as other letters, or not at all.",
        "# saved with the encoding Latin-1\nname: Universität Hohenfels",
        "# saved with the encoding UTF-8\nname: Universität Hohenfels",
    ),
    "empty-file": Story(
        "A file says nothing.",
        "It was meant to be a lead, or the process; one line is enough for both.",
        "# an empty file",
        "name: Cedar Bay Oceanography",
    ),
    "too-large": Story(
        "A file is larger than any lead or process needs.",
        "It is most likely a document in the wrong place, and would slow down every build.",
        "name: Cedar Bay Oceanography\n"
        "transcript: the whole of a meeting, and of the one before, and so on",
        "name: Cedar Bay Oceanography\ntranscript: https://drive.example.org/cedar-bay/transcript",
    ),
    "too-many-files": Story(
        "The folder of leads holds more files than are read.",
        "Beyond that number something else than a person writes them.",
        "# leads_data/leads/ with a file for every address of a mailing list",
        "# leads_data/leads/ with a file for everybody who may become a customer",
    ),
    "too-deep": Story(
        "Values are nested deeper than any part of the format is.",
        "A file like that was not written by a person, and could stop the program that reads it.",
        "history: [[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]",
        "history: []",
    ),
    "too-long": Story(
        "A text is longer than fits in its place.",
        "Titles and names stand in tables and menus; longer texts have a key of their own.",
        "name: Cedar Bay Oceanography, met at the workshop, and which (500 more characters)",
        "name: Cedar Bay Oceanography",
    ),
    "control-character": Story(
        "A text holds an invisible control character.",
        "It came in by copying, is seen by nobody, and breaks searching, printing and comparing.",
        'name: "Cedar\\u0007 Bay"',
        "name: Cedar Bay",
    ),
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
    "wrong-type": Story(
        "A list, a mapping or a single value stands where another of the three is expected.",
        "What was written cannot be told apart from a mistake, so it is not guessed at.",
        "owner: [amara, priya]",
        "owner: amara",
    ),
    "no-brackets": Story(
        "Several values stand behind a key, with commas between them, but no brackets around them.",
        "Without brackets YAML takes them for one text.",
        "fills: quote, price",
        "fills: [quote, price]",
    ),
    "missing-id": Story(
        "The keys of one thing stand where several things should, each below its id.",
        "Nobody could refer to it, and its keys would be taken for ids.",
        "messages:\n  subject: Your quote\n  text: Here it is.",
        "messages:\n  quote:\n    subject: Your quote\n    text: Here it is.",
    ),
    "unknown-key": Story(
        "A key stands where it means nothing.",
        "A misspelt key is not read, and its value would be missing without a word.",
        "name: Cedar Bay Oceanography\nonwer: priya",
        "name: Cedar Bay Oceanography\nowner: priya",
    ),
    "missing-key": Story(
        "A key is missing without which the rest cannot be understood.",
        "A history line without a date, say, cannot be put into an order.",
        "- {to: create-lead, by: amara}",
        "- {date: 2026-11-02, to: create-lead, by: amara}",
    ),
    "unknown-word": Story(
        "A key that accepts some fixed words has another one.",
        "Only these words have a meaning here.",
        "outcomes:\n  lost: {kind: loss}",
        "outcomes:\n  lost: {kind: lost}",
    ),
    "not-an-id": Story(
        "A word that names something has other characters than an id may have.",
        "Ids become addresses of pages and parts of links, so they are lower-case letters and "
        "digits, joined by `-`.",
        "steps:\n  Send Quote: {title: Send a quote}",
        "steps:\n  send-quote: {title: Send a quote}",
    ),
    "duplicate-id": Story(
        "An id stands for two things.",
        "Whoever names it cannot say which of the two is meant.",
        "stages:\n  sale: {steps: {offer: Offer}}\n  offer: Offering",
        "stages:\n  sale: {steps: {offer: Offer}}\n  offering: Offering",
    ),
    "reserved-word": Story(
        "A field is called by a word that lead files use themselves.",
        "In a lead's file nobody could tell the two apart.",
        "fields:\n  history: {type: text}",
        "fields:\n  background: {type: text}",
    ),
    "not-a-flag": Story(
        "Something else than `true` or `false` answers a question of yes or no.",
        "Other words for it differ between programs, and a mistake would turn the answer around.",
        "repeats: yes",
        "repeats: true",
    ),
    "not-a-date": Story(
        "A value is no date of the calendar in the form year-month-day.",
        "03/04 is a day in March or in April, depending on who reads it.",
        "quote_sent: 3.11.2026",
        "quote_sent: 2026-11-03",
    ),
    "not-a-duration": Story(
        "A value is no length of time.",
        "A number alone does not say whether it counts days or months.",
        "within: 7",
        "within: 7 days",
    ),
    "not-a-number": Story(
        "A value is no number, or lies outside the range that makes sense.",
        "Figures are worked out from it.",
        "users: about 80",
        "users: 80",
    ),
    "not-a-link": Story(
        "A value is no link that may be shown.",
        "Links of other kinds can run programs; and one that only works on your machine helps "
        "nobody.",
        "folder: drive.example.org/leads/cedar-bay",
        "folder: https://drive.example.org/leads/cedar-bay",
    ),
    "not-an-email": Story(
        "A value is no e-mail address.",
        "Messages are prepared for it.",
        "email: ada at example.org",
        "email: ada@example.org",
    ),
    "not-a-phone": Story(
        "A value is no telephone number.",
        "It becomes a link that a telephone can call.",
        "phone: ask the front desk",
        "phone: +1 555 0142",
    ),
    "not-money": Story(
        "A value is no amount of money.",
        "Amounts are added up, exactly.",
        "price: fifteen thousand dollars",
        "price: 15000 USD",
    ),
    "no-currency": Story(
        "An amount has no currency, or one that does not exist.",
        "A currency is never assumed: 15000 are not the same in dollars and in yen.",
        "price: 15000",
        "price: 15000 USD",
    ),
    "unknown-option": Story(
        "A choice has an answer that is not among its options.",
        "It would be a column of its own in every table, with one lead in it.",
        "kind: managed-services",
        "kind: managed-service",
    ),
    "no-options": Story(
        "A field is a choice and has no options.",
        "Whatever a lead says there would be wrong.",
        "fields:\n  source: {type: choice}",
        "fields:\n  source: {type: choice, options: [conference, website]}",
    ),
    "not-a-choice": Story(
        "A field has options and is of another type.",
        "The options would not be checked.",
        "fields:\n  source: {type: text, options: [conference, website]}",
        "fields:\n  source: {type: choice, options: [conference, website]}",
    ),
    "not-a-list": Story(
        "A field says with `of:` what it holds and is no list.",
        "Only lists hold more than one value.",
        "fields:\n  hubs: {type: text, of: url}",
        "fields:\n  hubs: {type: list, of: url}",
    ),
    "not-a-part": Story(
        "A record holds a list.",
        "Records are rows of a table, and a row has one value in each column.",
        "fields:\n  hubs: {type: list, of: {url: url, users: list}}",
        "fields:\n  hubs: {type: list, of: {url: url, users: number}}",
    ),
    "not-tracked": Story(
        "A history line sets a field that is not tracked.",
        "Its value stands at the top of the file; only tracked fields change by history lines.",
        "history:\n  - {date: 2026-11-02, set: {price: 15000 USD}}",
        "price: 15000 USD",
    ),
    "one-test": Story(
        "A condition asks for two things at once.",
        "Which of them counts would be a guess.",
        "when: {users: {at_least: 10, at_most: 50}}",
        "when: {users: {at_least: 10}}",
    ),
    "empty-event": Story(
        "A history line has a date and says nothing.",
        "It is neither a move, nor a change, nor a note.",
        "history:\n  - {date: 2026-11-02, by: amara}",
        "history:\n  - {date: 2026-11-02, by: amara, note: they called}",
    ),
    "stages-and-pipelines": Story(
        "The process has `stages:` at the top and `pipelines:` too.",
        "Stages at the top are the only pipeline, so nobody knows where they belong.",
        "stages: {triage: Triage}\npipelines:\n  grants: {stages: {call: Find a call}}",
        "pipelines:\n  hubs: {stages: {triage: Triage}}\n  grants: {stages: {call: Find a call}}",
    ),
    "beside-itself": Story(
        "A step says that it runs beside itself.",
        "`beside` names the other step of the two.",
        "create-issue: {title: Create an issue, beside: create-issue}",
        "create-issue: {title: Create an issue, beside: send-invoice}",
    ),
    "unknown-step": Story(
        "Something names a step or an outcome that does not exist.",
        "A lead that went there would be nowhere, and an arrow would lead to nothing.",
        "- {date: 2026-11-12, to: decide-scop, by: amara}",
        "- {date: 2026-11-12, to: decide-scope, by: amara}",
    ),
    "unknown-exit": Story(
        "A requirement is `for:` an exit that the step does not have.",
        "It would never apply, and the field would never be asked for.",
        "fills: [{field: agreed_price, for: agree}]\nnext: {agreed: send-contract, declined: lost}",
        "fills: [{field: agreed_price, for: agreed}]\n"
        "next: {agreed: send-contract, declined: lost}",
    ),
    "unknown-pipeline": Story(
        "Something names a pipeline that does not exist.",
        "The lead is looked for in the first one instead.",
        "pipeline: grant",
        "pipeline: grants",
    ),
    "unknown-person": Story(
        "A lead, a history line or a value names somebody who is not among the people.",
        "Nobody would find the lead among their own.",
        "owner: amra",
        "owner: amara",
    ),
    "circular-role": Story(
        "A role is part of itself, by way of the roles that it is part of.",
        "The name of a role begins with the name of what it is part of; this one would never end.",
        "roles:\n"
        "  icsi: {title: ICSI, part_of: icsi-finance}\n"
        "  icsi-finance: {title: finance, part_of: icsi}",
        "roles:\n  icsi: ICSI\n  icsi-finance: {title: finance, part_of: icsi}",
    ),
    "no-order": Story(
        "A condition or a bound asks for more or less of something that has no order.",
        "Numbers, dates, amounts, the options of a choice and the lengths of lists can be "
        "compared; texts and links cannot.",
        "needs: {field: quote, is: {at_least: 3}}",
        "needs: {field: users, is: {at_least: 3}}",
    ),
    "unknown-role": Story(
        "Something names a role that does not exist.",
        "Nobody would be told, and nobody would act.",
        "tell: [{role: finanse, because: an invoice will follow}]",
        "tell: [{role: finance, because: an invoice will follow}]",
    ),
    "unknown-asset": Story(
        "A step uses an asset that does not exist.",
        "The link would be missing on the page.",
        "assets: price-qoute",
        "assets: price-quote",
    ),
    "unknown-checklist": Story(
        "Something names a checklist that does not exist.",
        "Its questions would be asked of nobody, and its answers shown nowhere.",
        "checklist: maniac",
        "checklist: maniac-t",
    ),
    "unknown-item": Story(
        "A lead answers a question that its checklist does not ask.",
        "The answer would be shown nowhere.",
        "checklists:\n  maniac-t: {mony: true}",
        "checklists:\n  maniac-t: {money: true}",
    ),
    "unknown-field": Story(
        "Something names a field that does not exist.",
        "It would never be asked for, or a condition would never hold.",
        "fills: [quote, prise]",
        "fills: [quote, price]",
    ),
    "unknown-lead": Story(
        "Something names a lead that does not exist.",
        "The link between the two would be missing on both pages.",
        "renews: holoway-physics-2025",
        "renews: holloway-physics-2025",
    ),
    "unknown-reason": Story(
        "A lead ended for a reason that its outcome does not offer.",
        "It could not be counted with the others.",
        "- {date: 2026-10-02, to: lost, reason: too-expensive}",
        "- {date: 2026-10-02, to: lost, reason: price}",
    ),
}
"""What each code means, why it matters, and an example of each kind."""
