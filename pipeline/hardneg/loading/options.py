"""Define what `hardneg.load` reads and how it draws, and check it."""

from collections.abc import Mapping
from numbers import Real
from typing import Any, Literal, NamedTuple, get_args

from hardneg.errors import UserError
from hardneg.loading.plan import Even
from hardneg.schemas.family import Family

Draw = Literal["uniform", "concreteness", "margin", "p_valid"]
Group = Literal["caption", "image"]
OnError = Literal["raise", "skip"]
All = Literal["all"]


SCORES = ["match_positive", "match_negative", "judged_by"]


class Options(NamedTuple):
    """Hold the options of `hardneg.load` that decide which samples there are. They are described there."""

    negatives: int | All = 4
    positives: int | All = 1
    draw: Draw = "uniform"
    family_weights: Mapping[str, float] | None = None
    group: Group = "caption"
    needs_image: bool = False
    images: bool = True
    shuffle: bool = True
    seed: int = 0
    on_error: OnError = "raise"
    even: Even | None = None

    def checked(self) -> "Options":
        """Return the options.

        Raises:
            UserError: One has a value that it cannot have.
        """
        for name, least in (("negatives", 1), ("positives", 0)):
            _check_count(name, getattr(self, name), least)
        for name, allowed in (("draw", Draw), ("group", Group), ("on_error", OnError)):
            if getattr(self, name) not in get_args(allowed):
                raise UserError(f"hardneg.load: {name}={getattr(self, name)!r}; give one of {', '.join(get_args(allowed))}")
        if self.needs_image and not self.images:
            raise UserError("hardneg.load: needs_image=True with images=False; such negatives need their images, so give only one of them")
        if self.even is not None and self.even not in get_args(Even):
            raise UserError(f"hardneg.load: even={self.even!r}; give one of {', '.join(get_args(Even))}, or None")
        if not isinstance(self.seed, int) or self.seed < 0:
            raise UserError(f"hardneg.load: seed={self.seed!r}; give a whole number of 0 or more")
        for family, weight in (self.family_weights or {}).items():
            if family not in {each.value for each in Family}:
                raise UserError(f"hardneg.load: family_weights names {family!r}, which is no family: {', '.join(sorted(Family))}")
            if not isinstance(weight, Real) or not 0 <= weight < float("inf"):
                raise UserError(f"hardneg.load: family_weights[{family!r}] is {weight!r}; give a number of 0 or more")
        if self.family_weights is not None and not any(weights_of(self.family_weights).values()):
            raise UserError("hardneg.load: every family has the weight 0; give one of them more")
        return self

    def columns(self) -> list[str]:
        """Return the columns of the shards that these options need."""
        named = ["caption_id", "caption", "positives", "negative", "family", "concreteness", "visual", "p_valid", "weight"]
        named += ["image_id", "source", "needs_image"]
        named += SCORES if self.draw == "margin" else []
        return named + (["image", "negative_image"] if self.images else [])

    def counted_columns(self) -> list[str]:
        """Return the columns that decide how many samples there are."""
        named = ["caption_id", "needs_image"] + ([] if self.family_weights is None else ["family"])
        named += ["image_id", "source"] if self.group == "image" else []
        return named + {"uniform": [], "margin": SCORES}.get(self.draw, [self.draw])


def weights_of(given: Mapping[str, float] | None) -> dict[str, float]:
    """Return the weight of every family: 1 where none is given."""
    return {family.value: float((given or {}).get(family.value, 1.0)) for family in Family}


def _check_count(name: str, value: Any, least: int) -> None:
    if value != "all" and not (isinstance(value, int) and not isinstance(value, bool) and value >= least):
        raise UserError(f"hardneg.load: {name}={value!r}; give a whole number of {least} or more, or 'all'")
