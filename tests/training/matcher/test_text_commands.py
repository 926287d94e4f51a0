import json
from pathlib import Path

import pytest

from hardneg.errors import UserError
from hardneg.models.fetched import check
from hardneg.training.matcher.text_commands import evaluate_text_matcher

pytestmark = pytest.mark.skipif(check("minilm-l6-v2") is not None, reason="the encoder was not fetched: hardneg models fetch")

ROWS = (
    ("swap_obj", "A black dog chases a white cat.", "A white cat is chased by a black dog.", "A white cat chases a black dog."),
    ("swap_att", "A red car behind a blue bus.", "A blue bus in front of a red car.", "A blue car behind a red bus."),
    ("replace", "Two men sit on a bench.", "There are two guys sitting on a bench.", "Three men sit on a bench."),
)


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    names = ("type", "caption", "paraphrase", "negative")
    (tmp_path / "pairs.jsonl").write_text("".join(json.dumps(dict(zip(names, row, strict=True))) + "\n" for row in ROWS))
    return tmp_path / "pairs.jsonl"


def test_figures_of_the_matcher_and_of_plain_judges_are_said_and_written(
    pairs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    evaluate_text_matcher(pairs, to=tmp_path / "figures.json")

    found = json.loads((tmp_path / "figures.json").read_text())
    assert found["pairs"] == "pairs.jsonl"
    assert found["model"].startswith("text@")
    assert {name: found[name]["all"]["pairs"] for name in ("matcher", "cosine", "overlap")} == {"matcher": 3, "cosine": 3, "overlap": 3}
    assert set(found["matcher"]) == {"all", "swap", "swap_obj", "swap_att", "replace"}
    assert found["matcher"]["all"]["pairwise"] == 1.0
    assert found["overlap"]["all"]["pairwise"] == 0.0
    said = capsys.readouterr().out
    assert all(kind in said for kind in found["matcher"])
    assert found["model"] in said


@pytest.mark.slow
def test_a_file_that_cannot_be_written_is_a_users_mistake(pairs: Path, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="--json"):
        evaluate_text_matcher(pairs, to=tmp_path / "no" / "figures.json")
