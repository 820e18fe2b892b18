"""The stories of what is found about keys and values."""

from __future__ import annotations

from sphinx_leadflow.checks.rule import Story

VALUES = {
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
    "still-a-sample": Story(
        "A value is still the sample of a line that was pasted.",
        "It would count as filled in, and the next person would find nothing behind it.",
        "organisation: …\nfolder: https://example.org/…\nprice: … EUR",
        "organisation: Cedar Bay Oceanography\nfolder: https://drive.example.org/leads/cedar-bay\n"
        "price: 15000 USD",
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
}
