from hardneg.llm.interface import TOO_LONG, Hole, Usage, answer, grammar, token_limit


def test_the_order_of_choices_does_not_change_the_grammar() -> None:
    assert grammar(Hole("", 0, ("red", "blue"))) == grammar(Hole("", 0, ("blue", "red", "blue"))) == {"choice": [" blue", " red"]}


def test_a_regex_is_held_as_a_whole_after_one_space() -> None:
    assert grammar(Hole("", 0, regex="a|b")) == {"regex": " (a|b)"}


def test_a_hole_without_choices_or_regex_has_no_grammar() -> None:
    assert grammar(Hole("", 0)) is None


def test_the_longest_choice_can_be_written_byte_by_byte() -> None:
    assert token_limit(Hole("", 0, ("crème", "a"), max_tokens=1)) >= len(" crème".encode()) + 1


def test_a_choice_is_whole_even_where_the_limit_was_reached() -> None:
    assert answer(Hole("", 0, ("red",)), " red", False, 9, 1) == ("red", 9, 1, True)


def test_part_of_a_choice_is_no_answer() -> None:
    assert not answer(Hole("", 0, ("reddish",)), " redd", False, 9, 1).ok


def test_an_answer_that_was_cut_or_breaks_its_regex_is_none() -> None:
    hole = Hole("", 0, regex="[a-z]+")
    assert answer(hole, " red", True, 9, 1).ok
    assert not answer(hole, " red", False, 9, 1).ok
    assert not answer(hole, " Red", True, 9, 1).ok


def test_a_free_answer_is_stripped_and_must_say_something() -> None:
    assert answer(Hole("", 0), "  a red one ", True, 9, 4).text == "a red one"
    assert not answer(Hole("", 0), "  ", True, 9, 1).ok


def test_usage_is_taken_once() -> None:
    usage = Usage()
    usage.count_fills([answer(Hole("", 0, ("red",)), " red", True, 9, 2), TOO_LONG])
    usage.count_score(7)
    assert usage.take() == {"llm_fills": 2, "llm_scores": 1, "llm_tokens_in": 16, "llm_tokens_out": 2}
    assert set(usage.take().values()) == {0}
