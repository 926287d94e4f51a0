"""Push to a hub on loopback by the real huggingface_hub, in a process of its own: it reads its environment when it is imported."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hub_server import Hub, hub

pytest.importorskip("huggingface_hub")

TOKEN = "hf_thisIsNoRealTokenButItMustNotBeShown"


@pytest.fixture
def served() -> Iterator[Hub]:
    with hub(TOKEN) as running:
        yield running


def push(*words: str, endpoint: str = "http://127.0.0.1:9", **environment: str) -> subprocess.CompletedProcess[str]:
    told = {"HF_ENDPOINT": endpoint, "HF_HUB_DISABLE_XET": "1", "HF_HUB_OFFLINE": "0", "HF_TOKEN": TOKEN, "HF_HUB_DISABLE_TELEMETRY": "1"}
    command = [sys.executable, "-m", "hardneg", "push", *words]
    return subprocess.run(command, env=os.environ | told | environment, capture_output=True, text=True, check=False, timeout=120)


@pytest.fixture
def shards(finished_run: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(finished_run, tmp_path / "out")) / "shards"


def local(shards: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in shards.iterdir() if path.name != "done.json"}


@pytest.mark.slow
def test_the_hub_gets_the_files_of_the_sums_and_no_other_and_no_token_is_written(served: Hub, shards: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    done = push(str(shards.parent), "me/pairs", "--private", endpoint=served.url, HF_HOME=str(home))
    assert done.returncode == 0, done.stderr
    assert served.private == {"me/pairs": True}
    assert {name: data for name, data in served.files("me/pairs").items() if name != ".gitattributes"} == local(shards)
    assert f"pushed to {served.url}/datasets/me/pairs" in done.stdout
    everything = done.stdout + done.stderr
    everything += "".join(path.read_text(errors="ignore") for folder in (shards, home) for path in folder.rglob("*") if path.is_file())
    assert TOKEN not in everything


@pytest.mark.slow
def test_shards_of_an_earlier_push_are_deleted_and_other_files_stay(served: Hub, shards: Path) -> None:
    served.private["me/pairs"] = False
    before = {"train-00000-of-00002.parquet": b"old", "train-00001-of-00002.parquet": b"old", "LICENSE": b"text", ".gitattributes": b""}
    served.branches["me/pairs", "main"] = before
    done = push(str(shards), "pairs", endpoint=served.url)
    assert done.returncode == 0, done.stderr
    assert served.files("me/pairs") == local(shards) | {"LICENSE": b"text", ".gitattributes": b""}


@pytest.mark.slow
def test_a_branch_is_made_and_the_main_one_stays(served: Hub, shards: Path) -> None:
    done = push(str(shards), "me/pairs", "--revision", "v2", endpoint=served.url)
    assert done.returncode == 0, done.stderr
    assert set(served.files("me/pairs", "v2")) == {*local(shards), ".gitattributes"}
    assert set(served.files("me/pairs")) == {".gitattributes"}


@pytest.mark.slow
def test_private_rows_are_not_sent_to_a_public_data_set(served: Hub, shards: Path) -> None:
    served.private["me/pairs"] = False
    served.branches["me/pairs", "main"] = {}
    done = push(str(shards), "me/pairs", "--private", endpoint=served.url)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "exists and is public" in done.stderr
    assert served.files("me/pairs") == {}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "environment", "said"),
    [
        ("me/pairs", {"HF_TOKEN": "hf_wrong"}, "401"),
        ("others/pairs", {}, "403"),
        ("me/pairs", {"HF_TOKEN": "", "HF_HOME": "nowhere"}, "no token of the Hub; set HF_TOKEN"),
        ("me/pairs", {"HF_HUB_OFFLINE": "1"}, "HF_HUB_OFFLINE is set"),
        ("me/pairs", {"HF_ENDPOINT": "http://127.0.0.1:9"}, "cannot be reached"),
    ],
)
def test_what_keeps_a_push_back_is_one_line(served: Hub, shards: Path, name: str, environment: dict[str, str], said: str) -> None:
    done = push(str(shards), name, endpoint=served.url, **environment)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    assert said in done.stderr
    assert TOKEN not in done.stdout + done.stderr
    assert not served.branches


@pytest.mark.slow
def test_a_card_that_the_hub_refuses_is_one_line(served: Hub, shards: Path) -> None:
    import hashlib

    card = (shards / "README.md").read_text().replace("configs:\n", "configs: none\nothers:\n")
    sums = (shards / "SHA256SUMS").read_text()
    before = hashlib.sha256((shards / "README.md").read_bytes()).hexdigest()
    (shards / "README.md").write_text(card)
    (shards / "SHA256SUMS").write_text(sums.replace(before, hashlib.sha256(card.encode()).hexdigest()))
    done = push(str(shards), "me/pairs", endpoint=served.url)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    assert "configs must be a list" in done.stderr
