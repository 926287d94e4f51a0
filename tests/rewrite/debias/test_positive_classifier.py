import random
from collections import Counter, defaultdict

import numpy as np
import pytest

from hardneg.rewrite.debias.candidate import Candidate
from hardneg.rewrite.debias.discriminant import FEWEST, discriminant
from hardneg.rewrite.debias.embedder import Embedder, States
from hardneg.rewrite.debias.features import SCORE_EDGES
from hardneg.rewrite.debias.objective import ALL, POOLED, Scoped
from hardneg.rewrite.debias.positive_classifier import NegativeStates, PositiveClassifier
from hardneg.seeding import seed_for

WIDTH = 4
CAPTIONS = [f"caption {number}" for number in range(5 * FEWEST)]
IDS = [f"id {number}" for number in range(len(CAPTIONS))]


class Tells(Embedder):
    """Reads whether a text has a z, in one dimension; the others are noise that belongs to the text."""

    def __init__(self) -> None:
        pass

    def changes(self, captions: list[str], texts: list[str], of: list[int]) -> States:  # type: ignore[override]  # noqa: ARG002
        noise = [[random.Random(f"{text}{i}").gauss(0, 0.3) for i in range(WIDTH)] for text in texts]
        return np.array([[float("z" in text) + each[0], *each[1:]] for text, each in zip(texts, noise, strict=True)], np.float32)


def negatives(captions: list[str], of_z: float = 0.5) -> NegativeStates:
    """Make one negative a caption, of which a share has a z."""
    texts = [f"{'z' if random.Random(caption).random() < of_z else 'y'} {caption}" for caption in captions]
    rows = list(range(len(captions)))
    return NegativeStates(rows, ["object"] * len(rows), Tells().changes(captions, texts, rows), Tells())


def offered(captions: list[str]) -> list[Candidate]:
    """Make a paraphrase with a z, and one without, for each caption."""
    return [Candidate(i, ALL, (at,), f"{text} {'zy'[at]}{i}", kind="synonym") for i, text in enumerate(captions) for at in (0, 1)]


def sums(rows: object, selected: list[int]) -> dict[str, float]:
    """Sum the signs of the scores in each scope over what is selected."""
    found: dict[str, float] = defaultdict(float)
    for j in selected:
        for features, scopes in rows[j]:  # type: ignore[index]
            for scope in scopes:
                found[scope] += features.get(("score sign", ""), 0.0)
    return found


@pytest.mark.parametrize("share", [0.2, 0.8])
def test_negatives_are_recognised_by_what_they_have_oftener_than_the_positives(share: float) -> None:
    """A negative is recognised as the text without a z if all positives have one and few negatives, and the other way round."""
    candidates = offered(CAPTIONS)
    selected = list(range(0 if share < 0.5 else 1, len(candidates), 2))
    rows = PositiveClassifier(CAPTIONS, IDS, candidates, negatives(CAPTIONS, share), 0).learn(selected)
    assert rows is not None
    others = [j for j in range(len(candidates)) if j not in set(selected)]
    assert sums(rows, selected)["object"] > 0.2 * len(CAPTIONS)
    assert sums(rows, others)["object"] < 0


def test_a_kind_that_is_recognised_has_a_score_even_where_another_makes_up_for_it() -> None:
    """Every converse has a z, no synonym has one, and half of the negatives have: only a classifier of one kind can tell."""
    candidates = [
        Candidate(i, ALL, (0,), f"{text} {'z' if i % 2 else 'y'}", kind="converse" if i % 2 else "synonym")
        for i, text in enumerate(CAPTIONS)
    ]
    selected = list(range(len(CAPTIONS)))
    rows = PositiveClassifier(CAPTIONS, IDS, candidates, negatives(CAPTIONS), 0).learn(selected)
    assert rows is not None
    total = sums(rows, selected)
    assert abs(total["object"]) < len(CAPTIONS) / 20
    assert min(total["beside converse"], total["beside synonym"]) > len(CAPTIONS) / 20


def test_scores_count_half_for_each_positive_in_the_family_the_kind_and_the_whole() -> None:
    candidates = offered(CAPTIONS)
    rows = PositiveClassifier(CAPTIONS, IDS, candidates, negatives(CAPTIONS), 0).learn(list(range(0, len(candidates), 2)))
    assert rows is not None
    scopes: Counter[tuple[str, float]] = Counter()
    for row in rows:
        for features, of in row:
            assert isinstance(row[0], Scoped)
            assert set(map(abs, features.values())) == {0.5}
            assert {sort for sort, _ in features} == {"score", "score sign"}
            scopes.update(of.items())
    assert set(scopes) == {("object", 1.0), ("beside synonym", 1.0), (ALL, POOLED)}
    assert min(scopes.values()) > 0.9 * len(rows)


