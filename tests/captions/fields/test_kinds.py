from typing import Any

import pytest

from hardneg.captions.fields.kinds import Kind, are_sentences, is_missing, kind_of


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (["a dog on a hill", "two hens"], Kind.SENTENCES),
        (["dog", "hen"], Kind.WORDS),
        (["What is on the hill?"], Kind.QUESTIONS),
        ([[{"from": "human", "value": "?"}, {"from": "gpt", "value": "a dog"}]], Kind.CONVERSATIONS),
        (["a/1.jpg", "https://a.b/c"], Kind.NAMES),
        ([b"\xff\xd8", {"bytes": b"", "path": None}], Kind.IMAGES),
        ([1, 2.5, "3"], Kind.NUMBERS),
        ([{"width": 3, "height": 4}], Kind.STRUCTS),
        ([None, "", []], Kind.EMPTY),
        (["一只棕色的狗在草地上奔跑"], Kind.SENTENCES),
        (['["a dog on a hill", "two hens in a barn"]'], Kind.SENTENCES),
    ],
)
def test_a_column_has_the_kind_of_most_of_its_values(values: list[Any], kind: Kind) -> None:
    assert kind_of(values) is kind


def test_null_and_nan_and_empty_values_are_missing_and_zero_is_not() -> None:
    assert all(map(is_missing, (None, "", [], {}, float("nan"))))
    assert not any(map(is_missing, (0, False, "x", [None])))


def test_names_of_classes_are_no_sentences() -> None:
    assert are_sentences(["a dog on a hill", "two hens near the barn"])
    assert not are_sentences(["tench, Tinca tinca", "goldfish, Carassius auratus", "great white shark"])
