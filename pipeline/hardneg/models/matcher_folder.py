"""Matcher folders: find the one that a name stands for, and check that its weights can be trusted."""

from pathlib import Path
from typing import Any, NamedTuple

from hardneg.errors import UserError
from hardneg.models.resolve import ENCODER, MATCHER, ModelKind, config_of, download, resolve, revision_of, weights_of

assert MATCHER.shipped is not None
WEIGHTS = MATCHER.shipped
"""Folders of the matchers that come with this package."""


class MatcherFolder(NamedTuple):
    """Describe a matcher on this machine.

    Attributes:
        name: As the user named it; of a folder its last part.
        path: The folder.
        kind: The `model_type` of its config.json.
        config: The content of config.json.
    """

    name: str
    path: Path
    kind: str
    config: dict[str, Any]

    @property
    def revision(self) -> str:
        """Return name and digest of weights, config and tokenizer; every byte of them is read, once a process."""
        return revision_of(self.name, self.path)


def find_matcher(model: str, revision: str | None = None) -> MatcherFolder:
    """Return the folder of a matcher; a hub id is downloaded unless it is in the cache.

    Args:
        model: `scenes`, a path, or `owner/name`.
        revision: Commit, tag or branch of a hub id.

    Raises:
        UserError: There is none, it has no config.json, or its weights are not safetensors.
    """
    return _find(model, MATCHER, revision)


def find_encoder(model: str, revision: str | None = None) -> MatcherFolder:
    """Return the folder of a frozen encoder, found as a matcher is, or by the name of one that can be fetched.

    Raises:
        UserError: As `find_matcher`, or it was not fetched.
    """
    return _find(model, ENCODER, revision)


def _find(model: str, of: ModelKind, revision: str | None) -> MatcherFolder:
    found = download(resolve(model, of, revision))
    config = config_of(found)
    kind = config.get("model_type")
    if not isinstance(kind, str):
        raise UserError(f"{of.label} {model}: its config.json names no model_type; is it a folder written by save_pretrained?")
    weights_of(found)
    assert found.path is not None
    return MatcherFolder(found.name, found.path, kind, config)
