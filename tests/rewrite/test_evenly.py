from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from pipeline.rewrite.evenly import Choice, Option, difference, grams, in_turn

WORDS = st.lists(st.sampled_from(["a", "dog", "couch", "sofa", "the", "."]), max_size=6).map(" ".join)


@given(WORDS, WORDS)
def test_what_goes_in_and_comes_out_is_the_difference(caption: str, text: str) -> None:
    change = difference(caption, text)
    change.pop(None, None)
    total = Counter(grams(caption))
    total.update({gram: int(count) for gram, count in change.items()})
    assert +total == grams(text)


def test_a_word_goes_in_as_often_as_it_comes_out() -> None:
    captions = [f"A {noun} {i}." for i in range(20) for noun in ("couch", "sofa")]
    menus = [
        [Option(caption.replace("couch", "sofa") if "couch" in caption else caption.replace("sofa", "couch"), "synonym")]
        for caption in captions
    ]
    choice = Choice(captions, menus, [1.0], range(len(captions)))
    choice.settle()
    put_in = Counter(word for some in choice.taken for option in some for word in option.text.split() if word in ("couch", "sofa"))
    assert abs(put_in["couch"] - put_in["sofa"]) <= 1
    assert put_in.total() >= 38


def test_what_only_ever_goes_in_is_left_out_after_a_while() -> None:
    captions = [f"A dog number {i}." for i in range(50)]
    choice = Choice(captions, [[Option("Lo, a" + caption[1:], "presence")] for caption in captions], [4.0], range(50))
    choice.settle()
    assert 0 < sum(map(len, choice.taken)) < 10


def test_a_second_positive_is_of_another_kind_where_there_is_one() -> None:
    menu = [Option("A puppy.", "synonym"), Option("A hound.", "synonym"), Option("The dog.", "article")]
    choice = Choice(["A dog."], [menu], [99, 99], [0])
    choice.settle()
    assert {option.kind for option in choice.taken[0]} == {"synonym", "article"}


def test_what_is_struck_is_not_taken_again() -> None:
    choice = Choice(["A dog."], [[Option("The dog.", "article")]], [99], [0])
    choice.settle()
    choice.strike(0, Option("The dog.", "article"))
    choice.settle()
    assert choice.taken == [[]]


def test_the_order_follows_from_the_ids() -> None:
    ids = [f"c{i}" for i in range(9)]
    there, back = [ids[row] for row in in_turn(ids, 0)], [ids[::-1][row] for row in in_turn(ids[::-1], 0)]
    assert there == back != ids
    assert [ids[row] for row in in_turn(ids, 1)] != there
