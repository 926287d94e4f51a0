"""Define the two exceptions that stop a run on purpose. A fault of a row is neither: the row becomes a reject."""

from collections.abc import Sequence

from hardneg.errors.printable import printable
from hardneg.errors.secrets import without_secrets


class UserError(Exception):
    """Say in one line what is wrong, where, and what to do. The command line prints the line and exits with 2."""

    def __str__(self) -> str:
        """Return the message. It may hold texts and URLs of the input, which show no secret and cannot control a terminal here."""
        return printable(without_secrets(super().__str__()))


class StageError(Exception):
    """Say in one line which stage and part failed because of a fault of the program, such as a broken contract.

    `details` are further lines, which the command line prints below it.
    """

    def __init__(self, message: str, details: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.details = tuple(printable(without_secrets(detail)) for detail in details)

    def __str__(self) -> str:
        """Return the message, which may hold texts of the input."""
        return printable(without_secrets(super().__str__()))