def test_rounds_have_new_halves_and_their_scores_add_up() -> None:
    candidates = offered(CAPTIONS)
    classifier = PositiveClassifier(CAPTIONS, IDS, candidates, negatives(CAPTIONS, 0.2), 0)
    selected = list(range(0, len(candidates), 2))
    assert classifier.learn(selected) is not None
    first = classifier.totals["object"].copy()
    assert classifier.learn(selected) is not None
    second = classifier.totals["object"] - 0.8 * first
    assert not np.allclose(second, first)
    assert np.corrcoef(second, first)[0, 1] > 0.9
    assert np.abs(second).mean() == pytest.approx(np.abs(first).mean(), rel=0.2)


def test_too_few_pairs_teach_nothing() -> None:
    few = CAPTIONS[:FEWEST]
    assert PositiveClassifier(few, IDS[:FEWEST], offered(few), negatives(few), 0).learn(list(range(0, 2 * FEWEST, 2))) is None


def test_negatives_are_paired_with_the_positives_of_their_caption_in_turn() -> None:
    candidates = offered(CAPTIONS[:4])
    states = NegativeStates([0, 0, 0, 1, 3], ["object", "count", "object", "object", "object"], np.zeros((5, WIDTH), np.float32), Tells())
    classifier = PositiveClassifier(CAPTIONS[:4], IDS[:4], candidates, states, 0)
    assert classifier.pairs([0, 1, 2, 4]) == [(0, 0), (1, 1), (2, 0), (3, 2)]


def test_what_the_classifier_cannot_recognise_has_no_features() -> None:
    class Blank(Tells):
        def changes(self, captions: list[str], texts: list[str], of: list[int]) -> States:  # type: ignore[override]  # noqa: ARG002
            return np.zeros((len(texts), WIDTH), np.float32)

    rows = list(range(len(CAPTIONS)))
    blank = NegativeStates(rows, ["object"] * len(rows), np.zeros((len(rows), WIDTH), np.float32), Blank())
    candidates = offered(CAPTIONS)
    found = PositiveClassifier(CAPTIONS, IDS, candidates, blank, 0).learn(list(range(0, len(candidates), 2)))
    assert found is not None
    assert all(not features for row in found for features, _ in row)


def test_the_halves_follow_from_the_ids_and_the_seed() -> None:
    candidates = offered(CAPTIONS)
    last = len(CAPTIONS) - 1
    reverse = [each._replace(caption=last - each.caption) for each in candidates]
    there = PositiveClassifier(CAPTIONS, IDS, candidates, negatives(CAPTIONS), 0).learn(list(range(0, len(candidates), 2)))
    states = negatives(CAPTIONS)._replace(captions=[last - i for i in range(len(CAPTIONS))])
    back = PositiveClassifier(CAPTIONS[::-1], IDS[::-1], reverse, states, 0).learn(list(range(0, len(candidates), 2)))
    other = PositiveClassifier(CAPTIONS, IDS, candidates, negatives(CAPTIONS), 1).learn(list(range(0, len(candidates), 2)))
    assert there == back != other


def test_scores_are_those_of_discriminants_of_the_other_half() -> None:
    """Compute the scores of one round again, from the definition."""
    candidates = offered(CAPTIONS)
    states = negatives(CAPTIONS, 0.3)
    classifier = PositiveClassifier(CAPTIONS, IDS, candidates, states, 0)
    selected = list(range(0, len(candidates), 2))
    rows = classifier.learn(selected)
    assert rows is not None
    positives = Tells().changes(CAPTIONS, [each.text for each in candidates], [each.caption for each in candidates])
    both = np.concatenate([states.changes, positives])
    both /= both.std(0)
    count = len(CAPTIONS)
    half = np.array([seed_for(0, each, "rewrite", "positives half 0") % 2 for each in IDS], np.bool_)
    expected = np.zeros(len(both))
    of_state = np.array([*range(count), *(each.caption for each in candidates)])
    for side in (False, True):
        learnt = np.flatnonzero(half == side)
        weights = discriminant(both[learnt] - both[count + 2 * learnt])
        expected[half[of_state] != side] = both[half[of_state] != side] @ weights
    np.testing.assert_allclose(classifier.totals["object"], expected, atol=1e-4)
    margins = np.array([expected[each.caption] - expected[count + j] for j, each in enumerate(candidates)])
    sizes = (np.abs(margins[:, None] / np.abs(margins[selected]).mean()) > SCORE_EDGES).sum(1)
    found = [(j, int(which)) for j, row in enumerate(rows) if row for sort, which in row[0].features if sort == "score"]
    assert len(found) > 0.9 * len(rows)
    assert np.mean([sizes[j] == size for j, size in found]) > 0.97  # but for rounding at the edges
