"""What was worked out before, kept in the user's own cache folder so that it need not be again.

All of it can be deleted at any time. It is believed only if this very code wrote it, for this
very user, from these very files.
"""
