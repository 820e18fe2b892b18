project = "Our handbook"
extensions = [
    "sphinx_leadflow",
]
leadflow_data = "../leads_data"
