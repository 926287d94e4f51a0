from pathlib import Path

import pytest

from benchmarks.loader import loaded, main, raw, timed, write


@pytest.mark.parametrize("images", [True, False])
def test_raw_reading_and_the_loader_read_the_same_captions(tmp_path: Path, images: bool) -> None:
    write(tmp_path, 300, images, 32)
    assert raw(str(tmp_path), images) == loaded(str(tmp_path), images) == 300
    assert min(timed(str(tmp_path), images, 1)) > 0


@pytest.mark.slow
def test_a_table_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--captions", "100", "--pixels", "32", "--rounds", "1"])
    assert capsys.readouterr().out.count("\n| ") == 2
