"""Look the locked versions up in a list of known vulnerabilities: `make audit`.

This needs the network: PyPI's JSON interface, or another service (`-s osv`).
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from scripts.lock import throw_away
from scripts.setup import LOCKED, ROOT

TOOL = "pip-audit==2.10.1"


def main(words: list[str]) -> int:
    """Audit the lock files one by one, since two may have a package in two versions; return 1 if any of them does not pass."""
    failed = []
    with throw_away(TOOL) as tools, tempfile.TemporaryDirectory() as folder:
        # --strict: else pip-audit finds "no known vulnerabilities" where it could look nothing up.
        command = [str(tools / "pip-audit"), "--strict", "--disable-pip", "--require-hashes", "--progress-spinner", "off", *words]
        for file in [*sorted(LOCKED.glob("*.txt")), ROOT / "requirements" / "models.txt"]:
            pins = Path(folder, file.name)
            pins.write_text(as_on_pypi(file.read_text(encoding="utf-8")), encoding="utf-8")
            if subprocess.run([*command, "--requirement", str(pins)], check=False).returncode:
                failed.append(file.name)
    if failed:
        print(f"audit: a version is vulnerable, or could not be looked up, in {', '.join(failed)}; see above", file=sys.stderr)
    return int(bool(failed))


def as_on_pypi(text: str) -> str:
    """Return a lock file with the versions that PyPI lists: torch 2.13.0 and not 2.13.0+cpu."""
    return re.sub(r"^([\w.-]+==[^\s+]+)\+\S+", r"\1", text, flags=re.MULTILINE)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
