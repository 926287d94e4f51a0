"""The one exception that stands for a mistake of the user."""


class UserError(Exception):
    """What is wrong, where, and what to do about it, in one line. The command line prints it and exits with 2."""
