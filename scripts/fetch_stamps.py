"""Fetch photographed cut-outs and backgrounds for `hardneg scenes --style photo` from three Debian packages.

    python -m scripts.fetch_stamps --to ~/stamps

The packages are downloaded from a Debian mirror (215 MB), checked against the SHA-256 that Debian publishes, and unpacked; nothing of
them is part of this project. Debian distributes them under the GPL-2; some stamps are under the GFDL, Creative Commons licences or in the
public domain. SOURCES.jsonl lists package, path and SHA-256 of each file, and `copyright` and `changelog` of the packages, which name the
authors, lie beside it.
"""

import argparse
import gzip
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path
from typing import NamedTuple

import yaml

from hardneg.errors import UserError

MIRROR = "http://deb.debian.org/debian"


class Package(NamedTuple):
    """A `Package` is a file of the Debian archive with its hash and its folder of pictures."""

    name: str
    path: str
    sha256: str
    pictures: str


STAMPS = Package(
    "tuxpaint-stamps-default",
    "pool/main/t/tuxpaint-stamps/tuxpaint-stamps-default_2022.06.04-1_all.deb",
    "6db6c1bfc870a47f1499d6203b083522eacb57c5f9c87d468f2e92eb6d9d5f34",
    "usr/share/tuxpaint/stamps",
)
TEMPLATES = Package(
    "tuxpaint-data",
    "pool/main/t/tuxpaint/tuxpaint-data_0.9.28-sdl2-1_all.deb",
    "f5d0de8f9a70d2efc1241d19f26168cb8bf279f1b77abd3631e7a1a55c40e5e5",
    "usr/share/tuxpaint/templates",
)
NATURE = Package(
    "mate-backgrounds",
    "pool/main/m/mate-backgrounds/mate-backgrounds_1.26.0-1_all.deb",
    "7bf4c2209f34b4f61ba6d24c8b58c28b361e82e4b943aae6d42c030169af9e04",
    "usr/share/backgrounds/mate/nature",
)
PACKAGES = {package.name: package for package in (STAMPS, TEMPLATES, NATURE)}
LIST = Path(__file__).with_name("stamps.yaml")


def main() -> None:
    """Parse the options and fetch."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--to", type=Path, required=True, help="folder for cutouts/ and backgrounds/")
    parser.add_argument("--mirror", default=MIRROR, help="root of a Debian mirror")
    parser.add_argument("--debs", type=Path, help="folder with packages that were downloaded before")
    options = parser.parse_args()
    try:
        count = fetch(options.to, options.mirror, options.debs)
    except UserError as error:
        sys.exit(f"error: {error}")
    print(f"{count} pictures: --cutouts {options.to}/cutouts --backgrounds {options.to}/backgrounds")


def fetch(to: Path, mirror: str, debs: Path | None = None) -> int:
    """Write `cutouts/`, `backgrounds/` and their sources to a folder, and return the number of pictures.

    Raises:
        UserError: The mirror does not answer, a package has another hash, or `dpkg-deb` is missing.
    """
    if shutil.which("dpkg-deb") is None:
        raise UserError("dpkg-deb: not found; it unpacks Debian packages (package dpkg)")
    listed = yaml.safe_load(LIST.read_text(encoding="utf-8"))
    colours: dict[str, object] = {}
    sources = []
    with tempfile.TemporaryDirectory() as temporary:
        folders = {name: unpacked(package, mirror, debs, Path(temporary)) for name, package in PACKAGES.items()}
        for noun, files in listed["cutouts"].items():
            for file, known in files.items():
                name = f"{noun}/{Path(file).stem}.png"
                sources.append(_copied(STAMPS, folders[STAMPS.name], f"{file}.png", to / "cutouts" / name, to))
                colours[name] = known or {}
        for name, files in listed["backgrounds"].items():
            for file in files:
                sources.append(_copied(PACKAGES[name], folders[name], f"{file}.jpg", to / "backgrounds" / f"{file}.jpg", to))
        for name, folder in folders.items():
            documents = folder / "usr/share/doc" / name
            shutil.copy(documents / "copyright", to / f"{name}.copyright")
            (to / f"{name}.changelog").write_bytes(gzip.decompress((documents / "changelog.gz").read_bytes()))
    (to / "cutouts" / "cutouts.yaml").write_text(yaml.safe_dump(colours, sort_keys=True), encoding="utf-8")
    (to / "SOURCES.jsonl").write_text("".join(json.dumps(source) + "\n" for source in sources), encoding="utf-8")
    return len(sources)


def unpacked(package: Package, mirror: str, debs: Path | None, temporary: Path) -> Path:
    """Return the folder of the unpacked package."""
    name = package.path.rsplit("/", 1)[1]
    deb = debs / name if debs is not None else temporary / name
    if debs is None:
        try:
            urllib.request.urlretrieve(f"{mirror}/{package.path}", deb)
        except (OSError, ValueError) as error:  # a ValueError: no URL
            raise UserError(f"{mirror}/{package.path}: {error}; name another mirror with --mirror") from None
    if not deb.exists():
        raise UserError(f"{deb}: no such file")
    found = hashlib.sha256(deb.read_bytes()).hexdigest()
    if found != package.sha256:
        raise UserError(f"{deb.name}: SHA-256 is {found}, not {package.sha256}")
    folder = temporary / package.name
    subprocess.run(["dpkg-deb", "-x", deb, folder], check=True)
    return folder


def _copied(package: Package, folder: Path, file: str, target: Path, to: Path) -> dict[str, str]:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(folder / package.pictures / file, target)
    digest = hashlib.sha256(target.read_bytes()).hexdigest()
    return {"file": target.relative_to(to).as_posix(), "package": package.name, "path": f"{package.pictures}/{file}", "sha256": digest}


if __name__ == "__main__":
    main()
