"""Files that come with the package: `prompts/` and `configs/`, inside a wheel or at the top of a checkout."""

from pathlib import Path

_PACKAGE = Path(__file__).parents[1]


def shipped(name: str) -> Path:
    """Return the folder `name` of the package, or of the checkout that the package is imported from."""
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parents[1] / name
