import pytest
from quality.made import balanced, leaking, pair_of

from hardneg.errors import UserError
from hardneg.quality.text_only import ALL, CLOSED, rows_of, text_only_accuracies


def test_a_space_before_the_stop_is_found() -> None:
    found = text_only_accuracies(leaking(120), 0, None, "made")[ALL].ngrams

    assert found is not None
    assert found.value > 0.99


def test_balanced_words_are_not_told() -> None:
    found = text_only_accuracies(balanced(600), 0, None, "made")[ALL].ngrams

    assert found is not None
    assert abs(found.value - 0.5) < 0.06
    assert found.low < 0.5 < found.high + 0.02


def test_a_word_that_only_goes_in_is_found_and_the_more_pairs_the_better() -> None:
    pairs = [pair._replace(negative=pair.negative.replace(" near", " on")) if i % 2 else pair for i, pair in enumerate(balanced(1100))]

    of = text_only_accuracies(pairs, 0, None, "made")[ALL]

    assert [point.train for point in of.curve] == [500, 550]
    assert of.ngrams == of.curve[-1].accuracy
    assert all(point.accuracy is not None and 0.68 < point.accuracy.value < 0.82 for point in of.curve)


def test_each_family_is_judged_by_itself_and_one_of_too_few_pairs_has_no_figure() -> None:
    pairs = [*leaking(200), *balanced(200), pair_of("A dog sits.", "A dog stands.", "action", 9999)]
    pairs = [pair._replace(keys=(str(number),)) for number, pair in enumerate(pairs)]

    found = text_only_accuracies(pairs, 0, None, "made")

    assert found["object"].ngrams is not None
    assert found["attribute"].ngrams is not None
    assert found["object"].ngrams.value > 0.99
    assert found["attribute"].ngrams.value < 0.65
    assert found["action"].train + found["action"].test == 1
    assert found["action"].ngrams is found["action"].ngrams_of_all is None
    assert found["action"].curve == ()


def test_additions_are_left_out_of_the_row_of_replacements_and_swaps() -> None:
    pairs = [pair_of("a", "b", family) for family in ("object", "add_object", "swap_object", "negation")]

    found = {row: places.tolist() for row, places in rows_of(pairs).items()}

    assert found[CLOSED] == [0, 2]
    assert found[ALL] == [0, 1, 2, 3]
    assert CLOSED not in rows_of(pairs[::2])


def test_pairs_without_a_family_are_only_in_all() -> None:
    assert list(rows_of([pair_of("a", "b", "")])) == [ALL]


def test_likelihood_is_over_both_halves() -> None:
    pairs = [pair._replace(gap=1.0 if number % 4 else -1.0) for number, pair in enumerate(balanced(200))]

    found = text_only_accuracies(pairs, 0, None, "made")[ALL].likelihood

    assert found is not None
    assert (found.value, found.pairs) == (0.75, 200)


def test_a_given_judge_is_asked_once_and_its_word_is_taken() -> None:
    found = text_only_accuracies(leaking(100), 0, lambda _, halves: halves.test * 0.0, "made")

    assert found[ALL].transformer is not None
    assert found[ALL].transformer.value == 0.5


def test_figures_follow_from_the_seed() -> None:
    assert text_only_accuracies(balanced(100), 5, None, "made") == text_only_accuracies(balanced(100), 5, None, "made")


def test_too_few_pairs_are_said() -> None:
    with pytest.raises(UserError, match="made: 60 pairs of 60 captions are too few; give 80 or more"):
        text_only_accuracies(balanced(60), 0, None, "made")
