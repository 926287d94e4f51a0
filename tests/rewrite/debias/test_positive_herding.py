from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from hardneg.rewrite.debias.positive_herding import Call, Choice, Option, difference, grams, in_turn

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


def test_a_caption_with_an_exchange_among_its_negatives_prefers_a_true_exchange() -> None:
    captions = [f"A dog and a cat {i}." for i in range(20)]
    menus = [[Option(f"A cat and a dog {i}.", "joined"), Option(f"A dog and the cat {i}.", "article")] for i in range(20)]
    choice = Choice(captions, menus, [99.0], range(20), frozenset(range(0, 20, 2)))
    choice.settle()
    assert all(some[0].kind == "joined" for some in choice.taken[::2])


def told(choice: Choice, menus: list[list[Option]]) -> None:
    """A judge that calls all negatives beside what has `sofa`, and none beside the other."""
    calls = [{option: {Call("object", "sign"): 1.0 if "sofa" in option.text else -1.0} for option in menu} for menu in menus]
    choice.tell(calls, Counter({"object": len(menus)}))


def test_what_a_judge_says_weighs_more_than_a_word_and_is_forgotten_when_it_says_otherwise() -> None:
    captions = [f"A couch {i} in a room." for i in range(40)]
    menus = [[Option(f"A sofa {i} in a room.", "synonym"), Option(f"The couch {i} in a room.", "article")] for i in range(40)]
    choice = Choice(captions, menus, [99.0], range(40))
    choice.settle()
    before = [some[0].kind for some in choice.taken]
    told(choice, menus)
    told(choice, menus)  # takes the place of what was told before
    choice.settle()
    kinds = Counter(some[0].kind for some in choice.taken)
    assert abs(kinds["synonym"] - kinds["article"]) <= 2
    choice.tell([{option: {} for option in menu} for menu in menus], Counter())
    choice.settle()
    assert Counter(some[0].kind for some in choice.taken) == Counter(before)


def test_what_a_judge_says_is_no_pair_of_neighbours() -> None:
    assert ("", "2") in grams("2 dogs.")
    assert Call("", "2") not in grams("2 dogs.")


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
