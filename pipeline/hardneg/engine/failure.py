"""Pass errors on between processes as text: Ray passes on little of an exception, and the single worker answers in JSON."""

from hardneg.engine.parts import DiscardedError
from hardneg.engine.storage_errors import explained
from hardneg.errors import StageError, UserError

Failure = tuple[str, str]
"""Kind and message of an error: `discarded`, where a damaged part must be made again, `user`, for what the user can mend, or `fault`."""


def failure(error: Exception, where: str = "") -> Failure:
    """Return an error as text. `where` stands before messages that do not name the stage and part themselves."""
    if isinstance(error, (UserError, StageError)):
        kind = "discarded" if isinstance(error, DiscardedError) else "user" if isinstance(error, UserError) else "fault"
        return kind, str(error)
    before = f"{where}: " if where else ""
    if (line := explained(error)) is not None:
        return "user", f"{before}{line}"
    return "fault", f"{before}{type(error).__name__}: {error}"


def raised(kind: str, message: str) -> Exception:
    """Return the error that `failure` turned into text."""
    kinds: dict[str, type[Exception]] = {"discarded": DiscardedError, "user": UserError}
    return kinds.get(kind, StageError)(message)
