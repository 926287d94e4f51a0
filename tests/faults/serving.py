"""Kill the server of the LLM while a run asks it."""

import atexit
import time
from contextlib import suppress
from functools import cache
from pathlib import Path

import httpx
from faults.case import Case
from faults.moments import draw, published, reach
from faults.object_store import free_port
from faults.processes import Run, kill, marked, new_mark
from faults.settings import LLM, Reference, Setting, refer

START_S = 300.0


@cache
def port() -> int:
    """Return the port of the server, the same for all cases, since it is part of their config."""
    return free_port()


def setting() -> Setting:
    """Return the setting in which the LLM is behind the server."""
    url = f"rewrite.llm.url=http://127.0.0.1:{port()}"
    return LLM._replace(name="LLM server", sets=(*LLM.sets, url, "rewrite.llm.retries=2"))


class Server:
    """A server is one process with what it starts. It is started again after each kill."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.mark = ""
        atexit.register(self.kill)

    def start(self) -> None:
        """Start the server, and wait until it answers.

        Raises:
            RuntimeError: It does not.
        """
        self.mark = new_mark()
        log = self.folder / f"server-{self.mark}.log"
        words = ["-m", "hardneg", "serve", "--port", str(port()), "--set", "rewrite.llm.model=smollm2-135m-instruct"]
        run = Run(words, log, self.mark)
        until = time.monotonic() + START_S
        while time.monotonic() < until and not run.ended():
            with suppress(httpx.TransportError):
                if httpx.get(f"http://127.0.0.1:{port()}/health").is_success:
                    return
            time.sleep(0.5)
        raise RuntimeError(f"the LLM server does not start: {run.said()[-500:]}")

    def kill(self) -> None:
        """Kill the server with all that it started."""
        if self.mark:
            kill(*marked(self.mark))


@cache
def _server(folder: Path) -> Server:
    return Server(folder)


def reference(folder: Path) -> Reference:
    """Make the undisturbed run, with the server, which stays."""
    folder.mkdir(parents=True, exist_ok=True)
    _server(folder).start()
    return refer(setting(), folder)


def killed(case: Case) -> bool:
    """Kill the server at a moment at which the run still needs it, and start it again for the next run."""
    server = _server(case.reference.out.parent)
    run = case.start()
    written = sum(name.startswith(("input/", "captions/", "parse/")) for name in case.reference.files)
    early = case.reference.timeline[: written + 1]
    hit = reach(draw(case.chance, early), lambda: len(published(case.out)), run.ended)
    server.kill()
    code = run.wait()
    case.check_refused(run, code)
    server.start()
    return hit and code != 0
