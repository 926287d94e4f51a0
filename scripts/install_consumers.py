"""Install the libraries that read exports and shards, for `make test-consumers`: the extra `consumers`, and three folders of others.

open_clip imports torchvision, which breaks transformers where it does not fit the torch of the environment. So it is installed without its
dependencies into `.venv/consumers`, which one test puts on the path of a process of its own.
`requirements/*.in` say why the others are apart.
"""

import importlib.metadata
import sys
from pathlib import Path

from packaging.requirements import Requirement

from scripts.install_extra import install_extra, install_folder

FOLDER = Path(sys.prefix) / "consumers"
S3_FOLDER = Path(sys.prefix) / "consumers-s3"
RAY_FOLDER = Path(sys.prefix) / "consumers-ray"


def main() -> None:
    """Install what is missing, and print the versions."""
    named = [(each, sys.path) for each in (*install_extra("consumers"), "datasets", "transformers", "torch")]
    named += [(each, [str(FOLDER)]) for each in install_folder("open_clip", FOLDER, ["--no-deps"])]
    named += [(each, [str(S3_FOLDER)]) for each in install_folder("s3", S3_FOLDER)]
    install_folder("ray", RAY_FOLDER, ["--no-deps"])
    versions = [(Requirement(each).name, path) for each, path in named]
    print("test-consumers: " + ", ".join(f"{name} {version(name, path)}" for name, path in versions))


def version(name: str, path: list[str]) -> str:
    """Return the version of an installed package."""
    return next((each.version for each in importlib.metadata.distributions(name=name, path=path)), "missing")


if __name__ == "__main__":
    main()
