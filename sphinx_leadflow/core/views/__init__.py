"""What a page shows, as frozen plain values: no model objects, so that two views that would
look the same are equal and have the same digest.
"""
