class DatabaseUnavailable(Exception):
    """The database cannot be used; the message says what is wrong, where, and what a person can do about it."""
