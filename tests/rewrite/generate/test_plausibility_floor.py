from collections.abc import Sequence

import numpy as np

from hardneg.families import FAMILIES, Name
from hardneg.grammar.sentence import Sentence
from hardneg.parse.model import Parser
from hardneg.rewrite.generate.fill import draft
from hardneg.rewrite.generate.plausibility_floor import Floor, make
from hardneg.rewrite.plausibility.head import Scores
from hardneg.rewrite.rejects import negative_id
from hardneg.rewrite.types import Checked, Draft, Slot, Wanted, Written
from hardneg.schemas.config import Config
from hardneg.schemas.reasons import Reason
from hardneg.schemas.rows import Generator, Reject

CAPTION = "A red car stands in the yard. A brown dog lies in front of the door."


class NoGreen:
    """Finds nothing plausible that is green."""

    revision = "no-green"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def setup(self) -> None:
        pass

    def score(self, captions: Sequence[str], texts: Sequence[str], of: Sequence[int]) -> Scores:  # noqa: ARG002
        self.asked.extend(texts)
        return np.array([0.1 if "green" in text else 0.9 for text in texts])


def checked(parser: Parser, *colours: str, caption: str = CAPTION) -> tuple[Sentence, list[Checked]]:
    sentence = next(parser.parse([caption]))
    target = next(target for target in FAMILIES[Name.ATTRIBUTE].find(sentence) if target.kind == "colour")
    made = [draft(Wanted(0, Slot(target, (text,), 0)), Written(text, Generator(method="rules")), sentence) for text in colours]
    return sentence, [Checked(negative_id("a", each), each) for each in made if isinstance(each, Draft)]


def test_what_is_less_plausible_than_the_floor_is_a_reject_with_its_score(parser: Parser) -> None:
    sentence, (blue, green, grey) = checked(parser, "blue", "green", "grey")
    kept = [[blue, green], [], [grey]]
    rejects: list[Reject] = []
    counts = Floor(NoGreen(), 0.5).apply(kept, [sentence] * 3, "abc", rejects)
    assert kept == [[blue], [], [grey]]
    assert counts == {"plausibility_scored": 3, "plausibility_rejected_attribute": 1}
    assert [(each.caption_id, each.reason, each.detail, each.negative, each.family) for each in rejects] == [
        ("a", Reason.IMPLAUSIBLE, "plausibility 0.100, below 0.5", green.draft.negative, Name.ATTRIBUTE)
    ]


def test_exchanges_of_events_and_lists_of_tags_are_not_scored(parser: Parser) -> None:
    sentence, (green,) = checked(parser, "green")
    target = green.draft.wanted.slot.target._replace(family=Name.TEMPORAL.value)
    events = green._replace(draft=green.draft._replace(wanted=Wanted(0, Slot(target, ("green",), 0))))
    listed = Sentence(sentence.text, sentence.words, tags=((0, len(sentence.words)),))
    kept = [[events], [green]]
    assert Floor(NoGreen(), 0.5).apply(kept, [sentence, listed], "ab", []) == {}
    assert kept == [[events], [green]]


def test_families_that_exchange_have_a_scorer_of_their_own(parser: Parser) -> None:
    sentence, (green, grey) = checked(parser, "green", "grey")
    target = green.draft.wanted.slot.target._replace(family=Name.SWAP_ATTRIBUTE.value)
    exchange = green._replace(draft=green.draft._replace(wanted=Wanted(0, Slot(target, ("green",), 0))))
    all_else, exchanges = NoGreen(), NoGreen()
    kept = [[grey], [exchange]]
    counts = Floor(all_else, 0.5, exchanges).apply(kept, [sentence] * 2, "ab", [])
    assert kept == [[grey], []]
    assert counts == {"plausibility_scored": 2, "plausibility_rejected_swap_attribute": 1}
    assert (all_else.asked, exchanges.asked) == ([grey.draft.negative], [green.draft.negative])


def test_drawn_shapes_are_not_scored(parser: Parser) -> None:
    sentence, (green,) = checked(parser, "green", caption="A red circle above a blue square.")
    kept = [[green]]
    assert Floor(NoGreen(), 0.5).apply(kept, [sentence], "a", []) == {}
    assert kept == [[green]]


def test_what_has_passed_is_not_scored_again_within_its_part(parser: Parser) -> None:
    sentence, (blue, grey) = checked(parser, "blue", "grey")
    scorer = NoGreen()
    floor = Floor(scorer, 0.5)
    floor.apply([[blue]], [sentence], "a", [])
    floor.apply([[blue, grey]], [sentence], "a", [])
    assert [text[:6] for text in scorer.asked] == ["A blue", "A grey"]
    floor.fresh()
    floor.apply([[blue]], [sentence], "a", [])
    assert len(scorer.asked) == 3


def test_rules_have_a_floor_only_where_it_is_asked_for() -> None:
    def floor(**rewrite: object) -> Floor | None:
        return make(Config.model_validate({"rewrite": rewrite}).rewrite)

    assert floor() is not None
    assert floor(method="rules") is None
    assert floor(method="rules", plausibility={"rules": True}) is not None
    assert floor(plausibility=None) is floor(plausibility={"floor": 0}) is None
