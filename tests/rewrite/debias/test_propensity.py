from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardneg.families import FAMILIES, Name
from hardneg.parse.model import Parser
from hardneg.rewrite.debias.propensity import HIGHEST, LOWEST, weights, with_weights
from hardneg.rewrite.generate.fill import draft
from hardneg.rewrite.types import CaptionState, Filled, Proposal, Slot
from hardneg.schemas.rows import Generator

COUNTS = st.dictionaries(st.sampled_from("abcd"), st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=1)


def test_a_family_of_which_few_were_kept_weighs_more() -> None:
    found = weights(Counter(count=30, object=10), Counter(count=10, object=10))
    assert found == {"count": 1.5, "object": 0.5}


def test_weights_are_clipped() -> None:
    found = weights(Counter(count=10_000, object=100), Counter(count=1, object=100))
    assert found == {"count": HIGHEST, "object": LOWEST}


@given(COUNTS)
def test_the_mean_is_one_and_weighted_shares_are_those_of_the_valid_proposals(counts: dict[str, tuple[int, int]]) -> None:
    chosen = Counter({family: few for family, (few, _) in counts.items() if few})
    valid = Counter({family: few + more for family, (few, more) in counts.items()})
    found = weights(valid, chosen)
    assert found.keys() == chosen.keys()
    if not found or max(found.values()) == HIGHEST or min(found.values()) == LOWEST:
        return
    assert sum(found[family] * few for family, few in chosen.items()) / chosen.total() == pytest.approx(1)
    total = sum(valid[family] for family in chosen)
    for family, few in chosen.items():
        assert found[family] * few / chosen.total() == pytest.approx(valid[family] / total)


def test_each_selected_negative_gets_the_weight_of_its_family_in_the_part(parser: Parser) -> None:
    (sentence,) = parser.parse(["A red car and a dog."])
    proposals = []
    for name, words in ((Name.ATTRIBUTE, ("blue", "green", "black")), (Name.OBJECT, ("cat",))):
        target = next(iter(FAMILIES[name].find(sentence)))
        drafts = [draft(Slot(target, (word,), 0), Filled(word, Generator(method="rules")), sentence) for word in words]
        proposals += [each for each in drafts if isinstance(each, Proposal)]
    valid = CaptionState("0", sentence, proposals=tuple(proposals))
    (chosen,) = with_weights([valid], [valid._replace(proposals=(proposals[0], proposals[3]))])
    assert [(each.family, each.weight) for each in chosen.proposals] == [("attribute", 1.5), ("object", 0.5)]
    drawn = [each._replace(needs_image=True) for each in proposals[1:3]]
    (with_drawn,) = with_weights([valid], [valid._replace(proposals=(proposals[0], *drawn, proposals[3]))])
    assert [each.weight for each in with_drawn.proposals] == [1.5, 1.5, 1.5, 0.5]
    (alone,) = with_weights([valid], [valid._replace(proposals=(*drawn, proposals[3]))])
    assert [each.weight for each in alone.proposals] == [1.0, 1.0, 1.0]
