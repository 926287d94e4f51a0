from pathlib import Path

import pytest

from benchmarks.parse import captions, raw_seconds, write_captions
from hardneg.engine.parts import read_dones, read_rows
from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.rows import CaptionRow

SAMPLE = Path(__file__).parents[2] / "examples" / "captions.jsonl"


def test_captions_are_repeated_to_the_count_that_is_asked_for() -> None:
    texts = captions(str(SAMPLE), 1000)
    assert len(texts) == 1000
    assert len(set(texts)) < 1000


def test_the_stage_gets_the_captions_that_raw_spacy_gets(tmp_path: Path) -> None:
    texts = captions(str(SAMPLE), 25)
    assert write_captions(texts, str(tmp_path), 10) == 3
    assert all(done is not None for done in read_dones(str(tmp_path), "captions", 3))
    columns = arrow_schema(CaptionRow).names
    assert [text for part in range(3) for text in read_rows(str(tmp_path), "captions", part, columns)["caption"].to_pylist()] == texts


@pytest.mark.slow
def test_raw_spacy_is_timed_in_as_many_processes_as_asked(tmp_path: Path) -> None:
    assert all(seconds > 0 for seconds in raw_seconds(captions(str(SAMPLE), 20), 2, tmp_path))
    assert len(list(tmp_path.glob("share-*.json"))) == 2
