"""The two exceptions that stop a run on purpose. Whatever is wrong with a row is neither: it becomes a reject."""


class UserError(Exception):
    """What is wrong, where, and what to do about it, in one line. The command line prints it and exits with 2."""


class StageError(Exception):
    """A stage broke its contract or cannot work on this machine: a fault of the program, in one line that names the stage and the part."""
