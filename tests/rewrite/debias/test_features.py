import random
from collections import Counter

import pytest

from hardneg.rewrite.debias.candidate import Candidate
from hardneg.rewrite.debias.features import OVERESTIMATE, REGRESSION, features_of, score_features, text_features
from hardneg.rewrite.debias.objective import Feature
from hardneg.rewrite.debias.select_negatives import select
from hardneg.schemas.config import BalanceConfig


def of(old: str, new: str, **known: object) -> dict[Feature, float]:
    return next(features_of([old], [Candidate(0, "object", (0,), new, **known)]))  # type: ignore[arg-type]


def test_n_grams_inserted_less_those_removed() -> None:
    found = of("a dog on a couch today", "a cat on a couch today")
    grams = {key: value for key, value in found.items() if key[0] in "123"}
    assert grams == {
        ("1", "cat"): 1.0, ("2", "a cat"): 1.0, ("2", "cat on"): 1.0,
        ("3", "^ a cat"): 1.0, ("3", "a cat on"): 1.0, ("3", "cat on a"): 1.0,
        ("1", "dog"): -1.0, ("2", "a dog"): -1.0, ("2", "dog on"): -1.0,
        ("3", "^ a dog"): -1.0, ("3", "a dog on"): -1.0, ("3", "dog on a"): -1.0,
    }  # fmt: skip


def test_the_ends_of_a_text_are_words_of_n_grams() -> None:
    found = of("a dog", "a dog.")
    assert found["2", "dog ."] == found["2", ". $"] == found["1", "."] == found["3", "a dog ."] == 1.0
    assert found["2", "dog $"] == found["3", "a dog $"] == -1.0
    assert found["3", "dog . $"] == 1.0
    assert ("2", "a dog") not in found
    assert of("dog here", "a dog here")["2", "^ a"] == 1.0


def test_capitals_are_no_features() -> None:
    assert of("A dog", "a Dog") == {}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a dog a dog a dog", "a dog a dog"),
        ("a a a", "a a a a"),
        ("dog", "a dog"),
        ("a dog", "dog"),
        ("a dog", "a cat"),
        ("a dog sits", "a dog runs far"),
        ("the dog sits on a mat", "a cat sits on a mat"),
        ("a b c d e f", "a b x d e f"),
        ("a b c d e f", "a y c d x f"),
        ("a b c d e f", "f e d c b a"),
    ],
)
def test_all_that_changes_is_counted_once(old: str, new: str) -> None:
    found = of(old, new)

    def whole(text: str, length: int) -> Counter[str]:
        words = ["^", *text.split(), "$"]
        return Counter(" ".join(words[i : i + length]) for i in range(len(words) - length + 1))

    for length in (1, 2, 3):
        moved = whole(new, length)
        moved.subtract(whole(old, length))
        assert {key[1]: value for key, value in found.items() if key[0] == str(length)} == {key: n for key, n in moved.items() if n}


@pytest.mark.parametrize(
    ("old", "new", "words", "letters"),
    [
        ("a dog", "a big dog", 1.0, 1.0),
        ("a big dog", "a dog", -1.0, -1.0),
        ("a dog", "a horse", None, 1.0),
        ("a horse", "a dog", None, -1.0),
        ("a dog", "a cat", None, None),
        ("a dog", "a lion", None, None),  # one letter more is no length
        ("a dog", "a sheep", None, 1.0),
        ("a dog", "a dog!", 1.0, None),
    ],
)
def test_length_in_words_and_letters(old: str, new: str, words: float | None, letters: float | None) -> None:
    found = of(old, new)
    assert (found.get(("words", "")), found.get(("letters", ""))) == (words, letters)


def test_frequency_is_by_the_other_captions_of_the_part() -> None:
    captions = ["a dog runs", "a cat runs", *["a cat sits"] * 6, *["the bird flew"] * 200]

    def classes(new: str) -> dict[str, float]:
        found = next(features_of(captions, [Candidate(0, "object", (0,), new)]))
        return {key[1]: value for key, value in found.items() if key[0] == "frequency"}

    assert classes("a cat runs") == {"0": -1.0, "3": 1.0}  # no other caption has `dog`, seven have `cat`
    assert classes("a bird runs") == {"0": -1.0, "7": 1.0}  # 200 are as good as 128
    assert classes("a dog dog runs") == {"0": 1.0}  # its own caption does not count
    assert classes("a zebra runs") == {}
    assert classes("a sits runs") == {"0": -1.0, "3": 1.0}
    assert text_features(["x"], ["y"], Counter({"x": 1, "y": 1}))["frequency", "1"] == 1.0


@pytest.mark.parametrize(
    ("gap", "size"), [(1.0, "1"), (0.4, "0"), (2.5, "2"), (5.0, "3"), (9.0, "4"), (20.0, "5"), (-9.0, "4"), (-1.0, "0")]
)
def test_sign_and_size_of_the_log_likelihood_gap(gap: float, size: str) -> None:
    found = of("a dog", "a cat", gap=gap)
    sign = 1.0 if gap + REGRESSION > 0 else -1.0
    assert found["gap sign", ""] == found["gap", size] == sign


