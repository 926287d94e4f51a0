from hardneg.lexicon import fixed_spans, is_fixed, never_edit


def test_the_longest_unit_at_a_place_is_found_and_none_overlap() -> None:
    assert fixed_spans(["a", "large", "flat", "screen", "tv", "in", "front", "of", "a", "fire", "hydrant"]) == [(2, 5), (5, 8), (9, 11)]
    assert fixed_spans([]) == []


def test_fixed_units() -> None:
    assert is_fixed(["hot", "dog"])
    assert not is_fixed(["black", "dog"])


def test_words_that_show_nothing_are_never_edited() -> None:
    assert all(never_edit(word) for word in ("front", "group", "picture", "have"))
    assert not any(never_edit(word) for word in ("dog", "red", "sit"))
