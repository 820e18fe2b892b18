"""What ends a command before it could do its work."""


class Failure(Exception):
    """A command could not run. The text says why, in words for whoever typed it."""
