"""Test that features stay on disk, by content."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from hardneg.encoders import cache
from hardneg.encoders.cache import FeatureCache, key_of
from hardneg.encoders.encoder import Features
from hardneg.errors import UserError

TEXTS = ["a dog", "a red cat", "sun", "a dog"]
WIDTH = 3


class Encoder:
    """Counts what it is asked to encode; a row a word."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts: list[str]) -> list[Features]:
        self.asked += texts
        return [np.full((len(text.split()), WIDTH), len(text), np.float16) for text in texts]


def filled(folder: Path, texts: list[str], encoder: Encoder | None = None) -> FeatureCache:
    found = FeatureCache(folder, "words@1", WIDTH)
    found.fill([key_of(text) for text in texts], lambda i: texts[i], (encoder or Encoder()).encode)
    return found


def test_each_content_is_encoded_once_for_all_runs(tmp_path: Path) -> None:
    first, second = Encoder(), Encoder()

    filled(tmp_path, TEXTS, first)
    again = filled(tmp_path, [*TEXTS, "a new one"], second)

    assert (first.asked, second.asked) == (["a dog", "a red cat", "sun"], ["a new one"])
    assert len(again) == 4
    assert again[key_of("a red cat")].tolist() == [[9.0] * WIDTH] * 3


def test_a_run_that_writes_the_same_features_meanwhile_does_no_harm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save, others = np.save, [lambda: filled(tmp_path, TEXTS)]

    def saved_by_two(*told: Any) -> None:
        save(*told)
        if others:
            others.pop()()

    monkeypatch.setattr(cache.np, "save", saved_by_two)

    assert filled(tmp_path, TEXTS)[key_of("sun")].tolist() == [[3.0] * WIDTH]
    assert not list(tmp_path.glob(".*"))


def test_what_cannot_be_read_is_skipped(tmp_path: Path) -> None:
    found = FeatureCache(tmp_path, "words@1", WIDTH)

    count = found.fill([key_of(text) for text in TEXTS], lambda i: None if TEXTS[i] == "sun" else TEXTS[i], Encoder().encode)

    assert count == 2
    assert key_of("sun") not in found


def test_a_segment_is_read_and_encoded_a_few_items_at_a_time(tmp_path: Path) -> None:
    texts, waiting, most = [f"text {i}" for i in range(10)], list[str](), 0

    def load(place: int) -> str | None:
        nonlocal most
        waiting.append(texts[place])
        most = max(most, len(waiting))
        return None if place == 4 else texts[place]

    def encode(some: list[str]) -> Features:
        waiting.clear()
        return np.stack(Encoder().encode(some))  # as encoders of images do

    found = FeatureCache(tmp_path, "words@1", WIDTH)
    count = found.fill([key_of(text) for text in texts], load, encode, at_once=3)

    assert (count, most) == (9, 3)
    assert len(list(tmp_path.glob("*.keys.npy"))) == 1
    assert len(FeatureCache(tmp_path, "words@1", WIDTH)) == 9
    assert found[key_of("text 9")].tolist() == [[6.0] * WIDTH] * 2


def test_segments_join(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "SEGMENT", 2)

    filled(tmp_path, TEXTS)

    assert len(list(tmp_path.glob("*.keys.npy"))) == 2
    assert len(FeatureCache(tmp_path, "words@1", WIDTH)) == 3


def test_a_killed_run_leaves_whole_segments_only(tmp_path: Path) -> None:
    filled(tmp_path, TEXTS)
    keys = next(tmp_path.glob("*.keys.npy"))
    keys.unlink()  # it is written last

    assert len(FeatureCache(tmp_path, "words@1", WIDTH)) == 0
    assert len(filled(tmp_path, TEXTS)) == 3


def test_a_run_killed_while_it_began_the_cache_leaves_no_obstacle(tmp_path: Path) -> None:
    (tmp_path / ".17-encoder.json").write_text("{")  # it is renamed when it is whole

    assert len(filled(tmp_path, TEXTS)) == 3
    assert len(FeatureCache(tmp_path, "words@1", WIDTH)) == 3


def test_a_cache_of_another_encoder_is_refused(tmp_path: Path) -> None:
    filled(tmp_path, TEXTS)

    with pytest.raises(UserError, match=r"of the encoder words@1, not words@2; name another folder"):
        FeatureCache(tmp_path, "words@2", WIDTH)


def test_a_cache_of_other_content_is_refused_with_an_example(tmp_path: Path) -> None:
    found = filled(tmp_path, TEXTS)
    others = ["a dog", "other.jpg"]

    with pytest.raises(UserError, match=r"of other content, 1 of 2 are not in it, such as 'other.jpg'"):
        found.require([key_of(each) for each in others], others)


def test_a_truncated_segment_is_named(tmp_path: Path) -> None:
    filled(tmp_path, TEXTS)
    features = next(tmp_path.glob("*.features.npy"))
    features.write_bytes(features.read_bytes()[:-4])

    with pytest.raises(UserError, match=r"features.npy: not whole; delete this file and .*keys.npy"):
        FeatureCache(tmp_path, "words@1", WIDTH)


@pytest.mark.parametrize("ending", ["*.features.npy", "*.keys.npy"])
def test_an_empty_file_of_a_segment_is_named(tmp_path: Path, ending: str) -> None:
    filled(tmp_path, TEXTS)
    next(tmp_path.glob(ending)).write_bytes(b"")  # as a power failure leaves it

    with pytest.raises(UserError, match=r"features.npy: not whole; delete this file"):
        FeatureCache(tmp_path, "words@1", WIDTH)


def test_a_folder_of_something_else_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"mine")

    with pytest.raises(UserError, match="holds other files; name a new one"):
        FeatureCache(tmp_path, "words@1", WIDTH)
