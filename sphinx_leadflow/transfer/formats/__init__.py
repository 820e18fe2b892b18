"""The formats of `leadflow export`: one small module for each."""
