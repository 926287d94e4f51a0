from collections.abc import Callable
from pathlib import Path

import pytest

from hardneg.errors import UserError
from hardneg.publish.contents import contents_of, warnings_of
from hardneg.schemas.config import Config
from hardneg.schemas.rows import Image, RewrittenRow

Run = Callable[..., Path]
Row = Callable[..., RewrittenRow]


def test_a_run_and_its_shards_folder_are_the_same_contents(finished_run: Path) -> None:
    contents = contents_of(str(finished_run))
    assert contents == contents_of(str(finished_run / "shards")) == contents_of(f"file://{finished_run}")
    assert contents.size == sum((finished_run / "shards" / name).stat().st_size for name in contents.sizes)
    assert contents.others == ["done.json"]


@pytest.mark.parametrize("line", ["a" * 64 + "  ../secret", "a" * 64 + "  /etc/passwd", "nonsense", "a" * 64 + "  "])
def test_sums_that_lead_out_of_the_folder_are_refused(tmp_path: Path, line: str) -> None:
    (tmp_path / "SHA256SUMS").write_text(line + "\n")
    with pytest.raises(UserError, match="is damaged"):
        contents_of(str(tmp_path))


def test_sums_without_a_shard_are_refused(tmp_path: Path) -> None:
    (tmp_path / "SHA256SUMS").write_text("a" * 64 + "  README.md\n")
    with pytest.raises(UserError, match="no shard"):
        contents_of(str(tmp_path))


def test_images_that_stay_behind_and_a_missing_licence_are_said(run_of: Run, rewritten: Row, tmp_path: Path) -> None:
    config = Config.model_validate({"shards": {"card": {"licence": "mit"}}})
    out = run_of(tmp_path / "out", config, [[rewritten(0, image=Image(path="0.png")), rewritten(1, image=Image(bytes=b"1"))]])
    assert [warning.split(":")[0] for warning in warnings_of(contents_of(str(out)))] == ["the images of 3 rows are not among the files"]
    bare = run_of(tmp_path / "bare", Config(), [[rewritten(0)]])
    assert [warning.split(":")[0] for warning in warnings_of(contents_of(str(bare)))] == ["no licence is stated"]
