"""Configuration of the documentation: the handbook and the manual."""

import os
import sys
from pathlib import Path

import sphinx_leadflow

sys.path.insert(0, str(Path(__file__).parent / "_ext"))  # what only this manual needs

project = "sphinx_leadflow"
author = "The sphinx_leadflow authors"
copyright = "The sphinx_leadflow authors"
version = release = sphinx_leadflow.__version__

extensions = ["myst_parser", "sphinx_leadflow", "leadflow_examples", "leadflow_reference"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
exclude_patterns = [
    "_build",
    "examples/*/leads_data",
    "how-to/files",  # files to copy, shown on the pages and built by the tests
    "tutorial/steps",
]

html_theme = "pydata_sphinx_theme"
html_title = "Sales handbook"
html_static_path = ["_static"]
html_css_files = ["docs.css"]
html_show_sourcelink = False
html_context = {"default_mode": "auto"}
html_theme_options = {
    "header_links_before_dropdown": 6,
    "navbar_align": "left",
    "show_prev_next": False,
    "show_toc_level": 2,
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": ["copyright"],
    "footer_end": ["sphinx-version"],
}
html_sidebars = {page: [] for page in ("index", "tutorial/index", "changelog")}

latex_engine = "xelatex"  # names of leads come in many scripts
epub_show_urls = "footnote"
suppress_warnings = [
    # Pages of leads stand in no toctree (a thousand entries would be repeated on every page), so
    # the reader of a book finds them through links.
    "epub.unknown_project_files",
]

# The handbook: our process, our leads.
leadflow_data = "../leads_data"
leadflow_pages = "handbook/leads"
leadflow_today = "2026-11-23"
leadflow_audience = "team"


def where_this_is_edited() -> str:
    """The repository, as the service that builds the site names it; elsewhere nothing."""
    told = os.environ
    on_actions = f"{told.get('GITHUB_SERVER_URL')}/{told.get('GITHUB_REPOSITORY')}"  # Forgejo too
    known = (told.get("READTHEDOCS_GIT_CLONE_URL", ""), told.get("CI_PROJECT_URL", ""), on_actions)
    return next((one for one in known if one.startswith("https://")), "")


leadflow_repository = where_this_is_edited()

# Pages of the manual that show other data.
leadflow_examples = {
    "examples/grants": "examples/grants/leads_data",
    "examples/hiring": "examples/hiring/leads_data",
    "examples/title-only": "examples/title-only/leads_data",
    "reference/directives": "tutorial/steps/5/leads_data",
    "reference/roles": "tutorial/steps/5/leads_data",
    "tutorial/index": "tutorial/steps/5/leads_data",
}
