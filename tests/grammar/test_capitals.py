from pipeline.grammar.capitals import like, moved


def test_case_follows_what_is_replaced() -> None:
    assert [like("blue", old) for old in ("red", "Red", "RED", "A")] == ["blue", "Blue", "BLUE", "Blue"]
    assert like("tvs", "TV") == "TVs"


def test_a_phrase_that_leaves_the_beginning_loses_its_capital_and_gives_it_on() -> None:
    assert moved("The dog", was_first=True, becomes_first=False, capitalised=True, proper=False) == "the dog"
    assert moved("the boy", was_first=False, becomes_first=True, capitalised=True, proper=False) == "The boy"


def test_a_name_keeps_its_capital_and_a_lower_case_caption_stays_so() -> None:
    assert moved("Anna", was_first=True, becomes_first=False, capitalised=True, proper=True) == "Anna"
    assert moved("a boy", was_first=False, becomes_first=True, capitalised=False, proper=False) == "a boy"
