import json
from pathlib import Path

import pytest

from pipeline.captions.readers import read
from pipeline.captions.records import Broken, Record
from pipeline.captions.sources import find
from pipeline.errors import UserError
from schemas.config import CaptionsConfig
from schemas.reasons import Reason


def records(path: Path, content: bytes, **config: object) -> list[Record]:
    path.write_bytes(content)
    return list(read(find(str(path)).sources[0], CaptionsConfig.model_validate(config)))


def test_objects_become_records(tmp_path: Path) -> None:
    content = b'{"id": "a", "image": "1.jpg", "caption": "one"}\n\n{"id": 2, "caption": "two", "more": 1}\r\n{"caption": ["x", "y"]}'
    assert records(tmp_path / "a.jsonl", content) == [
        Record("a", "one", "1.jpg"),
        Record("2", "two"),
        Record("4#0", "x"),
        Record("4#1", "y"),
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"caption": "cut o', Reason.BAD_RECORD),
        (b'["a list"]', Reason.BAD_RECORD),
        (b"3", Reason.BAD_RECORD),
        (b"[" * 100_000, Reason.BAD_RECORD),
        (b'{"caption": "\xff\xfe"}', Reason.INVALID_UTF8),
        (b'{"caption": "\\ud83d"}', Reason.INVALID_UTF8),
        (b'{"caption": null}', Reason.NO_CAPTION),
        (b'{"caption": 12}', Reason.NO_CAPTION),
        (b'{"other": "x"}', Reason.NO_CAPTION),
        (b'{"caption": ' + b"9" * 5000 + b"}", Reason.BAD_RECORD),
    ],
)
def test_a_malformed_line_is_a_record_with_its_defect(tmp_path: Path, line: bytes, reason: Reason) -> None:
    found = records(tmp_path / "a.jsonl", b'{"caption": "one"}\n' + line + b'\n{"caption": "three"}\n')
    assert [record.defect for record in found] == [None, reason, None]
    assert found[1].key in ("2", "line 2")
    assert found[1].detail
    assert len(found[1].detail) <= 520
    assert len(found[1].caption or "") <= 500


def test_bad_lines_at_the_start_do_not_hide_the_columns(tmp_path: Path) -> None:
    assert [record.caption for record in records(tmp_path / "a.jsonl", b'{"cap\n{"text": "one"}\n')] == ['{"cap', "one"]


def test_a_caption_of_ten_megabytes_is_read(tmp_path: Path) -> None:
    line = json.dumps({"caption": "dog " * 2_500_000}).encode() + b"\n"
    assert [len(record.caption or "") for record in records(tmp_path / "a.jsonl", line * 2)] == [10_000_000] * 2


def test_a_file_without_any_object_is_not_jsonl(tmp_path: Path) -> None:
    with pytest.raises(Broken, match="none of its first lines is a JSON object"):
        records(tmp_path / "a.jsonl", b"plain\ntext\n")


def test_a_wrong_column_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="nearest: caption"):
        records(tmp_path / "a.jsonl", b'{"caption": "one"}', caption_column="captions")
