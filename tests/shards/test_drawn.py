import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from hardneg.report.verify import verify
from hardneg.schemas.arrow import arrow_schema, to_table
from hardneg.schemas.config import Config
from hardneg.schemas.reasons import ImageReason
from hardneg.schemas.rows import DrawnImage, Image, RewrittenRow, ShardRow
from hardneg.shards.drawn import with_files
from hardneg.shards.pack import pack

Build = Callable[..., RewrittenRow]
Run = Callable[..., Path]


def drawn(row: RewrittenRow) -> RewrittenRow:
    """Add a drawn image of different content to each negative but the last, which has none."""
    for number, negative in enumerate(row.negatives[:-1]):
        negative.negative_image = Image(bytes=f"{row.id} {number}".encode())
        negative.image_model, negative.image_seed, negative.image_attempts = "m@1", number, 1
        negative.other_images = [DrawnImage(image=Image(bytes=b"other"), seed=9, match_negative=1.0, match_caption=0.0)]
    row.negatives[-1].image_reason, row.negatives[-1].image_detail = ImageReason.NSFW, "all 4"
    return row


def rows_of(out: Path) -> pd.DataFrame:
    return pd.concat([pd.read_parquet(path) for path in sorted((out / "shards").glob("*.parquet"))])


def enabled(**told: Any) -> Config:
    return Config.model_validate({"synthesise": {"enabled": True} | told, "shards": {"val_share": 0.2}})


def test_drawn_images_and_what_is_known_of_them_come_into_the_shards(run_of: Run, rewritten: Build, tmp_path: Path) -> None:
    out = run_of(tmp_path / "out", Config(), [[drawn(rewritten(i)) for i in range(5)]])
    assert verify(str(out)) == []
    rows = rows_of(out)
    assert list(rows.columns) == arrow_schema(ShardRow).names
    assert {row.negative_image["bytes"] for row in rows.itertuples() if row.negative_image} == {
        f"c{i} {number}".encode() for i in range(5) for number in range(2)
    }
    assert rows["image_reason"].notna().sum() == 5


@pytest.mark.parametrize("store", ["bytes", "files"])
def test_a_run_that_draws_holds_and_is_packed_either_way(run_of: Run, rewritten: Build, tmp_path: Path, store: str) -> None:
    out = run_of(tmp_path / "out", enabled(store=store), [[drawn(rewritten(i)) for i in range(5)], [drawn(rewritten(9))]])
    assert verify(str(out)) == []
    rows = rows_of(out)
    images = [row.negative_image for row in rows.itertuples() if row.negative_image]
    assert len(images) == 12
    assert ("sc:ImageObject" in (out / "shards" / "croissant.json").read_text()) == (store == "bytes")
    if store == "files":
        assert all(image["bytes"] is None for image in images)
        assert len({(out / "shards" / image["path"]).read_bytes() for image in images}) == 12
        listed = (out / "shards" / "SHA256SUMS").read_text()
        assert listed.count("negative-images/") == 24
        assert not pack(str(out), enabled(store=store), "run1", 2)


def test_files_of_images_are_looked_for_by_listing_their_folders(
    run_of: Run, rewritten: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = enabled(store="files")
    out = run_of(tmp_path / "out", config, [[drawn(rewritten(i)) for i in range(5)]])
    with monkeypatch.context() as patched:
        patched.setattr("hardneg.shards.pack.storage.exists", lambda path: pytest.fail(f"{path} is asked for by itself"))
        assert not pack(str(out), config, "run1", 1)
    missing = next((out / "shards" / "negative-images").rglob("*.png"))
    content = missing.read_bytes()
    missing.unlink()
    assert pack(str(out), config, "run1", 1)
    assert missing.read_bytes() == content


def test_a_changed_file_of_an_image_does_not_hold(run_of: Run, rewritten: Build, tmp_path: Path) -> None:
    out = run_of(tmp_path / "out", enabled(store="files"), [[drawn(rewritten(0))]])
    next((out / "shards" / "negative-images").rglob("*.png")).write_bytes(b"another")
    assert any("has changed" in problem for problem in verify(str(out)))


def test_names_follow_from_ids_whatever_these_hold(rewritten: Build, tmp_path: Path) -> None:
    names = []
    for identity in ("plain-1", "../../etc/passwd", "ünï"):
        blank = dict.fromkeys(arrow_schema(ShardRow).names)
        row = blank | {"id": identity, "negative_image": {"bytes": identity.encode(), "path": None}}
        table = to_table([], ShardRow).schema.empty_table().from_pylist([row], schema=arrow_schema(ShardRow))
        filed, written = with_files(table, str(tmp_path), "jpeg")
        names.append(filed["negative_image"][0].as_py()["path"])
        assert written == {names[-1]: hashlib.sha256(identity.encode()).hexdigest()}
        assert (tmp_path / names[-1]).resolve().is_relative_to(tmp_path / "negative-images")
    assert names[0].endswith("/plain-1.jpg")
