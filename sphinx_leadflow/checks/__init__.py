"""What may be wrong with a process and its leads, beyond what loading finds.

`rules` judges, `run` applies the rules, `formats` turns findings into text.
"""
