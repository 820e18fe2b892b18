"""The stories of what is found about files: where they lie, and whether their text can be read."""

from __future__ import annotations

from sphinx_leadflow.checks.rule import Story

FILES = {
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
}
