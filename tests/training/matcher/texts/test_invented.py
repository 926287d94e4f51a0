import random
from itertools import pairwise

from hardneg.grammar.articles import article_for
from hardneg.parse.model import Parser
from hardneg.training.matcher.texts.invented import invent

CAPTIONS = [invent(random.Random(seed)) for seed in range(400)]


def test_a_seed_gives_one_caption_and_seeds_differ() -> None:
    assert CAPTIONS[7] == invent(random.Random(7))
    assert len(set(CAPTIONS)) > 0.95 * len(CAPTIONS)


def test_captions_are_well_written() -> None:
    for text in CAPTIONS:
        words = text.rstrip(".").replace(",", "").lower().split()
        assert text[:1].isupper()
        assert text == " ".join(text.split())
        for word, following in pairwise(words):
            assert word not in ("a", "an") or word == article_for(following), text


def test_nearly_each_has_two_things(parser: Parser) -> None:
    things = [sum(word.pos in ("NOUN", "PROPN") and word.dep != "compound" for word in each.words) for each in parser.parse(CAPTIONS[:150])]
    assert sum(count >= 2 for count in things) > 0.9 * len(things)
