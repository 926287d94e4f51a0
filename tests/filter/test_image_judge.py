"""Test several matchers in a row: who is asked about what, second opinions, and what becomes of a disagreement."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from filter.test_abstention import calibrated, copied
from filter.test_match import ColourMatcher, model, named, png, row, run

from hardneg.engine.stage import RunContext
from hardneg.errors import UserError
from hardneg.filter.image_judge import ImageJudge
from hardneg.filter.stage import FilterStage, make
from hardneg.schemas.arrow import to_table
from hardneg.schemas.config import Config
from hardneg.schemas.family import Family
from hardneg.schemas.rows import Image, RewrittenRow

__all__ = ["model"]  # a fixture

RED = Image(bytes=png("red"))


class Mistaken(ColourMatcher):
    """See green wherever there is red."""

    def score(self, images: Any, texts: Any, pairs: Any = None) -> Any:
        return super().score(images, [text.replace("green", "red") for text in texts], pairs)


class GreenFollows:
    """Find that a text with the word `green` follows from any caption."""

    revision = "words@1"
    truncated = 0

    def score(self, captions: Sequence[str], texts: Sequence[str]) -> Any:
        assert len(captions) == len(texts)
        return np.array([3.0 if "green" in text else -3.0 for text in texts])


class Tongueless(ColourMatcher):
    """Match colours, without having learnt the word `green`."""

    def unlearnt(self, text: str) -> str | None:
        return "green" if "green" in text else None


def judges(first: Path, second: Path, *matchers: ColourMatcher, **match: Any) -> FilterStage:
    config = Config.model_validate({"filter": {"match": {"image_models": [str(first), str(second)]} | match}})
    made = make(config, RunContext("in.jsonl"))
    for judge, matcher in zip([each for each in made.models if isinstance(each, ImageJudge)], matchers, strict=True):
        judge.image_scorer.matcher = matcher
    return made


def of_families(*families: str) -> RewrittenRow:
    """Return a red dog with a green and a blue negative, of these families."""
    made = row(0, "a red dog", ["a green dog", "a blue dog"], RED)
    named = zip(made.negatives, families, strict=True)
    return made.model_copy(update={"negatives": [each.model_copy(update={"family": Family(name)}) for each, name in named]})


class Short(ColourMatcher):
    """Read four words."""

    def score(self, images: Any, texts: Any, pairs: Any = None) -> Any:
        cut = np.array([len(texts[text].split()) > 4 for _, text in pairs])
        return np.where(cut, np.nan, super().score(images, texts, pairs))


def test_a_matcher_leaves_what_is_longer_than_it_reads_to_the_next(model: Path) -> None:
    first, second = calibrated(model, ("attribute",)), calibrated(copied(model, "second"), ("attribute",))
    made = judges(first, second, Short(), ColourMatcher())
    kept, rejects = run(
        made, row(0, "a red dog", ["a dog next to a red thing", "a blue dog"], RED), row(1, "a red dog and cat", ["a blue dog"], RED)
    )
    assert (rejects["c0-0"][0], kept["c0"][0]["judged_by"]) == ("still_true", named(model))
    assert kept["c1"][0]["judged_by"] == named(second)


def test_each_matcher_judges_the_families_it_is_competent_for_and_the_second_scores_nothing_else(model: Path) -> None:
    first, second = calibrated(model, ("attribute",)), calibrated(copied(model, "second"), ("word_order",))
    one, two = ColourMatcher(), ColourMatcher()
    made = judges(first, second, one, two)
    kept, rejects = run(made, of_families("attribute", "word_order"), row(1, "a red cat", ["a blue cat"], RED))
    assert [each["judged_by"] for each in kept["c0"]] == [named(first), named(second)]
    assert ([each["judged_by"] for each in kept["c1"]], rejects) == ([named(first)], {})
    usage = made.process(to_table([of_families("attribute", "word_order")], RewrittenRow)).usage
    assert usage["image_pairs"] == 3 + 2  # caption and two negatives, then caption and one
    assert sorted(made.guarantees()) == ["image_matcher", "image_matcher_2"]


def test_what_one_matcher_keeps_and_a_competent_later_one_finds_true_is_disputed(model: Path) -> None:
    first, second = calibrated(model, ("attribute",)), calibrated(copied(model, "second"), ("attribute", "word_order"))
    made = judges(first, second, ColourMatcher(), Mistaken())
    kept, rejects = run(made, of_families("attribute", "attribute"))
    assert [(each["id"], each["judged_by"]) for each in kept["c0"]] == [("c0-1", named(first))]
    reason, detail = rejects["c0-0"]
    assert reason == "disputed"
    assert str(detail).startswith(f"{named(first)} keeps it (p_valid 0.9")
    assert f"{named(second)} does not (p_valid 0." in str(detail)
    assert made.process(to_table([of_families("attribute", "attribute")], RewrittenRow)).usage["second_opinions"] == 2


def test_what_the_first_rejects_is_still_true_and_no_later_one_is_asked(model: Path) -> None:
    first, second = calibrated(model, ("attribute",)), calibrated(copied(model, "second"), ("attribute",))
    two = ColourMatcher()
    _, rejects = run(judges(first, second, Mistaken(), two), row(0, "a red dog", ["a green dog"], RED))
    assert (rejects["c0-0"][0], two.calls) == ("still_true", 0)


def test_without_second_opinions_later_matchers_judge_only_what_is_not_judged_yet(model: Path) -> None:
    first, second = calibrated(model, ("attribute",)), calibrated(copied(model, "second"), ("attribute", "word_order"))
    two = Mistaken()
    kept, rejects = run(judges(first, second, ColourMatcher(), two, second_opinions=False), of_families("attribute", "attribute"))
    assert (len(kept["c0"]), rejects, two.calls) == (2, {}, 0)
    _, rejects = run(judges(first, second, ColourMatcher(), two, second_opinions=False), of_families("word_order", "attribute"))
    assert rejects["c0-0"][0] == "still_true"


def test_a_second_opinion_does_not_speak_of_families_in_which_it_is_not_competent(model: Path) -> None:
    first, second = calibrated(model, ("attribute",)), calibrated(copied(model, "second"), ("word_order",))
    kept, rejects = run(judges(first, second, ColourMatcher(), Mistaken()), of_families("attribute", "attribute"))
    assert (len(kept["c0"]), rejects) == (2, {})


def test_the_next_matcher_judges_what_the_first_has_no_words_for_and_its_scores_are_in_the_row(model: Path) -> None:
    first, second = calibrated(model, ("attribute",)), calibrated(copied(model, "second"), ("attribute",))
    kept, _ = run(judges(first, second, Tongueless(), ColourMatcher()), of_families("attribute", "attribute"))
    assert [(each["judged_by"], each["match_negative"]) for each in kept["c0"]] == [(named(second), -2.0), (named(first), -2.0)]


def test_the_text_matcher_has_no_second_opinion_on_what_an_image_matcher_judged(model: Path) -> None:
    text = calibrated(copied(model, "text"), ("attribute",), text=True)
    for families, reasons in ((("attribute",), {}), (("object",), {"c0-0": "still_true"})):
        match = {"image_models": str(calibrated(model, families)), "text_model": str(text)}
        made = make(Config.model_validate({"filter": {"match": match}}), RunContext("in.jsonl"))
        made.models[0].image_scorer.matcher = ColourMatcher()  # type: ignore[attr-defined]
        made.models[1].entailed.matcher = GreenFollows()  # type: ignore[attr-defined]
        _, rejects = run(made, of_families("attribute", "attribute"))
        assert {name: reason for name, (reason, _) in rejects.items()} == reasons


def test_a_later_matcher_that_may_judge_nothing_is_neither_loaded_nor_asked(model: Path) -> None:
    made = make(Config.model_validate({"filter": {"match": {"image_models": [str(model), str(copied(model, "second"))]}}}))
    second = made.models[1]
    second.setup()  # the weights are no weights
    assert second.image_scorer.matcher is None  # type: ignore[attr-defined]


def test_two_matchers_share_the_captions_that_may_be_lost_as_mismatches(model: Path) -> None:
    first, second = calibrated(model, ("attribute",)), calibrated(copied(model, "second"), ("attribute",))
    alone = make(Config.model_validate({"filter": {"match": {"image_models": [str(first)]}}})).models[0]
    below = alone.chosen.calibration.mismatch_below(0.01)  # type: ignore[attr-defined]
    assert [each.mismatch_below for each in judges(first, second, ColourMatcher(), ColourMatcher()).models] == [below, below]  # type: ignore[attr-defined]
    assert alone.mismatch_below > below  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("told", "names"),
    [("scenes", ["scenes"]), (None, []), (["a", {"model": "b", "revision": "v1"}], ["a", "b"]), ({"model": "b"}, ["b"])],
)
def test_matchers_are_named_one_by_one_or_in_a_list(told: Any, names: list[str]) -> None:
    config = Config.model_validate({"filter": {"match": {"image_models": told}}})
    assert [each.model for each in config.filter.match.image_models] == names
    assert Config.model_validate(config.model_dump()) == config


def test_a_matcher_that_is_named_twice_is_one_line() -> None:
    from hardneg.config import load

    with pytest.raises(UserError, match="must name each matcher once; scenes is there twice") as caught:
        load(None, ["filter.match.image_models=[scenes, scenes]"], {})
    assert "\n" not in str(caught.value)
