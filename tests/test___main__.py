import subprocess
import sys
from pathlib import Path

from hardneg import __version__


def python_m(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "hardneg", *words], capture_output=True, text=True, check=False)


def test_the_module_is_the_command_and_exits_with_its_code(tmp_path: Path) -> None:
    version = python_m("--version")
    assert (version.returncode, version.stdout.strip(), version.stderr) == (0, __version__, "")

    mistake = python_m("export", str(tmp_path), "--to", "none")
    assert mistake.returncode == 2
    assert mistake.stdout == ""
    assert len(mistake.stderr.splitlines()) == 1
    assert "Traceback" not in mistake.stderr
