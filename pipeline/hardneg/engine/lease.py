"""Keep two runs from writing to one folder, by a lease in `OUT/.lease.json`.

The holder renews its lease every few seconds. A lease whose process is gone is taken over: at once where the process was on this machine,
and elsewhere when the lease has not changed for its time to live, by the monotonic clock of the process that waits. Clocks of different
machines are never compared. A lease is renewed or taken over only if it is still the one that was read (`engine.swap`), so one of several
processes succeeds. Whoever finds another's lease when it renews its own stops.
"""

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from uuid import uuid4

from pydantic import ValidationError

from hardneg.engine import storage
from hardneg.engine.process import Process, is_alive, this_process
from hardneg.engine.swap import swap
from hardneg.engine.uploads import abort_uploads
from hardneg.errors import UserError
from hardneg.errors.printable import printable
from hardneg.schemas.record import Record

FILE = ".lease.json"
TTL_S = 60.0
RENEWALS = 4
"""Number of renewals in a time to live."""
SETTLE_S = 0.5
"""Seconds between a takeover and reading it back, for storage in which a write cannot be conditional."""
MOST_TRIES = 5
SIGNAL = signal.SIGUSR1


class Lease(Record):
    """Say which process writes to a run's folder. The times are for people: no decision depends on them."""

    token: str
    holder: Process
    run_id: str | None = None
    started: str
    renewed: str
    renewals: int = 0
    ttl_s: float = TTL_S


def read_lease(out: str) -> Lease | None:
    """Return the lease on `out`; None where there is none, or one that cannot be read."""
    return _parsed(_bytes(out))


@contextmanager
def held(out: str, say: Callable[[str], None] | None = None, ttl_s: float = TTL_S) -> Iterator["Heartbeat"]:
    """Hold the lease on the folder or URL `out`, and abort the uploads that killed holders left there.

    `say` receives a line before a wait, and one for a lease that is taken over.

    Raises:
        UserError: A living process holds the lease, or takes it over meanwhile; or nothing can be written to `out`.
    """
    say = say or (lambda _: None)
    fresh = not storage.exists(out)
    try:
        lease = _take(out, ttl_s, say)
    except OSError as error:
        raise UserError(f"{out}: nothing can be written there ({error.strerror or error}): name another folder, or allow it") from error
    with suppress(Exception):  # not every account may list uploads, and clients of object stores raise errors of their own
        abort_uploads(out)
    with _interruptible() as interrupts:
        beat = Heartbeat(out, lease, interrupts)
        beat.start()
        try:
            yield beat
        except KeyboardInterrupt:
            beat.check()
            raise
        else:
            beat.check()
        finally:
            beat.release()
            if fresh:
                storage.remove_empty(out)


@contextmanager
def _interruptible() -> Iterator[bool]:
    """Let `SIGNAL` interrupt the main thread as Ctrl-C does, and yield whether it does. Shells make background processes ignore Ctrl-C."""
    if threading.current_thread() is not threading.main_thread():
        yield False
        return
    before = signal.signal(SIGNAL, signal.default_int_handler)
    try:
        yield True
    finally:
        signal.signal(SIGNAL, before or signal.SIG_DFL)


class Heartbeat(threading.Thread):
    """Renew a lease until it is released. Where another process has taken it over, interrupt the main thread by `SIGNAL`."""

    def __init__(self, out: str, lease: Lease, interrupts: bool) -> None:
        super().__init__(name="lease", daemon=True)
        self.out, self.lease = out, lease
        self.lost: str | None = None
        self.interrupts = interrupts
        self.lock = threading.Lock()
        self.stopped = threading.Event()

    def run(self) -> None:
        """Renew until released or lost. Where the storage does not answer, the next renewal tries again."""
        while not self.stopped.wait(self.lease.ttl_s / RENEWALS):
            with suppress(Exception):  # clients of object stores raise errors of their own
                self.renew()
            if self.lost is not None:
                with self.lock:
                    if self.interrupts and not self.stopped.is_set():
                        signal.pthread_kill(threading.main_thread().ident or 0, SIGNAL)
                return

    def name_run(self, run_id: str) -> None:
        """Write the id of the run into the lease."""
        with self.lock:
            self.lease = self.lease.model_copy(update={"run_id": run_id})
        self.renew()

    def renew(self) -> None:
        """Renew the lease if it is still this one, or if somebody removed it."""
        with self.lock:
            if self.stopped.is_set():
                return
            there = _bytes(self.out)
            found = _parsed(there)
            self.lease = self.lease.model_copy(update={"renewed": _now(), "renewals": self.lease.renewals + 1})
            if there is None:
                storage.create(_path(self.out), _json(self.lease))
            elif found is not None and found.token == self.lease.token:
                swap(_path(self.out), there, _json(self.lease))
            if (there := _bytes(self.out)) is not None and not _is_of(there, self.lease):
                self.lost = _who(_parsed(there))

    def check(self) -> None:
        """Raise where another process has taken the lease over.

        Raises:
            UserError: The lease is lost.
        """
        if self.lost is not None:
            raise UserError(f"{self.out}: {self.lost} has taken over this folder, so this run has stopped; finished parts are kept")

    def release(self) -> None:
        """Stop renewing, and remove the lease unless it is another's."""
        with self.lock:
            self.stopped.set()
        with suppress(Exception):  # the lease runs out by itself
            there = _bytes(self.out)
            if there is not None and _is_of(there, self.lease):
                swap(_path(self.out), there, None)


