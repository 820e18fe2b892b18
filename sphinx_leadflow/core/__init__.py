"""What a pipeline means: files, positions, model, and the questions one may ask of them.

Nothing in here imports Sphinx, prints, logs, reads a clock or opens a network connection.
"""
