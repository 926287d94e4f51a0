"""Files that come with the package: `prompts/` and `configs/`, inside a wheel or at the top of a checkout."""

import sys
from pathlib import Path

_PACKAGE = Path(__file__).parents[1]


def shipped(name: str) -> Path:
    """Return the folder `name` of the package, or of the checkout that the package is imported from.

    To the workers of a cluster a checkout sends package and prompts apart (`sent`). Ray puts each into a folder of its own, side by side.
    """
    inside, beside = _PACKAGE / name, _PACKAGE.parents[1] / name
    received = (Path(folder) / name for folder in sys.path if Path(folder).parent == _PACKAGE.parents[1])
    return next((found for found in (inside, beside, *received) if found.is_dir()), beside)


def sent() -> list[str]:
    """Return the folders to send to the workers of a cluster: the package, and its prompts where they are not inside it."""
    prompts = shipped("prompts")
    return [str(_PACKAGE), *([] if prompts.is_relative_to(_PACKAGE) else [str(prompts)])]
