from collections.abc import Sequence

import pytest
from long_captions import PARK, ROOM, STREET

from hardneg.families import FAMILIES, Name
from hardneg.grammar.sentence import Sentence
from hardneg.grammar.splice import Edit, splice
from hardneg.parse.model import Parser
from hardneg.rewrite.generate.second_parse import parsed_again
from hardneg.rewrite.types import Proposal
from hardneg.schemas.rows import Generator


class Noting:
    """Record the texts that a parser parses."""

    def __init__(self, parser: Parser) -> None:
        self.parser = parser
        self.asked: list[str] = []

    def parse(self, texts: Sequence[str]) -> object:
        """Parse as the parser does."""
        self.asked.extend(texts)
        return self.parser.parse(texts)


def made_of(sentence: Sentence, *changes: tuple[str, str]) -> Proposal:
    """Return a draft that replaces the first occurrence of each old word."""
    edits = tuple(Edit(at := sentence.text.index(old), at + len(old), old, new) for old, new in changes)
    target = next(iter(FAMILIES[Name.ATTRIBUTE].find(sentence)))
    return Proposal((target,), edits, splice(sentence.text, edits), Generator(method="rules"))


CHANGES = {
    STREET: [
        [("narrow", "wide")],
        [("silver van", "van of silver and gold")],
        [("A large brown dog", "Dogs")],
        [("yellow boots", "red boots")],
        [("rainy ", ""), ("green door", "very green door")],
        [("red raincoat", "coat"), ("black taxi", "black and yellow taxi"), ("long beard", "beard")],
        [("steps.", "steps of stone.")],
    ],
    PARK: [[("late autumn", "early spring")], [("A grey squirrel", "Squirrels"), ("The sky", "All of the sky")]],
    ROOM: [[("grey sofa", "blue sofa")]],
}


@pytest.mark.parametrize(("caption", "changes"), [(caption, each) for caption, some in CHANGES.items() for each in some])
def test_the_words_of_a_negative_are_those_of_its_whole_parse(parser: Parser, caption: str, changes: list[tuple[str, str]]) -> None:
    sentence = next(parser.parse([caption]))
    made = made_of(sentence, *changes)
    (again,) = parsed_again([(sentence, made)], parser)
    whole = next(parser.parse([made.negative]))
    assert again.text == made.negative
    assert [(word.i, word.text, word.start, word.end) for word in again.words] == [(w.i, w.text, w.start, w.end) for w in whole.words]
    assert all(again.text[word.start : word.end] == word.text for word in again.words)
    assert sum(one[3:8] != two[3:8] for one, two in zip(again.words, whole.words, strict=True)) <= 2


def test_of_a_long_caption_only_sentences_near_an_edit_are_parsed(parser: Parser) -> None:
    sentence = next(parser.parse([STREET]))
    noting = Noting(parser)
    list(parsed_again([(sentence, made_of(sentence, ("silver van", "golden van")))], noting))  # type: ignore[arg-type]
    (asked,) = noting.asked
    assert asked.startswith("In its window")
    assert asked.endswith("on the roof of the van.")
    assert "golden van" in asked


def test_changes_that_lie_apart_are_parsed_apart(parser: Parser) -> None:
    sentence = next(parser.parse([STREET]))
    noting = Noting(parser)
    list(parsed_again([(sentence, made_of(sentence, ("narrow", "wide"), ("green door", "blue door")))], noting))  # type: ignore[arg-type]
    assert ["wide" in text for text in noting.asked] == [True, False]
    assert sum(map(len, noting.asked)) < len(STREET)


def test_a_short_caption_is_parsed_whole(parser: Parser) -> None:
    sentence = next(parser.parse(["A black dog runs. A cat sleeps. A bird sings. A cow stands in the field."]))
    noting = Noting(parser)
    made = made_of(sentence, ("black", "white"))
    assert next(iter(parsed_again([(sentence, made)], noting))).text == made.negative  # type: ignore[arg-type]
    assert noting.asked == [made.negative]
