import io
import json
import random
import shutil
import tracemalloc
from pathlib import Path

import PIL.Image
import pytest
from conftest import finish_run, rewritten_row
from typer.testing import CliRunner

from hardneg.cli import app
from hardneg.engine import storage
from hardneg.errors import UserError
from hardneg.export.commands import NAMES
from hardneg.export.export import export
from hardneg.export.formats import FORMATS
from hardneg.export.selection import Options
from hardneg.schemas.config import Config
from hardneg.schemas.rows import Image

ONE_PART = Config.model_validate({"shards": {"val_share": 0}})


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.mark.parametrize("to", FORMATS)
def test_an_export_is_beside_the_shards_by_default_and_the_same_when_repeated(to: str, run: Path) -> None:
    done = export(str(run), to, None, "all", Options())
    first = files(run / "export" / to)

    assert done.dest == str(run / "export" / to)
    assert sum(done.samples.values()) > 0
    assert json.loads(first["export.json"])["samples"] == done.samples
    export(str(run), to, None, "all", Options(), force=True)
    assert files(run / "export" / to) == first
    assert [path.name for path in (run / "export").iterdir() if path.name.startswith(".")] == []


def test_fewer_negatives_are_drawn_by_the_captions_id_and_the_seed_alone(run: Path, tmp_path: Path) -> None:
    def drawn(seed: int, name: str) -> dict[str, list[str]]:
        export(str(run), "jsonl", str(tmp_path / name), "train", Options(negatives=2, seed=seed))
        lines = [json.loads(line) for line in (tmp_path / name / "train.jsonl").read_text().splitlines()]
        return {line["caption_id"]: line["negatives"] for line in lines}

    assert drawn(0, "a") == drawn(0, "b")
    assert drawn(0, "c") != drawn(1, "d")
    assert max(map(len, drawn(0, "e").values())) == 2


def test_a_folder_that_is_not_empty_is_kept_and_force_replaces_an_export_only(run: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/thesis.tex").write_text("years of work")

    for force in (False, True):
        with pytest.raises(UserError, match=r"is not empty|no earlier export"):
            export(str(run), "jsonl", str(tmp_path / "mine"), "train", Options(), force)
    assert (tmp_path / "mine/thesis.tex").read_text() == "years of work"
    (tmp_path / "empty").mkdir()
    export(str(run), "jsonl", str(tmp_path / "empty"), "train", Options())
    with pytest.raises(UserError, match="exists and is not empty"):
        export(str(run), "jsonl", str(tmp_path / "empty"), "train", Options())


def test_an_export_that_fails_leaves_nothing_and_force_keeps_the_earlier_one(run: Path, tmp_path: Path) -> None:
    export(str(run), "jsonl", str(tmp_path / "there"), "train", Options())
    before = files(tmp_path / "there")

    with pytest.raises(UserError, match=r"nothing to export to sentence-transformers: .*fewer than 9 negatives"):
        export(str(run), "sentence-transformers", str(tmp_path / "there"), "train", Options(negatives=9, form="n-tuple"), force=True)
    with pytest.raises(UserError, match="nothing to export"):
        export(str(run), "sentence-transformers", str(tmp_path / "new"), "train", Options(negatives=9, form="n-tuple"))
    assert files(tmp_path / "there") == before
    assert [path.name for path in tmp_path.iterdir()] == ["there"]


def test_an_image_that_is_missing_or_no_image_is_named_and_skipped_only_if_asked(tmp_path: Path) -> None:
    (tmp_path / "broken.jpg").write_bytes(b"not an image")
    rows = [rewritten_row(1, image=Image(path=f"{tmp_path}/gone.jpg")), rewritten_row(2, image=Image(path=f"{tmp_path}/broken.jpg"))]
    rows.append(rewritten_row(3, image=Image(bytes=_png())))
    allowed = Config.model_validate({"shards": {"val_share": 0}, "captions": {"image_locations": [str(tmp_path)]}})
    out = str(finish_run(tmp_path / "out", allowed, [rows]))

    with pytest.raises(UserError, match=r"(gone\.jpg: no such file|broken\.jpg: is not an image).*--on-error skip"):
        export(out, "webdataset", None, "train", Options())
    done = export(out, "webdataset", None, "train", Options(skip_missing=True))
    assert done.samples == {"train": 1}
    assert done.skipped == {"image missing or unreadable": 2}


def test_an_export_of_the_shards_of_a_run_is_beside_them_and_not_among_them(run: Path, tmp_path: Path) -> None:
    out = shutil.copytree(run, tmp_path / "out", ignore=shutil.ignore_patterns("export"))
    assert export(str(out / "shards"), "coco-json", None, "train", Options()).dest == str(out / "export" / "coco-json")


def test_help_names_every_format() -> None:
    assert NAMES.replace(" or ", ", ").split(", ") == list(FORMATS)


def test_a_run_behind_a_url_is_exported_beside_its_shards(run: Path) -> None:
    for path in (run / "shards").glob("*.parquet"):
        storage.write(f"memory://runs/a/shards/{path.name}", path.read_bytes())

    done = export("memory://runs/a", "coco-json", None, "all", Options())
    assert done.dest == "memory://runs/a/export/coco-json"
    found = json.loads(storage.read(f"{done.dest}/captions_train.json"))
    assert len(found["annotations"]) == done.samples["train"] > 0
    assert storage.exists(f"{done.dest}/{found['images'][0]['file_name']}")


def test_an_export_to_a_url_ends_with_its_summary(run: Path) -> None:
    export(str(run), "jsonl", "memory://exports/lines", "train", Options())

    assert storage.names("memory://exports/lines") == ["export.json", "images", "train.jsonl"]
    with pytest.raises(UserError, match="not empty"):
        export(str(run), "jsonl", "memory://exports/lines", "train", Options())
    export(str(run), "jsonl", "memory://exports/lines", "train", Options(), force=True)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--to", "tfrecord"], "--to tfrecord: no such format; there are sentence-transformers"),
        (["--to", "jsonl", "--split", "test"], "--split test: no such split"),
        (["--to", "jsonl", "--negatives", "0"], "--negatives 0: give a number from 1, or all"),
        (["--to", "jsonl", "--negatives", "many"], "--negatives many: give a number from 1, or all"),
        (["--to", "sentence-transformers", "--form", "pair"], "--form pair: no such form"),
        (["--to", "jsonl", "--form", "triplet"], "--form is an option of sentence-transformers"),
        (["--to", "jsonl", "--form", ""], "--form is an option of sentence-transformers"),
        (
            ["--to", "llava", "--per-file", "9"],
            "--per-file is an option of sentence-transformers, webdataset, triplets, datasets, preference",
        ),
        (["--to", "webdataset", "--image-root", ""], "--image-root is an option of open_clip-csv, negclip-tsv, mcq"),
        (["--to", "mcq", "--scores"], "--scores is an option of sentence-transformers"),
        (["--to", "mcq", "--negatives", "all"], "leave out --negatives"),
        (["--to", "sentence-transformers", "--form", "n-tuple", "--negatives", "9"], "nothing to export to sentence-transformers"),
    ],
)
def test_a_wrong_option_is_one_line(words: list[str], message: str, run: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["export", str(run), "--dest", str(tmp_path / "to"), *words])

    assert done.exit_code == 2
    assert message in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("to", FORMATS)