def _take(out: str, ttl_s: float, say: Callable[[str], None]) -> Lease:
    """Write a lease of this process, once there is no other's that lives."""
    now = _now()
    mine = Lease(token=uuid4().hex, holder=this_process(), started=now, renewed=now, ttl_s=ttl_s)
    for _ in range(MOST_TRIES):
        created = storage.create(_path(out), _json(mine))
        if _is_mine(out, mine):  # also where a client repeated a request whose answer was lost, and found what the first had written
            return mine
        if created:
            continue
        there = _bytes(out)
        if there is None or not _is_dead(out, there, ttl_s, say):
            continue
        swap(_path(out), there, _json(mine))
        time.sleep(SETTLE_S)
        if _is_mine(out, mine):
            say(f"{out}: {_who(_parsed(there))} is dead: this run goes on")
            return mine
    raise UserError(f"{out}: other runs begin here at the same time: wait for them, or name another folder")


def _is_dead(out: str, there: bytes, ttl_s: float, say: Callable[[str], None]) -> bool:
    """Return True where the holder of the lease in `there` is dead, and False where the lease is gone meanwhile.

    Raises:
        UserError: The holder lives.
    """
    lease = _parsed(there)
    alive = is_alive(lease.holder) if lease is not None else None
    if alive is None:
        ttl_s = lease.ttl_s if lease is not None else ttl_s
        say(f"{out}: {_who(lease)} may still write here: waiting up to {ttl_s:.0f} s for a sign of it")
        alive = _changes(out, there, ttl_s)
        if alive and _bytes(out) is None:
            return False
    if alive:
        since = f" since {lease.started}" if lease is not None else ""
        where = f"process {lease.holder.pid} on {lease.holder.host}" if lease is not None else "it"
        raise UserError(f"{out}: {_who(lease)} has been writing here{since}: wait for it, stop {where}, or name another folder")
    return True


def _changes(out: str, there: bytes, ttl_s: float) -> bool:
    """Watch the lease for its time to live, and return whether it changed."""
    until = time.monotonic() + ttl_s
    while time.monotonic() < until:
        time.sleep(min(1.0, ttl_s / 10))
        if _bytes(out) != there:
            return True
    return False


def _who(lease: Lease | None) -> str:
    if lease is None:
        return "another run"
    run = f"run {lease.run_id}" if lease.run_id else "a run"
    return printable(f"{run} of {lease.holder.user} (process {lease.holder.pid} on {lease.holder.host})")


def _is_mine(out: str, mine: Lease) -> bool:
    there = _bytes(out)
    return there is not None and _is_of(there, mine)


def _is_of(there: bytes, mine: Lease) -> bool:
    found = _parsed(there)
    return found is not None and found.token == mine.token


def _parsed(data: bytes | None) -> Lease | None:
    try:
        return Lease.model_validate_json(data) if data is not None else None
    except ValidationError:
        return None


def _bytes(out: str) -> bytes | None:
    try:
        return storage.read(_path(out))
    except (FileNotFoundError, NotADirectoryError):
        return None


def _json(lease: Lease) -> bytes:
    return (lease.model_dump_json(indent=1) + "\n").encode()


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _path(out: str) -> str:
    return storage.join(out, FILE)
