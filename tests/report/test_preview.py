import json
import tempfile
from pathlib import Path

import pytest
from rich.console import Console

from hardneg.captions import recognition
from hardneg.captions.recognition import recognise
from hardneg.errors import UserError
from hardneg.report.preview import as_dict, preview, show
from hardneg.schemas.config import CaptionsConfig, Config

CAPTIONS = ["Two brown dogs run on a beach.", "A man in a red coat holds an umbrella.", "A small cat sleeps on a blue sofa."]


def config(**captions: object) -> CaptionsConfig:
    return CaptionsConfig.model_validate(captions)


def test_what_a_table_holds_is_counted_and_shown(tmp_path: Path) -> None:
    rows = [f"{i // 2}.jpg;{caption}\n" for i, caption in enumerate([*CAPTIONS, *CAPTIONS])]
    (tmp_path / "a.csv").write_text("image;caption\n" + "".join(rows) + "1;2;3\n")

    (group,), refused = recognise(str(tmp_path / "a.csv"), config())

    assert (group.layout.format, group.layout.details) == ("csv", ("delimiter ';'",))
    assert (group.layout.captions, group.layout.image) == (("caption",), "image")
    assert (group.captions, len(group.images), dict(group.defects), group.whole) == (6, 3, {"bad_record": 1}, True)
    assert [record.caption for record in group.samples] == CAPTIONS
    assert [name for name, _ in refused] == ["images of a.csv"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", "\n".join(CAPTIONS)),
        ("a.tsv", "".join(f"{caption}\thttps://example.org/{i}\n" for i, caption in enumerate(CAPTIONS))),
        ("a.jsonl", "".join(json.dumps({"caption": caption}) + "\n" for caption in CAPTIONS)),
    ],
)
def test_every_format_has_a_layout(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content)
    (group,), _ = recognise(str(tmp_path / name), config())
    assert (group.captions, group.whole, [record.caption for record in group.samples]) == (3, True, CAPTIONS)


def test_files_of_one_layout_are_shown_together_and_counting_stops_in_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for i in range(60):
        (tmp_path / f"{i:02}.csv").write_text("image,caption\n" + f"{i}.jpg,{CAPTIONS[0]}\n" * 5)
    monkeypatch.setattr(recognition, "CAPTIONS", 100)
    (group,), _ = recognise(str(tmp_path), config())
    assert (group.sources, group.captions, group.whole) == (60, 100, False)


def test_a_source_that_cannot_be_read_is_named_and_the_others_are_shown(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(f"image,caption\n1.jpg,{CAPTIONS[0]}\n")
    (tmp_path / "b.csv").write_text("number,category\n1,2\n")
    groups, refused = recognise(str(tmp_path), config())
    assert [group.first for group in groups] == ["a.csv"]
    assert [name for name, _ in refused] == ["b.csv", "images of a.csv"]
    assert "no column looks like a caption" in refused[0][1]


def test_what_nothing_of_can_be_understood_is_refused(tmp_path: Path) -> None:
    (tmp_path / "b.csv").write_text("number,category\n1,2\n")
    with pytest.raises(UserError, match="no column looks like a caption"):
        recognise(str(tmp_path / "b.csv"), config())
    with pytest.raises(UserError, match="no such file"):
        recognise(str(tmp_path / "c.csv"), config())


@pytest.mark.slow
def test_negatives_and_rejects_of_the_first_captions_are_shown_and_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("work", "temp", "in"):
        (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path / "work")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temp"))
    content = "".join(f"{i}.jpg\t{caption}\n" for i, caption in enumerate([*CAPTIONS, "Un perro negro duerme en un sofá rojo.", "ok"] * 10))
    (tmp_path / "in" / "a.txt").write_text(content, encoding="utf-8")

    found = preview(str(tmp_path / "in" / "a.txt"), Config())
    show(found, Console(highlight=False))
    shown = capsys.readouterr().out

    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a.txt", "in", "temp", "work"]
    assert len(found.drafted) + len(found.rejected) == 20
    assert {reject.reason for reject in found.rejected} >= {"not_english", "too_short"}
    assert all(edits for each in found.drafted for _, edits in each.negatives)
    assert "\x1b" not in shown
    assert "delimiter tab, no header" in shown
    assert " -> " in shown
    assert "rejected by captions, too_short: ok" in shown
    assert json.loads(json.dumps(as_dict(found)))["groups"][0]["captions"] == 50
    assert as_dict(found)["groups"][0]["layout"]["captions"] == ("1",)


def test_names_of_files_keys_and_captions_do_not_control_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record = {"key": "\x1b[2J[/red]", "image": "\x9b1m.png", "caption": "A \x1b]0;t\x07 dog runs on [bold]grass"}
    (tmp_path / "a\x1b[31m[b].jsonl").write_text(json.dumps(record) + "\n")
    show(preview(str(tmp_path), Config()), Console(highlight=False, width=500))
    shown = capsys.readouterr().out
    assert "\\x1b[2J[/red]" in shown
    assert all(line.isprintable() for line in shown.split("\n"))
