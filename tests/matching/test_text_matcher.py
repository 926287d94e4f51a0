import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from hardneg.errors import UserError
from hardneg.matching.differing import differing
from hardneg.matching.load import load_text_matcher
from hardneg.matching.text_matcher import TextCrossEncoder
from hardneg.models.fetched import check
from hardneg.models.matcher_folder import WEIGHTS as SHIPPED

WEIGHTS = SHIPPED / "text"

pytestmark = pytest.mark.skipif(check("minilm-l6-v2") is not None, reason="the encoder was not fetched: hardneg models fetch")


@pytest.fixture(scope="module")
def matcher() -> TextCrossEncoder:
    return TextCrossEncoder.from_folder(WEIGHTS, device="cpu")


@pytest.mark.parametrize(
    ("caption", "follows", "not_"),
    [
        ("A black dog chases a white cat.", "A white cat is chased by a black dog.", "A white cat chases a black dog."),
        ("A red car behind a blue bus.", "A blue bus in front of a red car.", "A blue car behind a red bus."),
        ("Two men sit on a bench.", "There are two guys sitting on a bench.", "Three men sit on a bench."),
        ("A woman holds an umbrella.", "A lady holds an umbrella.", "A man holds an umbrella."),
    ],
)
def test_what_follows_scores_above_what_does_not(matcher: TextCrossEncoder, caption: str, follows: str, not_: str) -> None:
    yes, no = matcher.score([caption, caption], [follows, not_])

    assert yes > no


def test_the_same_text_follows(matcher: TextCrossEncoder) -> None:
    assert matcher.score(["A dog sits on a couch."], ["A dog sits on a couch."])[0] > 0


def test_scores_do_not_depend_on_what_else_is_scored(matcher: TextCrossEncoder) -> None:
    captions = ["A dog.", "Two cats on a very long bench in front of a house.", "A man."] * 30
    texts = ["A cat.", "Two dogs on a bench.", "A man who is riding a brown horse through a field."] * 30

    assert np.allclose(matcher.score(captions, texts)[:3], matcher.score(captions[:3], texts[:3]), atol=1e-4)
    assert matcher.score([], []).shape == (0,)


def test_a_long_caption_is_judged_by_the_sentences_that_differ(matcher: TextCrossEncoder) -> None:
    rest = " ".join(f"There are {i} trees behind house number {i}." for i in range(400))
    caption, negative = f"{rest} A black dog sits on a couch.", f"{rest} A black cat sits on a couch."

    assert differing(caption, negative) == ("A black dog sits on a couch.", "A black cat sits on a couch.")
    assert matcher.score([caption], [negative])[0] == matcher.score(["A black dog sits on a couch."], ["A black cat sits on a couch."])[0]


def test_a_long_text_that_leaves_a_clause_out_follows(matcher: TextCrossEncoder) -> None:
    caption = (
        "In a quiet orchard a young goat stands on a crate, with a basket of plums at its feet, beneath a wall that is overgrown with ivy."
    )
    text = caption.replace(" with a basket of plums at its feet,", "")

    assert matcher.score([caption], [text])[0] > 0


def test_what_cannot_be_read_whole_is_counted(matcher: TextCrossEncoder) -> None:
    before = matcher.truncated
    matcher.score(["dog " * 5000], ["cat " * 5000])

    assert matcher.truncated == before + 1


def test_the_shipped_weights_are_found_by_name_and_small(matcher: TextCrossEncoder) -> None:
    assert load_text_matcher("text").revision == matcher.revision
    assert all(path.stat().st_size < 10_000_000 for path in WEIGHTS.iterdir())


def copied(folder: Path) -> Path:
    folder.mkdir()
    for name in ("config.json", "model.safetensors"):
        shutil.copy(WEIGHTS / name, folder / name)
    return folder


def test_another_encoder_than_the_one_trained_on_is_refused(tmp_path: Path) -> None:
    folder = copied(tmp_path / "model")
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | {"base_sha256": "0" * 64}))

    with pytest.raises(UserError, match="not those of its training"):
        TextCrossEncoder.from_folder(folder)


def test_weights_that_are_no_numbers_are_refused(tmp_path: Path) -> None:
    folder = copied(tmp_path / "model")
    stored = load_file(folder / "model.safetensors")
    name = sorted(stored)[0]
    save_file(stored | {name: torch.full_like(stored[name], float("nan"))}, folder / "model.safetensors")

    with pytest.raises(UserError, match="NaN"):
        TextCrossEncoder.from_folder(folder)


def test_weights_of_another_shape_are_refused(tmp_path: Path) -> None:
    folder = copied(tmp_path / "model")
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | {"rank": 8, "alpha": 8}))

    with pytest.raises(UserError, match="do not fit"):
        TextCrossEncoder.from_folder(folder)
