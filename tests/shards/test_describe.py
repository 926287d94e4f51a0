import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from hardneg.engine.manifest import read_manifest, write_quality
from hardneg.engine.storage import names
from hardneg.report.verify import verify
from hardneg.schemas.config import Config
from hardneg.schemas.manifest import Manifest, Packed, Quality, SplitCounts, verification_of_shards
from hardneg.schemas.rows import RewrittenRow
from hardneg.shards.describe import refresh
from hardneg.shards.pack import pack

Build = Callable[..., RewrittenRow]
Run = Callable[..., Path]


def packed_in(out: Path) -> Packed:
    return Packed.model_validate_json((out / "shards" / "done.json").read_text())


def stamps(out: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mtime_ns for path in (out / "shards").iterdir()}


def test_another_licence_writes_the_card_again_and_not_the_shards(rewritten: Build, run_of: Run, tmp_path: Path) -> None:
    out = run_of(tmp_path / "out", Config(), [[rewritten(i) for i in range(5)]])
    before = stamps(out)
    config = Config.model_validate({"shards": {"card": {"licence": "cc-by-4.0"}}})
    assert pack(str(out), config, "run1", 1)
    changed = {name for name, when in stamps(out).items() if when != before[name]}
    assert changed == {"README.md", "croissant.json", "SHA256SUMS", "done.json"}
    assert "license: cc-by-4.0" in (out / "shards" / "README.md").read_text()
    assert verify(str(out)) == []
    assert not pack(str(out), config, "run1", 1)


def test_the_card_cannot_change_a_row_or_the_id_of_a_run() -> None:
    from hardneg.engine.manifest import run_id

    assert run_id(Config(), []) == run_id(Config.model_validate({"shards": {"card": {"title": "T", "licence": "mit"}}}), [])


def test_leakage_that_was_measured_comes_into_the_card(rewritten: Build, run_of: Run, tmp_path: Path) -> None:
    out = run_of(tmp_path / "out", Config(), [[rewritten(i) for i in range(5)]])
    assert not refresh(str(out))
    write_quality(str(out), Quality(shards="of other shards", seed=0, accuracy={"all": {"ngrams": 0.5}}))
    assert not refresh(str(out))
    write_quality(str(out), Quality(shards=packed_in(out).fingerprint, seed=0, accuracy={"all": {"ngrams": 0.5125}}))
    assert refresh(str(out))
    assert "0.512" in (out / "shards" / "README.md").read_text()
    assert verify(str(out)) == []


def test_the_card_has_the_share_that_each_stage_kept(finished_run: Path) -> None:
    text = (finished_run / "shards" / "README.md").read_text()
    assert "| filter | 60 | 60 (100.0%) | 180 | 168 (93.3%) |" in text
    assert "| rules |  |  | 168 |" in text


def test_without_the_parts_of_a_stage_the_card_has_no_shares(rewritten: Build, run_of: Run, tmp_path: Path) -> None:
    out = run_of(tmp_path / "out", Config(), [[rewritten(i) for i in range(5)]])
    (out / "parse" / "part-00000.done.json").unlink()
    assert refresh(str(out))
    assert "captions in" not in (out / "shards" / "README.md").read_text()


def test_the_done_marker_counts_what_is_in_the_shards(finished_run: Path) -> None:
    packed = packed_in(finished_run)
    assert sum(sum(counts.families.values()) for counts in packed.splits.values()) == sum(packed.rows.values()) == 168
    assert sum(counts.captions for counts in packed.splits.values()) == 60
    assert [(each.method, each.rows) for each in packed.writers] == [("rules", 168)]


def test_the_sums_list_every_file_but_the_done_marker(finished_run: Path) -> None:
    folder = finished_run / "shards"
    listed = dict(line.split("  ")[::-1] for line in (folder / "SHA256SUMS").read_text().splitlines())
    assert set(listed) == set(names(str(folder))) - {"SHA256SUMS", "done.json"}
    assert all(hashlib.sha256((folder / name).read_bytes()).hexdigest() == sha256 for name, sha256 in listed.items())


def test_rows_that_every_matcher_left_are_unverified_whatever_the_config_names(rewritten: Build, run_of: Run, tmp_path: Path) -> None:
    out = run_of(tmp_path / "out", Config(), [[rewritten(i) for i in range(5)]])
    manifest = read_manifest(str(out))
    assert manifest is not None
    (out / "manifest.json").write_text(manifest.model_copy(update={"verification": "verified"}).model_dump_json())
    refresh(str(out))
    assert "# Unverified hard negatives" in (out / "shards" / "README.md").read_text()


def test_a_folder_without_finished_shards_is_left_as_it_is(tmp_path: Path) -> None:
    assert not refresh(str(tmp_path))
    (tmp_path / "shards").mkdir()
    (tmp_path / "shards" / "done.json").write_text(json.dumps({"fingerprint": "f"}))
    assert not refresh(str(tmp_path))
    assert read_manifest(str(tmp_path)) is None


@pytest.mark.parametrize(
    ("judged_by", "said"), [({"text": 3}, "verified"), ({"text": 2, "": 1}, "partly verified"), ({"": 3}, "unverified"), (None, "verified")]
)
def test_shards_are_verified_as_far_as_their_rows_were_judged(judged_by: dict[str, int] | None, said: str) -> None:
    config = Config.model_validate({"filter": {"match": {"text_model": "text"}}})
    splits = {} if judged_by is None else {"train": SplitCounts(judges={"count": judged_by})}
    packed = Packed(fingerprint="f", run_id="r", rows={"train-00000-of-00001.parquet": 3}, sha256={}, splits=splits)
    assert verification_of_shards(Manifest(run_id="r", input="i", config=config, parts=1), packed) == said
    assert verification_of_shards(Manifest(run_id="r", input="i", config=Config(), parts=1), packed) == "unverified"
