"""Report how many requests of a batch the engine has answered. Written answers of a batch take minutes on a CPU, and end one by one."""

from collections.abc import Callable
from threading import RLock
from typing import Any

from tqdm import tqdm


class _Nowhere:
    def write(self, text: str) -> None:
        """Show nothing of the bar."""

    def flush(self) -> None:
        """Do nothing."""


class EngineProgress(tqdm):  # type: ignore[misc]
    """Stand for the progress bar that vLLM makes, and call `report` with the number of answers so far.

    vLLM also wraps the list of its prompts in such a bar; that one reports nothing. The bar works where TQDM_DISABLE is set, too, since
    vLLM divides by its seconds.
    """

    monitor_interval = 0

    def __init__(self, *given: Any, report: Callable[[int], None], **named: Any) -> None:
        self.report = report
        super().__init__(*given, **named | {"file": _Nowhere(), "disable": False})

    def update(self, n: float | None = 1) -> bool | None:
        """Count `n` more answers."""
        shown: bool | None = super().update(n)
        if self.iterable is None:
            self.report(int(self.n))
        return shown


EngineProgress.set_lock(RLock())  # tqdm's own holds a semaphore of the machine