@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("--form", Options(form="labeled-pair")),
        ("--anchor image", Options(anchor="image")),
        ("--scores", Options(scores=True)),
        ("--per-file", Options(per_file=2)),
        ("--image-root", Options(image_root="")),
    ],
)
def test_an_option_changes_what_is_written_or_is_refused(to: str, name: str, options: Options, run: Path, tmp_path: Path) -> None:
    if name not in FORMATS[to].options:
        with pytest.raises(UserError, match=f"--to {to}: {name} is an option of "):
            export(str(run), to, str(tmp_path / "to"), "train", options)
        return
    written = []
    for place, chosen in (("plain", Options()), ("chosen", options)):
        export(str(run), to, str(tmp_path / place), "train", chosen)
        written.append({path: data for path, data in files(tmp_path / place).items() if path != "export.json"})
    if options.image_root is not None:  # by default paths begin with the folder, which differs
        assert b"plain/images" not in b"".join(written[1].values())
        assert b"plain/images" in b"".join(written[0].values())
    assert written[0] != written[1]


def test_a_split_without_shards_is_refused_and_all_exports_those_that_are_there(tmp_path: Path) -> None:
    out = str(finish_run(tmp_path / "out", ONE_PART, [[rewritten_row(1), rewritten_row(2)]]))

    with pytest.raises(UserError, match="holds no val shards"):
        export(out, "jsonl", None, "val", Options())
    assert export(out, "jsonl", None, "all", Options()).samples == {"train": 2}


@pytest.mark.slow
def test_memory_does_not_grow_with_the_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hardneg.export.parquet.BYTES_AT_ONCE", 500_000)
    peaks: dict[str, list[int]] = {}
    for count in (200, 2_000):
        rows = [[rewritten_row(i, image=Image(bytes=_noise(i))) for i in range(start, start + 200)] for start in range(0, count, 200)]
        config = Config.model_validate({"shards": {"val_share": 0, "row_group_rows": 300}})
        out = str(finish_run(tmp_path / f"out{count}", config, rows))
        del rows
        for to in ("webdataset", "preference", "coco-json"):
            tracemalloc.start()
            export(out, to, None, "train", Options())
            peaks.setdefault(to, []).append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
    size = 1_800 * len(_noise(0))
    assert {to: large - small < size / 20 for to, (small, large) in peaks.items()} == dict.fromkeys(peaks, True), peaks


def _png() -> bytes:
    stream = io.BytesIO()
    PIL.Image.new("RGB", (24, 24), (1, 2, 7)).save(stream, "PNG")
    return stream.getvalue()


def _noise(number: int) -> bytes:
    stream = io.BytesIO()
    PIL.Image.frombytes("RGB", (64, 64), random.Random(number).randbytes(64 * 64 * 3)).save(stream, "PNG")
    return stream.getvalue()
