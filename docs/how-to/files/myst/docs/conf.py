project = "Our handbook"
extensions = [
    "myst_parser",
    "sphinx_leadflow",
]
leadflow_data = "../leads_data"
