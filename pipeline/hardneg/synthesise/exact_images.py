"""Exact images of negatives, right and wrong ones, to test what checks drawn images: it has to accept the right and refuse the wrong."""

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
from hardneg.synthesise.verify import Claim, Finding

Judge = Callable[[Sequence[PIL.Image.Image], Sequence[Claim]], list[Finding]]

CAPTION, OTHER = "of the caption", "of another negative"
"""What a wrong image is."""


class Trial(NamedTuple):
    """An image and a claim about it. `wrong` is null where the image is the exact one, which the claim is true of."""

    scene: Scene
    claim: Claim
    wrong: str | None


class Figures(NamedTuple):
    """Of one family: exact images and how many were accepted; wrong ones of each kind and how many were refused."""

    right: int
    accepted: int
    wrong: Mapping[str, int]
    refused: Mapping[str, int]

    @property
    def refused_share(self) -> float:
        """Of all wrong images; NaN where there are none."""
        total = sum(self.wrong.values())
        return sum(self.refused.values()) / total if total else float("nan")


def trials(count: int, seed: int) -> Iterator[Trial]:
    """Trials on `count` scenes: for each negative that can be drawn its exact image, that of the caption, and one of another negative."""
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


def measured(judge: Judge, count: int, seed: int, pixels: int = 64, batch: int = 256) -> dict[str, Figures]:
    """What a judge makes of the trials, by family; under `all` those of all families together."""
    told = list(trials(count, seed))
    passed: list[bool] = []
    for first in range(0, len(told), batch):
        some = told[first : first + batch]
        findings = judge([render(each.scene, pixels) for each in some], [each.claim for each in some])
        passed += [finding.fault is None for finding in findings]
    families = ["all", *dict.fromkeys(each.claim.family for each in told)]
    judged = list(zip(told, passed, strict=True))
    return {family: _figures([each for each in judged if family in ("all", each[0].claim.family)]) for family in families}


def _figures(judged: Sequence[tuple[Trial, bool]]) -> Figures:
    right = [passed for trial, passed in judged if trial.wrong is None]
    wrong = Counter(trial.wrong for trial, _ in judged if trial.wrong is not None)
    refused = Counter(trial.wrong for trial, passed in judged if trial.wrong is not None and not passed)
    return Figures(len(right), sum(right), dict(wrong), dict(refused))
