"""Load matchers by name: shipped ones, folders, or hub ids."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

from hardneg.errors import UserError
from hardneg.matching.matcher import Matcher, TextMatcher
from hardneg.models.matcher_folder import MatcherFolder, find_matcher
from hardneg.models.resolve import MATCHER, missing_package

IMAGE_KINDS = {
    "clip": ("hardneg.matching.dual", "DualMatcher"),
    "siglip": ("hardneg.matching.dual", "DualMatcher"),
    "siglip2": ("hardneg.matching.dual", "DualMatcher"),
    "blip": ("hardneg.matching.blip", "BlipMatcher"),
    "hardneg-cross": ("hardneg.matching.cross", "CrossMatcher"),
    "hardneg-features": ("hardneg.matching.features", "FeaturesMatcher"),
}
TEXT_KINDS = {"hardneg-text": ("hardneg.matching.text_matcher", "TextCrossEncoder")}
OURS = frozenset({"hardneg-cross", "hardneg-features", "hardneg-text"})


def load_matcher(model: str, revision: str | None = None, device: str | None = None, batch_size: int = 64) -> Matcher:
    """Return the matcher of images and texts that `model` names.

    Args:
        model: `scenes` or `scenes-clip` (shipped), a folder, or a hub id.
        revision: Of a hub id.
        device: Such as `cuda:1`; null: a GPU if there is one.
        batch_size: Images, texts or pairs in one forward pass.

    Raises:
        UserError: There is no such model, its kind is unknown, or its weights are not complete.
    """
    folder = find_matcher(model, revision)
    if folder.kind not in IMAGE_KINDS:
        known = ", ".join(IMAGE_KINDS)
        hint = "; it is a text matcher: filter.match.text_model" if is_text(folder) else ""
        raise UserError(f"matcher {model}: model_type {folder.kind} is no matcher of images and texts; known: {known}{hint}")
    matcher: Matcher = _made(folder, *IMAGE_KINDS[folder.kind])(device, batch_size)
    return matcher


def load_text_matcher(model: str, revision: str | None = None, device: str | None = None, batch_size: int = 64) -> TextMatcher:
    """Return the matcher of captions and texts that `model` names.

    It is `text`, or any sequence classifier for entailment or paraphrase.

    Raises:
        UserError: As `load_matcher`.
    """
    folder = find_matcher(model, revision)
    if not is_text(folder):
        raise UserError(
            f"text matcher {model}: model_type {folder.kind} is no cross-encoder of two texts; give `text`, or one for entailment"
        )
    where = TEXT_KINDS.get(folder.kind, ("hardneg.matching.nli", "PairClassifier"))
    matcher: TextMatcher = _made(folder, *where)(device, batch_size)
    return matcher


def is_text(folder: MatcherFolder) -> bool:
    """Return whether a model scores two texts rather than an image and a text."""
    return folder.kind in TEXT_KINDS or any(
        str(name).endswith("ForSequenceClassification") for name in folder.config.get("architectures") or ()
    )


def _made(folder: MatcherFolder, module: str, name: str) -> Callable[[str | None, int], Any]:
    try:
        kind = getattr(import_module(module), name)
    except ModuleNotFoundError as error:
        if error.name in ("torch", "transformers", "safetensors", "tokenizers"):
            raise missing_package(MATCHER, folder.name) from None
        raise
    if folder.kind not in OURS:
        return lambda device, batch_size: kind(folder, device, batch_size)
    return lambda device, batch_size: kind.from_folder(folder.path, device=device, batch_size=batch_size)
