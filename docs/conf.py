"""Configuration of the documentation: the handbook and the manual."""

import sphinx_leadflow

project = "sphinx_leadflow"
author = "The sphinx_leadflow developers"
copyright = "The sphinx_leadflow developers"  # noqa: A001 - Sphinx's name for it
version = release = sphinx_leadflow.__version__

extensions = ["myst_parser", "sphinx_leadflow"]
myst_enable_extensions = ["colon_fence", "deflist"]
exclude_patterns = ["_build", "examples/*/leads_data"]
html_theme = "pydata_sphinx_theme"
html_title = "sphinx_leadflow"
html_context = {"default_mode": "auto"}
html_theme_options = {"show_prev_next": False, "secondary_sidebar_items": ["page-toc"]}

leadflow_data = "../leads_data"
leadflow_pages = "handbook/leads"
leadflow_today = "2026-11-23"
leadflow_audience = "team"
