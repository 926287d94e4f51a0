from collections import Counter

import pytest
from long_captions import PARK, ROOM, STREET
from sentences import Parse

from hardneg.families import Name, Target
from hardneg.grammar.sentence import Sentence
from hardneg.parse.stage import find_targets
from hardneg.rewrite.propose import long_captions
from hardneg.rewrite.propose.candidates import propose
from hardneg.rewrite.propose.cooccurrence import CoOccurrence
from hardneg.rewrite.types import CaptionState
from hardneg.schemas.config import RewriteConfig

RULES = RewriteConfig.model_validate({"writer": "lexicon"})


def test_a_caption_of_fewer_words_is_short_and_a_longer_one_has_room_for_more_up_to_a_limit() -> None:
    sizes = (99, 100, 199, 200, 2000)
    assert [long_captions.times("word " * size, RULES) for size in sizes] == [0, 1, 1, 2, long_captions.TIMES]
    assert [long_captions.most("word " * size, RULES) for size in sizes] == [8, 8, 8, 16, 8 * long_captions.TIMES]


def test_a_stretch_is_a_sentence_or_a_piece_of_one_that_goes_on(parse: Parse) -> None:
    street, room = parse(STREET), parse(ROOM)
    assert max(long_captions.stretches(street)) + 1 == STREET.count(".")
    pieces = Counter(long_captions.stretches(room))
    assert len(pieces) > 2
    assert max(pieces.values()) < 2 * long_captions.STRETCH


@pytest.mark.parametrize("caption", [STREET, PARK])
def test_the_sentences_of_a_caption_take_turns(parse: Parse, caption: str) -> None:
    sentence = parse(caption)
    ordered = long_captions.in_turns(sentence, find_targets(sentence))
    numbers = sentence.once(long_captions.stretches)
    for name in (Name.OBJECT, Name.ATTRIBUTE):
        of_family = [target for target in ordered if target.family == name]
        offering = {numbers[target.first] for target in of_family}
        assert {numbers[target.first] for target in of_family[: len(offering)]} == offering
    firsts = Counter(numbers[target.first] for target in ordered[: max(numbers) + 1])
    assert max(firsts.values()) <= 3


def test_nothing_changes_places_across_a_full_stop(parse: Parse) -> None:
    sentence = parse(STREET + " A boy wears a purple sweater and orange shorts.")
    partners = [target for target in long_captions.in_turns(sentence, find_targets(sentence)) if target.partner_first is not None]
    assert partners
    assert all(len(long_captions.touched(sentence, [target])) == 1 for target in partners)


def test_a_caption_of_two_thousand_words_gets_no_more_proposals_than_can_be_read(parse: Parse) -> None:
    sentence = parse(STREET)
    many = Sentence(" ".join([STREET] * 14), sentence.words)
    assert len(many.text.split()) > 2000
    targets: list[Target] = find_targets(sentence)

    def proposed(text: Sentence) -> int:
        (caption,) = propose([CaptionState("a", text, tuple(targets))], CoOccurrence([text]), RULES, 0)
        return len(caption.slots)

    assert 0 < proposed(many) * len(many.text.split()) <= long_captions.READ
    assert proposed(many) < proposed(sentence)
