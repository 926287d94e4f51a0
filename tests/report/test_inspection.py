from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from rich.text import Text
from some_shards import rows_of, write_shards

from hardneg.errors import UserError
from hardneg.report.inspection import batches, count, marked, rejected, sample, show
from hardneg.schemas.config import Config
from hardneg.schemas.rows import RewrittenRow
from hardneg.shards.files import find_shards

SWAP = [{"start": 2, "end": 5, "old": "red", "new": "big"}, {"start": 6, "end": 9, "old": "dog", "new": "cat"}]


def test_edits_are_marked_in_plain_text() -> None:
    assert marked("A red dog.", SWAP[::-1], terminal=False).plain == "A [red -> big] [dog -> cat]."
    assert marked("A dog.", [{"start": 2, "end": 2, "old": "", "new": "big "}], terminal=False).plain == "A [-> big]dog."


def test_edits_are_coloured_on_a_terminal() -> None:
    text = marked("A red dog.", SWAP[:1], terminal=True)
    assert isinstance(text, Text)
    assert {text.plain[span.start : span.end]: span.style for span in text.spans} == {"red": "red strike", "big": "green bold"}


@pytest.mark.parametrize("terminal", [True, False])
def test_captions_do_not_control_the_terminal(terminal: bool) -> None:
    edits = [{"start": 4, "end": 7, "old": "\x1b[m", "new": "\x9b2J"}]
    shown = marked("\x1b]0;\x1b[m\x07 [red]dog[/red]", edits, terminal).plain
    assert shown.isprintable()
    assert shown.startswith("\\x1b]0;")
    assert shown.endswith("\\x07 [red]dog[/red]")


def test_counts_are_by_family(finished_run: Path) -> None:
    counts, captions = count(find_shards(str(finished_run)))
    assert captions == 60
    assert {family: (of.negatives, of.captions, of.mean_gap) for family, of in counts.items()} == {
        "object": (60, 60, None),
        "attribute": (60, 60, 1.0),
        "count": (48, 48, -2.0),
    }
    assert counts["object"].replacements == {"cat"}


def test_counts_are_those_of_the_rows_over_row_groups_and_shards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [row for number in range(9) for row in rows_of(number, 1 + number % 5)]
    for i, row in enumerate(rows):
        row["lm_gap"] = None if i % 3 == 0 else float(i)
        row["edits"] = [{"start": 0, "end": 1, "old": "c", "new": f"{k}"} for k in range(i % 4)]
        row["image_model"] = "m" if i % 2 else None
        row["image_reason"] = "no_match" if i % 6 == 1 else None
    files = find_shards(write_shards(tmp_path, rows, 4, shards=2))
    monkeypatch.setattr("hardneg.report.inspection.batches", lambda file, columns: batches(file, columns, 3))
    counts, captions = count(files)
    assert captions == 9
    for family in {row["family"] for row in rows}:
        mine, of = [row for row in rows if row["family"] == family], counts[family]
        gaps = [row["lm_gap"] for row in mine if row["lm_gap"] is not None]
        assert (of.negatives, of.captions) == (len(mine), len({row["caption_id"] for row in mine}))
        assert (of.gaps, of.gap_sum) == (len(gaps), sum(gaps))
        assert of.replacements == {" ... ".join(edit["new"] for edit in row["edits"]) for row in mine}
        assert of.wanted == sum(row["image_model"] is not None for row in mine)
        assert of.drawn == sum(row["image_model"] is not None and row["image_reason"] is None for row in mine)


def test_a_sample_reads_the_row_groups_of_its_rows_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [row for number in range(40) for row in rows_of(number, 2)]
    files = find_shards(write_shards(tmp_path, rows, 4, shards=2))
    read: list[int] = []
    read_row_group = pq.ParquetFile.read_row_group
    monkeypatch.setattr(pq.ParquetFile, "read_row_group", lambda self, i, **how: read.append(i) or read_row_group(self, i, **how))
    found = [row["id"] for row in sample(files, {"attribute": 40, "count": 40}, 4)]
    assert found == ["n0.0", "n20.0", "n0.1", "n20.1"]
    assert len(read) == 2


def test_rejects_are_counted_by_stage_and_reason(finished_run: Path) -> None:
    assert rejected(str(finished_run)) == {("filter", "unlikely"): (0, 12)}
    assert rejected(str(finished_run / "shards")) == {}


def test_samples_are_spread_over_families_and_rows_and_are_the_same_every_time(finished_run: Path) -> None:
    files = find_shards(str(finished_run))
    available = {"object": 60, "attribute": 60, "count": 1}
    rows = list(sample(files, available, 9))
    assert Counter(row["family"] for row in rows) == {"object": 4, "attribute": 4, "count": 1}
    assert len({row["caption_id"] for row in rows if row["family"] == "object"}) == 4
    assert rows == list(sample(files, available, 9))
    assert len(list(sample(files, {"object": 60}, 1000))) == 60


@pytest.mark.parametrize("where", ["", "shards", "shards/train-00000-of-00001.parquet"])
def test_a_run_a_folder_and_a_shard_can_be_shown(finished_run: Path, where: str, capsys: pytest.CaptureFixture[str]) -> None:
    show(str(finished_run / where), None, 6)
    shown = capsys.readouterr().out
    assert "\x1b" not in shown
    assert ("unlikely" in shown) == (where == "")
    assert "A black [dog -> cat] sits left of two red chairs, number" in shown
    assert len([line for line in shown.splitlines() if "->" in line and "still true" not in line]) == 6
    assert shown.count("still true    article: [A -> The] black dog") == 6


def test_only_the_named_family_is_shown(finished_run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    show(str(finished_run), "count", 3)
    shown = capsys.readouterr().out
    assert shown.count("[two -> three]") == 3
    assert "[dog -> cat]" not in shown


def test_a_family_that_is_not_there_shows_no_samples(finished_run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    show(str(finished_run), "action", 3)
    assert "->" not in capsys.readouterr().out


def test_captions_are_shown_as_they_are_and_in_one_line(
    rewritten: Callable[..., RewrittenRow], run_of: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    row = rewritten(0, gaps=(1.0,))
    tail = " [bold]not markup[/bold] :smile:" + " and on" * 40
    row.caption += tail
    row.negatives[0].negative += tail
    show(str(run_of(tmp_path / "out", Config(), [[row]])), None, 1)
    assert row.caption.replace("dog", "[dog -> cat]") in capsys.readouterr().out


def test_a_folder_without_shards_is_an_error_with_advice(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no shards here"):
        show(str(tmp_path), None, 3)


def test_a_broken_shard_is_named(tmp_path: Path) -> None:
    (tmp_path / "train-00000-of-00001.parquet").write_bytes(b"PAR1 no")
    with pytest.raises(UserError, match=r"train-00000-of-00001.parquet: is not a readable shard"):
        show(str(tmp_path), None, 3)


def test_shards_that_lack_columns_of_later_formats_are_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (file,) = find_shards(write_shards(tmp_path, rows_of(1, 2), 9))
    table = pq.read_table(file).drop_columns(["n_edits", "weight", "judged_by", "image_model"])
    pq.write_table(table, file)
    show(file, None, 2)
    assert "2 negatives of 1 caption" in capsys.readouterr().out
    pq.write_table(table.drop_columns(["negative"]), file)
    with pytest.raises(UserError, match="has no column negative"):
        show(file, None, 2)
