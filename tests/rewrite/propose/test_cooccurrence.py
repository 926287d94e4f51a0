import pytest

from hardneg.parse.model import Parser
from hardneg.parse.stage import find_targets
from hardneg.rewrite.propose.cooccurrence import CoOccurrence

ROOMS = (
    *(f"A white sink and a toilet stand in a {size} bathroom." for size in ("small", "large", "clean", "dark", "bright")),
    *(f"A pan and an oven stand in a {size} kitchen." for size in ("small", "large", "clean", "dark", "bright")),
    "A toilet stands in a bathroom with a black floor.",
)
SENTENCES = list(Parser("en_core_web_sm").parse(ROOMS))
COUNTS = CoOccurrence(SENTENCES)
LAST = len(ROOMS) - 1


def test_a_word_that_co_occurs_with_other_words_fits_worse() -> None:
    assert COUNTS.change(LAST, "A toilet stands in a kitchen with a black floor.") < -0.5
    assert COUNTS.change(LAST, "A pan stands in a bathroom with a black floor.") < 0


def test_a_change_and_its_way_back_cancel_whichever_of_the_two_is_the_caption() -> None:
    there = CoOccurrence([*SENTENCES, *Parser("en_core_web_sm").parse(["An oven and a lamp near a toilet."])])
    back = CoOccurrence([*SENTENCES, *Parser("en_core_web_sm").parse(["A pan and a lamp near a toilet."])])
    one = there.change(LAST + 1, "A pan and a lamp near a toilet.")
    assert one == pytest.approx(-back.change(LAST + 1, "An oven and a lamp near a toilet."))


def test_a_caption_does_not_count_for_its_own_words() -> None:
    alone = CoOccurrence(SENTENCES[-1:])
    assert alone.fit(["toilet"], ["bathroom", "floor"], 0) == 0.0
    assert COUNTS.fit(["toilet"], ["floor"], LAST) <= 0.0


@pytest.mark.parametrize(
    "negative",
    ["A bathroom stands in a toilet with a black floor.", "Two toilets stand in a bathroom with a black floor.", ROOMS[-1]],
)
def test_words_that_only_move_or_change_their_number_change_nothing(negative: str) -> None:
    assert COUNTS.change(LAST, negative) == 0.0


def test_texts_for_a_target_are_compared_with_its_source_text() -> None:
    target = next(each for each in find_targets(SENTENCES[-1]) if each.lemma == "bathroom")
    fits = COUNTS.exchanges(SENTENCES[-1], target, ["bathroom", "kitchen", "with"], LAST)
    assert fits[0] == 0.0
    assert fits[1] == pytest.approx(COUNTS.change(LAST, "A toilet stands in a kitchen with a black floor."))
    assert fits[2] == 0.0


def test_a_repeated_word_co_occurs_with_itself() -> None:
    texts = ["A tennis player on a tennis court.", "Another tennis player on a tennis court.", "A soccer player on a soccer field."]
    company = CoOccurrence(list(Parser("en_core_web_sm").parse(texts)))
    assert company.change(0, "A soccer player on a tennis court.") < company.change(0, "A soccer player on a soccer court.") < 0


def test_a_part_without_words_has_no_co_occurrence() -> None:
    assert CoOccurrence([]).lemmas("A red dog") == ["a", "red", "dog"]
