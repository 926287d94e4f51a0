"""Define the two exceptions that stop a run on purpose. A fault of a row is neither: the row becomes a reject."""


class UserError(Exception):
    """Say in one line what is wrong, where, and what to do. The command line prints the line and exits with 2."""


class StageError(Exception):
    """Say in one line which stage and part failed because of a fault of the program, such as a broken contract."""
