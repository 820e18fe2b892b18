"""Changes to YAML files that leave everything else alone.

An edit is a pure function from text to text. It replaces stretches of the text that the syntax
tree names, so that comments, order, quoting and line ends survive, and `Refused` is raised
rather than anything else being changed.
"""
