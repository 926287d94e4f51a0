import os
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest

from hardneg.engine import lease, storage
from hardneg.engine.lease import FILE, Lease, held, read_lease
from hardneg.engine.process import Process, this_process
from hardneg.engine.swap import swap
from hardneg.errors import UserError

ELSEWHERE = Process(host="far", user="ada", pid=7)
TTL_S = 0.4


@pytest.fixture(params=["local", "memory"])
def out(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return str(tmp_path / "out") if request.param == "local" else f"memory://{uuid.uuid4().hex}/out"


def another(holder: Process = ELSEWHERE, renewals: int = 0, ttl_s: float = TTL_S) -> bytes:
    """Return a lease of another process."""
    when = "2030-01-01T00:00:00Z"
    left = Lease(token="other", holder=holder, run_id="r1", started=when, renewed=when, renewals=renewals, ttl_s=ttl_s)
    return left.model_dump_json().encode()


def leave(out: str, holder: Process = ELSEWHERE, renewals: int = 0, ttl_s: float = TTL_S) -> None:
    storage.write(storage.join(out, FILE), another(holder, renewals, ttl_s))


def take_over(out: str) -> None:
    """Write a lease of another process in the place of one that is renewed meanwhile."""
    path = storage.join(out, FILE)
    while not swap(path, storage.read(path), another()):
        pass


def reached(condition: Callable[[], bool]) -> bool:
    """Wait for a condition, and return whether it holds within 20 seconds."""
    until = time.monotonic() + 20
    while not (there := condition()) and time.monotonic() < until:
        time.sleep(0.02)
    return there


def holding(out: str, ttl_s: float = 60.0, ctrl_c: signal.Handlers = signal.SIG_DFL) -> "subprocess.Popen[str]":
    """Start a process that holds the lease until it is stopped, and return it when it does."""
    program = """if True:
        import sys, time
        from hardneg.engine.lease import held
        from hardneg.errors import UserError
        try:
            with held(sys.argv[1], ttl_s=float(sys.argv[2])):
                print("held", flush=True)
                time.sleep(60)
        except UserError as error:
            sys.exit(str(error))
    """
    pipe = subprocess.PIPE
    heed = lambda: signal.signal(signal.SIGINT, ctrl_c)  # noqa: E731
    process = subprocess.Popen([sys.executable, "-c", program, out, str(ttl_s)], text=True, stdout=pipe, stderr=pipe, preexec_fn=heed)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_a_lease_is_there_while_it_is_held_and_gone_afterwards(out: str) -> None:
    with held(out) as beat:
        beat.name_run("abc")
        found = read_lease(out)
        assert found is not None
        assert (found.holder, found.run_id) == (this_process(), "abc")

    assert storage.names(out) == []
    assert not Path(out).exists()


def test_a_failing_run_leaves_no_lease(out: str) -> None:
    def fail() -> None:
        with held(out):
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()

    assert read_lease(out) is None


def test_a_second_holder_is_told_who_holds_it_since_when_and_what_to_do(out: str) -> None:
    with held(out), pytest.raises(UserError) as refused, held(out):
        pass

    said = str(refused.value)
    assert f"process {os.getpid()} on {this_process().host}" in said
    assert "has been writing here since 20" in said
    assert "wait for it, stop process" in said


def test_a_lease_is_renewed_while_it_is_held(out: str) -> None:
    def renewed() -> bool:
        found = read_lease(out)
        return found is not None and found.renewals >= 2

    with held(out, ttl_s=TTL_S):
        assert reached(renewed)


def test_of_two_real_processes_one_is_refused_and_goes_on_at_once_when_the_other_is_killed(tmp_path: Path) -> None:
    out = str(tmp_path / "out")
    first = holding(out)
    with pytest.raises(UserError, match=rf"process {first.pid} on "), held(out):
        pass

    first.kill()
    os.waitid(os.P_PID, first.pid, os.WEXITED | os.WNOWAIT)
    said: list[str] = []
    began = time.monotonic()
    with held(out, said.append):
        seconds = time.monotonic() - began

    first.communicate()
    assert len(said) == 1
    assert "is dead: this run goes on" in said[0]
    assert seconds < lease.TTL_S


def test_ctrl_c_gives_the_lease_back(tmp_path: Path) -> None:
    out = str(tmp_path / "out")
    process = holding(out)

    process.send_signal(signal.SIGINT)
    process.communicate(timeout=20)

    assert not (tmp_path / "out").exists()


def test_a_silent_lease_of_another_host_is_taken_over_after_its_time_to_live(out: str) -> None:
    leave(out)
    said: list[str] = []
    began = time.monotonic()

    with held(out, said.append):
        assert time.monotonic() - began >= TTL_S
        found = read_lease(out)

    assert found is not None
    assert found.holder == this_process()
    assert said == [
        f"{out}: run r1 of ada (process 7 on far) may still write here: waiting up to 0 s for a sign of it",
        f"{out}: run r1 of ada (process 7 on far) is dead: this run goes on",
    ]


def test_a_lease_of_another_host_that_is_renewed_is_respected_whatever_the_clocks_say(out: str) -> None:
    leave(out, ttl_s=5.0)

    def renew(said: str) -> None:
        assert "waiting" in said
        leave(out, renewals=1, ttl_s=5.0)

    with pytest.raises(UserError, match=r"run r1 of ada \(process 7 on far\) has been writing here"), held(out, renew):
        pass


def test_a_lease_that_another_host_gives_back_meanwhile_is_free(out: str) -> None:
    leave(out, ttl_s=5.0)

    def release(said: str) -> None:
        assert "waiting" in said
        storage.remove(storage.join(out, FILE))

    with held(out, release):
        found = read_lease(out)

    assert found is not None
    assert found.holder == this_process()


def test_a_damaged_lease_does_not_hold_for_ever(out: str) -> None:
    storage.write(storage.join(out, FILE), b"")

    with held(out, ttl_s=TTL_S):
        assert read_lease(out) is not None


def test_of_two_that_take_over_at_the_same_moment_one_holds_the_lease(out: str, monkeypatch: pytest.MonkeyPatch) -> None:
    leave(out)
    monkeypatch.setattr(lease, "SETTLE_S", 2.0 if "://" in out else 0.0)  # this machine needs none
    results: list[str] = []
    both, refused = threading.Barrier(2), threading.Event()

    def take() -> None:
        both.wait()
        try:
            with held(out, ttl_s=TTL_S):
                results.append("held")
                refused.wait(20)
        except UserError:
            results.append("refused")
            refused.set()

    threads = [threading.Thread(target=take) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(results) == ["held", "refused"]


def test_of_two_that_found_the_same_dead_lease_the_slower_one_is_refused(out: str, monkeypatch: pytest.MonkeyPatch) -> None:
    leave(out)

    def late(path: str, old: bytes, new: bytes | None) -> bool:
        leave(out, this_process())
        return swap(path, old, new)

    monkeypatch.setattr(lease, "swap", late)

    with pytest.raises(UserError, match="has been writing here since"), held(out):
        pass
    found = read_lease(out)
    assert found is not None
    assert found.token == "other"


def test_a_holder_that_stalls_while_it_renews_does_not_write_over_a_takeover(out: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def late(path: str, old: bytes, new: bytes | None) -> bool:
        monkeypatch.setattr(lease, "swap", swap)
        leave(out)
        return swap(path, old, new)

    def stall() -> None:
        with held(out) as beat:
            monkeypatch.setattr(lease, "swap", late)
            beat.renew()

    with pytest.raises(UserError, match=r"run r1 of ada \(process 7 on far\) has taken over"):
        stall()

    assert storage.read(storage.join(out, FILE)) == another()


@pytest.mark.parametrize("ctrl_c", [signal.SIG_DFL, signal.SIG_IGN], ids=["foreground", "background"])
def test_a_holder_whose_lease_was_taken_over_stops_and_leaves_it_alone(tmp_path: Path, ctrl_c: signal.Handlers) -> None:
    out = str(tmp_path / "out")
    process = holding(out, TTL_S, ctrl_c)

    take_over(out)
    _, wrong = process.communicate(timeout=20)

    assert process.returncode == 1
    assert wrong.splitlines() == [
        f"{out}: run r1 of ada (process 7 on far) has taken over this folder, so this run has stopped; finished parts are kept"
    ]
    assert read_lease(out) is not None


def test_a_lease_that_somebody_removed_is_written_again(out: str) -> None:
    with held(out) as beat:
        storage.remove(storage.join(out, FILE))
        beat.renew()

        assert read_lease(out) is not None


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(UserError, match="nothing can be written there"), held(str(tmp_path / "file" / "out")):
        pass


@pytest.mark.skipif(os.getuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_is_one_line(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)

    with pytest.raises(UserError, match=r"nothing can be written there \(Permission denied\)"), held(str(tmp_path)):
        pass


def test_a_create_that_a_client_repeats_after_it_had_succeeded_is_no_other_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    create = storage.create

    def repeated(path: str, data: bytes) -> bool:
        create(path, data)
        return create(path, data)

    monkeypatch.setattr(storage, "create", repeated)

    with held(str(tmp_path / "out")) as beat:
        storage.remove(str(tmp_path / "out" / FILE))
        beat.renew()
        beat.check()
