"""Test a verifier on rendered images of negatives: it has to accept correct images and refuse wrong ones."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

import PIL.Image

from hardneg.scenes.edit import edited
from hardneg.scenes.graph import Scene
from hardneg.scenes.oracle import is_true
from hardneg.scenes.render import render
from hardneg.scenes.text_variants import negatives
from hardneg.scenes.world import samples
from hardneg.seeding import generator_for
from hardneg.synthesise.verify import Claim, ImageFinding

Judge = Callable[[Sequence[PIL.Image.Image], Sequence[Claim]], list[ImageFinding]]

CAPTION, OTHER = "of the caption", "of another negative"
"""The kinds of wrong images."""


class Trial(NamedTuple):
    """Pair an image with a claim about it; `wrong` is None where the claim is true, else the kind of wrong image."""

    scene: Scene
    claim: Claim
    wrong: str | None


class TrialFigures(NamedTuple):
    """Count for one family: correct images and those accepted; wrong images by kind and those refused."""

    right: int
    accepted: int
    wrong: Mapping[str, int]
    refused: Mapping[str, int]

    @property
    def refused_share(self) -> float:
        """Return the share of wrong images that were refused; NaN where there are none."""
        total = sum(self.wrong.values())
        return sum(self.refused.values()) / total if total else float("nan")


def trials(count: int, seed: int) -> Iterator[Trial]:
    """Yield trials on `count` scenes: each negative with its own image, that of the caption, and one of another negative."""
    for sample in samples(seed, count):
        pairs = negatives(sample.scene, generator_for(seed, sample.id, "exact", "negatives"), sample.statement)
        drawn = [(pair, scene) for pair in pairs if (scene := edited(sample.scene, pair.caption, pair.negative)) is not None]
        for pair, scene in drawn:
            claim = Claim(pair.negative, pair.caption, pair.family.value)
            yield Trial(scene, claim, None)
            yield Trial(sample.scene, claim, CAPTION)
            other = next((each for _, each in drawn if is_true(pair.negative, each) is False), None)
            if other is not None:
                yield Trial(other, claim, OTHER)


def measured(judge: Judge, count: int, seed: int, pixels: int = 64, batch: int = 256) -> dict[str, TrialFigures]:
    """Return the figures of a judge by family; `all` has all families together."""
    told = list(trials(count, seed))
    passed: list[bool] = []
    for first in range(0, len(told), batch):
        some = told[first : first + batch]
        findings = judge([render(each.scene, pixels) for each in some], [each.claim for each in some])
        passed += [finding.fault is None for finding in findings]
    families = ["all", *dict.fromkeys(each.claim.family for each in told)]
    judged = list(zip(told, passed, strict=True))
    return {family: _figures([each for each in judged if family in ("all", each[0].claim.family)]) for family in families}


def _figures(judged: Sequence[tuple[Trial, bool]]) -> TrialFigures:
    right = [passed for trial, passed in judged if trial.wrong is None]
    wrong = Counter(trial.wrong for trial, _ in judged if trial.wrong is not None)
    refused = Counter(trial.wrong for trial, passed in judged if trial.wrong is not None and not passed)
    return TrialFigures(len(right), sum(right), dict(wrong), dict(refused))
