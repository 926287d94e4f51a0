from collections import Counter

import pytest
from sentences import Parse

from hardneg.families.place_exchange import pairs
from hardneg.grammar.sentence import Sentence, Word


def placed(sentence: Sentence) -> list[tuple[str, str, str]]:
    return [(kind, one.text, two.text) for kind, (_, one), (_, two) in pairs(sentence)]


@pytest.mark.parametrize(
    ("caption", "kind", "one", "two"),
    [
        ("A van is behind a bus.", "front", "van", "bus"),
        ("A dog is behind a wooden fence.", "front", "dog", "fence"),
        ("A man standing in front of a bus on a street.", "front", "man", "bus"),
        ("A clock hanging above a mirror.", "front", "clock", "mirror"),
        ("A cup left of a plate.", "front", "cup", "plate"),
        ("A magazine on top of a laptop.", "stack", "magazine", "laptop"),
        ("A lamp between two chairs.", "between", "lamp", "chairs"),
        ("A cat sits between a dog and a horse.", "between", "cat", "dog"),
        ("A tree surrounded by houses.", "surrounded", "tree", "houses"),
        ("A girl surrounded by men.", "surrounded", "girl", "men"),
        ("Two cups next to a plate.", "around", "cups", "plate"),
        ("A red car next to a blue truck.", "around", "car", "truck"),
        ("Two giraffes standing next to a tree.", "around", "giraffes", "tree"),
        ("A room with two beds and a desk.", "joined", "beds", "desk"),
        ("A woman in a blue hat and a black jacket.", "joined", "hat", "jacket"),
    ],
)
def test_two_things_of_one_place_are_exchanged(parse: Parse, caption: str, kind: str, one: str, two: str) -> None:
    assert (kind, one, two) in placed(parse(caption))


@pytest.mark.parametrize(
    "caption",
    [
        "A cup next to a plate.",  # as is a plate next to a cup
        "A bowl on a plate.",
        "A dog in front of a television.",  # which is in front of the dog as well
        "A bowl in front of a house.",
        "A man walking behind a fence.",
        "A truck parked in front of a house.",
        "A white toilet next to a sink.",  # which may be white as well
        "A table with a cloth next to two chairs.",
        "Two chairs next to a table that is set for dinner.",
        "A giraffe next to its tree.",
        "A blue hat and gloves.",
    ],
)
def test_what_holds_both_ways_or_makes_no_scene_stays(parse: Parse, caption: str) -> None:
    assert placed(parse(caption)) == []


def test_the_work_for_a_long_caption_grows_with_its_pairs_and_not_with_pairs_times_words(
    parse: Parse, monkeypatch: pytest.MonkeyPatch
) -> None:
    sentence, calls = parse("A dog runs beside a red chair on the beach. " * 30), Counter[str]()
    subject = Sentence.subject

    def counted(self: Sentence, verb: Word) -> Word | None:
        calls["subject"] += 1
        return subject(self, verb)

    monkeypatch.setattr(Sentence, "subject", counted)
    list(pairs(sentence))
    assert calls["subject"] < len(sentence.words)
