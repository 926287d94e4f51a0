import os
import subprocess
import sys
from pathlib import Path

import pytest

from hardneg.engine.process import NO_CONTAINER, Process, is_alive, this_process

LINUX = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads /proc")


def machine(**fields: object) -> Process:
    return Process(host="a", user="u", pid=1, machine="m", boot="b1", namespace=NO_CONTAINER, born="5").model_copy(update=fields)


def test_this_process_lives() -> None:
    assert is_alive(this_process()) is True


@LINUX
def test_a_killed_process_is_dead_also_before_its_parent_collects_it() -> None:
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    there = this_process().model_copy(update={"pid": child.pid, "born": _born(child.pid)})
    assert is_alive(there) is True

    child.kill()
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)

    assert is_alive(there) is False
    child.communicate()
    assert is_alive(there) is False


@LINUX
def test_another_process_of_the_same_id_is_not_the_same() -> None:
    assert is_alive(this_process().model_copy(update={"born": "1"})) is False


@pytest.mark.parametrize(
    ("fields", "alive"),
    [
        ({"boot": "b0"}, False),
        ({"boot": "b0", "machine": "m2"}, None),
        ({"boot": "b0", "namespace": "pid:[7]"}, None),
        ({"namespace": "pid:[7]"}, None),
        ({"host": "z"}, None),
    ],
    ids=["before a reboot", "another machine of the same name", "a container before a reboot", "another container", "another host"],
)
def test_only_a_process_of_this_machine_outside_other_containers_is_judged(fields: dict[str, str], alive: bool | None) -> None:
    assert is_alive(machine(**fields), seen_from=machine()) is alive


def _born(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[19]
