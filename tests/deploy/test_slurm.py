import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "deploy/slurm.sh"


def test_bash_reads_the_script_and_without_arguments_it_says_how_it_is_called() -> None:
    assert subprocess.run(["bash", "-n", SCRIPT], capture_output=True, check=False).returncode == 0
    done = subprocess.run(["bash", SCRIPT], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.splitlines()) == (2, ["usage: sbatch deploy/slurm.sh INPUT OUT [CONFIG] [--set key=value ...]"])


@pytest.mark.skipif(shutil.which("shellcheck") is None, reason="shellcheck is not installed")
def test_shellcheck_finds_nothing() -> None:
    assert subprocess.run(["shellcheck", SCRIPT], capture_output=True, text=True, check=False).stdout == ""


@pytest.mark.slow
def test_two_nodes_of_a_job_are_a_ray_cluster_that_makes_the_shards_and_ends(tmp_path: Path) -> None:
    """Ray and the run are real. Of Slurm there are two commands, and both nodes are this machine."""
    tools = tmp_path / "bin"
    tools.mkdir()
    commands = {
        "scontrol": "echo 127.0.0.1; echo 127.0.0.1",
        "srun": f'[[ $* == *--address* ]] && sleep 10; echo "$@" >> {tmp_path}/calls; while [[ $1 == --* ]]; do shift; done; exec "$@"',
        "hardneg": f'exec {sys.executable} -m hardneg "$@"',
        "ray": f'exec {Path(sys.executable).parent}/ray "$@"',
    }
    for name, code in commands.items():
        (tools / name).write_text(f"#!/usr/bin/env bash\n{code}\n")
        (tools / name).chmod(0o755)
    captions = tmp_path / "captions.txt"
    captions.write_text("A black dog sits left of two red chairs.\nThree men ride brown horses.\nA girl holds a blue kite.\n")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    slurm = {
        "SLURM_JOB_NODELIST": "node[1-2]",
        "SLURM_CPUS_PER_TASK": "2",
        "PORT": str(port),
        "RAY_AUTH_MODE": "disabled",
    }
    environment = os.environ | slurm | {"PATH": f"{tools}:{os.environ['PATH']}"}
    sets = ["rewrite.writer=lexicon", "rewrite.plausibility=null", "rewrite.balance.embedding_model=null", "part_size=2"]
    words = ["bash", str(SCRIPT), str(captions), str(tmp_path / "out"), "captions", *(word for each in sets for word in ("--set", each))]

    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False, timeout=1800, start_new_session=True)

    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    head, second, run = calls = (tmp_path / "calls").read_text().splitlines()  # the run waits for the second node, which comes late
    assert all("--cpus-per-task=2" in call for call in calls)
    assert f"--head --port={port}" in head
    assert f"--address=127.0.0.1:{port}" in second
    assert f"hardneg run {tmp_path}/out --config captions --input {captions} --set rewrite.writer=lexicon" in run
    assert (tmp_path / "out/shards/SHA256SUMS").exists()
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0  # Ray has ended with the job
