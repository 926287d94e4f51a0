import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from hardneg.families import FAMILIES, Name
from hardneg.grammar.sentence import Sentence
from hardneg.parse.model import Parser
from hardneg.rewrite.generate.fill import draft
from hardneg.rewrite.generate.plausibility_floor import Floor, make
from hardneg.rewrite.plausibility.head import Mix, Scores
from hardneg.rewrite.types import CaptionState, Filled, Proposal, Slot
from hardneg.schemas.config import Config
from hardneg.schemas.reasons import Reason
from hardneg.schemas.rows import Generator

CAPTION = "A red car stands in the yard. A brown dog lies in front of the door."


class NoGreen:
    """Find nothing plausible that is green."""

    revision = "no-green"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def setup(self) -> None:
        pass

    def score(self, captions: Sequence[str], texts: Sequence[str], of: Sequence[int]) -> Scores:  # noqa: ARG002
        self.asked.extend(texts)
        return np.array([0.1 if "green" in text else 0.9 for text in texts])


def recoloured(parser: Parser, *colours: str, caption: str = CAPTION) -> tuple[Sentence, list[Proposal]]:
    sentence = next(parser.parse([caption]))
    target = next(target for target in FAMILIES[Name.ATTRIBUTE].find(sentence) if target.kind == "colour")
    made = [draft(Slot(target, (text,), 0), Filled(text, Generator(method="rules")), sentence) for text in colours]
    return sentence, [each for each in made if isinstance(each, Proposal)]


def of_family(proposal: Proposal, family: Name) -> Proposal:
    return proposal._replace(targets=(proposal.targets[0]._replace(family=family.value),))


def texts(captions: Sequence[CaptionState]) -> list[list[str]]:
    return [[each.negative for each in caption.proposals] for caption in captions]


def test_a_proposal_below_the_floor_is_a_reject_with_its_score(parser: Parser) -> None:
    sentence, (blue, green, grey) = recoloured(parser, "blue", "green", "grey")
    captions = [CaptionState(name, sentence, proposals=each) for name, each in (("a", (blue, green)), ("b", ()), ("c", (grey,)))]
    result = Floor(NoGreen(), 0.5).apply(captions)
    assert texts(result.captions) == [[blue.negative], [], [grey.negative]]
    assert result.captions[0].proposals[0].plausibility == 0.9
    assert result.counts == {"plausibility_scored": 3, "plausibility_rejected_attribute": 1}
    assert [(each.caption_id, each.reason, each.detail, each.negative, each.family) for each in result.rejects] == [
        ("a", Reason.IMPLAUSIBLE, "plausibility 0.100, below 0.5", green.negative, Name.ATTRIBUTE)
    ]


def test_exchanges_of_events_and_lists_of_tags_are_not_scored(parser: Parser) -> None:
    sentence, (green,) = recoloured(parser, "green")
    listed = Sentence(sentence.text, sentence.words, tags=((0, len(sentence.words)),))
    captions = [
        CaptionState("a", sentence, proposals=(of_family(green, Name.TEMPORAL),)),
        CaptionState("b", listed, proposals=(green,)),
    ]
    result = Floor(NoGreen(), 0.5).apply(captions)
    assert result.captions == captions
    assert not result.counts


def test_families_that_exchange_have_a_scorer_of_their_own(parser: Parser) -> None:
    sentence, (green, grey) = recoloured(parser, "green", "grey")
    all_else, exchanges = NoGreen(), NoGreen()
    captions = [
        CaptionState("a", sentence, proposals=(grey,)),
        CaptionState("b", sentence, proposals=(of_family(green, Name.SWAP_ATTRIBUTE),)),
    ]
    result = Floor(all_else, 0.5, exchanges).apply(captions)
    assert texts(result.captions) == [[grey.negative], []]
    assert result.counts == {"plausibility_scored": 2, "plausibility_rejected_swap_attribute": 1}
    assert (all_else.asked, exchanges.asked) == ([grey.negative], [green.negative])


def test_drawn_shapes_are_not_scored(parser: Parser) -> None:
    sentence, (green,) = recoloured(parser, "green", caption="A red circle above a blue square.")
    result = Floor(NoGreen(), 0.5).apply([CaptionState("a", sentence, proposals=(green,))])
    assert result.captions[0].proposals == (green,)
    assert not result.counts


def test_a_proposal_that_has_a_score_is_not_scored_again(parser: Parser) -> None:
    sentence, (blue, grey) = recoloured(parser, "blue", "grey")
    scorer = NoGreen()
    floor = Floor(scorer, 0.5)
    (caption,) = floor.apply([CaptionState("a", sentence, proposals=(blue,))]).captions
    (caption,) = floor.apply([caption._replace(proposals=(*caption.proposals, grey))]).captions
    assert [text[:6] for text in scorer.asked] == ["A blue", "A grey"]
    assert [each.plausibility for each in caption.proposals] == [0.9, 0.9]