def test_an_unknown_gap_is_no_feature() -> None:
    assert not {"gap", "gap sign"} & {sort for sort, _ in of("a dog", "a cat", gap=None)}


@pytest.mark.parametrize(("gap", "sign"), [(1.0, 1.0), (0.0, 1.0), (-0.2, 1.0), (-0.8, -1.0), (-3.0, -1.0)])
def test_a_gap_counts_as_balanced_below_zero(gap: float, sign: float) -> None:
    assert of("a dog on a couch", "a cat on a couch", gap=gap)["gap sign", ""] == sign


@pytest.mark.parametrize(("gain", "size", "sign"), [(0.8, "0", -1.0), (1.2, "0", 1.0), (2.0, "1", 1.0), (3.0, "2", 1.0), (-3.0, "3", -1.0)])
def test_sign_and_size_of_the_co_occurrence_gain(gain: float, size: str, sign: float) -> None:
    found = of("a dog", "a cat", cooccurrence=gain)
    assert found["cooccurrence sign", ""] == found["cooccurrence", size] == sign
    assert sign == (1.0 if gain > OVERESTIMATE else -1.0)
    assert ("cooccurrence sign", "") not in of("a dog", "a cat")


@pytest.mark.parametrize(("score", "size"), [(0.2, "0"), (0.3, "1"), (-0.6, "2"), (1.5, "3"), (-3.0, "4")])
def test_sign_and_size_of_the_score_of_a_classifier(score: float, size: str) -> None:
    assert score_features(score) == dict.fromkeys([("score", size), ("score sign", "")], 1.0 if score > 0 else -1.0)
    assert score_features(0.0) == {}


def test_features_change_their_sign_where_caption_and_negative_are_exchanged() -> None:
    texts = ["a small dog sits on a couch", "a dog lies on two red couches"]
    there = next(features_of(texts[:1], [Candidate(0, "object", (0, None), texts[1], 2.5 - REGRESSION)]))
    back = next(features_of(texts[1:], [Candidate(0, "object", (0, None), texts[0], -2.5 - REGRESSION)]))
    assert {key: value for key, value in there.items() if key[0] != "frequency"} == {
        key: -value for key, value in back.items() if key[0] != "frequency"
    }
    assert ("1", "dog") not in there
    assert of("a man and a dog", "a dog and a man", exchange=("man", "dog"))["first", "dog"] == 1.0


def balanced(pairs: list[tuple[str, str, str]]) -> float:
    """Return the share of captions of which the second of two candidates is selected."""
    candidates = [Candidate(i, "object", (0,), text) for i, (_, *both) in enumerate(pairs) for text in both]
    config = BalanceConfig(tolerance=None)
    found = select([caption for caption, *_ in pairs], candidates, [1] * len(pairs), config, random.Random(0)).indices
    return sum(j % 2 for j in found) / len(pairs)


def word(i: int, length: int = 4) -> str:
    """Return a word that no other caption has."""
    return "".join(chr(ord("a") + (i * 7 + k * k * i) % 26) for k in range(length - 2)) + f"{i:02}"


PARTS: dict[str, list[tuple[str, str, str]]] = {
    "words": [(f"{i}x {word(i)} {i}y", f"{i}x {word(i)} {word(i + 30)} {i}y", f"{i}x {i}y") for i in range(30)],
    "letters": [(f"{i}x {word(i, 5)} {i}y", f"{i}x {word(i + 30, 8)} {i}y", f"{i}x {word(i + 60, 3)} {i}y") for i in range(30)],
    "unigrams": [(f"{i}x {word(i)} {i}y", f"{i}x bird {i}y", f"{i}x {word(i + 30)} {i}y") for i in range(30)],
    "bigrams": [(f"{i}x {i}y", f"{i}x bird runs {i}y", f"{i}x runs bird {i}y") for i in range(30)],
    "trigrams": [(f"{i}x {i}y", f"{i}x red bird red red {i}y", f"{i}x red red bird red {i}y") for i in range(30)],
}
"""Captions of two candidates each that differ only in one feature."""


@pytest.mark.parametrize("part", PARTS)
def test_each_feature_of_a_text_is_balanced_in_a_selection(part: str) -> None:
    assert balanced(PARTS[part]) == pytest.approx(0.5, abs=0.1 if part != "unigrams" else 0.5)
    if part == "unigrams":
        assert balanced(PARTS[part]) > 0.5


def test_words_of_other_captions_are_inserted_no_oftener_than_they_are_removed() -> None:
    """The first candidate inserts a word that four other captions have, another one each time; the second a word that none has."""
    common = [word(i + 50) for i in range(20)]
    pairs = [(f"{i}x {word(i)} {i}y", f"{i}x {common[i]} {i}y", f"{i}x {word(i + 80)} {i}y") for i in range(20)]
    extra = [f"{each} {n}" for each in common for n in range(4)]
    candidates = [Candidate(i, "object", (0,), text) for i, (_, *both) in enumerate(pairs) for text in both]
    captions = [caption for caption, *_ in pairs] + extra
    found = select(captions, candidates, [1] * len(captions), BalanceConfig(tolerance=None), random.Random(0)).indices
    assert sum(j % 2 for j in found) > 15
