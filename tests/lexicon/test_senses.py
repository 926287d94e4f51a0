from hardneg.lexicon.senses import CUES, has_senses, sense_class


def shown(**cues: str) -> dict[str, frozenset[str]]:
    return {sort: frozenset(cues.get(sort, "").split()) for sort in CUES}


def test_cues_around_a_noun_select_the_class_of_its_replacements() -> None:
    assert sense_class("pen", shown(prep="in", near="animal")) == "enclosure"
    assert sense_class("pen", shown()) == "stationery"


def test_every_cue_is_needed_where_the_sense_needs_all() -> None:
    assert sense_class("pen", shown(prep="in")) is None


def test_any_word_in_its_place_may_be_a_cue() -> None:
    assert sense_class("painting", shown(of="dog")) != sense_class("painting", shown())


def test_a_sense_that_is_not_edited_has_no_class() -> None:
    assert has_senses("drawing")
    assert sense_class("drawing", shown()) is None


def test_most_nouns_have_one_sense() -> None:
    assert not has_senses("dog")
