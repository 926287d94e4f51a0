from itertools import islice
from pathlib import Path

import pytest

from benchmarks.scale import captions, main


def test_captions_are_distinct_and_depend_on_the_seed() -> None:
    some = list(islice(captions(5_000, 0), 5_000))

    assert len(set(some)) == 5_000
    assert some != list(captions(5_000, 1))
    assert some[:100] == list(captions(100, 0))


def test_more_captions_than_there_are_is_an_error() -> None:
    with pytest.raises(ValueError, match="distinct captions at most"):
        next(captions(10**9, 0))


@pytest.mark.long
@pytest.mark.slow
def test_a_small_size_is_measured_with_synthetic_packing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["--counts", "30", "--part-size", "20", "--to", "captions", "--pack", "--template", "20", "--folder", str(tmp_path)])

    said = capsys.readouterr().out
    assert "| 30 | captions |" in said
    assert "| rows packed |" in said
    assert sorted((tmp_path / "run-30" / "shards").glob("train-*.parquet"))
