import pytest
from hypothesis import given
from hypothesis import strategies as st
from sentences import Parse

from hardneg.grammar.sentence import Sentence
from hardneg.grammar.splice import Edit
from hardneg.paraphrase.composition import LocalEdit, Piece, Reordering, compose, disjoint, is_one_sentence, last_of, local_edit
from hardneg.parse.tags import TagParser


def put(sentence: Sentence, old: str, new: str) -> LocalEdit:
    start = sentence.text.index(old)
    return local_edit("any", Edit(start, start + len(old), old, new))


def ordered(sentence: Sentence, *pieces: str) -> Reordering:
    """Return a reordering; pieces found in the caption become spans, the others are inserted text."""
    starts = [sentence.text.find(piece) for piece in pieces]
    found: list[Piece] = [piece if start < 0 else (start, start + len(piece)) for piece, start in zip(pieces, starts, strict=True)]
    return Reordering("any", tuple(found))


def test_changes_stand_where_their_words_stood(parse: Parse) -> None:
    sentence = parse("A dog sits on a couch.")
    assert compose(sentence, None, [put(sentence, "couch", "sofa"), put(sentence, "dog", "pup")]) == "A pup sits on a sofa."


def test_an_order_takes_changes_along_and_ends_as_the_caption_does(parse: Parse) -> None:
    sentence = parse("A dog left of a cat!")
    order = ordered(sentence, "a cat", " right of ", "A dog")
    assert compose(sentence, order, [put(sentence, "dog", "pup")]) == "A cat right of a pup!"


def test_a_change_of_what_the_order_leaves_out_gives_nothing(parse: Parse) -> None:
    sentence = parse("A dog left of a cat.")
    assert compose(sentence, ordered(sentence, "a cat", " right of ", "A dog"), [put(sentence, "left", "far")]) is None


@pytest.mark.parametrize(
    ("caption", "old", "new", "text"),
    [
        ("A dog runs.", "dog", "animal", "An animal runs."),
        ("a dog and an elephant", "elephant", "big elephant", "a dog and a big elephant"),
        ("A unusual dog and an dog run.", "run", "walk", "A unusual dog and an dog walk."),  # an error of the caption itself
        ("A small dog , asleep.", "small ", "", "A dog , asleep."),  # the spacing of the caption itself
        ("A small dog on a bed .", "small ", "", "A dog on a bed ."),
        ("A dog runs, fast.", "fast", "", "A dog runs."),
    ],
)
def test_articles_and_spaces_follow_a_change(parse: Parse, caption: str, old: str, new: str, text: str) -> None:
    assert compose(parse(caption), None, [put(parse(caption), old, new)]) == text


@pytest.mark.parametrize(
    ("caption", "opening", "text"),
    [
        ("A dog on a couch.", "A photo of ", "A photo of a dog on a couch."),
        ("a dog on a couch", "A photo of ", "a photo of a dog on a couch"),
        ("DOG on a couch", "A photo of ", "A photo of DOG on a couch"),
        ("NYC police on a street.", "A photo of ", "A photo of NYC police on a street."),
        ("London at night.", "A photo of ", "A photo of London at night."),
    ],
)
def test_capitals_are_as_in_the_caption(parse: Parse, caption: str, opening: str, text: str) -> None:
    sentence = parse(caption)
    order = Reordering("any", (opening, (0, sentence.words[last_of(sentence) - 1].end)))
    assert compose(sentence, order, []) == text


@pytest.mark.parametrize(
    ("caption", "old", "new"),
    [
        ("A dog is on a bed.", "dog", "dog that is"),  # a dog that is is
        ("A cup with a dog.", "cup", "cup with"),
        ("Two dogs run.", "Two", "2"),  # a digit does not begin a sentence
    ],
)
def test_what_cannot_be_read_is_given_up(parse: Parse, caption: str, old: str, new: str) -> None:
    sentence = parse(caption)
    assert compose(sentence, None, [put(sentence, old, new)]) is None


@given(first=st.integers(0, 9), one=st.integers(0, 3), second=st.integers(0, 9), two=st.integers(0, 3))
def test_changes_are_disjoint_where_a_letter_lies_between_them(first: int, one: int, second: int, two: int) -> None:
    a, b = local_edit("a", Edit(first, first + one, "", "x")), local_edit("b", Edit(second, second + two, "", "y"))
    assert disjoint([a], b) == disjoint([b], a) == (set(range(first, first + one + 1)).isdisjoint(range(second, second + two + 1)))


def test_nothing_stands_beside_every_change() -> None:
    assert disjoint([], local_edit("a", Edit(0, 3, "dog", "cat")))


@pytest.mark.parametrize(
    ("caption", "last", "one"),
    [("A dog runs.", "runs", True), ("A dog runs", "runs", True), ("A dog runs ...", "runs", True), ("A dog. A cat!", "cat", False)],
)
def test_what_ends_a_caption_is_no_part_of_it(parse: Parse, caption: str, last: str, one: bool) -> None:
    sentence = parse(caption)
    assert sentence.words[last_of(sentence) - 1].text == last
    assert is_one_sentence(sentence) == one


def test_a_list_of_tags_keeps_its_capitals(tag_parser: TagParser) -> None:
    sentence = next(tag_parser.parse(["Dog, red sofa"]))
    assert compose(sentence, ordered(sentence, "red sofa", ", ", "Dog"), []) == "red sofa, Dog"
