"""The gates: one small module for each kind of foreign text that wants to go somewhere."""
