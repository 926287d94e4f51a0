"""Install the libraries that read exports and shards, for `make test-consumers`: the extra `consumers`, and three folders of others.

open_clip imports torchvision, which breaks transformers where it does not fit the torch of the environment. So it is installed without its
dependencies into `.venv/consumers`, which one test puts on the path of a process of its own.
"""

import importlib.metadata
import subprocess
import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
FOLDER = Path(sys.prefix) / "consumers"
APART = ("open_clip_torch==3.3.0", "timm>=1.0.17", "torchvision", "webdataset==0.2.86")
"""These are open_clip, what it imports, and the last webdataset that its data code works with (open_clip issue 935)."""

S3_FOLDER = Path(sys.prefix) / "consumers-s3"
S3 = ("s3fs", "moto[s3]>=5", "flask", "flask-cors")
"""These are a client of S3, and a server for it. They want fixed versions of much else, so they are apart as well."""


RAY_FOLDER = Path(sys.prefix) / "consumers-ray"
RAY = (
    *("aiohttp-cors", "colorful", "opencensus", "opencensus-context", "opentelemetry-exporter-prometheus", "google-api-core"),
    *("googleapis-common-protos", "proto-plus", "google-auth", "pyasn1", "pyasn1-modules", "cachetools", "rsa"),
)
"""These are what `ray[default]` adds to what is installed, for the metrics of Ray. Without them its processes start faster."""


def main() -> None:
    """Install what is missing, and print the versions."""
    extra = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]["consumers"]
    if missing := [each for each in extra if not is_installed(Requirement(each), sys.path)]:
        run("install", "--quiet", *missing)
    if not all(is_installed(Requirement(each), [str(FOLDER)]) for each in APART):
        run("install", "--quiet", "--upgrade", "--no-deps", "--target", str(FOLDER), *APART)
    if not all(is_installed(Requirement(each), [str(S3_FOLDER)]) for each in S3):
        run("install", "--quiet", "--upgrade", "--target", str(S3_FOLDER), *S3)
    if not all(is_installed(Requirement(each), [str(RAY_FOLDER)]) for each in RAY):
        run("install", "--quiet", "--upgrade", "--no-deps", "--target", str(RAY_FOLDER), *RAY)
    named = [(Requirement(each).name, sys.path) for each in (*extra, "datasets", "transformers", "torch")]
    named += [(Requirement(each).name, [str(folder)]) for folder, some in ((FOLDER, APART), (S3_FOLDER, S3)) for each in some]
    print("test-consumers: " + ", ".join(f"{name} {version(name, path)}" for name, path in named))


def is_installed(need: Requirement, path: list[str]) -> bool:
    """Return whether a fitting version of a package is installed in one of the folders of `path`."""
    found = importlib.metadata.distributions(name=need.name, path=path)
    return any(need.specifier.contains(each.version, prereleases=True) for each in found)


def version(name: str, path: list[str]) -> str:
    """Return the version of an installed package."""
    return next((each.version for each in importlib.metadata.distributions(name=name, path=path)), "missing")


def run(*words: str) -> None:
    """Call pip, and stop with its exit code where it fails."""
    if subprocess.run([sys.executable, "-m", "pip", *words], check=False).returncode:
        sys.exit("test-consumers: pip could not install the libraries that read exports; its message is above")


if __name__ == "__main__":
    main()
