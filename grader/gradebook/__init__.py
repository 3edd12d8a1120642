"""The gradebook: a database of what a class handed in, what came of it, and what was decided by hand. See `book.py`."""
