"""Spread tasks that do not depend on each other over the processors of Ray, for the work that is not done by parts: ingest and packing.

A task leaves its result in storage and returns a few bytes, so that the driver's memory does not grow with the rows. A task may run
twice, and must then leave the same.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any, Protocol, TypeVar

from hardneg.engine.cluster import node_resources, ray_session
from hardneg.engine.failure import failure, raised
from hardneg.engine.progress import Progress
from hardneg.errors import StageError

T = TypeVar("T")
R = TypeVar("R")

TRIES = 3
"""Upper bound on retries of a task whose process dies."""

AHEAD = 2
"""Tasks per processor that are handed to Ray at once, so that no processor waits for the driver."""


class Spread(Protocol):
    """Call a function on every item, and return the results in the order of the items."""

    def __call__(self, what: str, function: Callable[[T], R], items: Sequence[T], parallel: bool = True) -> list[R]:
        """Return the results. `what` names the tasks for the display; a caller sets `parallel` to False where a start of Ray would not pay.

        Raises:
            UserError: A task raised it.
            StageError: Another error of a task, or its process kept dying.
        """


def in_turn(what: str, function: Callable[[T], R], items: Sequence[T], parallel: bool = True) -> list[R]:  # noqa: ARG001 - it is a `Spread`
    """Call the function on one item after the other in this process, without Ray."""
    return [function(item) for item in items]


@contextmanager
def on_ray(progress: Progress) -> Iterator[Spread]:
    """Yield a `Spread` over Ray, which is started when the first tasks need it and stopped at the end."""
    with ExitStack() as opened:
        started: list[Any] = []

        def spread(what: str, function: Callable[[T], R], items: Sequence[T], parallel: bool = True) -> list[R]:
            if not started and (not parallel or len(items) < 2):
                return [_counted(progress, what, at, len(items), function(item)) for at, item in enumerate(items, 1)]
            if not started:
                started.append(opened.enter_context(ray_session()))
            return _on_ray(started[0], progress, what, function, items)

        with progress:
            yield spread


def _counted(progress: Progress, what: str, done: int, total: int, result: R) -> R:
    progress.count(what, done, total)
    return result


def _on_ray(ray: Any, progress: Progress, what: str, function: Callable[[T], R], items: Sequence[T]) -> list[R]:
    """Call the function on Ray. What still runs when a task fails is left to run, and Ray ends it with the job at the latest.

    `ray.cancel(force=True)` is no way to end it. Where a task has just returned, Ray aborts this process: "Tried to complete task that was
    not pending" (seen with Ray 2.60).
    """
    task = ray.remote(num_cpus=1, max_retries=TRIES)(_answer)
    most = max(2, AHEAD * int(sum(node.get("CPU", 0) for node in node_resources(ray))))
    waiting, running, results = list(range(len(items) - 1, -1, -1)), dict[Any, int](), dict[int, R]()
    try:
        while waiting or running:
            while waiting and len(running) < most:
                at = waiting.pop()
                running[task.remote(function, items[at])] = at
            for ready in ray.wait(list(running))[0]:
                kind, answer = ray.get(ready)
                if kind != "result":
                    raise raised(kind, answer)
                results[running.pop(ready)] = answer
                progress.count(what, len(results), len(items))
    except ray.exceptions.RayError as error:
        raise StageError(f"{what}: Ray: {str(error).strip().splitlines()[-1]}") from None
    return [results[at] for at in range(len(items))]


def _answer(function: Callable[[T], R], item: T) -> tuple[str, Any]:
    """Return the result, or an error as text: Ray passes on little of an exception."""
    try:
        return "result", function(item)
    except Exception as error:
        return failure(error)
