"""Numbers that follow from the history lines, each with its n, its leads and its formula."""