def test_rules_have_a_floor_only_where_it_is_asked_for() -> None:
    def floor(**rewrite: object) -> Floor | None:
        return make(Config.model_validate({"rewrite": rewrite}).rewrite)

    assert floor() is not None
    assert floor(writer="lexicon") is None
    assert floor(writer="lexicon", plausibility={"rules": True}) is not None
    assert floor(plausibility=None) is floor(plausibility={"floor": 0}) is None


class Knowing:
    """Give a text with one of these words a log-likelihood of its own, and 0 to any other."""

    def __init__(self, **words: float) -> None:
        self.words = words
        self.asked: list[str] = []

    def log_likelihood(self, texts: Sequence[str]) -> list[float]:
        self.asked.extend(texts)
        return [next((value for word, value in self.words.items() if word in text), 0.0) for text in texts]


class Even(NoGreen):
    """Find everything as plausible, but for green."""

    def score(self, captions: Sequence[str], texts: Sequence[str], of: Sequence[int]) -> Scores:  # noqa: ARG002
        return np.array([0.05 if "green" in text else 0.6 for text in texts])


def test_the_gap_of_a_larger_llm_lifts_and_lowers_a_score(parser: Parser) -> None:
    sentence, made = recoloured(parser, "blue", "grey", "green", "white")
    llm: Any = Knowing(blue=4.0, grey=-6.0, green=9.0, white=math.nan)
    result = Floor(Even(), 0.7, mix=Mix(0.65, 0.25, 1.3)).apply([CaptionState("a", sentence, proposals=tuple(made))], llm)
    (kept,) = result.captions[0].proposals
    assert kept.negative == made[0].negative
    assert kept.lm_gap == -4.0
    assert kept.plausibility == round(1 / (1 + math.exp(-(1.3 + 0.65 * math.log(1.5) + 1.0))), 3)
    assert not any("green" in text for text in llm.asked)  # no gap that occurs would lift it
    assert len(result.rejects) == 3  # a text that is too long for the LLM has the score alone


def test_the_llm_of_the_scorer_itself_is_not_asked(parser: Parser) -> None:
    sentence, made = recoloured(parser, "blue")
    llm: Any = Knowing()
    Floor(Even(), 0.5).apply([CaptionState("a", sentence, proposals=tuple(made))], llm)
    assert not llm.asked


@pytest.mark.parametrize(
    ("rewrite", "mixed", "lifts"),
    [
        ({"writer": "write", "llm": {"model": "other/larger"}}, True, True),
        ({"writer": "score", "llm": {"model": "other/larger"}}, True, True),
        ({"writer": "write"}, True, False),
        ({"writer": "lexicon", "llm": {"model": "other/larger"}, "plausibility": {"rules": True}}, False, True),
    ],
)
def test_another_llm_than_that_of_the_scorer_counts_beside_it(rewrite: dict[str, Any], mixed: bool, lifts: bool) -> None:
    floor = make(Config.model_validate({"rewrite": rewrite, "filter": {"unverified": True}}).rewrite)
    assert floor is not None
    assert ((floor.mix is not None), floor.lifts) == (mixed, lifts)


def test_the_gap_of_the_scorers_own_llm_counts_only_against_words_outside_the_lexicon(parser: Parser) -> None:
    sentence, (blue, grey, white) = recoloured(parser, "blue", "grey", "white")
    captions = [CaptionState("a", sentence, proposals=(blue, grey._replace(outside=True), white._replace(outside=True)))]
    llm: Any = Knowing(blue=-9.0, grey=-9.0, white=9.0)
    result = Floor(Even(), 0.5, mix=Mix(0.65, 0.25, 1.3), lifts=False).apply(captions, llm)
    assert texts(result.captions) == [[blue.negative, white.negative]]
    assert [each.plausibility for each in result.captions[0].proposals] == [0.6, 0.6]
    assert not any("blue" in text for text in llm.asked)


def test_a_gap_lifts_no_replacement_outside_the_lexicon(parser: Parser) -> None:
    sentence, (blue, grey, white) = recoloured(parser, "blue", "grey", "white")
    captions = [CaptionState("a", sentence, proposals=(blue, grey._replace(outside=True), white._replace(outside=True)))]
    llm: Any = Knowing(blue=9.0, grey=9.0, white=-9.0)
    mix = Mix(0.65, 0.25, 1.3)
    assert texts(Floor(Even(), 0.7, mix=mix).apply(captions, llm).captions) == [[blue.negative]]
    assert texts(Floor(Even(), 0.5, mix=mix).apply(captions, llm).captions) == [[blue.negative, grey.negative]]


def test_a_replacement_outside_the_lexicon_has_a_higher_floor(parser: Parser) -> None:
    sentence, (blue, grey) = recoloured(parser, "blue", "grey")
    captions = [CaptionState("a", sentence, proposals=(blue, grey._replace(outside=True)))]
    assert texts(Floor(Even(), 0.5, outside=0.65).apply(captions).captions) == [[blue.negative]]
    assert texts(Floor(Even(), 0.5, outside=0.55).apply(captions).captions) == [[blue.negative, grey.negative]]
    assert texts(Floor(Even(), 0.7, outside=0.1).apply(captions).captions) == [[]]
