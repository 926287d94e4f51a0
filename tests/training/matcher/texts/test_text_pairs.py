import random

import numpy as np
import pytest

from hardneg.parse.model import Parser
from hardneg.training.matcher.texts.balanced_pairs import balanced, overlap
from hardneg.training.matcher.texts.evaluate_text import auc
from hardneg.training.matcher.texts.invented import invent
from hardneg.training.matcher.texts.scene_texts import scene_pairs
from hardneg.training.matcher.texts.text_pairs import TextPair, pairs_of


@pytest.fixture(scope="module")
def pairs(parser: Parser) -> list[TextPair]:
    rng = random.Random(1)
    captions = [invent(rng) for _ in range(6)]
    return pairs_of(list(parser.parse(captions)), parser.parse, captions) + list(scene_pairs(3, 20))


def test_pairs_follow_and_do_not_follow(pairs: list[TextPair]) -> None:
    follows = sum(pair.follows for pair in pairs)

    assert len(pairs) / 5 < follows < len(pairs) * 4 / 5
    assert not {(p.caption, p.text) for p in pairs if p.follows} & {(p.caption, p.text) for p in pairs if not p.follows}


def test_the_overlap_of_words_says_nothing_after_balance(pairs: list[TextPair]) -> None:
    drawn = balanced(pairs, random.Random(0))
    follows = np.array([pair.follows for pair in drawn])
    shared = np.array([overlap(pair.caption, pair.text) for pair in drawn], np.float32)

    assert len(drawn) > 200
    assert abs(auc(shared[follows], shared[~follows]) - 0.5) < 0.03


def test_pairs_are_the_same_again(parser: Parser) -> None:
    captions = ["A red car behind two dogs.", "A man holds a kite."]
    first, again = (pairs_of(list(parser.parse(captions)), parser.parse, captions) for _ in range(2))

    assert first == again
