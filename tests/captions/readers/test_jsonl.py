import json
from pathlib import Path

import pytest

from hardneg.captions.fields.records import Broken, Record
from hardneg.captions.files.inputs import find
from hardneg.captions.readers import read
from hardneg.errors import UserError
from hardneg.schemas.config import CaptionsConfig
from hardneg.schemas.reasons import Reason


def records(path: Path, content: bytes, **config: object) -> list[Record]:
    path.write_bytes(content)
    return list(read(find(str(path)).sources[0], CaptionsConfig.model_validate(config)))


def test_objects_become_records(tmp_path: Path) -> None:
    content = b'{"id": "a", "image": "1.jpg", "caption": "one"}\n\n{"id": 2, "caption": "two", "more": 1}\r\n{"caption": ["x", "y"]}'
    assert records(tmp_path / "a.jsonl", content) == [
        Record("a", "one", "1.jpg", image_id="1.jpg"),
        Record("2", "two"),
        Record("4#0", "x", image_id="4"),
        Record("4#1", "y", image_id="4"),
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


def test_conversations_give_the_models_first_turn(tmp_path: Path) -> None:
    turns = [{"from": "human", "value": "<image>\nWhat?"}, {"from": "gpt", "value": "A goose."}, {"from": "human", "value": "Why?"}]
    line = json.dumps({"id": "a", "image": "1.jpg", "conversations": [*turns, {"from": "gpt", "value": "It is hungry."}]}).encode()
    assert records(tmp_path / "a.jsonl", line) == [Record("a", "A goose.", "1.jpg", image_id="1.jpg")]
    (second,) = records(tmp_path / "a.jsonl", line, caption_column="conversations.3.value")
    assert second.caption == "It is hungry."


def test_a_conversation_without_a_turn_of_the_model_is_a_defect(tmp_path: Path) -> None:
    (record,) = records(tmp_path / "a.jsonl", b'{"conversations": [{"from": "human", "value": "What is shown here?"}]}')
    assert (record.defect, record.detail) == (Reason.BAD_RECORD, "the conversation has no turn of the model")


def test_an_image_within_a_message_is_used(tmp_path: Path) -> None:
    content = [{"type": "image_url", "image_url": {"url": "https://example.org/1.jpg"}}, {"type": "text", "text": "What?"}]
    line = json.dumps({"messages": [{"role": "user", "content": content}, {"role": "assistant", "content": "A goose."}]}).encode()
    assert records(tmp_path / "a.jsonl", line) == [
        Record("1", "A goose.", "https://example.org/1.jpg", image_id="https://example.org/1.jpg")
    ]


def test_a_key_with_two_values_in_one_object_is_a_defect(tmp_path: Path) -> None:
    found = records(tmp_path / "a.jsonl", b'{"caption": "one", "caption": "two"}\n{"caption": "x", "w": 1, "w": 1}')
    assert [record.defect for record in found] == [Reason.BAD_RECORD, None]
    assert "'caption' occurs twice" in (found[0].detail or "")


def test_nan_is_no_caption(tmp_path: Path) -> None:
    assert [record.defect for record in records(tmp_path / "a.jsonl", b'{"caption": "one"}\n{"caption": NaN}')] == [None, Reason.NO_CAPTION]


def test_an_encoding_that_is_set_is_read_and_one_that_is_not_is_suggested(tmp_path: Path) -> None:
    content = '{"caption": "a caf\u00e9"}\n{"caption": "a dog"}\n'.encode("cp1252")
    assert records(tmp_path / "a.jsonl", content, encoding="cp1252")[0].caption == "a caf\u00e9"
    assert "captions.encoding=cp1252" in (records(tmp_path / "a.jsonl", content)[0].detail or "")
    assert records(tmp_path / "b.jsonl", content.decode("cp1252").encode("utf-16"))[1].caption == "a dog"
