import numpy as np
import pytest

from hardneg.rewrite.debias.embedder import Embedder
from hardneg.rewrite.plausibility.head import DEFAULT, SHIPPED, Scorer
from hardneg.rewrite.plausibility.states import States

NAME = "smollm2-135m-instruct"
PLACES = ("street", "park", "yard", "field", "garden", "square", "station", "market")
LONG = " ".join(f"In the {place} a tall woman in a coat stands beside a wooden fence." for place in PLACES)


@pytest.mark.slow
def test_reader_and_scorer_hold_the_model_once_and_do_not_disturb_each_other() -> None:
    embedder, states = Embedder(NAME), States(NAME)
    assert embedder._model is states._model
    asked = ["A dog runs."], ["A cat runs."], [0]
    before = embedder.changes(*asked)
    features = states.features(*asked)
    np.testing.assert_array_equal(embedder.changes(*asked), before)
    np.testing.assert_array_equal(states.features(*asked), features)


@pytest.mark.slow
def test_features_of_many_texts_come_some_at_a_time() -> None:
    states = States(NAME)
    captions = [f"A dog runs over field number {i}." for i in range(60)]
    texts = [caption.replace("dog", "cat") for caption in captions]
    parts = list(states.read(captions, texts, range(60)))
    assert len(parts) > 3
    assert sorted(number for part in parts for number in part.numbers) == list(range(60))
    features = states.features(captions, texts, range(60))
    np.testing.assert_array_equal(features[parts[1].numbers], parts[1].features)


@pytest.mark.slow
def test_a_text_like_its_caption_is_plausible_and_is_not_read() -> None:
    scorer = Scorer(SHIPPED / DEFAULT)
    found = scorer.score(["A dog runs."], ["A dog runs.", "A dog rides a cloud."], [0, 0])
    assert found[0] == 1.0
    assert found[1] < 1.0


@pytest.mark.slow
def test_several_changes_of_a_long_caption_are_read_with_the_single_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    embedder = Embedder(NAME)
    read: list[str] = []
    whole = Embedder._embed
    monkeypatch.setattr(Embedder, "_embed", lambda self, captions, texts, of: (read.extend(texts), whole(self, captions, texts, of))[1])
    one, two = LONG.replace("park a tall", "park a short"), LONG.replace("station a tall", "station a short")
    both = one.replace("station a tall", "station a short")
    changes = embedder.changes([LONG], [one, two, both], [0, 0, 0])
    assert len(read) == 2
    assert max(map(len, read)) < len(LONG) / 2
    np.testing.assert_allclose(changes[2], (changes[0] + changes[1]) / 2, atol=0.05)
