import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hardneg.cli import app
from hardneg.engine.storage_errors import explained


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "make room"),
        (errno.EDQUOT, "make room"),
        (errno.EROFS, "allow access to it"),
        (errno.EACCES, "allow access to it"),
        (errno.EIO, "see that the storage answers"),
    ],
)
def test_an_error_of_the_system_is_one_line_with_the_file_and_what_to_do(number: int, words: str) -> None:
    line = explained(OSError(number, "said by the system", "/data/part"))

    assert line is not None
    assert line.startswith("/data/part: said by the system: ")
    assert f"{words}, and run the same command again; finished parts are kept" in line


def test_a_file_where_a_folder_is_needed_is_named(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.touch()

    for act in (lambda: file.mkdir(exist_ok=True), lambda: (file / "manifest.json").read_bytes()):
        with pytest.raises((FileExistsError, NotADirectoryError)) as raised:
            act()
        assert explained(raised.value) == f"{file}: a file, where a folder is needed: name another folder"
    assert explained(FileExistsError(errno.EEXIST, "File exists", str(tmp_path))) is None


@pytest.mark.parametrize("command", ["verify", "status"])
def test_a_command_about_a_file_is_one_line(command: str, tmp_path: Path) -> None:
    (tmp_path / "out").touch()

    done = CliRunner().invoke(app, [command, str(tmp_path / "out")])

    assert done.exit_code == 2
    assert "a file, where a folder is needed" in done.output


def test_an_error_of_a_client_of_an_object_store_is_one_though_it_is_no_oserror() -> None:
    class EndpointConnectionError(Exception):
        __module__ = "botocore.exceptions"

    assert explained(EndpointConnectionError("could not\nconnect")) == (
        "could not connect: see that the storage answers, and run the same command again; finished parts are kept"
    )


def test_a_damaged_protobuf_is_no_error_of_the_storage_though_it_is_googles() -> None:
    class DecodeError(Exception):
        __module__ = "google.protobuf.message"

    class TransportError(Exception):
        __module__ = "google.auth.exceptions"

    assert explained(DecodeError("Error parsing message")) is None
    assert explained(TransportError("no answer")) is not None


@pytest.mark.parametrize(
    "error", [FileNotFoundError(2, "no such file", "x"), ValueError("a bug"), KeyError("id"), BrokenPipeError(32, "pipe")]
)
def test_other_errors_keep_their_traceback(error: Exception) -> None:
    assert explained(error) is None


@pytest.mark.slow
def test_a_limit_on_the_size_of_files_stops_a_command_with_one_line(tmp_path: Path) -> None:
    (tmp_path / "captions.txt").write_text("a dog runs on the grass\n" * 400)
    code = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000)); from hardneg.cli import main; main()"
    words = ["captions", str(tmp_path / "out"), "--input", str(tmp_path / "captions.txt")]

    environ = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}  # Python would keep bytecode that the limit cuts off
    done = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=False, env=environ)

    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "File too large: make room, and run the same command again" in done.stderr
    assert not list((tmp_path / "out").rglob("*.tmp"))
