project = "Honey for cafés"
extensions = ["myst_parser", "sphinx_leadflow"]
